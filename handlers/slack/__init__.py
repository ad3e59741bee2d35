"""Slack: what comes in, how a screen looks there, what goes out."""

from . import http, send

__all__ = ["http", "send"]
