"""Whatever is posted, the answer is never a 500, and an open report is still there afterwards."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.examples import HealthCheck, given, settings, st
from tests.support.teams import Somebody, TeamsTown, running_teams
from tests.support.world import World

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(
    [
        ("message", None),
        ("conversationUpdate", None),
        ("messageReaction", None),
        ("installationUpdate", None),
        ("invoke", "task/fetch"),
        ("invoke", "task/submit"),
        ("invoke", "composeExtension/fetchTask"),
        ("invoke", "composeExtension/submitAction"),
        ("invoke", "composeExtension/query"),
        ("invoke", "adaptiveCard/action"),
        ("invoke", "fileConsent/invoke"),
        ("invoke", None),
        ("endOfConversation", None),
    ]
)
FIELDS = (
    "from",
    "conversation",
    "recipient",
    "locale",
    "channelData",
    "value",
    "text",
    "id",
    "action",
    "name",
)
MANY = settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamsTown]:
    folder = tmp_path_factory.mktemp("malformed")
    world = World(f"sqlite:///{folder}/baken.db", f"sqlite:///{folder}/keys.db")
    with running_teams(world) as made:
        yield made
    world.stop()


@pytest.fixture(scope="module")
def reporter(town: TeamsTown) -> Somebody:
    """Somebody who is in the middle of a report."""
    me = town.somebody("employee")
    me.fetch("report/begin/")
    me.submit(kind="signal")
    return me


def still_there(me: Somebody) -> None:
    card = me.card
    me.press("report/back")
    assert me.step == "report.start", me.text()
    me.submit(kind="signal")
    assert me.step == "report.identity", me.text()
    assert card["body"][0] == me.card["body"][0]


@pytest.mark.slow
@MANY
@given(kind=KINDS, more=st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=4))
def test_a_malformed_activity_is_answered_and_loses_no_draft(
    kind: tuple[str, str | None], more: dict[str, Any], town: TeamsTown, reporter: Somebody
) -> None:
    activity = reporter.activity(type=kind[0], **({"name": kind[1]} if kind[1] else {})) | more
    answer = town.post(json.dumps(activity).encode())
    assert answer.status in (200, 400, 501), answer.status
    if answer.body:
        json.loads(answer.body)


@pytest.mark.slow
@MANY
@given(data=st.dictionaries(st.sampled_from(["baken", "t.story", "c.kind", "m.source", "x"]), JUNK))
def test_a_malformed_button_is_answered(data: dict[str, Any], town: TeamsTown, reporter: Somebody) -> None:
    activity = reporter.activity(type="invoke", name="task/submit", value={"data": data})
    assert town.post(activity).status == 200


@MANY
@given(
    do=st.sampled_from(
        ["report/answer/", "report/edit/", "casework/show/", "follow/find/", "teams/page/", "a"]
    ),
    argument=st.text(max_size=20),
    step=st.sampled_from(["start", "identity", "review"]) | st.text(max_size=20),
    value=st.text(max_size=200),
)
def test_a_forged_button_on_an_open_report_is_answered(
    do: str, argument: str, step: str, value: str, town: TeamsTown, reporter: Somebody
) -> None:
    token = reporter.buttons()[0]["data"]["baken"]["on"][2]
    ours = {"do": do + argument, "on": ["report", step, token], "in": ["c.kind", value]}
    data = {"baken": ours, "c.kind": value, "t.story": value}
    activity = reporter.activity(type="invoke", name="task/submit", value={"data": data})
    assert town.post(activity).status == 200


def test_after_all_that_the_report_is_still_open(reporter: Somebody) -> None:
    still_there(reporter)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"3",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type":"message"}',
        b'{"type":"message","serviceUrl":"http://127.0.0.1/","channelId":"msteams"}',
        b'{"type":{},"serviceUrl":[],"channelId":3}',
        b'{"type":"invoke","name":"task/submit","serviceUrl":"http://127.0.0.1/","channelId":"webchat"}',
        b'{"type":"message","serviceUrl":"http://127.0.0.1/","channelId":"msteams","from":{"id":""},"conversation":{"id":"c"}}',
    ],
)
def test_what_is_no_activity_is_refused(body: bytes, town: TeamsTown) -> None:
    assert town.post(body).status in (400, 403)


def test_a_body_over_a_mebibyte_is_refused(town: TeamsTown) -> None:
    assert town.post(b"x" * (1024 * 1024 + 1)).status == 413


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\u202egnp.exe", "🚐" * 100, "e\u0301", "\x07"])
def test_odd_characters_lose_nothing_but_themselves(text: str, town: TeamsTown) -> None:
    me = town.somebody("employee2")
    me.fetch("report/begin/")
    for values in ({"kind": "signal"}, {"identity": "named"}, {"theme": "cyber"}):
        me.submit(**values)
    me.submit(story=f"begin {text} end")
    assert me.step == "report.circumstances", me.text()
    me.press("report/back")
    kept = me.inputs()["story"]["value"]
    assert kept.startswith("begin") and kept.endswith("end")


def test_a_lone_surrogate_in_a_refused_answer_is_no_500(town: TeamsTown, sqlite_world: World) -> None:
    me = town.somebody("employee2")
    me.fetch("follow/open/")
    assert me.submit(code="\ud800" * 70).status == 200
