"""The sample programme of these tests: it takes the place of Baken's own onboarding."""

from collections.abc import Iterator

import pytest

from bot.learning import programmes
from tests.learning import SAMPLE


@pytest.fixture(autouse=True)
def sample() -> Iterator[None]:
    programmes.load(SAMPLE)
    yield
    programmes.load(None)
