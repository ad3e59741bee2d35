"""Lists of reports under names: one's own, at most ten, sealed, and gone with the person."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.foundation.screen import Event, Row, Screen
from bot.personal_data import sections
from bot.reports.saved_views import MOST
from bot.screens import reload
from storage import merging, saved_views
from storage.saved_views import View
from tests.bot.reports.test_searching import in_database, rows
from tests.support.world import Walk, World

pytestmark = pytest.mark.both


def keep(world: World, name: str, shows: str = "late.drugs:0", who: str = "handler") -> Screen:
    walk = world.walk(who)
    walk.do("casework", "views", shows)
    return walk.submit(name=name)


def kept(world: World, who: str = "handler", platform: str = "web") -> list[str]:
    """The names on the list, in order."""
    screen = world.walk(who, platform).do("casework", "open")
    return [one.label.partition(" (")[0] for one in screen.actions if one.name == "saved"]


def test_a_list_is_kept_under_a_name_and_one_press_shows_it(world: World) -> None:
    mine, other = world.report(theme="drugs"), world.report(theme="cyber")
    assert keep(world, "  Drugs,  nieuw ", "unread.drugs:20").step == "list"
    walk = world.walk("handler")
    assert set(rows(walk.do("casework", "open"))) == {mine.id, other.id}
    screen = walk.press("saved", "unread.drugs:0")
    assert set(rows(screen)) == {mine.id} and screen.of == "unread.drugs:0"
    assert kept(world) == ["Drugs, nieuw"] and kept(world, "handler2") == []


def test_a_name_that_is_there_is_the_new_list_from_then_on(world: World) -> None:
    keep(world, "Mijn lijst")
    keep(world, "MIJN LIJST", "mine:0")
    screen = world.walk("handler").do("casework", "open")
    assert [(one.label, one.argument) for one in screen.actions if one.name == "saved"] == [
        ("MIJN LIJST (0)", "mine:0")
    ]


def test_it_is_thrown_away_in_one_press_and_by_nobody_else(world: World) -> None:
    keep(world, "Mijn lijst")
    walk = world.walk("handler")
    walk.do("casework", "views", "late:0")
    event = walk.pressed("drop_view")
    theirs = world.walk("handler2").event(event)
    assert theirs.step == "views" and kept(world) == ["Mijn lijst"]
    for _ in range(2):  # a double click
        screen = walk.event(event)
        assert screen.step == "views" and not any(isinstance(part, Row) for part in screen.body)
    assert kept(world) == [] and walk.press("open", "late:0").step == "list"


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 31, "x" * 10_000])
def test_a_name_that_is_none_is_refused(name: str, world: World) -> None:
    screen = keep(world, name)
    assert screen.refused and screen.step == "views" and kept(world) == []


def test_there_are_ten_at_most_and_chat_shows_five(world: World) -> None:
    for number in range(MOST):
        keep(world, f"Lijst {number}")
    screen = keep(world, "Nog een")
    assert screen.refused and screen.inputs[0].value == "Nog een"
    assert not keep(world, "lijst 3", "mine:0").refused
    assert len(kept(world)) == MOST and kept(world, platform="slack") == [f"Lijst {n}" for n in range(3)] + [
        "lijst 3",
        "Lijst 4",
    ]
    here = world.walk("handler", "slack").do("casework", "views", "open:0")
    assert len([part for part in here.body if isinstance(part, Row)]) == MOST


def test_two_windows_at_once_never_make_eleven(world: World) -> None:
    for number in range(MOST - 1):
        keep(world, f"Lijst {number}")
    walks = [world.walk("handler") for _ in range(3)]
    for walk in walks:
        walk.do("casework", "views", "late:0")
    with ThreadPoolExecutor(3) as pool:

        def submit(place: tuple[int, Walk]) -> Screen:
            return place[1].submit(name=f"Nieuw {place[0]}")

        done = list(pool.map(submit, enumerate(walks)))
    assert sorted(one.refused for one in done) == [False, True, True]
    assert len(kept(world)) == MOST


def test_the_name_is_nowhere_to_be_read(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    keep(world, "Geheimzinnig")
    assert not in_database(world, "eheimzinnig") and not in_database(world, "late.drugs")
    assert "eheimzinnig" not in caplog.text


def test_a_list_of_before_an_update_and_one_that_makes_no_sense_is_all_there_is(world: World) -> None:
    one = world.report()
    with world.unit() as session:
        home, mine = world.organisation.id, world.people["handler"]
        saved_views.put(session, world.vault, home, mine, View("", "Oud", "x.y.z.q.w.v.u:0"))
    walk = world.walk("handler")
    walk.do("casework", "open")
    assert set(rows(walk.press("saved"))) == {one.id}
    assert walk.do("casework", "views", "x.y:9").step == "views"


def test_when_two_become_one_person_both_have_their_lists(world: World) -> None:
    keep(world, "Van een")
    keep(world, "Van twee", who="handler2")
    with world.unit() as session:
        merging.merge(session, world.people["handler2"], world.people["handler"])
    assert kept(world) == ["Van een", "Van twee"]


def test_who_asks_what_is_kept_reads_the_names(world: World) -> None:
    keep(world, "Mijn lijst")
    with world.unit() as session:
        found = sections.of_person(world.context(session, "handler"), world.people["handler"])
    (section,) = [one for one in found if one.name == "views"]
    assert section.rows == ((("Lijst", "Mijn lijst"),),)


def test_the_screen_and_the_forms_of_a_report_are_shown_in_the_other_language(world: World) -> None:
    screen = world.walk("handler").do("casework", "views", "late:0")
    assert reload.event(screen, "en") == Event("casework", "views", "late:0")
    walk = world.walk("handler")
    walk.do("casework", "show", world.report().id)
    forms = [("note", ""), ("labels", ""), ("link", ""), ("decide", ""), ("readers", ""), ("form", "answer")]
    for name, argument in forms:
        form = walk.press(name, argument)
        again = reload.event(form, "en")
        assert again is not None and walk.event(again).step == form.step
        walk.press("back")
    walk.press("readers")
    for name in ("leave", "exclude"):
        form = walk.press("reader_form", name)
        again = reload.event(form, "en")
        assert again is not None and walk.event(again).step == form.step
        walk.press("readers")


def test_each_list_says_how_many_are_on_it_as_far_as_one_may_know(world: World) -> None:
    hidden = (str(world.people["handler"]),)
    for theme, untold in (("drugs", ()), ("drugs", hidden), ("cyber", ())):
        world.report(theme=theme, untold=untold)
    for who in ("handler", "handler2"):
        keep(world, "Drugs", "open.drugs:0", who)
        keep(world, "Gesloten", "closed:0", who)
        keep(world, "Met een label", "open.....0123456789abcdef:0", who)
        keep(world, "Een naam die de hele knop vult", "open:0", who)
    found = {}
    for who in ("handler", "handler2"):
        screen = world.walk(who).do("casework", "open")
        found[who] = [one.label for one in screen.actions if one.name == "saved"]
    assert found["handler"][0] == "Drugs (1)" and found["handler2"][0] == "Drugs (2)"
    assert found["handler"][1:] == ["Een naam die de hele knop vult", "Gesloten (0)", "Met een label"]
