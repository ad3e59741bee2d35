"""What the privacy officer sees."""
