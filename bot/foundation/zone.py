"""Where the clock hangs that people look at."""

from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
