"""What this room declares."""

from bot.foundation.room import MenuEntry, Room, Route
from bot.narratives import coordinator

ROOM = Room(
    "narratives",
    routes={
        "stories": {
            "open": Route(coordinator.open_list, "write_stories", shows=("list",)),
            "write": Route(coordinator.write, "write_stories"),
            "again": Route(coordinator.again, "write_stories"),
            "preview": Route(coordinator.preview, "write_stories"),
            "save": Route(coordinator.save, "write_stories"),
            "versions": Route(coordinator.list_versions, "write_stories", shows=("versions",)),
            "version": Route(coordinator.read_version, "write_stories", shows=("version",)),
        },
    },
    menu=(MenuEntry(70, "stories", "open", "stories"),),
)
