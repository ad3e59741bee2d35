"""Two thousand malformed requests at every door, signed ones too: no 500, and nothing broken in the log.

`python -m tests.malformed.attack` sends as many as you like."""

from collections.abc import Iterator

import pytest

from handlers.logs import quiet
from tests.malformed.attack import attack, every_door, memory
from tests.malformed.doors import Door

NUMBER, SEED, GROWN = 2_000, 20261130, 40
DOORS = ("slack", "teams", "scim", "web", "demo")
EXPECTED = (  # what is logged of a peer that refuses us, not of something that broke here
    "baken: Slack refused",
    "baken: HTTPStatusError at",  # the conversation of an activity does not exist
    "baken: ConnectError at",  # nor does the address that an activity gives
    "baken: InvalidURL at",
    "uvicorn.error: Invalid HTTP request received.",
    "aiohttp.server: ",  # the small Slack of these tests
    "aiohttp.access: ",
)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[int, Door]]]:
    """All platforms on a small world."""
    quiet("warning")
    with every_door(tmp_path_factory.mktemp("doors")) as made:
        yield made


@pytest.mark.parametrize("name", DOORS)
def test_signed_nonsense_is_answered_and_breaks_nothing(
    name: str, every: dict[str, tuple[int, Door]]
) -> None:
    port, door = every[name]
    attack(port, door, NUMBER // 10, SEED + 1)  # what is loaded once, is loaded now
    before = memory()
    outcome = attack(port, door, NUMBER, SEED)
    assert outcome.broken == [], outcome.lines
    assert [line for line in outcome.lines if not line.startswith(EXPECTED)] == []
    assert sum(outcome.statuses.values()) == NUMBER
    assert outcome.statuses.keys() <= {200, 201, 204, 400, 401, 403, 404, 405, 409, 410, 413, 501}
    assert memory() - before < GROWN
