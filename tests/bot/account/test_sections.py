"""Onboarding, meetings, week, campaigns and activities in the account; other forms; all organisations."""

import csv
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.account import narratives
from bot.account.all_organisations import write_all
from bot.account.assembly import AccountView, assemble
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import of_people
from bot.account.disclosure.themes import GROUPS
from bot.account.export import write_account
from bot.account.picture import said, year_of
from bot.account.workbook.labels import Labels
from bot.account.workbook.table_sheets import sheets
from bot.campaigns.content import campaign
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from storage import narratives as kept
from storage import onboarding_counts
from tests.bot.account.filling import FIRST, LAST, NAMES, fill
from tests.bot.account.making import keep, some_reports
from tests.bot.account.reading import read, tabs
from tests.bot.account.test_closing import close
from tests.support.world import World

Sheets = dict[str, list[list[Any]]]


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def made(world: World, out: Path, **more: Any) -> AccountView:
    asked: dict[str, Any] = {"organisation": None, "first": FIRST, "last": LAST, "now": world.clock(), **more}
    return write_account(world.engine, world.vault, out=out, force=True, **asked)


def lines(sheets: Sheets, name: str) -> dict[str, list[Any]]:
    return {str(row[0]): row[1:] for row in sheets[name]}


def full(world: World) -> None:
    """Reports, everything else, and a story; closed."""
    with world.unit() as session:
        keep(
            session,
            world.organisation.id,
            some_reports(150, FIRST, LAST, 4, list(world.departments.values())),
        )
    fill(world)
    write(world, "", "Een jaar van aandacht.\n\n=Tweede alinea", ready=True)
    write(world, "drugs", "Nog niet klaar", ready=False)
    close(world)


def write(world: World, theme: str, text: str, ready: bool) -> None:
    with world.unit() as session:
        home = world.organisation.id
        version = kept.next_version(session, home, "2025-H2", theme)
        sealed = narratives.sealed(world.vault, home, "2025-H2", theme, version, text)
        kept.add(session, home, "2025-H2", theme, LAST, ready, sealed)


def test_every_part_of_the_work_has_its_sheet(world: World, tmp_path: Path) -> None:
    full(world)
    made(world, tmp_path / "a.xlsx")
    sheets = read(tmp_path / "a.xlsx")
    onboarding = lines(sheets, "Inwerken per afdeling")
    assert onboarding["Totaal"][:4] == [20, 0, 0, 20]
    assert lines(sheets, "Inwerken in dagen")["Mensen die het afrondden"][1] == 9
    assert lines(sheets, "Inwerken")["Mensen die het programma kregen"] == [40]
    assert lines(sheets, "Teams bereikt")["Totaal"][:2] == [4, 6]
    assert lines(sheets, "Aanwezig bij overleg")["Totaal"][:2] == [28, 20]
    assert lines(sheets, "Integriteitsweek")["Totaal"] == [3]
    assert lines(sheets, "Deelnames")["Lezing of gesprek"] == [45]
    assert lines(sheets, "Deelnemers")["Totaal"] == [45]
    assert lines(sheets, "Stemmen")["Dilemma"] == [31]
    assert lines(sheets, "Campagnes")["Alles samen"] == [24, 36, 15]
    activities = lines(sheets, "Activiteiten")
    assert activities["Controles"] == [12] and activities["Gesprek met ondernemers"] == [7]
    assert activities["Sluitingen (artikel 13b Opiumwet)"] == [2]
    assert lines(sheets, "Campagnes verstuurd")["Verstuurde campagnes"] == [1]
    assert "Herkennen" in str(sheets["Modules"]) or "ignal" in str(sheets["Modules"])


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_campaign_has_its_title_and_a_chart_has_something_to_show(locale: str) -> None:
    labels, measures = Labels(locale, "", {}), ("completed", "opened", "unopened")
    names = {"campaign/1": "phishing", "campaign/2": "Let op je post"}
    grids = (
        {"campaign/1": [90, 10, 50], "campaign/2": [60, 70, 80]},
        {"campaign/1": [0, 90, 90], "campaign/2": [0, 50, 50]},
    )
    some, none = (
        sheets((of_people("campaigns", measures, grid, THRESHOLD),), names, labels)[0] for grid in grids
    )
    assert [line[0] for line in some.lines] == [campaign("phishing").words[locale].title, "Let op je post"]
    assert some.chart is not None and none.chart is None


def test_people_are_counted_once_whatever_they_finished(world: World) -> None:
    fill(world)
    with world.reading() as session:
        found = onboarding_counts.by_department(session, world.organisation.id, FIRST, LAST)
        later = onboarding_counts.by_department(
            session, world.organisation.id, date(2026, 1, 1), date(2026, 6, 30)
        )
        grouped = onboarding_counts.by_group(session, world.organisation.id, FIRST, LAST)
    assert sum(one.number for one in found) == 40
    assert sum(one.number for one in found if one.standing == "completed") == 20
    assert {one.days for one in found if one.standing == "completed"} == {9}
    assert sum(one.number for one in later) == 20  # who completed it before is left out
    assert sum(one.number for one in grouped) == 14


