"""What the municipality promised to do in its plan, and what was done for it."""
