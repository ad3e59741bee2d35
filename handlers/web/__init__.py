"""The web: what comes in, how a screen looks there."""

from . import listen

__all__ = ["listen"]
