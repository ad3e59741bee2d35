"""Files as a download: for whom their maker lets have them, and nothing of them stays behind."""

import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.files.orders import PDF, Asked, Made
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import FileOrder
from bot.foundation.settings import Settings, read
from handlers import export, files
from storage.tables.directory import Person
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.support.world import World

HALF_YEAR = "2025-07-01/2025-12-31"


class Exporter:
    """Makes no workbook, and remembers what was asked for."""

    def __init__(self) -> None:
        self.orders: list[Asked] = []
        self.fails = False

    def __call__(self, _: Settings, asked: Asked) -> bytes:
        self.orders.append(asked)
        if self.fails:
            raise export.ExportFailed
        return b"a workbook"


@pytest.fixture
def exporter() -> Exporter:
    return Exporter()


@pytest.fixture
def tab(sqlite_world: World, exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> Tab:
    monkeypatch.setitem(files.APART, "account", exporter)
    return Tab(
        web_app(
            let_play(sqlite_world), make=partial(files.make, settings_of(sqlite_world), sqlite_world.desk)
        )
    )


def settings_of(world: World) -> Settings:
    return read(
        database_url=world.main, keys_database_url=world.keys, baken_master_keys=world.master, _env_file=None
    )


def made_of(world: World, kind: str, argument: str, who: str = "coordinator") -> Made:
    return files.make(settings_of(world), world.desk, FileOrder(kind, argument, world.people[who], "nl"))


def test_the_coordinator_downloads_the_workbook_of_a_period(
    sqlite_world: World, tab: Tab, exporter: Exporter
) -> None:
    tab.open("coordinator", "en").press("menu/coordinate").press("account/open")
    tab.press("account/make", {"first": "2025-07", "last": "2025-12"})
    link = tab.page.xpath("//a[contains(@class, 'primary')]/@href")[0]
    answer = tab.client.get(link)
    assert answer.content == b"a workbook" and answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert (
        "2025-07" in answer.headers["content-disposition"] and answer.headers["cache-control"] == "no-store"
    )
    (order,) = exporter.orders
    assert (
        order.organisation.slug == "voorbeeldstad" and order.person.id == sqlite_world.people["coordinator"]
    )
    assert order.argument == "2025-07-01/2025-12-31"
    assert order.locale == "en"


@pytest.mark.parametrize("who", ["employee", "handler", "privacy_officer", "nobody", ""])
def test_nobody_else_gets_one(tab: Tab, exporter: Exporter, who: str) -> None:
    tab.show(tab.client.get("/file", params={"who": who, "kind": "account", "argument": HALF_YEAR}))
    assert tab.response.status_code == 403 and exporter.orders == []
    assert "Dit mag je niet doen" in tab.text


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("account", "2025-12-01/2025-07-31"),
        ("account", ""),
        ("account", "2025-13-01/2025-12-31"),
        ("account", "x/1066-01-01"),
        ("account", "2025-01-01/2025-01-31/2025-02-28"),
        ("account", "2025-01-01/2025-01-31/internal/exe"),
        ("account", "2025-01-01/2025-01-31/internal/csv/csv"),
        ("passwords", ""),
        ("", ""),
    ],
)
def test_what_cannot_be_made_gets_a_sentence(tab: Tab, exporter: Exporter, kind: str, argument: str) -> None:
    tab.show(tab.client.get("/file", params={"who": "coordinator", "kind": kind, "argument": argument}))
    assert tab.response.status_code == 403 and exporter.orders == []
    assert tab.page.xpath("//h1")[0].text == "Dat lukte niet"


def test_when_it_cannot_be_made_that_is_said(tab: Tab, exporter: Exporter) -> None:
    exporter.fails = True
    tab.show(tab.client.get("/file", params={"who": "coordinator", "kind": "account", "argument": HALF_YEAR}))
    assert tab.response.status_code == 503 and "Er ging iets mis" in tab.text


@pytest.mark.both
@pytest.mark.slow
def test_a_workbook_is_made_by_another_process_and_nothing_stays_on_disk(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for theme in ("drugs", "drugs", "property"):
        world.report(theme=theme)
    first, last = world.clock.now.date().replace(day=1), world.clock.now.date().replace(day=31)
    before = sorted(tmp_path.iterdir())
    made = made_of(world, "account", f"{first}/{last}")
    assert made.content.startswith(b"PK") and made.name == f"verantwoording {first} tot en met {last}.xlsx"
    assert sorted(tmp_path.iterdir()) == before
    made = made_of(world, "account", f"{first}/{last}/internal/csv")
    assert made.name.endswith(".csv") and made.media_type == "text/csv"
    assert ";internal;live;" in made.content.decode("utf-8-sig")
    monkeypatch.setattr(export, "_environment", lambda _: {"DATABASE_URL": "sqlite:///nowhere.db"})
    with pytest.raises(export.ExportFailed):
        made_of(world, "account", f"{first}/{last}")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("form", "begins", "media"),
    [
        ("pdf", b"%PDF-", "application/pdf"),
        ("docx", b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("csv", b"\xef\xbb\xbf", "text/csv"),
        ("json", b"{", "application/json"),
    ],
)
def test_the_same_account_comes_in_other_forms(
    sqlite_world: World, form: str, begins: bytes, media: str
) -> None:
    first, last = sqlite_world.clock.now.date().replace(day=1), sqlite_world.clock.now.date().replace(day=31)
    walk = sqlite_world.walk("coordinator")
    walk.do("account", "open")
    screen = walk.submit(first=f"{first:%Y-%m}", last=f"{last:%Y-%m}", edition="internal")
    order = f"{first}/{last}/internal/{form}"
    assert f"account/{order}" in [action.argument for action in screen.actions]
    made = made_of(sqlite_world, "account", order)
    assert made.content.startswith(begins) and made.media_type == media
    assert made.name == f"verantwoording {first} tot en met {last}.{form}"


def test_who_left_gets_no_file_any_more(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        session.get_one(Person, sqlite_world.people["coordinator"]).active = False
    with pytest.raises(Mistake, match="not_allowed"):
        made_of(sqlite_world, "account", HALF_YEAR)


def test_a_download_keeps_a_name_that_holds_any_letter() -> None:
    answer = files.download(Made('één "jaar" 😀.pdf', PDF, b"%PDF"))
    plain, named = answer.headers["content-disposition"].split("; ")[1:]
    assert plain == 'filename="??n jaar ?.pdf"'
    assert unquote(named.removeprefix("filename*=UTF-8''")) == 'één "jaar" 😀.pdf'


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("2026-07-01/2026-12-31", "moet nog beginnen"),
        ("2026-03-10/2026-03-10", "hele maanden"),
        ("2026-01-01/2025-12-31", "ligt voor de eerste"),
        ("9999-12-31/9999-12-31", "hele maanden"),
        ("9999-12-01/9999-12-31", "moet nog beginnen"),
        *((wrong, "werkt niet meer") for wrong in ("", "/", "x/y", "2026-13-01/2026-14-01", "1/2/3/4")),
    ],
)
def test_a_period_without_figures_is_a_sentence(
    argument: str, said: str, tab: Tab, exporter: Exporter
) -> None:
    tab.show(tab.client.get("/file", params={"who": "coordinator", "kind": "account", "argument": argument}))
    assert tab.response.status_code == 403 and said in tab.text
    assert exporter.orders == []
