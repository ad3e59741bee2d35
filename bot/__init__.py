"""The bot itself: no platform, no web framework, no scheduler."""
