"""The web: what comes in, how a screen looks there."""

from handlers.web import listen

__all__ = ["listen"]