def test_the_council_gets_no_names_of_teams_and_no_unfinished_story(world: World, tmp_path: Path) -> None:
    full(world)
    made(world, tmp_path / "internal.xlsx")
    made(world, tmp_path / "council.xlsx", edition="council")
    ours, theirs = read(tmp_path / "internal.xlsx"), read(tmp_path / "council.xlsx")
    assert set(ours) - set(theirs) == {"Teams niet bereikt"}
    for name in NAMES:
        assert name in lines(ours, "Teams niet bereikt")
        assert name not in str(theirs)
    assert "Nog niet klaar" in str(ours["Verhaal"]) and "Nog niet klaar" not in str(theirs)
    assert "Een jaar van aandacht." in str(theirs["Verhaal"]) and "=Tweede alinea" in str(theirs["Verhaal"])
    shared = set(theirs) - {"Verhaal", "Toelichting"}
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_names_and_stories_never_become_formulas(sqlite_world: World, tmp_path: Path) -> None:
    full(sqlite_world)
    made(sqlite_world, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        written = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not [sheet for sheet in written if b"<f>" in sheet or b"<f " in sheet]


def test_csv_and_json_hold_the_same_figures(sqlite_world: World, tmp_path: Path) -> None:
    full(sqlite_world)
    for form in ("xlsx", "csv", "json"):
        made(sqlite_world, tmp_path / f"a.{form}", form=form, edition="council")
    sheets = read(tmp_path / "a.xlsx")
    kept_json = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    themes = [one for one in kept_json["figures"] if one["sheet_code"] == "themes"]
    told = lines(sheets, "Thema")
    assert len(themes) > 10 and themes[-1]["line_code"] == "total"
    for one in themes:
        place = 1 if one["measure_code"] == "number" else 2
        cell = told[one["line"]][place]
        assert cell == (one["text"] or pytest.approx(one["value"]))  # a share has 17 digits here and 16 there
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    numbers = {row["line"]: row["value"] for row in rows if row["sheet_code"] == "activities"}
    assert numbers["Controles"] == "12" and numbers["Sluitingen (artikel 13b Opiumwet)"] == "2"
    of = ("organisation_code", "first", "last", "edition", "version")
    assert {tuple(row[name] for name in of) for row in rows} == {
        ("voorbeeldstad", "2025-07-01", "2025-12-31", "council", "2025-H2v1")
    }
    # One row for each figure, which is found by its codes.
    keys = [(row["sheet_code"], row["line_code"], row["measure_code"]) for row in rows]
    assert len(keys) == len({*keys}) and all(all(key) for key in keys)
    shares = [row["value"] for row in rows if row["measure_code"] == "share" and row["value"]]
    assert any("," in share for share in shares) and not any("." in share for share in shares)
    assert [one for one in rows if one["text"]] and not [one for one in rows if one["text"] and one["value"]]
    for row in rows:
        assert not [value for value in row.values() if value.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("edition", ["council", "internal"])
def test_the_period_before_stands_beside_people_and_teams_too(
    sqlite_world: World, tmp_path: Path, edition: str
) -> None:
    full(sqlite_world)
    sqlite_world.clock.now = datetime(2026, 7, 20, 9, tzinfo=UTC)
    close(sqlite_world, "2026-H1")
    made(sqlite_world, tmp_path / "a.xlsx", edition=edition)
    next_half = {"first": date(2026, 1, 1), "last": date(2026, 6, 30)}
    made(sqlite_world, tmp_path / "b.xlsx", edition=edition, **next_half)
    then = {row[0]: row[1] for row in read(tmp_path / "a.xlsx")["Samenvatting"]}
    rows = {row[0]: row for row in read(tmp_path / "b.xlsx")["Samenvatting"]}
    people = [name for name in rows if ": " in str(name) and name in then]
    assert people and all(rows[name][2] == then[name] for name in people)
    assert all(
        rows[name][3] == rows[name][1] - then[name]
        for name in people
        if isinstance(rows[name][1], float | int) and isinstance(then[name], float | int)
    )


def test_all_organisations_get_a_file_each_and_one_over_all(world: World, tmp_path: Path) -> None:
    full(world)
    small = world.add_organisation("duindorp", "Gemeente Duindorp")
    with world.unit() as session:
        keep(session, small.id, some_reports(3, FIRST, LAST, 5))
    close(world, organisation=small)
    asked: dict[str, Any] = {"now": world.clock(), "edition": "council"}
    files = write_all(world.engine, world.vault, FIRST, LAST, tmp_path, **asked)
    assert [file.name for file in files] == ["voorbeeldstad.xlsx", "duindorp.xlsx", "all.xlsx"]
    sheets = read(files[-1])
    each = lines(sheets, "Organisaties")
    assert each["Gemeente Duindorp"][0] == "minder dan 5"
    assert each[world.organisation.name][0] == 150
    progress = lines(sheets, "Voortgang")
    heads = progress["Organisatie"]
    mine = dict(zip(heads, progress[world.organisation.name], strict=True))
    own = {row[0]: row[1] for row in read(files[0])["Samenvatting"]}
    assert len(heads) > 4 and all(own[head] == mine[head] for head in heads)
    assert set(progress["Gemeente Duindorp"]) == {"–"}
    front = {str(row[0]): row[2] for row in sheets["Toelichting"]}
    assert front["Meldingen ontvangen"] == "151 tot en met 154"
    assert next(row for row in sheets["Thema"] if row[0] == "Totaal")[2] == "151 tot en met 154"
    assert not [cell for grid in sheets.values() for row in grid for cell in row if cell == 153]
    assert "2025-H2, Gemeente Duindorp" in front
    with pytest.raises(Mistake):
        write_all(world.engine, world.vault, FIRST, LAST, tmp_path, **asked)
    assert len(write_all(world.engine, world.vault, FIRST, LAST, tmp_path / "new" / "folder", **asked)) == 3
    (tmp_path / "file").touch()
    with pytest.raises(Mistake):
        write_all(world.engine, world.vault, FIRST, LAST, tmp_path / "file", **asked)


def test_a_quarter_tells_only_what_its_half_year_tells_by_month(world: World, tmp_path: Path) -> None:
    full(world)
    quarter = {"first": date(2025, 10, 1), "last": date(2025, 12, 31)}
    made(world, tmp_path / "a.xlsx", **quarter)
    sheets = read(tmp_path / "a.xlsx")
    assert "Afdeling" not in sheets and "Uitkomst" not in sheets and "Activiteiten" not in sheets
    assert "alleen per heel half jaar" in str(sheets["Toelichting"])
    by_month = lines(sheets, "Maand")
    made(world, tmp_path / "b.xlsx")
    whole = lines(read(tmp_path / "b.xlsx"), "Maand")
    told = {name: number for name, number in by_month.items() if re.fullmatch(r"[a-z –]+ 2025", name)}
    assert told and all(whole[name] == number for name, number in told.items())


def test_the_picture_tells_what_the_account_tells(sqlite_world: World, tmp_path: Path) -> None:
    full(sqlite_world)
    with sqlite_world.reading() as session:
        home = sqlite_world.organisation
        shown = assemble(session, home.id, FIRST, LAST, sqlite_world.clock().date(), "council")
    year = year_of(shown, home, "nl")
    numbers = {count.name: count.number for count in year.counts}
    assert numbers["received"] == "150" and numbers["teams"] == "4"
    reports = some_reports(150, FIRST, LAST, 4, list(sqlite_world.departments.values()))
    groups = [sum(report.theme in themes for report in reports) for themes in GROUPS.values()]
    assert year.bars[0].length == 1 and int(year.bars[0].number) == max(groups)
    assert sum(int(bar.number) for bar in year.bars) == 150 and year.more == 0
    assert said(shown, home, "nl").startswith(f"{home.name}. In cijfers: jul – dec 2025. 150 meldingen.")


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "edition"), [("nl", "internal"), ("en", "council")])
def test_libreoffice_reads_the_whole_workbook_and_prints_it_on_eight_pages(
    sqlite_world: World,
    tmp_path: Path,
    libreoffice: Callable[[Path, str, Path], Path],
    locale: str,
    edition: str,
) -> None:
    full(sqlite_world)
    there = tmp_path / "converted"
    there.mkdir()
    path = tmp_path
    for name, days in (("half", (FIRST, LAST)), ("year", (date(2025, 1, 1), LAST))):
        path = tmp_path / f"{name}.xlsx"
        made(sqlite_world, path, first=days[0], last=days[1], locale=locale, edition=edition)
        pages = PdfReader(libreoffice(path, "pdf", there)).pages
        assert 6 <= len(pages) == len(tabs(path)) <= 8, (name, len(pages))
        for page in pages:
            assert len(page.extract_text()) > 150, "a page with next to nothing"
    ours, again = read(path), read(libreoffice(path, "xlsx", there))
    assert list(ours) == list(again)
    for name, grid in ours.items():
        theirs = [str(cell) for row in again[name] for cell in row if isinstance(cell, str) and cell]
        assert theirs == [str(cell) for row in grid for cell in row if isinstance(cell, str) and cell], name
