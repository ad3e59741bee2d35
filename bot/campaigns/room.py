"""What this room declares."""

from bot.campaigns import coordinator, messages, participant
from bot.foundation.access import EVERYBODY
from bot.foundation.room import Kind, MenuEntry, Room, Route

ROOM = Room(
    "campaigns",
    routes={
        "campaign": {
            "open": Route(participant.open_campaign, EVERYBODY),
            "go": Route(participant.go, EVERYBODY, shows=("page", "question", "own")),
            "answer": Route(participant.answer, EVERYBODY),
            "finish": Route(participant.finish, EVERYBODY),
            "overview": Route(coordinator.overview, "plan_gatherings", shows=("overview",)),
            "year": Route(coordinator.year, "plan_gatherings", shows=("year",)),
            "rhythm": Route(coordinator.rhythm, "plan_gatherings"),
            "new": Route(coordinator.new, "plan_gatherings", shows=("new",)),
            "create": Route(coordinator.create, "plan_gatherings"),
            "manage": Route(coordinator.manage, "plan_gatherings", shows=("campaign",)),
            "move": Route(coordinator.move, "plan_gatherings", shows=("move",)),
            "set": Route(coordinator.set_day, "plan_gatherings"),
            "sure": Route(coordinator.sure, "plan_gatherings", shows=("sure_cancel", "sure_send")),
            "send": Route(coordinator.send, "plan_gatherings"),
            "cancel": Route(coordinator.cancel, "plan_gatherings"),
        },
    },
    menu=(MenuEntry(50, "campaign", "overview", "campaigns"),),
    messages={"campaign": Kind(messages.show, messages.name, in_working_time=True)},
    planners={"campaigns": messages.plan},
)
