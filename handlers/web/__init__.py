"""The web: what comes in, how a screen looks there, what goes out."""

from . import listen, send

__all__ = ["listen", "send"]
