"""Programmes and modules: read, checked, planned for people, taken, and looked back at."""
