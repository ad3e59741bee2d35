"""The privacy officer's view in a browser: searched, turned, and downloaded."""

import csv
import io
from functools import partial

import pytest

from handlers import files
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_account import settings_of
from tests.support.world import World


@pytest.fixture
def tab(sqlite_world: World) -> Tab:
    make = partial(files.make, settings_of(sqlite_world), sqlite_world.desk)
    return Tab(web_app(let_play(sqlite_world), make=make)).open("privacy_officer").press("trail/open")


def test_what_was_found_is_what_is_downloaded(sqlite_world: World, tab: Tab) -> None:
    reported, other = sqlite_world.report(), sqlite_world.report()
    for one in (reported, other):
        sqlite_world.walk("handler").do("casework", "show", one.id)
    tab.press("trail/filter").press("trail/find", {"report": reported.number})
    assert f"Alleen: melding {reported.number}" in tab.text and other.number not in tab.text
    tab.press("file/open/trail")
    (address,) = tab.page.xpath("//a[contains(@href, '/file')]/@href")
    answer = tab.client.get(address, headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "logboek-voorbeeldstad-" in answer.headers["content-disposition"]
    lines = [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")]
    assert {line["Melding"] for line in lines} == {reported.number}
    assert "Logboek gedownload" in tab.open("privacy_officer").press("trail/open").text


def test_nobody_else_fetches_it_by_its_address(sqlite_world: World, tab: Tab) -> None:
    for who in ("coordinator", "handler", "deputy", "employee", ""):
        answer = tab.client.get("/file", params={"who": who, "kind": "trail", "argument": ""})
        assert answer.status_code == 403 and "csv" not in answer.headers["content-type"]
