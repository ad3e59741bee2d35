"""When somebody may be disturbed."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.foundation.content_files import BadContent
from bot.foundation.context import ZONE
from bot.messages import working_time
from bot.messages.working_time import next_moment, working_days_after
from storage.organisations import OrganisationRow

TOWN = OrganisationRow(1, "voorbeeldstad", "Voorbeeldstad", False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def nothing_of_our_own() -> Iterator[None]:
    working_time.load(None)
    yield
    working_time.load(None)


@pytest.mark.parametrize(
    ("moment", "next_one"),
    [
        ("2026-03-10 10:15", "2026-03-10 10:15"),
        ("2026-03-10 07:59", "2026-03-10 09:00"),
        ("2026-03-10 17:00", "2026-03-11 09:00"),
        ("2026-03-13 18:00", "2026-03-16 09:00"),  # the weekend
        ("2026-04-03 17:30", "2026-04-07 09:00"),  # Easter
        ("2026-04-27 12:00", "2026-04-28 09:00"),  # King's Day
        ("2026-12-24 23:00", "2026-12-28 09:00"),  # Christmas, and the weekend after
        ("2026-03-27 18:00", "2026-03-30 09:00"),  # the clock goes forward in between
    ],
)
def test_nobody_is_disturbed_outside_working_time(moment: str, next_one: str) -> None:
    assert next_moment(at(moment), TOWN) == at(next_one)


def test_working_days_skip_weekends_and_holidays() -> None:
    thursday = date(2026, 4, 2)  # before Good Friday
    assert working_days_after(thursday, 0) == thursday
    assert working_days_after(thursday, 1) == date(2026, 4, 7)
    assert working_days_after(thursday, 2) == date(2026, 4, 8)
    assert working_days_after(date(2026, 4, 4), 0) == date(2026, 4, 7)


def test_an_organisation_has_its_own_hours_days_and_quiet(tmp_path: Path) -> None:
    (tmp_path / "voorbeeldstad").mkdir()
    (tmp_path / "voorbeeldstad" / "working_time.yml").write_text(
        "hours: 08:30-16:00\ndays: [monday, tuesday]\nquiet: [08:30-09:30, 12:00-13:00]\nfree: [2026-03-10]\n"
    )
    working_time.load(tmp_path)
    assert next_moment(at("2026-03-09 12:10"), TOWN) == at("2026-03-09 13:00")
    assert next_moment(at("2026-03-09 16:00"), TOWN) == at("2026-03-16 09:30")
    assert working_days_after(date(2026, 3, 9), 2, "voorbeeldstad") == date(2026, 3, 17)
    assert working_days_after(date(2026, 3, 9), 2) == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("hours: 9 tot 5", 1, "hours as 09:00-17:00"),
        ("hours: 17:00-09:00", 1, "hours as 09:00-17:00"),
        ("days: [maandag]", 1, "days must be some of"),
        ("hours: 09:00-17:00\nquiet: [08:00-18:00]", 2, "within hours"),
        ("free: [morgen]", 1, "list of days"),
        ("uren: 9", 1, "uren is not known"),
    ],
)
def test_a_mistake_names_file_and_line(text: str, line: int, what: str, tmp_path: Path) -> None:
    (tmp_path / "working_time.yml").write_text(text)
    with pytest.raises(BadContent) as error:
        working_time.load(tmp_path)
    assert f"working_time.yml, line {line}: " in str(error.value)
    assert what in str(error.value)
