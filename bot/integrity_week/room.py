"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Kind, MenuEntry, Room, Route
from bot.integrity_week import coordinator, dilemmas, files, messages, organiser, participant

ROOM = Room(
    "integrity_week",
    routes={
        "week": {
            "open": Route(participant.open_week, EVERYBODY, shows=("week", "none")),
            "activity": Route(participant.show, EVERYBODY, shows=("activity",)),
            "join": Route(participant.join, EVERYBODY),
            "leave": Route(participant.leave, EVERYBODY),
            "here": Route(participant.here, EVERYBODY),
            "code": Route(participant.open_code, EVERYBODY, shows=("code",)),
            "present": Route(participant.present, EVERYBODY),
            "dilemma": Route(dilemmas.show, EVERYBODY, shows=("dilemma", "voted", "result")),
            "vote": Route(dilemmas.vote, EVERYBODY),
            "manage": Route(coordinator.manage, "plan_gatherings", shows=("weeks", "no_weeks")),
            "week": Route(coordinator.open_week, "plan_gatherings", shows=("board",)),
            "begin": Route(coordinator.begin, "plan_gatherings", shows=("begin",)),
            "create": Route(coordinator.create, "plan_gatherings"),
            "sure": Route(
                coordinator.sure, "plan_gatherings", shows=("sure_announce", "sure_cancel", "sure_drop")
            ),
            "announce": Route(coordinator.announce, "plan_gatherings"),
            "cancel": Route(coordinator.cancel, "plan_gatherings"),
            "drop": Route(coordinator.drop, "plan_gatherings"),
            "organise": Route(organiser.activity, "plan_gatherings", shows=("organise",)),
            "edit": Route(organiser.edit, "plan_gatherings", shows=("edit",)),
            "save": Route(organiser.save, "plan_gatherings"),
            "count": Route(organiser.count, "plan_gatherings", shows=("count",)),
            "save_count": Route(organiser.save_count, "plan_gatherings"),
        },
    },
    menu=(MenuEntry(40, "week", "manage", "weeks"),),
    messages={"week": Kind(messages.show, messages.name, in_working_time=True)},
    planners={"week": messages.plan},
    files={"calendar": files.calendar, "poster": files.poster},
    pictures={dilemmas.KIND: dilemmas.draw},
)
