"""What this room declares: meetings in which reports are discussed, and their papers."""

from bot.foundation.room import Room, Route
from bot.review_meetings import handler, papers

RIGHT = "handle_reports"
ROOM = Room(
    "review_meetings",
    routes={
        "review": {
            "open": Route(handler.open_list, RIGHT, shows=("list",)),
            "begin": Route(handler.begin, RIGHT),
            "people": Route(handler.people, RIGHT),
            "change": Route(handler.change, RIGHT),
            "choose": Route(handler.choose, RIGHT),
            "show": Route(handler.show, RIGHT),
            "back": Route(handler.back, RIGHT),
            "take": Route(handler.take, RIGHT),
            "taken": Route(handler.taken, RIGHT),
            "papers": Route(handler.papers, RIGHT),
        },
    },
    files={"report_list": papers.report_list, "minutes": papers.minutes},
    on_web_alone=frozenset({"report_list", "minutes"}),
)
