"""What this room declares: the screen that carries one."""

from bot.files import orders
from bot.foundation.access import EVERYBODY
from bot.foundation.room import Room, Route

ROOM = Room(
    "files",
    routes={
        "file": {
            "open": Route(orders.open_file, EVERYBODY),
        },
    },
)
