"""What this room declares."""

from bot.foundation.room import Room, Route
from bot.oversight import export, readership, retention, screens

ROOM = Room(
    "oversight",
    routes={
        "trail": {
            "open": Route(screens.open_trail, "read_trail", shows=("list",)),
            "filter": Route(screens.open_filter, "read_trail", shows=("filter",)),
            "find": Route(screens.find, "read_trail"),
            "readers": Route(readership.open_list, "read_trail", shows=("readers",)),
            "retention": Route(retention.open_list, "read_trail", shows=("retention",)),
        },
    },
    files={"trail": export.make},
    on_web_alone=frozenset({"trail"}),
)
