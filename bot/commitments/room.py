"""What this room declares."""

from bot.commitments import coordinator
from bot.foundation.room import MenuEntry, Room, Route

ROOM = Room(
    "commitments",
    routes={
        "plan": {
            "open": Route(coordinator.open_list, "keep_plan", shows=("list", "empty")),
            "ready": Route(coordinator.take_ready, "keep_plan"),
            "new": Route(coordinator.new, "keep_plan", shows=("new",)),
            "add": Route(coordinator.add, "keep_plan"),
            "show": Route(coordinator.show, "keep_plan", shows=("promise",)),
            "note": Route(coordinator.note, "keep_plan"),
            "drop": Route(coordinator.drop, "keep_plan"),
            "sure": Route(coordinator.sure, "keep_plan", shows=("sure_drop", "sure_end")),
            "end": Route(coordinator.end, "keep_plan"),
        },
    },
    menu=(MenuEntry(75, "plan", "open", "plan"),),
)
