"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import MenuEntry, Room, Route
from bot.public_page import coordinator, files, participant

ROOM = Room(
    "public_page",
    routes={
        "page": {
            "front": Route(participant.front, EVERYBODY, shows=("front",)),
            "begin": Route(participant.begin, EVERYBODY),
            "manage": Route(coordinator.open_page, "open_page", shows=("manage",)),
            "save": Route(coordinator.save, "open_page"),
        },
    },
    menu=(MenuEntry(90, "page", "manage", "page"),),
    files={"page_poster": files.poster, "page_cards": files.cards, "page_stickers": files.stickers},
)
