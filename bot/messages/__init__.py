"""What is brought to people: planned, composed, delivered at most once, watched and steered."""
