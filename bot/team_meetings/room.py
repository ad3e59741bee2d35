"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Kind, MenuEntry, Room, Route
from bot.team_meetings import agreements, coordinator, files, follow_up, messages, participant

ROOM = Room(
    "team_meetings",
    routes={
        "meeting": {
            "open": Route(participant.open_mine, EVERYBODY, shows=("list", "none")),
            "show": Route(participant.show, EVERYBODY, shows=("meeting",)),
            "guide": Route(participant.guide, EVERYBODY, shows=("guide",)),
            "plan": Route(participant.plan, EVERYBODY, shows=("date",)),
            "set": Route(participant.set_day, EVERYBODY),
            "missed": Route(participant.missed, EVERYBODY),
            "log": Route(participant.log, EVERYBODY, shows=("log", "many")),
            "save": Route(participant.save, EVERYBODY),
            "after": Route(follow_up.show, EVERYBODY, shows=("after",)),
            "answer": Route(follow_up.answer, EVERYBODY),
            "overview": Route(coordinator.overview, "plan_gatherings", shows=("overview", "no_round")),
            "agreements": Route(agreements.listed, "plan_gatherings", shows=("agreements",)),
            "agreed": Route(agreements.read, "plan_gatherings", shows=("agreed",)),
            "team": Route(coordinator.team, "plan_gatherings", shows=("team",)),
            "nudge": Route(coordinator.nudge, "plan_gatherings"),
            "take": Route(coordinator.take, "plan_gatherings"),
            "begin": Route(coordinator.begin, "plan_gatherings", shows=("begin",)),
            "start": Route(coordinator.start, "plan_gatherings"),
        },
    },
    menu=(MenuEntry(30, "meeting", "overview", "meetings"),),
    messages={"meeting": Kind(messages.show, messages.name, in_working_time=True)},
    planners={"meetings": messages.plan},
    files={"handout": files.handout},
)
