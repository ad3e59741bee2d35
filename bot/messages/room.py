"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import MenuEntry, Room, Route
from bot.messages import catch_up, inbox, monitor, once_more

ROOM = Room(
    "messages",
    routes={
        "going_out": {
            "open": Route(monitor.open_list, "steer_pushes", shows=("list",)),
            "show": Route(monitor.show, "steer_pushes", shows=("push",)),
            "sure": Route(
                monitor.sure, "steer_pushes", shows=("sure_cancel", "sure_resend", "sure_resend_notices")
            ),
            "pause": Route(monitor.pause, "steer_pushes"),
            "resume": Route(monitor.resume, "steer_pushes"),
            "cancel": Route(monitor.cancel, "steer_pushes"),
            "resend": Route(monitor.resend, "steer_pushes"),
            "retry": Route(monitor.retry, "steer_pushes"),
            "ask": Route(once_more.ask, "steer_pushes", shows=("whom",)),
            "whom": Route(once_more.sure, "steer_pushes"),
            "send": Route(once_more.send, "steer_pushes"),
            "resend_notices": Route(monitor.resend_notices, "steer_pushes"),
        },
        "inbox": {
            "show": Route(inbox.show, EVERYBODY),
        },
    },
    menu=(MenuEntry(20, "going_out", "open", "going_out"),),
    planners={"catch_up": catch_up.plan},
)
