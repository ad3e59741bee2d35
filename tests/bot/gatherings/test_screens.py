"""Every screen and message of meetings, weeks and campaigns, in both languages, on all three platforms."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import lxml.html
import pytest

from bot.foundation import words
from bot.foundation.screen import Event, Screen
from bot.screens import reload
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import render as web
from tests.bot.gatherings.town import Town
from tests.bot.test_content import A_KEY, BUTTON, CLOSE, buttons, seen
from tests.support import slack_limits
from tests.support.world import Walk, World

ONCE = ("logged", "answered", "present", "why", "done")  # said once, after something was done
LARGEST = 28_000  # bytes of a card that Teams shows everywhere
LONGEST = 75  # characters of a title, as long as those of packs may be
STEPS = {
    "meeting": "none no_round begin overview team list meeting date guide log many logged after answered",
    "week": "none no_weeks begin board edit organise count week activity code present dilemma voted result "
    "weeks",
    "campaign": "overview new campaign move year page question why done own",
}


def of_meetings(town: Town, locale: str) -> Iterator[Screen]:
    coordinator, lead = (town.world.walk(who, locale=locale) for who in ("coordinator", "handler"))
    yield lead.do("meeting", "open")
    yield coordinator.do("meeting", "overview")
    yield coordinator.press("begin")
    yield coordinator.submit(pack="", until="")
    yield coordinator.submit(pack="human-trafficking", until="30-11-2026")
    yield lead.do("meeting", "open")
    yield lead.press("show")
    yield lead.press("guide")
    for button in [one for one in lead.buttons() if one.name == "guide"]:
        yield town.world.walk("handler", locale=locale).do("meeting", "guide", button.argument)
    lead.do("meeting", "show", "1")
    yield lead.press("plan")
    yield lead.submit(day="other", other="x")
    yield lead.submit(day="other", other="17-03-2026")
    town.world.clock.forward(days=8)
    yield lead.do("meeting", "show", "1")
    yield lead.press("missed")
    lead.do("meeting", "show", "1")
    yield lead.press("log")
    yield lead.submit(held_on="later", present="x")
    yield lead.submit(held_on="17-03-2026", present="40", agreements="- **Samen** kijken <b>\n" * 20)
    yield lead.submit(sure="sure")
    yield lead.press("show")
    yield coordinator.do("meeting", "overview")
    yield coordinator.press("team")
    yield coordinator.press("nudge")
    coordinator.do("meeting", "team", "2")
    yield coordinator.press("take")
    member = town.world.walk("balie-0", locale=locale)
    yield member.do("meeting", "after", "2026")
    yield member.submit(answer="know")
    yield member.do("meeting", "after", "2026")  # sorry


def of_a_week(town: Town, locale: str) -> Iterator[Screen]:
    coordinator, me = (town.world.walk(who, locale=locale) for who in ("coordinator", "employee"))
    yield me.do("week", "open")
    yield coordinator.do("week", "manage")
    yield coordinator.press("begin")
    yield coordinator.submit(first="x", last="1-1-2020", title="")
    yield coordinator.submit(title="W" * 60, first="23-03-2026", last="27-03-2026", programme="ready")
    yield coordinator.press("edit")
    yield coordinator.submit(title="x", day="x", time="x", minutes="x", capacity="x", link="x")
    coordinator.do("week", "week", "1")
    yield coordinator.press("organise")
    yield coordinator.press("edit")
    yield coordinator.submit(place="Raadzaal", capacity="1", link="https://example.org/" + "a" * 400)
    for asked in ("announce:1", "cancel:1", "drop:1"):
        yield coordinator.do("week", "sure", asked)
    yield coordinator.do("week", "announce", "1")
    yield me.do("week", "open")
    yield me.press("activity", "1")
    yield me.press("join")
    other = town.world.walk("employee2", locale=locale)
    yield other.do("week", "activity", "1")
    yield other.press("join")
    yield me.do("week", "leave", "1")
    town.world.clock.now = datetime(2026, 3, 23, 9, tzinfo=UTC)
    yield me.do("week", "activity", "1")
    yield me.press("here")
    yield me.do("week", "code")
    yield me.submit(code="mis")
    yield me.do("week", "open")
    yield me.press("dilemma")
    yield me.submit(answer="")
    yield me.submit(answer="b")
    town.world.clock.forward(days=1)
    yield me.do("week", "open")
    yield me.press("dilemma")
    yield coordinator.do("week", "count", "1")
    yield coordinator.submit(headcount="veel")
    yield coordinator.submit(headcount="12")
    yield coordinator.do("week", "manage", "all")
    yield coordinator.do("week", "week", "1")


def of_campaigns(town: Town, locale: str) -> Iterator[Screen]:
    coordinator = town.world.walk("coordinator", locale=locale)
    yield coordinator.do("campaign", "overview")
    yield coordinator.press("new")
    yield coordinator.submit(day="x")
    yield coordinator.submit(name="own", day="30-03-2026", title="Let op", text="Een **pas** is weg.")
    yield coordinator.press("open")
    coordinator.do("campaign", "manage", "1")
    yield coordinator.press("sure")
    yield coordinator.press("manage")
    yield coordinator.press("move")
    yield coordinator.submit(day="28-03-2026")
    yield coordinator.do("campaign", "rhythm")
    yield coordinator.press("year")
    coordinator.do("campaign", "open", "2")
    for _ in range(12):
        yield coordinator.screen
        if coordinator.screen.step == "done":
            return
        if coordinator.screen.submit:
            coordinator.submit(answer=coordinator.screen.inputs[0].options[0].value)
        else:
            coordinator.press(next(one.name for one in coordinator.buttons() if one.name in ("go", "finish")))


@pytest.fixture
def town(sqlite_world: World) -> Town:
    made = Town(sqlite_world)
    made.team("Balie", "handler")
    made.team("Post", "handler")
    return made


def every_screen(town: Town, locale: str) -> Iterator[Screen]:
    yield from of_meetings(town, locale)
    yield from of_a_week(town, locale)
    yield from of_campaigns(town, locale)


def shown_again(town: Town, screen: Screen, locale: str) -> bool:
    """Whether what shows a screen again shows the same one to one of those who may see it."""
    if screen.step in ONCE:
        return reload.event(screen) is None
    step = "log" if screen.step == "many" else screen.step  # it is asked again when it is sent again
    event = reload.event(screen)
    assert event is not None, f"{screen.dialogue}.{screen.step}"
    for who in ("coordinator", "handler", "employee", "employee2"):
        shown = town.world.walk(who, locale=locale).event(event)
        if (shown.dialogue, shown.step, shown.of) == (screen.dialogue, step, screen.of):
            return True
    return False


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_screen_fits_and_says_everything_in_words(locale: str, town: Town) -> None:
    steps: dict[str, set[str]] = {name: set() for name in STEPS}
    for screen in every_screen(town, locale):
        if screen.step == "sorry":
            continue
        steps[screen.dialogue].add(screen.step)
        assert [said for said in seen(screen) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert len(screen.title) <= LONGEST
        assert [one.label for one in buttons(screen) if len(one.label) > BUTTON] == []
        assert [one.label for one in (screen.submit, screen.close) if one and len(one.label) > CLOSE] == []
        assert shown_again(town, screen, locale)
        assert screen.confidential
        assert slack_limits.problems(slack.modal(screen)) == []
        assert len(json.dumps(teams.dialog(screen)).encode()) < LARGEST
        page = lxml.html.fromstring(web.screen(screen, web.Around(locale)))
        assert [heading.text_content().strip() for heading in page.iter("h1")] == [screen.title]
    assert {name: set(said.split()) - steps[name] for name, said in STEPS.items()} == {
        name: set() for name in STEPS
    }


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.slow
def test_every_message_fits_in_a_conversation_and_says_everything_in_words(locale: str, town: Town) -> None:
    world = town.world
    walk = world.walk("coordinator")
    walk.do("meeting", "begin")
    walk.submit(pack="drugs", until="30-11-2026")
    walk.do("week", "begin")
    walk.submit(title="Integriteitsweek", first="16-03-2026", last="20-03-2026", programme="ready")
    walk.press("sure")
    walk.press("announce")
    walk.do("campaign", "new")
    walk.submit(name="phishing", day="17-03-2026")
    lead = world.walk("handler")
    lead.event(Event("meeting", "set", "1", values={"day": "other", "other": "16-03-2026"}))
    for who in ("employee", "employee2"):
        world.walk(who).do("week", "join", "1")
    shown: dict[str, Screen] = {}
    names = {_name(world, id): who for who, id in world.people.items()}
    for _ in range(14):
        town.plan()
        world.walk("coordinator").do("meeting", "nudge", "2")
        for key, name in town.pushed():
            who = names.get(name, "")
            message = town.message(key, who, locale) if who else None
            if message is not None:
                shown.setdefault(f"{message.dialogue}.{message.step}", message)
        world.clock.forward(days=1)
    assert {one.partition(".")[2] for one in shown} >= {
        "invite_message",
        "nudge_message",
        "pack_message",
        "how_message",
        "announce_message",
        "day_message",
        "remind_message",
        "thanks_message",
        "message",
    }
    for message in shown.values():
        assert [said for said in seen(message) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert not message.confidential and not message.inputs
        assert slack_limits.problems(slack.message(message)) == []
        assert len(json.dumps(teams.message(message)).encode()) < LARGEST


def _name(world: World, person_id: int) -> str:
    with world.reading() as session:
        found = session.connection().exec_driver_sql(f"SELECT name FROM person WHERE id = {person_id}")
        return str(found.scalar())


def test_a_walk_needs_no_token(town: Town) -> None:
    """What a button carries says where somebody is; nothing of a dialogue is kept for it."""
    walk: Walk = town.world.walk("coordinator")
    for screen in (walk.do("meeting", "begin"), walk.do("week", "begin"), walk.do("campaign", "new")):
        assert screen.token == ""


def test_the_coordinator_sees_what_goes_out_by_its_name(town: Town) -> None:
    world = town.world
    walk = world.walk("coordinator")
    walk.do("week", "begin")
    walk.submit(title="Integriteitsweek", first="16-03-2026", last="20-03-2026", programme="ready")
    walk.press("sure")
    walk.press("announce")
    world.walk("employee").do("week", "join", "1")
    walk.do("campaign", "new")
    walk.submit(name="phishing", day="17-03-2026")
    for day in (16, 17):
        world.clock.now = datetime(2026, 3, day, 9, tzinfo=UTC)
        town.plan()
    walk.do("week", "drop", "10")
    named = " ".join(str(part) for part in walk.do("going_out", "open", "all").body)
    for name in ("aankondiging", "bericht van de dag", "Campagne Wie vraagt dat eigenlijk?"):
        assert name in named
