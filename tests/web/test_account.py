"""The workbook as a download: for whom the bot lets make one, and nothing of it stays behind."""

import tempfile
from pathlib import Path

import pytest

from bot.courier import AccountOrder
from bot.settings import read
from handlers import export
from tests.support.world import World
from tests.web.conftest import let_play, web_app
from tests.web.tab import Tab


class Exporter:
    """Makes no workbook, and remembers what was ordered."""

    def __init__(self) -> None:
        self.orders: list[AccountOrder] = []
        self.fails = False

    def __call__(self, order: AccountOrder) -> bytes:
        self.orders.append(order)
        if self.fails:
            raise export.ExportFailed
        return b"a workbook"


@pytest.fixture
def exporter() -> Exporter:
    return Exporter()


@pytest.fixture
def tab(sqlite_world: World, exporter: Exporter) -> Tab:
    return Tab(web_app(let_play(sqlite_world), export=exporter))


def test_the_coordinator_downloads_the_workbook_of_a_period(
    sqlite_world: World, tab: Tab, exporter: Exporter
) -> None:
    tab.open("coordinator", "en").press("account/open")
    tab.press("account/make", {"first": "2025-07", "last": "2025-12"})
    link = tab.page.xpath("//a[contains(@class, 'primary')]/@href")[0]
    answer = tab.client.get(link)
    assert answer.content == b"a workbook" and answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert (
        "2025-07" in answer.headers["content-disposition"] and answer.headers["cache-control"] == "no-store"
    )
    (order,) = exporter.orders
    assert order.organisation == "voorbeeldstad" and order.person_id == sqlite_world.people["coordinator"]
    assert (order.first.isoformat(), order.last.isoformat()) == ("2025-07-01", "2025-12-31")
    assert order.locale == "en"


@pytest.mark.parametrize("who", ["employee", "handler", "deputy", "privacy_officer", "nobody", ""])
def test_nobody_else_gets_one(tab: Tab, exporter: Exporter, who: str) -> None:
    tab.show(
        tab.client.get("/account.xlsx", params={"who": who, "first": "2025-07-01", "last": "2025-12-31"})
    )
    assert tab.response.status_code == 403 and exporter.orders == []
    assert "Dit mag je niet doen" in tab.text


@pytest.mark.parametrize(
    ("first", "last"),
    [("2025-12-01", "2025-07-31"), ("", ""), ("2025-13-01", "2025-12-31"), ("x", "1066-01-01")],
)
def test_a_period_that_cannot_be_gets_a_sentence(tab: Tab, exporter: Exporter, first: str, last: str) -> None:
    tab.show(tab.client.get("/account.xlsx", params={"who": "coordinator", "first": first, "last": last}))
    assert tab.response.status_code == 403 and exporter.orders == [] and tab.title.startswith("Fout: ")


def test_when_it_cannot_be_made_that_is_said(tab: Tab, exporter: Exporter) -> None:
    exporter.fails = True
    query = {"who": "coordinator", "first": "2025-07-01", "last": "2025-12-31"}
    tab.show(tab.client.get("/account.xlsx", params=query))
    assert tab.response.status_code == 503 and "Er ging iets mis" in tab.text


def test_a_workbook_is_made_by_another_process_and_nothing_stays_on_disk(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings = read(
        database_url=world.main, keys_database_url=world.keys, baken_master_keys=world.master, _env_file=None
    )
    for theme in ("drugs", "drugs", "property"):
        world.report(theme=theme)
    first, last = world.clock.now.date().replace(day=1), world.clock.now.date().replace(day=31)
    coordinator = world.people["coordinator"]
    before = sorted(tmp_path.iterdir())
    made = export.make_workbook(settings, AccountOrder("voorbeeldstad", coordinator, first, last, "nl"))
    assert made.startswith(b"PK")
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(export.ExportFailed):
        export.make_workbook(settings, AccountOrder("nowhere", coordinator, first, last, "nl"))
    assert sorted(tmp_path.iterdir()) == before
