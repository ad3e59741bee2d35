"""What this room declares."""

from bot.directory import coordinator, upload
from bot.foundation.access import EVERYBODY
from bot.foundation.room import MenuEntry, Room, Route

ROOM = Room(
    "directory",
    routes={
        "people": {
            "open": Route(coordinator.open_overview, "manage_people", shows=("overview",)),
            "newcomers": Route(coordinator.open_newcomers, "manage_people", shows=("newcomers",)),
            "newcomer": Route(coordinator.open_newcomer, "manage_people", shows=("newcomer",)),
            "link": Route(coordinator.link, "manage_people"),
            "dismiss": Route(coordinator.dismiss, "manage_people"),
            "unreachable": Route(coordinator.open_unreachable, "manage_people", shows=("unreachable",)),
            "upload": Route(upload.open_upload, "manage_people", shows=("upload",)),
            "cancel": Route(upload.cancel, EVERYBODY, shows=("cancelled",)),
            "check": Route(upload.check_file, "manage_people", in_units=True, queue="files"),
            "apply": Route(upload.apply, "manage_people", in_units=True, queue="files"),
        },
    },
    menu=(MenuEntry(10, "people", "open", "people"),),
)
