"""The first thing that somebody sees, and what comes up for everybody."""
