"""The sample programme of these tests, in the place of Baken's own onboarding."""

from collections.abc import Iterator

import pytest

from bot import pictures
from bot.learning import programmes
from tests.learning import SAMPLE


@pytest.fixture
def sample() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(programmes, "CONTENT", SAMPLE)
        patched.setattr(pictures, "CONTENT", SAMPLE)
        programmes.load(None)
        yield
    programmes.load(None)


@pytest.fixture
def real() -> Iterator[None]:
    """Leaves Baken's own modules as they are when the test is over."""
    yield
    programmes.load(None)
