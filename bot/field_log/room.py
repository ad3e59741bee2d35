"""What this room declares."""

from bot.field_log import coordinator, upload
from bot.foundation.access import EVERYBODY
from bot.foundation.room import MenuEntry, Room, Route

ROOM = Room(
    "field_log",
    routes={
        "activities": {
            "open": Route(coordinator.open_list, "log_activities", shows=("list", "empty")),
            "form": Route(coordinator.open_form, "log_activities"),
            "again": Route(coordinator.again, "log_activities"),
            "save": Route(coordinator.save, "log_activities"),
            "show": Route(coordinator.show, "log_activities"),
            "remove": Route(coordinator.remove, "log_activities", shows=("remove",)),
            "drop": Route(coordinator.drop, "log_activities"),
            "upload": Route(upload.open_upload, "log_activities", shows=("upload",)),
            "cancel": Route(upload.cancel, EVERYBODY, shows=("cancelled",)),
            "check": Route(upload.check_file, "log_activities", in_units=True, queue="files"),
            "apply": Route(upload.apply, "log_activities", in_units=True, queue="files"),
        },
    },
    menu=(MenuEntry(60, "activities", "open", "activities"),),
)
