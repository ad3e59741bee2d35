"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Room, Route
from bot.personal_data import participant

ROOM = Room(
    "personal_data",
    routes={
        "kept": {
            "open": Route(participant.open_own, EVERYBODY, shows=("own",)),
            "show": Route(participant.show, EVERYBODY, shows=("kind",)),
        },
    },
)
