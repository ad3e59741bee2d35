"""The web: what comes in, how a screen looks there."""
