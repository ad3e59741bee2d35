"""What of the counts may be told: small numbers, and whatever would give one away, are hidden. Pure."""
