"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Kind, Room, Route
from bot.learning import files, look_back, messages, mine, participant, planner, recall, team, verification

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
            "recall": Route(recall.open_recall, EVERYBODY, shows=("recall", "recall-done")),
            "recalled": Route(recall.answer, EVERYBODY),
            "no_recall": Route(recall.stop, EVERYBODY),
            "resume_recall": Route(recall.resume, EVERYBODY),
            "recall_off": Route(recall.stopped, EVERYBODY, shows=("recall-off",)),
            "mine": Route(mine.open_mine, EVERYBODY, shows=("mine",)),
            "team": Route(team.open_team, EVERYBODY, shows=("team",)),
            "member": Route(team.open_member, EVERYBODY, shows=("member",)),
            "verify": Route(verification.open_verify, EVERYBODY, shows=("verify",)),
            "verified": Route(verification.verify, EVERYBODY),
        },
    },
    messages={
        "module": Kind(messages.show, messages.name, in_working_time=True),
        "recall": Kind(recall.show, recall.name, in_working_time=True),
    },
    planners={"learning": planner.plan, "recall": recall.plan},
    files={files.KIND: files.make, files.WHOLE: files.make_whole},
)
