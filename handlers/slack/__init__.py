"""Slack: what comes in, how a screen looks there, what goes out."""

from handlers.slack import listen, send

__all__ = ["listen", "send"]
