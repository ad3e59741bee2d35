"""The Slack side: how screens look there, signed requests through the real app, the way out."""
