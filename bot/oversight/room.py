"""What this room declares."""

from bot.foundation.room import Room, Route
from bot.oversight import retention, screens

ROOM = Room(
    "oversight",
    routes={
        "trail": {
            "open": Route(screens.open_trail, "read_trail", shows=("list",)),
            "retention": Route(retention.open_list, "read_trail", shows=("retention",)),
        },
    },
)
