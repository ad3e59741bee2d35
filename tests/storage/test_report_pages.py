"""Pages of photos and documents: sealed at one of two sizes, and in no order once their day is over."""

import secrets

import pytest
from sqlmodel import select

from bot.reports.pages import PAGE
from storage import report_pages, reports, sealing
from storage.sealing import LARGE, CannotOpen
from storage.tables.reports import ReportPage
from tests.support.world import Reported, World

pytestmark = pytest.mark.both


def keep(world: World, reported: Reported, content: bytes) -> str:
    """Keeps a page; gives its id."""
    home, page_id = world.organisation.id, report_pages.new_id()
    key = world.vault.report_key(home, reported.id)
    sealed = sealing.wrap_large(key, content, home, reported.id, "page", page_id, 1)
    with world.unit() as session:
        row = ReportPage(id=page_id, report_id=reported.id, organisation_id=home, sealed=sealed)
        report_pages.add(session, row)
    return page_id


def as_they_lie(world: World) -> list[str]:
    """The ids of pages in the order in which the database keeps them."""
    place = "ctid" if world.engine.name == "postgresql" else "rowid"
    with world.engine.connect() as connection:
        return list(connection.exec_driver_sql(f"SELECT id FROM report_page ORDER BY {place}").scalars())


def test_a_page_has_one_of_two_sizes_and_opens_only_in_its_place(world: World) -> None:
    reported = world.report()
    home, sizes = world.organisation.id, set()
    key = world.vault.report_key(home, reported.id)
    for length in (0, 1, 80_000, 200_000, 300_000, PAGE):
        content = secrets.token_bytes(length)
        page_id = keep(world, reported, content)
        with world.reading() as session:
            sealed = report_pages.get(session, reported.id, page_id)
        assert sealed is not None and sealing.unwrap_large(
            key, sealed, home, reported.id, "page", page_id, 1
        ) == (content)
        sizes.add(len(sealed))
        for place in ((home, "other", "page", page_id, 1), (home, reported.id, "page", "other", 1)):
            with pytest.raises(CannotOpen):
                sealing.unwrap_large(key, sealed, *place)
    assert sizes == set(LARGE)


def test_a_page_is_found_by_its_report_alone(world: World) -> None:
    one, other = world.report(), world.report("employee2")
    page_id = keep(world, one, b"x")
    with world.reading() as session:
        assert report_pages.get(session, other.id, page_id) is None
        assert [page.report_id for page in session.exec(select(ReportPage))] == [one.id]


def test_when_the_day_is_over_no_order_is_left(world: World) -> None:
    """All of them are written anew with their reports, which are away for a moment; nothing is lost."""
    one, other = world.report(), world.report("employee2")
    every = [keep(world, reported, b"x" * 90_000) for reported in (one, other) * 10]
    with world.reading() as session:
        before = {row.id: row.sealed for row in session.exec(select(ReportPage))}
    assert as_they_lie(world) == every
    seen = set()
    for _ in range(3):
        with world.unit() as session:
            reports.hold(session)
            reports.shuffle(session, [one.id, other.id])
        seen.add(tuple(as_they_lie(world)))
        with world.reading() as session:
            assert {row.id: row.sealed for row in session.exec(select(ReportPage))} == before
    assert tuple(every) not in seen and len(seen) == 3


def test_what_others_have_is_left_where_it_lies(world: World) -> None:
    one, other = world.report(), world.report("employee2")
    mine = [keep(world, one, b"x") for _ in range(3)]
    theirs = keep(world, other, b"x")
    with world.unit() as session:
        reports.hold(session)
        reports.shuffle(session, [one.id])
    assert set(as_they_lie(world)) == {*mine, theirs}
