"""Below how many a number is hidden: 5, or what an organisation chose. A half-year keeps its own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.account import hiding
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.numbers import Below
from bot.account.disclosure.suppression import THRESHOLD
from bot.foundation import words
from bot.foundation.content_files import BadContent
from handlers.cli import main
from storage import closings, field_log
from tests.bot.account import test_cli, test_closing
from tests.bot.account.filling import fill as fill_tables
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import FIRST, HALF, LAST, LATER, change, close, correct, fill, made
from tests.support.world import World

our_words = test_closing.our_words
deployed = test_cli.deployed


@pytest.fixture(autouse=True)
def nothing_chosen() -> None:
    hiding.load(None)


def choose(folder: Path, number: object, organisation: str = "") -> Path:
    """The content folder of who chose this."""
    place = folder / "content" / organisation
    place.mkdir(parents=True, exist_ok=True)
    (place / "account.yml").write_text(f"hide_below: {number}\n")
    hiding.load(folder / "content")
    return folder / "content"


def told(world: World, half: str = HALF) -> Disclosed:
    with world.reading() as session:
        return load(closings.versions(session, world.organisation.id, half)[-1].told)


def small(of: Disclosed, below: int) -> list[object]:
    """Numbers of reports and people that are told, and are not zero, and lie below that."""
    account = of.account
    lists = (account.themes, account.months, account.identities, account.departments, account.outcomes)
    numbers: list[object] = [line.number for lines in lists for line in lines]
    people = [
        table for table in of.tables if not table.name.startswith(("meetings_reached", "meetings_held"))
    ]
    acts = {"week_activities", "campaigns_sent", "activities", "onboarding_days", "days_departments"}
    for table in people:
        if table.name not in acts:
            numbers += [figure for row in table.rows for figure in row.numbers]
            numbers += table.total
    return [number for number in numbers if isinstance(number, int) and 0 < number < below]


def test_an_organisation_chooses_for_itself_and_all_have_what_was_chosen_for_all(tmp_path: Path) -> None:
    assert hiding.of("voorbeeldstad") == THRESHOLD
    choose(tmp_path, 10)
    assert hiding.of("voorbeeldstad") == hiding.of("westerdorp") == 10
    choose(tmp_path, 20, "westerdorp")
    assert (hiding.of("voorbeeldstad"), hiding.of("westerdorp")) == (10, 20)


@pytest.mark.parametrize("number", [1, 4, 0, -5, 51, 5.5, "tien", "true", "[10]"])
def test_a_number_that_would_hide_less_or_nearly_everything_is_refused_with_its_line(
    tmp_path: Path, number: object
) -> None:
    with pytest.raises(BadContent, match=r"account\.yml, line 1: write hide_below as a number from 5 to 50"):
        choose(tmp_path, number)
    (tmp_path / "content" / "account.yml").write_text("hide_above: 10\n")
    with pytest.raises(BadContent, match="hide_above is not known here: hide_below"):
        hiding.load(tmp_path / "content")


@pytest.mark.both
def test_a_half_year_is_closed_with_what_was_chosen_and_keeps_it(world: World, tmp_path: Path) -> None:
    fill_tables(world)
    fill(world, 300)
    close(world)
    before = dump(told(world))
    assert told(world).account.threshold == THRESHOLD and not small(told(world), THRESHOLD)
    assert small(told(world), 10)
    choose(tmp_path, 10)
    fill(world, 300, LAST.replace(year=2026, month=1, day=1), LAST.replace(year=2026, month=6, day=30))
    close(world, "2026-H1", LATER)
    assert dump(told(world)) == before
    assert told(world, "2026-H1").account.threshold == 10 and not small(told(world, "2026-H1"), 10)
    hiding.load(None)
    kept = json.loads(dump(told(world, "2026-H1")))
    assert kept["threshold"] == 10 and "threshold" not in json.loads(before)


def test_a_correction_hides_what_its_half_year_hid(sqlite_world: World, tmp_path: Path) -> None:
    choose(tmp_path, 10)
    fill(sqlite_world, 300)
    with sqlite_world.unit() as session:
        field_log.add(session, sqlite_world.organisation.id, "tips", FIRST, 7)
    close(sqlite_world)
    hiding.load(None)
    change(sqlite_world, 40, theme="influence")
    with sqlite_world.unit() as session:
        field_log.add(session, sqlite_world.organisation.id, "tips", FIRST, 1)
    assert correct(sqlite_world)
    now = told(sqlite_world)
    assert now.account.threshold == 10 and not small(now, 10)
    tips = [row.numbers for table in now.tables for row in table.rows if row.keys == ("tips",)]
    assert tips == [(Below(10),)]


def test_the_workbook_says_below_how_many(sqlite_world: World, tmp_path: Path) -> None:
    choose(tmp_path, 10)
    fill(sqlite_world, 60)
    close(sqlite_world)
    for locale, sentences in {
        "nl": ("Een aantal van 1 tot en met 9 kan", "vanaf 21 meldingen", "tot 10 of meer"),
        "en": ("A number from 1 to 9 can", "from 21 reports on", "to make 10 or more"),
    }.items():
        for edition in ("council", "internal"):
            sheets = made(sqlite_world, tmp_path / "a.xlsx", locale=locale, edition=edition)
            text = "\n".join(str(cell) for rows in sheets.values() for row in rows for cell in row)
            for sentence in sentences:
                assert sentence in text, (locale, edition, sentence)
            assert "%{" not in text


def test_every_command_counts_with_what_was_chosen(
    deployed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKEN_CONTENT", str(choose(tmp_path, 10, deployed.organisation.slug)))
    hiding.load(None)
    with deployed.unit() as session:
        keep(session, deployed.organisation.id, some_reports(7, FIRST, LAST, 2))
    closed = CliRunner().invoke(main, ["account", "close", "--period", HALF])
    assert closed.exit_code == 0 and told(deployed).account.threshold == 10
    (tmp_path / "content" / deployed.organisation.slug / "account.yml").write_text("hide_below: 1\n")
    for command in (["account", "close", "--period", HALF], ["doctor"]):
        refused = CliRunner().invoke(main, command)
        assert refused.exit_code == 1 and "write hide_below as a number from 5 to 50" in refused.output
    words.load()
