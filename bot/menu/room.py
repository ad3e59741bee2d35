"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Room, Route
from bot.menu import screens

ROOM = Room(
    "menu",
    routes={
        "menu": {
            "open": Route(screens.show, EVERYBODY),
            "home": Route(screens.home, EVERYBODY, shows=("menu", "home")),
            "about": Route(screens.about, EVERYBODY, shows=("about",)),
            "coordinate": Route(screens.coordinate, EVERYBODY, shows=("coordinate",)),
        },
    },
)
