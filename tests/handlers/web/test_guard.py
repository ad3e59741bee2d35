"""Who may come in, and what the browser is told to keep out."""

import logging
from collections.abc import Iterator

import pytest

from handlers.web import render
from handlers.web.forms import FORM
from tests.handlers.web.tab import ADDRESS, Tab

BEGIN = "_do=report/begin&_who=employee"


def status(tab: Tab, headers: dict[str, str], body: str = BEGIN) -> int:
    head = {"content-type": FORM} | headers
    return tab.show(tab.client.post("/", content=body, headers=head)).response.status_code


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),  # no browser
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": ADDRESS}, False),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),  # what our own no-referrer makes of it
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": ADDRESS}, True),
        ({"origin": "https://elsewhere.example"}, True),
        ({"origin": "http://127.0.0.1:8001"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://[nonsense"}, True),
    ],
)
def test_another_site_cannot_press_buttons(demo: Tab, headers: dict[str, str], refused: bool) -> None:
    assert status(demo, headers) == (403 if refused else 200)
    assert ("andere website" in demo.text) == refused


def test_where_nobody_is_logged_in_an_older_browser_is_let_in(public: Tab) -> None:
    assert status(public, {"origin": "null"}, "_do=follow/open") == 200
    assert status(public, {"origin": "https://elsewhere.example"}, "_do=follow/open") == 403


def test_another_site_cannot_have_a_file_made(demo: Tab) -> None:
    answer = demo.client.get("/file?who=coordinator&kind=account", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_link_on_another_site_may_lead_to_the_first_page(demo: Tab) -> None:
    assert demo.client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_the_demo_is_open_on_this_computer(demo: Tab, host: str) -> None:
    assert demo.client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["baken.example", "127.0.0.1.elsewhere.example:8000", "192.0.2.7", "0.0.0.0:8000", "", "[bad", "[::2]"],
)
@pytest.mark.parametrize("path", ["/", "/static/baken.css", "/file", "/nowhere"])
def test_the_demo_is_closed_under_any_other_name(demo: Tab, host: str, path: str) -> None:
    demo.show(demo.client.get(path, headers={"host": host}))
    assert demo.response.status_code == 403 and "127.0.0.1" in demo.text


@pytest.mark.parametrize("who", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "fe80::1", "testclient", ""])
def test_the_demo_is_closed_to_any_other_computer(demo: Tab, who: str) -> None:
    far = Tab(demo.client.app, client=(who, 4711))
    assert far.open("coordinator").response.status_code == 403
    assert status(far, {}) == 403 and "Deze demo werkt alleen" in far.text


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host"])
def test_the_demo_is_closed_behind_a_proxy(demo: Tab, header: str) -> None:
    assert demo.client.get("/", headers={header: "127.0.0.1"}).status_code == 403


def answers(tab: Tab) -> Iterator[tuple[str, dict[str, str]]]:
    """One answer of each kind, with its headers."""
    client = tab.client
    yield "page", dict(client.get("/").headers)
    yield "post", dict(tab.open("employee").press("menu/about").response.headers)
    yield "refused", dict(client.post("/", headers={"sec-fetch-site": "cross-site"}).headers)
    yield "static", dict(client.get("/static/baken.css").headers)
    yield "not found", dict(client.get("/nowhere").headers)
    yield "method", dict(client.put("/").headers)
    yield "unclear", dict(client.post("/", content=b"{}").headers)
    yield (
        "too large",
        dict(client.post("/", content=b"x" * 2_000_000, headers={"content-type": FORM}).headers),
    )


def test_every_answer_tells_the_browser_what_to_keep_out(demo: Tab) -> None:
    for kind, headers in answers(demo):
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy, kind
        assert "script-src" not in policy and "frame-ancestors 'none'" in policy, kind
        assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff", kind
        assert headers["referrer-policy"] == "no-referrer" and "permissions-policy" in headers, kind
        assert headers["cache-control"] == "no-store", kind
        assert "set-cookie" not in headers, kind


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_what_is_not_there_or_not_possible_is_said_in_words(demo: Tab, locale: str) -> None:
    language = {"accept-language": locale}
    form = language | {"content-type": FORM}
    client = demo.client
    for wanted, response in (
        (404, client.get("/nowhere", headers=language)),
        (404, client.get("/static/nothing.css", headers=language)),
        (404, client.get("/static/../listen.py", headers=language)),
        (405, client.put("/", headers=language)),
        (405, client.delete("/file", headers=language)),
        (400, client.post("/", headers=language, files={"story": b"a file"})),
        (400, client.post("/", headers=language | {"content-type": "application/json"}, content=b"{}")),
        (400, client.post("/", headers=form, content="&".join(f"f{n}=" for n in range(2000)))),
        (413, client.post("/", headers=form, content=b"story=" + b"x" * 1_048_576)),
        (413, client.post("/", headers=form, content=(b"x" * 65_536 for _ in range(20)))),
    ):
        demo.show(response)
        assert response.status_code == wanted and demo.page.get("lang") == locale
        assert demo.page.xpath("//h1") and "web." not in demo.text


def test_a_body_just_under_the_limit_is_read(demo: Tab) -> None:
    assert status(demo, {}, BEGIN + "&story=" + "x" * 1_000_000) == 200


def test_a_mistake_of_ours_is_a_page_and_logs_nothing_that_was_typed(
    demo: Tab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("planted-word")

    demo.open("employee").press("report/begin")
    monkeypatch.setattr(render, "screen", fails)
    with caplog.at_level(logging.DEBUG):
        demo.press("report/answer", {"kind": "signal"})
    assert demo.response.status_code == 500 and demo.page.xpath("//h1")
    assert "planted-word" not in caplog.text + demo.response.text and "RuntimeError" in caplog.text
