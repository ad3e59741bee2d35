"""The command line: `baken …`, a module for each group of commands."""

from handlers.cli.commands import main

__all__ = ["main"]
