"""The story behind the counts ("Rijker verantwoord"): written per theme and half-year, version by version."""
