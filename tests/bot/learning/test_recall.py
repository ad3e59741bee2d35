"""Some time after a module a question about it comes back: which one, when, to whom, and until when."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlmodel

from bot import routes
from bot.foundation.content_files import BadContent
from bot.foundation.screen import Screen
from bot.learning import content, recall, spacing
from bot.learning.progress import Progress
from bot.messages.mailings import Moment, Naming, Recipient
from storage import learning, mailings, recalls, sealing
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import Person
from storage.tables.learning import Learning
from tests.bot.learning.test_taking import opened, to_the_end
from tests.support.world import Walk, World

pytestmark = pytest.mark.usefixtures("sample")
FIRST, SECOND = "onboarding/first", "onboarding/second"
TODAY = date(2026, 3, 10)  # a Tuesday
RIGHT: dict[str, tuple[str, ...]] = {"parcel": ("ask",), "forms": ("same", "haste")}
WRONG: dict[str, tuple[str, ...]] = {"parcel": ("take",), "forms": ("same", "tie")}


def row(world: World, module: str = "first") -> Learning:
    with world.reading() as session:
        return session.exec(sqlmodel.select(Learning).where(Learning.module == module)).one()


def names(world: World) -> list[str]:
    one = row(world)
    assert one.recall
    return list(sealing.unseal(world.vault.learning_key(one.id or 0), one.recall, "recall", one.id or 0))


def plan(world: World, day: date) -> int:
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return recall.plan(world.engine, world.organisation, moment)


def keys(world: World) -> list[str]:
    with world.reading() as session:
        wanted = sqlmodel.select(Push.key).join(Delivery, Delivery.push_id == Push.id)  # type: ignore[arg-type]
        return list(session.exec(wanted.where(Push.kind == "recall")))


def card(world: World, who: str = "employee", ref: str = FIRST) -> Screen | None:
    with world.reading() as session:
        person = Recipient(world.people[who], "", "")
        return recall.show(Moment(session, world.organisation, person, ref, "nl", TODAY))


def finished(world: World) -> Walk:
    walk = opened(world)
    to_the_end(walk)
    return walk


def to_the_end_of_second(walk: Walk) -> Screen:
    walk.do("learn", "open", SECOND)
    walk.submit()
    walk.submit(answer="bring")
    walk.submit()
    walk.press("next")
    return walk.screen if walk.screen.step == "done" else walk.submit()


def asked(walk: Walk) -> str:
    assert walk.screen.step == "recall" and walk.screen.submit
    ref, _, number = walk.screen.submit.argument.rpartition("/")
    module = content.find("voorbeeldstad", ref)
    assert module
    return module.questions[int(number)].name


@pytest.mark.both
def test_three_questions_come_back_further_and_further_apart_and_then_none(world: World) -> None:
    finished(world)
    day, came = TODAY, []
    for _ in range(90):
        if plan(world, day):
            came.append(day)
        day += timedelta(days=1)
    # 3, then 7 and then 20 working days, past Good Friday and Easter Monday (3 and 6 April)
    assert came == [date(2026, 3, 13), date(2026, 3, 24), date(2026, 4, 23)]
    assert keys(world) == [f"recall/{FIRST}/once/{number}" for number in range(3)]
    assert (row(world).recall, row(world).recall_on) == (None, None)


@pytest.mark.both
def test_planned_again_on_the_same_day_nothing_comes_twice(world: World) -> None:
    finished(world)
    assert [plan(world, date(2026, 3, 13)) for _ in range(3)] == [1, 0, 0]


def test_what_went_wrong_comes_back_first(sqlite_world: World) -> None:
    module = content.find("voorbeeldstad", FIRST)
    assert module
    for wrong, other in (("parcel", "forms"), ("forms", "parcel")):
        answers = RIGHT | {wrong: WRONG[wrong]}
        chosen = spacing._chosen(module, Progress("opening", answers), 3)
        assert chosen == [wrong, other, wrong]


def test_of_what_all_went_well_it_is_not_always_the_same_that_comes_first(sqlite_world: World) -> None:
    module = content.find("voorbeeldstad", FIRST)
    assert module
    first = Counter(spacing._chosen(module, Progress("opening", RIGHT), 2)[0] for _ in range(200))
    assert set(first) == {"parcel", "forms"}


def test_it_is_answered_with_the_reasons_and_leaves_nothing_behind(sqlite_world: World) -> None:
    finished(sqlite_world)
    plan(sqlite_world, date(2026, 3, 13))
    before = row(sqlite_world)
    assert card(sqlite_world)
    walk = sqlite_world.walk("employee", "web")
    walk.do("learn", "recall", FIRST)
    question = asked(walk)
    assert question == names(sqlite_world)[0]
    refused = walk.submit()
    assert refused.step == "recall" and refused.inputs[0].error
    verdicts = []
    for given in (WRONG, RIGHT):
        walk.do("learn", "recall", FIRST)
        chosen = given[question]
        said = walk.submit(answer=chosen if len(chosen) > 1 else chosen[0])
        assert said.step == "recall-done"
        verdicts.append(str(said.body[0]))
    assert verdicts[0] != verdicts[1]
    assert row(sqlite_world) == before


def test_an_answer_to_the_question_before_is_met_with_the_one_of_now(sqlite_world: World) -> None:
    finished(sqlite_world)
    plan(sqlite_world, date(2026, 3, 13))
    walk = sqlite_world.walk("employee", "web")
    walk.do("learn", "recall", FIRST)
    late, before = walk.pressed("recalled", answer="ask"), asked(walk)
    plan(sqlite_world, date(2026, 3, 24))
    shown = walk.event(late)
    assert shown.step == "recall" and asked(walk) != before


def test_who_wants_none_gets_none_any_more_about_whatever_they_finish(sqlite_world: World) -> None:
    walk = finished(sqlite_world)
    plan(sqlite_world, date(2026, 3, 13))
    assert walk.do("learn", "no_recall", FIRST).step == "recall-off"
    assert card(sqlite_world) is None and row(sqlite_world).recall is None
    assert (
        "één vraag" not in str(to_the_end_of_second(walk).body) and row(sqlite_world, "second").recall is None
    )
    with sqlite_world.unit() as session:
        session.exec(sqlmodel.delete(Learning).where(Learning.module == "second"))  # type: ignore[arg-type]
    assert walk.do("learn", "resume_recall").step == "recall-off"
    assert "één vraag" in str(to_the_end_of_second(walk).body) and row(sqlite_world, "second").recall


def test_an_old_card_shows_how_the_module_stands(sqlite_world: World) -> None:
    walk = finished(sqlite_world)
    assert walk.do("learn", "recall", FIRST).step == "done"
    plan(sqlite_world, date(2026, 3, 13))
    assert walk.do("learn", "recall", FIRST).step == "recall"
    assert walk.do("learn", "recall", "onboarding/no-such").step == "gone"


def test_on_one_day_there_is_one_question(sqlite_world: World) -> None:
    finished(sqlite_world)
    person = sqlite_world.people["employee"]
    with sqlite_world.unit() as session:
        mine = {"organisation_id": sqlite_world.organisation.id, "person_id": person}
        given = {"programme": "onboarding", "module": "second", "assigned_on": TODAY}
        learning.assign(session, [mine | given])
        second = learning.find(session, sqlite_world.organisation.id, person, "onboarding", "second")
        assert second
        key = sqlite_world.vault.learning_key(second.id)
        recalls.begin(session, second.id, sealing.seal(key, ["keys"], "recall", second.id), date(2026, 3, 13))
    assert [plan(sqlite_world, date(2026, 3, day)) for day in (13, 16, 17)] == [1, 1, 0]


def test_nobody_who_left_is_asked_anything(sqlite_world: World) -> None:
    finished(sqlite_world)
    with sqlite_world.unit() as session:
        session.get_one(Person, sqlite_world.people["employee"]).active = False
    assert plan(sqlite_world, date(2026, 3, 13)) == 0


def test_a_retake_of_what_is_done_begins_no_new_row(sqlite_world: World) -> None:
    walk = finished(sqlite_world)
    first = names(sqlite_world)
    walk.do("learn", "again", FIRST)
    assert to_the_end(walk).step == "done"
    assert names(sqlite_world) == first


@pytest.mark.both
def test_which_question_it_is_cannot_be_read_from_the_database(world: World) -> None:
    to_the_end(opened(world), parcel="take", forms=("same", "haste"))
    walk = opened(world)
    walk.press("again")
    to_the_end(walk)
    one = row(world)
    assert one.recall and b"parcel" not in one.recall and len(one.recall) == sealing.SIZES[0]


def test_an_organisation_has_its_own_days_or_none(sqlite_world: World, tmp_path: Path) -> None:
    own = tmp_path / "voorbeeldstad"
    own.mkdir()
    file = own / spacing.FILE
    try:
        file.write_text("questions_after: []\n")
        spacing.load(tmp_path)
        finished(sqlite_world)
        assert row(sqlite_world).recall_on is None and row(sqlite_world).recall is None
        file.write_text("questions_after: [1]\n")
        spacing.load(tmp_path)
        assert spacing.of("voorbeeldstad") == (1,) and spacing.of("elsewhere") == spacing.USUAL
        for wrong in ("questions_after: 3", "questions_after: [10, 3]", "questions_after: [0]", "often: [1]"):
            file.write_text(wrong + "\n")
            with pytest.raises(BadContent):
                spacing.load(tmp_path)
    finally:
        spacing.load(None)


def test_what_was_switched_off_meanwhile_is_forgotten(sqlite_world: World, tmp_path: Path) -> None:
    finished(sqlite_world)
    (tmp_path / spacing.FILE).write_text("questions_after: []\n")
    try:
        spacing.load(tmp_path)
        assert plan(sqlite_world, date(2026, 3, 13)) == 0
        assert row(sqlite_world).recall is None
    finally:
        spacing.load(None)


def test_the_coordinator_sees_it_by_the_module_that_it_is_about(sqlite_world: World) -> None:
    finished(sqlite_world)
    plan(sqlite_world, date(2026, 3, 13))
    with sqlite_world.reading() as session:
        push = mailings.by_key(session, sqlite_world.organisation.id, f"recall/{FIRST}/once/0")
        assert push
        assert "De eerste dag" in recall.name(Naming(session, sqlite_world.organisation, push, "nl"))


def test_a_module_of_ones_own_may_have_the_longest_names_there_are() -> None:
    """What a screen carries has an end (bot/routes.py)."""
    name = "a" * 40
    assert len(f"{name}/{name}/99") <= routes.LONGEST
