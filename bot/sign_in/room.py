"""What this room declares."""

from bot.foundation.room import Room, Route
from bot.sign_in import links

ROOM = Room(
    "sign_in",
    routes={
        "web": {
            "open": Route(links.open_link, "open_web", shows=("link",)),
        },
    },
)
