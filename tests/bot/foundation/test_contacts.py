"""Whom people are sent to: a number, or the name, number or link that their organisation filled in."""

import json
from pathlib import Path

import lxml.html
import pytest

from bot import demo
from bot.foundation import contacts, words
from bot.foundation.screen import Fact, Facts, Screen
from bot.reports.dialogue import REDIRECTS, THEMES
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import phones
from handlers.web import render as web
from tests.support import slack_limits
from tests.support.world import World

LINK = "https://intranet.voorbeeldstad.example/integriteit?a=1&b=2"


def write(folder: Path, text: str) -> None:
    (folder / "voorbeeldstad" / "locale" / "nl").mkdir(parents=True)
    (folder / "voorbeeldstad" / "locale" / "nl" / "contacts.yml").write_text(text, encoding="utf-8")
    words.load(folder)


def redirected(world: World, kind: str, locale: str = "nl") -> Screen:
    walk = world.walk(locale=locale)
    walk.begin()
    return walk.submit(kind=kind)


def rows(screen: Screen) -> list[Fact]:
    """All contacts that a screen shows."""
    return [row for part in screen.body if isinstance(part, Facts) for row in part.rows]


def shown_everywhere(screen: Screen) -> tuple[str, str, lxml.html.HtmlElement]:
    """What Slack, Teams and the web make of a screen, each within its limits."""
    modal = slack.modal(screen)
    assert slack_limits.problems(modal) == []
    page = lxml.html.fromstring(web.screen(screen, web.Around(screen.locale)))
    return json.dumps(modal, ensure_ascii=False), json.dumps(teams.dialog(screen), ensure_ascii=False), page


def test_every_redirect_names_somebody_and_every_theme_is_one() -> None:
    assert set(contacts.REDIRECTED) == set(REDIRECTS)
    assert set(contacts.OF_THEME) <= set(THEMES)
    named = {name for names in (*contacts.REDIRECTED.values(), *contacts.OF_THEME.values()) for name in names}
    assert named | {"anonymous"} == set(contacts.NUMBERS) | set(contacts.OWN)


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.parametrize("kind", REDIRECTS)
def test_a_redirect_shows_its_contacts_on_every_platform(kind: str, locale: str, sqlite_world: World) -> None:
    screen = redirected(sqlite_world, kind, locale)
    found = rows(screen)
    assert len(found) == len(contacts.REDIRECTED[kind])
    said = shown_everywhere(screen)
    for row in found:
        assert row.label in said[0] and row.value in said[0]
        assert row.label in said[1] and row.value in said[1]
        assert row.value in said[2].text_content()


def test_a_hack_goes_to_the_help_desk_at_once(sqlite_world: World) -> None:
    screen = redirected(sqlite_world, "digital")
    assert screen.title == "Bel nu je helpdesk"
    assert rows(screen)[0].label == "Helpdesk ICT" and isinstance(screen.body[0], Facts)
    assert screen.submit is None  # nothing to fill in first


def test_whoever_sees_trafficking_reads_whom_to_call_while_they_write(sqlite_world: World) -> None:
    walk = sqlite_world.walk()
    walk.begin()
    walk.submit(kind="signal")
    walk.submit(identity="named")
    screen = walk.submit(theme="exploitation")
    assert {"112", "033-448 11 86", "0800-5151"} <= {row.value for row in rows(screen)}
    shown_everywhere(screen)


def test_an_own_number_can_be_called_and_an_own_link_followed(sqlite_world: World, tmp_path: Path) -> None:
    write(tmp_path, f'helpdesk: "0570-12 34 56"\nprivacy_officer: "[Guus Gegevens]({LINK})"\n')
    screen = redirected(sqlite_world, "digital")
    helpdesk, _, officer = rows(screen)
    assert (helpdesk.value, helpdesk.tel) == ("0570-12 34 56", True)
    assert (officer.value, officer.link) == ("Guus Gegevens", LINK)
    in_slack, in_teams, page = shown_everywhere(screen)
    assert f"<{LINK.replace('&', '&amp;')}|Guus Gegevens>" in in_slack
    assert "tel:" not in in_slack and "tel:0570123456" in in_teams and LINK in in_teams
    assert {"tel:0570123456", LINK} <= {a.get("href") for a in page.iter("a")}


def test_what_is_left_empty_leads_to_the_intranet_and_not_to_nothing(
    sqlite_world: World, tmp_path: Path
) -> None:
    write(tmp_path, 'helpdesk: ""\n')
    assert rows(redirected(sqlite_world, "digital"))[0].value == words.text("contacts.unknown", "nl")


@pytest.mark.parametrize(
    "given", ["[x](http://voorbeeldstad.example)", "[x](javascript:alert)", "[x](https://a|b)"]
)
def test_only_a_whole_safe_link_is_one(given: str) -> None:
    (fact,) = contacts.facts(lambda key: "Helpdesk" if key.endswith("_label") else given, ("helpdesk",))
    assert (fact.value, fact.link, fact.tel) == (given, "", False)


@pytest.mark.parametrize("number", [n for n in contacts.NUMBERS.values() if n != "112"])
def test_a_national_number_can_be_called_from_running_text_too(number: str) -> None:
    digits = "".join(one for one in number if one.isdigit())
    made = phones.callable_numbers(f"Bel {number}, of 12-345 67 89 <b>.")
    assert made == f'Bel <a class="number" href="tel:{digits}">{number}</a>, of 12-345 67 89 &lt;b&gt;.'


def test_the_made_up_municipality_has_filled_in_all_of_its_own() -> None:
    for locale in words.LOCALES:
        given = words.own(demo.OWN, locale)
        assert list(contacts.missing(given.get)) == []
        assert set(given) == {f"contacts.{name}" for name in contacts.OWN}


@pytest.fixture(autouse=True)
def our_words_again() -> None:
    words.load()
