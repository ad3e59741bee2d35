"""Who began and finished which module."""
