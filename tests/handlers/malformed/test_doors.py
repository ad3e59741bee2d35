"""Hundreds of malformed requests at every door, signed ones too: no 500, and nothing broken in the log.

`python -m tests.handlers.malformed.attack` sends as many as you like."""

from collections.abc import Iterator

import pytest

from tests.handlers.malformed.attack import attack
from tests.handlers.malformed.served import Towns, every_door

pytestmark = pytest.mark.slow

NUMBER, SEED, GROWN = 700, 20261130, 40
EXPECTED = (  # what is logged of a peer that refuses us, not of something that broke here
    "baken: Slack refused",
    "baken: HTTPStatusError at",  # the conversation of an activity does not exist
    "baken: ConnectError at",  # nor does the address that an activity gives
    "baken: InvalidURL at",
    "baken: OSError at adapters.py",  # Entra is not asked for a token by a test
    "uvicorn.error: Invalid HTTP request received.",
)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    """All platforms on small worlds."""
    with every_door(tmp_path_factory.mktemp("doors")) as made:
        yield made


@pytest.mark.parametrize("name", Towns.DOORS)
def test_signed_nonsense_is_answered_and_breaks_nothing(name: str, every: Towns) -> None:
    target = every.door(name)
    attack(target, NUMBER // 10, SEED + 1)  # what is loaded once, is loaded now
    outcome = attack(target, NUMBER, SEED)
    assert outcome.broken == [], outcome.lines
    assert [line for line in outcome.lines if not line.startswith(EXPECTED)] == []
    assert sum(outcome.statuses.values()) == NUMBER
    assert outcome.statuses.keys() <= {200, 201, 303, 204, 400, 401, 403, 404, 405, 409, 410, 413, 501}
    assert outcome.memory[-1] - outcome.memory[0] < GROWN
