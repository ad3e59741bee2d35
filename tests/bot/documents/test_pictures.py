"""Pictures on screens: who can fetch which, and how each platform shows them or says what is on them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.foundation.screen import Picture, Screen
from bot.foundation.settings import given
from bot.foundation.words import CONTENT
from bot.rooms import HOUSE
from bot.screens import pictures
from handlers.app import build
from handlers.pictures import routes
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import render as web
from storage.masters import new_master
from tests.handlers.slack.screens import TALE
from tests.support import slack_limits
from tests.support.world import World

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="9" fill="#c01"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def own(tmp_path: Path, sqlite_world: World) -> Iterator[Path]:
    """An organisation's own content, with pictures and with files that are none of anybody's business."""
    folder = tmp_path / "own"
    (folder / "modules").mkdir(parents=True)
    (folder / "modules" / "deur.svg").write_bytes(SVG)
    (folder / "modules" / "leeg.png").write_bytes(PNG)
    (folder / "modules" / "geheim.yml").write_text("secret: x")
    (tmp_path / "outside.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    pictures.load(folder, sqlite_world.desk.vault.picture_mark)
    yield folder
    pictures.load(None, sqlite_world.desk.vault.picture_mark)


@pytest.fixture
def client(sqlite_world: World) -> TestClient:
    return TestClient(Starlette(routes=routes(sqlite_world.desk)))


@pytest.fixture
def reached() -> Iterator[None]:
    """Slack and Teams can fetch pictures here."""
    pictures.reach("https://baken.example")
    yield
    pictures.reach("")


def test_a_picture_of_the_content_can_be_fetched_as_it_is_and_as_png(client: TestClient, own: Path) -> None:
    source = pictures.of_file(own / "modules" / "deur.svg")
    assert source == "own/modules/deur.svg"
    drawing = client.get(pictures.path(source))
    assert drawing.content == SVG and drawing.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in drawing.headers["content-security-policy"]
    assert drawing.headers["cache-control"].startswith("public") and "set-cookie" not in drawing.headers
    picture = client.get(pictures.path(source) + ".png")
    assert picture.content.startswith(PNG) and picture.headers["content-type"] == "image/png"
    assert client.get("/pictures/own/modules/leeg.png").content == PNG


@pytest.mark.parametrize(
    "asked",
    [
        "own/modules/geheim.yml",
        "own/modules/geheim.yml.png",
        "own/../outside.png",
        "own/%2e%2e/outside.png",
        "own/modules/..%2f..%2foutside.png",
        "own//etc/passwd",
        "own/link.png",
        "own/modules/deur.svg%00.png",
        "own/modules",
        "own/" + "x" * 5_000 + ".png",
        "content/locale/nl/menu.yml",
        "content/../handlers/web/static/baken.svg",
        "elsewhere/modules/deur.svg",
        "own",
        "",
    ],
)
def test_nothing_else_can_be_fetched(client: TestClient, own: Path, asked: str) -> None:
    assert client.get(f"/pictures/{asked}").status_code == 404


def test_a_file_elsewhere_is_no_picture_of_the_content(own: Path) -> None:
    assert pictures.of_file(CONTENT / "modules" / "x.svg") == "content/modules/x.svg"
    with pytest.raises(ValueError, match="outside"):
        pictures.of_file(own.parent / "outside.png")


def test_what_is_made_of_counts_has_an_address_that_nobody_can_guess(
    client: TestClient, sqlite_world: World, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        HOUSE.pictures, "poem", lambda _, town, what, locale: f"{town.slug} {what} {locale}".encode()
    )
    monkeypatch.setitem(HOUSE.pictures, "nothing", lambda *_: None)
    home = sqlite_world.organisation.id
    source = pictures.of_counts("poem", home, "2026/1", "nl")
    assert client.get(pictures.path(source)).content == b"voorbeeldstad 2026/1 nl"
    mark = source.rpartition("/")[2]
    for wrong in (
        source.replace("2026/1", "2026/2"),
        source.replace("/nl/", "/en/"),
        source.replace(mark, "0" * 32 + ".png"),
        source.replace("/" + mark, ""),
        source.replace(mark, "é.png"),
        "made/poem",
        pictures.of_counts("unknown", home, "1", "nl"),
        pictures.of_counts("nothing", home, "1", "nl"),
        pictures.of_counts("poem", 99, "1", "nl"),
    ):
        assert client.get(pictures.path(wrong)).status_code == 404


def test_without_a_mark_nothing_is_made(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOUSE.pictures, "poem", lambda *_: b"verse")
    pictures.load(None, lambda _: "")
    assert client.get("/pictures/made/poem/1/nl/1/.png").status_code == 404


PICTURE = Screen("x", "y", "Titel", (Picture("own/modules/deur.svg", "Een deur"),), confidential=False)


def test_chat_shows_a_picture_where_it_can_fetch_it(
    reached: None, own: Path, node: Callable[[str, object], object]
) -> None:
    address = "https://baken.example/pictures/own/modules/deur.svg.png"
    long = Screen("x", "z", "Titel", (Picture("own/x.png", TALE),), confidential=False)
    for shown in (slack.message(PICTURE), slack.modal(PICTURE), slack.message(long), slack.home(long)):
        assert slack_limits.problems({"text": "x", **shown}) == []
    message = slack.message(PICTURE)
    assert message["blocks"][1] == {"type": "image", "image_url": address, "alt_text": "Een deur"}
    assert "Een deur" in message["text"]
    card = teams.message(PICTURE)
    assert card["body"][1] == {"type": "Image", "url": address, "altText": "Een deur"}
    assert node("adaptive_cards.mjs", [{"name": "picture", "card": card}]) == []


def test_chat_says_what_is_on_a_picture_that_it_cannot_fetch() -> None:
    for shown in (slack.message(PICTURE), teams.message(PICTURE)):
        assert "Een deur" in str(shown) and "http" not in str(shown).replace("http://adaptivecards.io", "")


def test_a_page_shows_a_picture_of_its_own_site_with_its_words(own: Path) -> None:
    page = html.fromstring(web.screen(PICTURE, web.Around("nl")))
    (image,) = page.xpath("//p[@class='picture']/img")
    assert (image.get("src"), image.get("alt")) == ("/pictures/own/modules/deur.svg", "Een deur")


@pytest.mark.parametrize(
    ("settings", "fetched"),
    [
        ({"baken_url": "https://baken.example"}, True),
        ({"baken_url": "http://127.0.0.1:8000"}, False),
        ({}, False),
        ({"baken_url": "https://baken.example", "slack_app_token": "xapp-1"}, False),
        (
            {
                "baken_url": "https://baken.example",
                "slack_app_token": "xapp-1",
                "teams_unauthenticated": "loopback",
            },
            True,
        ),
    ],
    ids=["https", "loopback", "none", "socket mode", "socket mode and teams"],
)
def test_pictures_are_fetched_where_we_can_be_reached(settings: dict[str, Any], fetched: bool) -> None:
    assert given(baken_master_keys=new_master(), **settings).fetched == fetched


def test_the_whole_app_gives_pictures_and_knows_where_chat_fetches_them(
    own: Path, sqlite_world: World
) -> None:
    settings = given(baken_master_keys=sqlite_world.master, baken_url="https://baken.example")
    try:
        app = build(settings, sqlite_world.desk)
        assert pictures.url("own/modules/deur.svg").startswith("https://baken.example/pictures/")
        answer = TestClient(app).get("/pictures/own/modules/deur.svg.png")
        assert answer.content.startswith(PNG)
    finally:
        pictures.reach("")
