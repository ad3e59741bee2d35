"""Who may come in: tokens of every wrong kind, against an issuer on this machine."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.foundation.settings import BadSettings, read
from storage.masters import new_master
from tests.support.patience import until
from tests.support.teams import TENANT, Answer, TeamsTown, running_teams
from tests.support.teams_issuer import APP, Issuer, running_issuer
from tests.support.world import World

Forge = Callable[[Issuer, str], str]

FORGED: dict[str, Forge] = {
    "another audience": lambda issuer, url: issuer.token(url, aud="00000000-0000-0000-0000-00000000000c"),
    "no audience": lambda issuer, url: issuer.token(url, aud=None),
    "another issuer": lambda issuer, url: issuer.token(url, iss="https://sts.windows.net/x/"),
    "no issuer": lambda issuer, url: issuer.token(url, iss=None),
    "expired": lambda issuer, url: issuer.token(url, exp=int(time.time()) - 400),
    "no expiry": lambda issuer, url: issuer.token(url, exp=None),
    "not yet": lambda issuer, url: issuer.token(url, nbf=int(time.time()) + 400),
    "another key": lambda issuer, url: issuer.token(url, key=issuer.other),
    "an unknown key": lambda issuer, url: issuer.token(url, key=issuer.other, kid="another"),
    "no algorithm": lambda issuer, url: issuer.unsigned(url),
    "the public key as a secret": lambda issuer, url: issuer.signed_with_the_public_key(url),
    "PS256": lambda issuer, url: issuer.token(url, alg="PS256"),
    "another serviceUrl": lambda issuer, url: issuer.token("https://evil.example/"),
    "no serviceUrl": lambda issuer, url: issuer.token(url, serviceurl=None),
    "a cut signature": lambda issuer, url: issuer.token(url)[:-20],
    "rubbish": lambda issuer, url: "a.b.c",
    "very long": lambda issuer, url: issuer.token(url, more="x" * 9_000),
}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as made:
        yield made


@pytest.fixture
def town(sqlite_world: World, issuer: Issuer) -> Iterator[TeamsTown]:
    """A town that asks for tokens."""
    settings = {"teams_app_id": APP, "teams_app_secret": "none", "teams_tenant_id": TENANT}
    with running_teams(sqlite_world, teams_openid_url=f"{issuer.url}/openid", **settings) as made:
        yield made


def begin(town: TeamsTown, token: str, **more: object) -> Answer:
    """The first screen of a report, asked for with a token."""
    me = town.somebody("employee")
    value = {"data": {"baken": {"do": "report/begin/"}}}
    activity = me.activity(type="invoke", name="task/fetch", value=value, **more)
    return town.post(activity, {"authorization": f"Bearer {token}"})


def test_a_good_token_comes_in(town: TeamsTown, issuer: Issuer) -> None:
    for _ in range(3):
        answer = begin(town, issuer.token(town.connector.url))
        assert answer.status == 200 and answer.json["task"]["type"] == "continue"
    assert issuer.asked == 1


def test_a_slash_at_the_end_of_the_service_url_makes_no_difference(town: TeamsTown, issuer: Issuer) -> None:
    assert begin(town, issuer.token(town.connector.url.rstrip("/"))).status == 200


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_stays_out(kind: str, town: TeamsTown, issuer: Issuer) -> None:
    answer = begin(town, FORGED[kind](issuer, town.connector.url))
    assert (answer.status, answer.body) == (401, b"")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "bearer\tx", "Bearer é"])
def test_without_a_token_nobody_comes_in(header: str, town: TeamsTown) -> None:
    me = town.somebody("employee")
    headers = {"authorization": header.encode("latin-1").decode("latin-1")} if header else {}
    assert town.post(me.activity(type="message", text="hoi"), headers).status == 401
    assert town.post({}, headers).status == 401


def test_a_good_token_with_a_body_without_service_url_stays_out(town: TeamsTown, issuer: Issuer) -> None:
    token = issuer.token(town.connector.url)
    for service_url in (None, "", 3, "x", "file:///etc/passwd", "http://[", town.connector.url + "x"):
        assert begin(town, token, serviceUrl=service_url).status in (400, 401)


def test_a_key_that_is_good_for_another_channel_is_not_good_here(town: TeamsTown, issuer: Issuer) -> None:
    issuer.channels = ["webchat"]
    assert begin(town, issuer.token(town.connector.url)).status == 401


def test_another_tenant_stays_out(town: TeamsTown, issuer: Issuer) -> None:
    other = {"id": "x", "tenantId": "00000000-0000-0000-0000-0000000000bb", "conversationType": "personal"}
    assert begin(town, issuer.token(town.connector.url), conversation=other).status == 403


def test_a_hundred_unknown_tenants_cause_one_question_and_hold_nobody_up(
    town: TeamsTown, issuer: Issuer
) -> None:
    def stranger(number: int) -> int:
        claims = {"iss": f"https://sts.windows.net/{number}/", "tid": str(number)}
        token = issuer.token(town.connector.url, key=issuer.other, kid=f"key-{number}", **claims)
        return begin(town, token).status

    issuer.may_answer.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(stranger, 0)
        until(lambda: issuer.asked)
        # The issuer is silent until we let it speak: whoever had to wait for it would wait for ever.
        assert town.request("GET", "/healthz").status == 200
        assert not issuer.may_answer.is_set()
        issuer.may_answer.set()
        assert first.result() in (401, 503)
    assert {stranger(number) for number in range(1, 100)} <= {401, 503}
    assert issuer.asked == 1


def test_while_the_keys_cannot_be_had_teams_is_asked_to_come_back(town: TeamsTown, issuer: Issuer) -> None:
    issuer.broken = True
    answer = begin(town, issuer.token(town.connector.url))
    assert answer.status == 503 and int(answer.headers["retry-after"]) > 0


def test_without_tokens_only_this_machine_is_believed(sqlite_world: World) -> None:
    with running_teams(sqlite_world) as town:
        me = town.somebody("employee")
        activity = me.activity(
            type="invoke", name="task/fetch", value={"data": {"baken": {"do": "menu/open/"}}}
        )
        assert town.post(activity).status == 200
        assert town.post(activity | {"serviceUrl": "https://smba.example/"}).status == 403
        assert town.post(activity, {"host": "baken.example"}).status == 403
        assert town.post(activity, {"x-forwarded-for": "192.0.2.7"}).status in (200, 403)
        assert town.post(activity, {"content-type": "text/plain"}).status == 403


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"teams_unauthenticated": "loopback", "baken_host": "0.0.0.0"}, "TEAMS_UNAUTHENTICATED"),
        ({"teams_unauthenticated": "loopback", "baken_host": "baken.example"}, "TEAMS_UNAUTHENTICATED"),
        ({"teams_unauthenticated": "always"}, "TEAMS_UNAUTHENTICATED"),
        (
            {
                "teams_unauthenticated": "loopback",
                "teams_app_id": APP,
                "teams_app_secret": "s",
                "teams_tenant_id": TENANT,
            },
            "TEAMS_UNAUTHENTICATED",
        ),
        ({"teams_app_id": APP, "teams_app_secret": "s"}, "TEAMS_TENANT_ID"),
        ({"teams_app_id": APP, "teams_tenant_id": TENANT}, "TEAMS_TENANT_ID"),
        ({"teams_app_certificate": "nowhere.pem"}, "TEAMS_APP_CERTIFICATE"),
        ({"teams_openid_url": "login.example"}, "TEAMS_OPENID_URL"),
    ],
)
def test_settings_that_let_the_wrong_people_in_are_refused(given: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        read(_env_file=None, baken_master_keys=new_master(), **given)
