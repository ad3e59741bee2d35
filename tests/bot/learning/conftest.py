"""The sample programme of these tests, in the place of Baken's own onboarding."""

from collections.abc import Iterator

import pytest

from bot.learning import content
from bot.screens import pictures
from tests.bot.learning import SAMPLE


@pytest.fixture
def sample() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "CONTENT", SAMPLE)
        patched.setattr(pictures, "CONTENT", SAMPLE)
        content.load(None)
        yield
    content.load(None)


@pytest.fixture
def real() -> Iterator[None]:
    """Leaves Baken's own modules as they are when the test is over."""
    yield
    content.load(None)
