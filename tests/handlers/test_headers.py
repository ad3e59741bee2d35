"""Every answer says what a browser keeps out, and no answer says back which Host it was asked under."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.foundation.settings import Settings
from handlers.app import build
from tests.bot.directory.entra import TOKEN
from tests.support.teams import settings_for
from tests.support.world import World

pytestmark = pytest.mark.slow

FORGED = "forged.elsewhere.example"
ASKED = [
    *(("GET", "/"), ("GET", "/healthz"), ("GET", "/nowhere"), ("PUT", "/"), ("GET", "/file?kind=account")),
    *(("GET", "/static/baken.css"), ("GET", "/static"), ("GET", "/static/"), ("GET", "/static/nothing")),
    *(("GET", "/intranet"), ("GET", "/intranet/"), ("GET", "/intranet/nowhere"), ("GET", "/figures")),
    *(("GET", "/in/x"), ("POST", "/in/x"), ("POST", "/out"), ("POST", "/upload"), ("POST", "/")),
    *(("GET", "/teams/file/x"), ("POST", "/teams/file/x"), ("DELETE", "/teams/file/x"), ("GET", "/teams")),
    *(("GET", "/pictures/x"), ("GET", "/pictures/"), ("GET", "/pictures")),
    *(("POST", "/slack/events"), ("GET", "/slack/events"), ("POST", "/slack/events/")),
    *(("POST", "/api/messages"), ("GET", "/api/messages"), ("POST", "/api/messages/")),
    *(
        ("GET", "/scim/v2/Users"),
        ("POST", "/scim/v2/Users"),
        ("GET", "/scim/v2/Users/"),
        ("OPTIONS", "/scim/v2"),
    ),
    *(("GET", "/scim/v2/ServiceProviderConfig"), ("GET", "/scim/v2/Users/1"), ("GET", "/scim/v2")),
    *(("GET", "//elsewhere.example"), ("GET", "/..;/"), ("TRACE", "/"), ("HEAD", "/")),
]
HOSTS = [b"[bad", b"[::1", b"a b", b"x" * 5_000, b"", b"\xe9", b"a@b:c"]


def settings(world: World, url: str) -> Settings:
    """All platforms at once."""
    more = {
        "teams_unauthenticated": "loopback",
        "slack_bot_token": "xoxb-test",
        "slack_signing_secret": "secret",
        "slack_api_url": "http://127.0.0.1:9/",
        "baken_scim_token": TOKEN,
    }
    return settings_for(world, **more, **({"baken_url": url} if url else {}))


@pytest.fixture(params=["https://baken.example", ""])
def client(request: pytest.FixtureRequest, sqlite_world: World) -> Iterator[TestClient]:
    """Baken as it is served, with its address in the settings and without."""
    sqlite_world.desk.address = request.param
    app = build(settings(sqlite_world, request.param), sqlite_world.desk, clock_runs=False)
    yield TestClient(app, "http://baken.example", follow_redirects=False)


@pytest.mark.parametrize("known", [False, True])
def test_every_answer_has_its_headers_and_no_host_comes_back(known: bool, client: TestClient) -> None:
    headers = {"host": FORGED, "x-forwarded-host": FORGED, "forwarded": f"host={FORGED}"}
    headers |= {"authorization": f"Bearer {TOKEN}"} if known else {}
    https = client.app.user_middleware[0].kwargs["https"]  # type: ignore[attr-defined]
    for method, path in ASKED:
        answer = client.request(method, path, headers=headers)
        assert answer.status_code < 500 or answer.status_code == 501, (method, path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], (method, path)
        assert answer.headers["x-frame-options"] == "DENY", (method, path)
        assert answer.headers["x-content-type-options"] == "nosniff", (method, path)
        assert FORGED not in answer.text and FORGED not in str(answer.headers), (method, path)
        assert ("strict-transport-security" in answer.headers) == https, (method, path)


def test_no_host_breaks_anything(client: TestClient) -> None:
    for host in HOSTS:
        for method, path in ASKED:
            answer = client.request(method, path, headers={"host": host})
            assert answer.status_code < 500 or answer.status_code == 501, (method, path, host)


def test_who_comes_by_https_is_told_to_stay_there(sqlite_world: World) -> None:
    app = build(settings(sqlite_world, ""), sqlite_world.desk, clock_runs=False)
    for scheme, told in (("https", True), ("http", False)):
        answer = TestClient(app, f"{scheme}://baken.example").get("/healthz")
        assert ("strict-transport-security" in answer.headers) == told


def test_the_page_for_the_intranet_stands_in_a_frame_of_the_sites_that_are_named_and_of_no_other(
    sqlite_world: World,
) -> None:
    named = settings_for(sqlite_world, baken_intranet_sites="https://intranet.example")
    client = TestClient(build(named, sqlite_world.desk, clock_runs=False))
    page = client.get("/intranet")
    assert "frame-ancestors https://intranet.example" in page.headers["content-security-policy"]
    assert "x-frame-options" not in page.headers
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]
