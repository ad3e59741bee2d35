"""Microsoft Teams: what comes in, how a screen looks there, what goes out."""
