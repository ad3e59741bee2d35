"""The command line: `baken …`, a module for each group of commands."""
