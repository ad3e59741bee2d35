"""The page on which somebody without an account reports: its doorstep, and who opens and closes it."""
