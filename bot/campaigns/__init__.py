"""Campaigns: one message or short training to many, on a day of the year."""
