"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Kind, Room, Route
from bot.learning import files, look_back, messages, mine, participant, planner, team, verification

ROOM = Room(
    "learning",
    routes={
        "learn": {
            "open": Route(participant.open_module, EVERYBODY, shows=("not-yet", "done")),
            "show": Route(participant.show, EVERYBODY),
            "answer": Route(participant.answer, EVERYBODY),
            "practise": Route(participant.practise, EVERYBODY),
            "next": Route(participant.go_on, EVERYBODY),
            "test_out": Route(participant.test_out, EVERYBODY),
            "others": Route(participant.others, EVERYBODY),
            "back": Route(participant.back, EVERYBODY),
            "again": Route(participant.again, EVERYBODY),
            "look": Route(look_back.look, EVERYBODY, shows=("look",)),
            "close": Route(participant.close, EVERYBODY),
            "later": Route(participant.later, EVERYBODY),
            "not_now": Route(participant.not_now, EVERYBODY),
            "mine": Route(mine.open_mine, EVERYBODY, shows=("mine",)),
            "team": Route(team.open_team, EVERYBODY, shows=("team",)),
            "member": Route(team.open_member, EVERYBODY, shows=("member",)),
            "verify": Route(verification.open_verify, EVERYBODY, shows=("verify",)),
            "verified": Route(verification.verify, EVERYBODY),
        },
    },
    messages={"module": Kind(messages.show, messages.name, in_working_time=True)},
    planners={"learning": planner.plan},
    files={"certificate": files.make},
)
