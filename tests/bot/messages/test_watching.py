"""The coordinator sees what is going out, and steers it; each step is told in the trail."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from bot.foundation import words
from bot.foundation.screen import Note, Screen
from bot.messages import mailings
from bot.messages.courier import CannotDeliver
from bot.rooms import HOUSE
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import render as web
from handlers.web.render import Around
from storage import audit, directory, meetings, people
from storage.meetings import RoundRow
from storage.people import AddressRow
from storage.tables.delivery import Delivery
from storage.teams import every as teams_of
from tests.bot.messages.mailing import (
    HALF,
    add_notice,
    facts,
    half_way,
    kind_of_tests,
    offered,
    rows,
    states_of,
)
from tests.bot.messages.pushing import Platform, add_people, plan, show
from tests.bot.test_content import A_KEY, BUTTON, CLOSE, TITLE, buttons, seen
from tests.support.sending import send
from tests.support.world import Walk, World

NL, EN = "Module Signalen herkennen", "Module Recognising signals"


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(show))


def trail(world: World) -> list[tuple[str, str, str]]:
    """What was told, oldest first: action, subject, detail."""
    with world.reading() as session:
        told = audit.entries(session, world.organisation.id, 50)
    assert all(one.actor == f"person:{world.people['coordinator']}" for one in told)
    return [(one.action, one.subject, one.detail) for one in reversed(told)]


def opened(world: World, push_id: int, locale: str = "nl") -> Walk:
    walk = world.walk("coordinator", locale=locale)
    walk.do("going_out", "open", "all:0")
    walk.press("show", str(push_id))
    return walk


def test_the_list_says_how_far_each_mailing_is(world: World) -> None:
    half_way(world, *HALF)
    screen = world.walk("coordinator").do("going_out", "open")
    assert rows(screen) == [("Bericht", "Loopt. 1 van 5 verstuurd. 1 niet gelukt. 1 onzeker")]


def test_what_is_done_is_only_in_the_list_of_everything(world: World) -> None:
    half_way(world, "sent", "failed")
    walk = world.walk("coordinator")
    walk.do("going_out", "open")
    assert rows(walk.screen) == [] and "Er gaat nu niets uit." in seen(walk.screen)
    walk.press("open", "all:0")
    assert rows(walk.screen) == [("Bericht", "Klaar. 1 van 2 verstuurd. 1 niet gelukt")]


def test_what_is_unknown_stays_in_the_list_for_two_weeks(world: World) -> None:
    half_way(world, "sent", "unknown")
    for days, listed in ((14, 1), (1, 0)):
        world.clock.forward(days=days)
        assert len(rows(world.walk("coordinator").do("going_out", "open"))) == listed


def test_a_mailing_shows_its_counts_and_who_did_not_get_it(world: World) -> None:
    screen = opened(world, half_way(world, *HALF)).screen
    counted = {
        name: facts(screen)[name] for name in ("Stand", "Verstuurd", "Wacht nog", "Onderweg", "Onzeker")
    }
    assert counted == {"Stand": "Loopt", "Verstuurd": "1", "Wacht nog": "1", "Onderweg": "1", "Onzeker": "1"}
    assert rows(screen) == [
        ("Persoon 1", words.text("people.why.gone", "nl")),
        ("Persoon 2", "Onzeker. Misschien is het bericht aangekomen."),
    ]
    assert {"pause", "cancel", "resend", "show"} <= offered(screen) and "resume" not in offered(screen)


def test_a_paused_mailing_waits_until_it_is_resumed(world: World) -> None:
    push_id = half_way(world, "pending", "pending")
    walk, platform = opened(world, push_id), Platform()
    walk.press("pause")
    assert facts(walk.screen)["Stand"] == "Gepauzeerd" and isinstance(walk.screen.body[1], Note)
    assert send(world, {"slack": platform}) == 0
    walk.press("resume")
    assert send(world, {"slack": platform}) == 2
    walk.press("show")
    assert facts(walk.screen)["Stand"] == "Klaar" and facts(walk.screen)["Verstuurd"] == "2"
    subject = f"push:{push_id}"
    assert trail(world) == [("push.paused", subject, "2"), ("push.resumed", subject, "2")]


def test_stopping_asks_first_and_then_sends_nothing_more(world: World) -> None:
    push_id = half_way(world, "sent", "pending", "pending")
    walk = opened(world, push_id)
    walk.press("sure", f"cancel:{push_id}")
    assert walk.screen.step == "sure_cancel" and facts(walk.screen)["Wacht nog"] == "2 mensen"
    assert states_of(world, push_id) == ["sent", "pending", "pending"] and trail(world) == []
    walk.press("cancel")
    assert states_of(world, push_id) == ["sent", "cancelled", "cancelled"]
    assert facts(walk.screen)["Stand"] == "Gestopt" and offered(walk.screen) == {"show", "resume", "open"}
    assert trail(world) == [("push.cancelled", f"push:{push_id}", "2")]
    assert send(world, {"slack": Platform()}) == 0


def test_whoever_comes_after_a_stop_gets_it_only_when_it_is_turned_on_again(world: World) -> None:
    push_id = half_way(world, "pending")
    walk, platform = opened(world, push_id), Platform()
    walk.do("going_out", "cancel", str(push_id))
    plan(world, add_people(world, 1, workspace="LATER"))
    assert send(world, {"slack": platform}) == 0
    walk.press("resume")
    assert send(world, {"slack": platform}) == 1
    assert states_of(world, push_id) == ["cancelled", "sent"]


def test_what_is_unknown_is_sent_again_by_hand_alone_after_saying_that_it_may_come_twice(
    world: World,
) -> None:
    push_id = half_way(world, "sent", "unknown", "unknown")
    platform = Platform()
    assert send(world, {"slack": platform}) == 0
    walk = opened(world, push_id)
    walk.press("sure", f"resend:{push_id}")
    assert any("twee keer" in said for said in seen(walk.screen)) and platform.arrived == {}
    walk.press("resend")
    assert send(world, {"slack": platform}) == 2 and states_of(world, push_id) == ["sent"] * 3
    assert trail(world) == [("push.resent", f"push:{push_id}", "2")]


def test_whom_it_failed_for_is_sent_it_again_by_hand_and_nobody_else(world: World) -> None:
    push_id = half_way(world, "sent", "failed", "unknown")
    walk, platform = opened(world, push_id), Platform()
    walk.press("retry")
    assert send(world, {"slack": platform}) == 1
    assert states_of(world, push_id) == ["sent", "sent", "unknown"]
    assert trail(world) == [("push.resent", f"push:{push_id}", "1")]
    assert "retry" not in offered(walk.do("going_out", "show", str(push_id)))


def test_notices_are_sent_again_as_a_whole_and_nobody_is_named_or_counted(world: World) -> None:
    add_notice(world, "failed")
    walk = world.walk("coordinator")
    nothing_unknown = walk.do("going_out", "open"), walk.press("sure", "resend_notices:")
    for _ in range(3):
        add_notice(world, "unknown")
    assert nothing_unknown == (walk.do("going_out", "open"), walk.press("sure", "resend_notices:"))
    walk.do("going_out", "open")
    before = [*seen(walk.screen), *seen(walk.press("sure", "resend_notices:"))]
    assert not any("3" in said for said in before)
    walk.press("resend_notices")
    assert sorted(states_of(world, None)) == ["failed", "pending", "pending", "pending"]
    assert trail(world) == [("notices.resent", "", "")]
    assert walk.do("going_out", "resend_notices") == walk.do("going_out", "open")  # also when there is none


def test_a_mailing_that_is_not_there_is_a_sentence(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    for action in ("show", "pause", "resume", "cancel", "resend", "sure"):
        for argument in ("", "999", "x", "-1", "cancel:999", "resend:", "²", "9" * 30):
            assert walk.do("going_out", action, argument).step == "sorry"
    assert trail(sqlite_world) == []


def test_a_mailing_of_another_organisation_is_not_there(world: World) -> None:
    push_id = half_way(world, "pending")
    other = world.add_organisation("elders", "Elders")
    world.add_person("boss", "coordinator", organisation=other)
    with world.unit() as session:
        for key in ("boss",):
            person = people.by_address(session, "web", "hall", key)
            assert person is not None and person.organisation_id == other.id
            people.give_address(session, person.id, *AddressRow("slack", "T0ELSE", key))
    walk = world.walk("boss")
    assert rows(walk.do("going_out", "open", "all:0")) == []
    for action in ("show", "pause", "cancel"):
        assert walk.do("going_out", action, str(push_id)).step == "sorry"
    assert states_of(world, push_id) == ["pending"]


def test_a_button_that_came_too_late_changes_nothing(world: World) -> None:
    push_id = half_way(world, "pending")
    first, second = opened(world, push_id), opened(world, push_id)
    first.press("pause")
    assert second.press("pause").step == "sorry" and len(trail(world)) == 1


def test_long_lists_turn_their_pages(world: World) -> None:
    push_id = half_way(world, *["failed"] * 45)
    walk = opened(world, push_id)
    names = [name for name, _ in rows(walk.screen)]
    for skip in (20, 40):
        names += [name for name, _ in rows(walk.press("show", f"{push_id}:{skip}"))]
    assert len(set(names)) == 45
    assert len(rows(walk.press("show", f"{push_id}:20"))) == 20
    for n in range(25):
        half_way(world, "pending", key=f"more/{n}")
    walk.do("going_out", "open")
    assert len(rows(walk.screen)) == 20 and len(rows(walk.press("open", "open:20"))) == 5


def test_who_was_refused_is_out_of_reach_until_something_arrives(world: World) -> None:
    ids, platform = add_people(world, 4), Platform()
    for n, why in enumerate(("gone", "blocked")):
        platform.refusals[f"U{n:06}"] = CannotDeliver(never=True, why=why)
    plan(world, ids)
    send(world, {"slack": platform})
    walk = world.walk("coordinator")
    assert facts(walk.do("people", "open"))["Niet te bereiken"] == "2"
    assert rows(walk.press("unreachable")) == [
        ("Persoon 0", words.text("people.why.gone", "nl")),
        ("Persoon 1", words.text("people.why.blocked", "nl")),
    ]
    del platform.refusals["U000000"]
    world.clock.forward(days=1)
    plan(world, ids, "test/2")
    send(world, {"slack": platform})
    assert [name for name, _ in rows(walk.do("people", "unreachable"))] == ["Persoon 1"]


def test_who_was_in_no_chat_and_is_now_can_be_reached(world: World) -> None:
    with world.unit() as session:
        lost = people.add(session, world.organisation.id, "Kwijt", "kwijt@v.example")
    plan(world, [lost])
    send(world, {"slack": Platform()})
    walk = world.walk("coordinator")
    assert rows(walk.do("people", "unreachable")) == [
        (
            "Kwijt",
            words.text("people.why.not_found", "nl", email="kwijt@v.example"),
        )
    ]
    with world.unit() as session:
        people.give_address(session, lost, "slack", "T0HALL", "U0KWIJT")
    assert rows(walk.do("people", "unreachable")) == []


def test_a_mailing_has_a_name_and_not_a_key(world: World) -> None:
    lead = world.add_person("teamlead")
    with world.unit() as session:
        home = world.organisation.id
        team = directory.add_team(session, home, world.departments["Wmo"], "Jeugd")
        member = people.add(session, home, "Lid", "lid@v.example", team)
        directory.update_people(session, [{"id": member, "lead_id": lead}])
        day = world.clock().date()
        meetings.start_round(session, home, RoundRow(2026, "drugs", day, day))
        meetings.add_missing(session, home, 2026, teams_of(session, home, day))
        (row,) = meetings.of_year(session, home, 2026)
        for kind, key, about in (
            ("module", "module/onboarding/recognising-signals/once/0", "onboarding/recognising-signals"),
            ("module", "module/onboarding/recognising-signals/once/2", "onboarding/recognising-signals"),
            ("module", "module/onboarding/gone/once/0", "onboarding/gone"),
            ("meeting", f"meeting/{row.id}/invite", f"invite/{row.id}/invite"),
            ("week", "week/1/announce", "announce/1"),
            ("account", "account/story/2026-H1", "story/2026-H1"),
            ("account", "account/ready/2025-H2", "ready/2025-H2"),
            ("account", "account/digest/2026-03", "digest/2026-03"),
        ):
            mailings.plan(session, home, kind, key, [lead], world.clock(), about)
    with world.unit() as session:  # the first message arrived somewhere, so the next one is a reminder
        key, about = "module/onboarding/recognising-signals/once/0", "onboarding/recognising-signals"
        mailings.plan(session, home, "module", key, [member], world.clock(), about)
        arrived = session.exec(select(Delivery).where(Delivery.person_id == member)).one()
        arrived.state, arrived.settled_on = "sent", day
    for locale, expected in (
        (
            "nl",
            [
                *("Integriteitsweek", "Teamoverleg Jeugd: kies een dag", "Module", NL, f"{NL}, herinnering"),
                "Het verhaal schrijven: Eerste half jaar van 2026",
                "Aantallen staan vast: Tweede half jaar van 2025",
                "Maandoverzicht voor het management: maart 2026",
            ],
        ),
        (
            "en",
            [
                *("Integrity week", "Team meeting Jeugd: pick a day", "Module", EN, f"{EN}, reminder"),
                "Write the story: First half of 2026",
                "Figures are final: Second half of 2025",
                "Monthly overview for management: March 2026",
            ],
        ),
    ):
        screen = world.walk("coordinator", locale=locale).do("going_out", "open")
        assert sorted(name for name, _ in rows(screen)) == sorted(expected)


def every_screen(world: World, locale: str) -> Iterator[Screen]:
    push_id = half_way(world, *HALF, *["failed"] * 25)
    walk = world.walk("coordinator", locale=locale)
    yield walk.do("going_out", "open")
    add_notice(world, "unknown")
    yield walk.press("open", "all:0")
    yield walk.press("sure", "resend_notices:")
    yield walk.press("resend_notices")
    yield walk.press("show", str(push_id))
    yield walk.press("show", f"{push_id}:20")
    yield walk.press("ask")
    yield walk.submit(person="employee@voorbeeldstad.example")
    yield walk.press("ask")
    yield walk.press("show")
    yield walk.press("pause")
    yield walk.press("sure", f"resend:{push_id}")
    yield walk.press("resend")
    yield walk.press("sure", f"cancel:{push_id}")
    yield walk.press("cancel")
    yield walk.do("going_out", "open")
    for why in ("gone", "blocked", "not_found", "no_email", "gave_up", "broken"):
        id = half_way(world, "failed", key=why, why=why)
        yield walk.do("going_out", "show", str(id))


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_screen_fits_on_every_platform_and_says_everything_in_words(
    locale: str, sqlite_world: World
) -> None:
    screens = list(every_screen(sqlite_world, locale))
    assert {screen.step for screen in screens} == {
        "list",
        "push",
        "sure_cancel",
        "sure_resend",
        "sure_send",
        "whom",
        "sure_resend_notices",
    }
    for screen in screens:
        assert [said for said in seen(screen) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert len(screen.title) <= TITLE
        assert [one.label for one in buttons(screen) if len(one.label) > BUTTON] == []
        assert [one.label for one in (screen.submit, screen.close) if one and len(one.label) > CLOSE] == []
        assert screen.confidential  # names of colleagues are never part of a conversation
        # Each list turns its own pages: what a platform would split, it could not find back.
        assert "slack/page/" not in str(slack.modal(screen)) and "teams/page/" not in str(
            teams.dialog(screen)
        )
        web.screen(screen, Around(locale))


def once_more(world: World, push_id: int, who: str) -> Walk:
    """The coordinator asks to send a message to one person."""
    walk = opened(world, push_id)
    walk.press("ask")
    walk.submit(person=who)
    return walk


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            0,
            "al op dinsdag 10 maart 2026. Stuur je het nu, dan krijgt de collega het twee keer",
        ),
        (1, "is bij deze collega niet aangekomen"),
        (2, "Misschien kreeg deze collega dit bericht al"),
        (3, "staat al klaar voor deze collega"),
    ],
)
def test_a_message_goes_to_one_person_again_who_is_told_apart_by_what_they_had(
    number: int, said: str, world: World
) -> None:
    id = half_way(world, *HALF)
    walk = once_more(world, id, f"p{number}@wtest/1.example")
    assert walk.screen.step == "sure_send" and said in str(walk.screen.body)
    before = states_of(world, id)
    assert before == list(HALF)  # asking sends nothing
    walk.press("send")
    assert "Het bericht gaat uit." in str(walk.screen.body)
    after = states_of(world, id)
    assert after[number] == "pending" and after[:number] + after[number + 1 :] == [
        state for at, state in enumerate(HALF) if at != number
    ]
    platform = Platform()
    send(world, {"slack": platform})
    assert states_of(world, id)[number] == "sent" and set(platform.arrived.values()) == {1}
    assert trail(world)[-1][:2] == ("push.sent_again", f"push:{id}")


def test_who_never_had_a_message_gets_it(world: World) -> None:
    id = half_way(world, "sent")
    walk = once_more(world, id, "Medewerker Een")
    assert "heeft dit bericht nog niet gehad" in str(walk.screen.body)
    walk.press("send")
    walk.do("going_out", "send", f"{id}:{world.people['employee']}")  # pressed twice
    platform = Platform()
    send(world, {"slack": platform})
    assert platform.arrived == {"U0EMPLOYEE": 1}


@pytest.mark.parametrize(
    ("state", "key"), [("sending", "push_under_way"), ("left", "push_left"), ("nothing", "push_not_wanted")]
)
def test_what_cannot_go_to_somebody_says_why(
    state: str, key: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    id = half_way(world, "sending" if state == "sending" else "sent")
    if state == "nothing":
        monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(lambda _: None))
    with world.reading() as session:
        (person,) = directory.by_emails(session, world.organisation.id, ["p0@wtest/1.example"])
    if state == "left":
        with world.unit() as session:
            directory.update_people(session, [{"id": person.id, "active": False}])
    walk = world.walk("coordinator")
    assert words.text(f"mistakes.{key}", "nl") in str(walk.do("going_out", "send", f"{id}:{person.id}").body)
    assert states_of(world, id) == ["sending" if state == "sending" else "sent"]


@pytest.mark.parametrize("who", ["", "niemand@v.example", "Nie Mand"])
def test_who_is_not_found_is_a_sentence_beside_the_field(who: str, sqlite_world: World) -> None:
    walk = once_more(sqlite_world, half_way(sqlite_world, "sent"), who)
    assert walk.screen.step == "whom" and [one.error for one in walk.screen.inputs] != [""]


def test_nobody_else_sends_anything_again(sqlite_world: World) -> None:
    id = half_way(sqlite_world, "sent")
    for who in ("employee", "handler", "privacy"):
        for action, argument in (("ask", str(id)), ("whom", str(id)), ("send", f"{id}:1")):
            assert sqlite_world.walk(who).do("going_out", action, argument).step == "sorry"
    for action in ("pause", "cancel"):
        sqlite_world.walk("coordinator").do("going_out", action, str(id))
        assert "ask" not in offered(opened(sqlite_world, id).screen)
        assert sqlite_world.walk("coordinator").do("going_out", "send", f"{id}:1").step == "sorry"
