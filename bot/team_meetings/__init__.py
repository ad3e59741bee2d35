"""The yearly meeting of every team about undermining crime."""
