"""The tables of both databases, by what they are about."""
