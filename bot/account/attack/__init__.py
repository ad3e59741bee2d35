"""Somebody who has every account, and wants to know what they hide. What they find out is not published."""
