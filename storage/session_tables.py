"""Short sessions of staff on the web."""
