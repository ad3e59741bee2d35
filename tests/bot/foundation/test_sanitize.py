"""Any text at all: it never gives anything but a screen, and what was typed comes back, made safe."""

import pytest

from bot.foundation.sanitize import clean
from bot.foundation.screen import Answer, Event, Screen
from bot.rooms import HOUSE
from tests.support.examples import HealthCheck, example, given, settings, st
from tests.support.world import World

ODD = "a\u0301é \n\r\t\x00\x1b\x7f\u202e\u2066\u200f\ud800\udfff😀\u200d👩\U0010ffff\ufffe%{}'\"<>&"
odd = st.text() | st.text(st.sampled_from(ODD))


@given(odd)
@example("\ud800")
@example("gnp.\u202eexe")
@example("100% %{names} {0}")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_comes_back_at_the_review_is_what_was_typed(sqlite_world: World, text: str) -> None:
    walk = sqlite_world.walk()
    walk.reach("story")
    screen = walk.submit(story=text)
    repr(screen).encode()
    if not clean(text):
        assert [field.name for field in screen.inputs if field.error] == ["story"]
        return
    walk.submit(where=text[:300])
    answers = [part.text for part in walk.reach("review").body if isinstance(part, Answer)]
    assert clean(text) in answers


@given(odd, odd, odd, odd)
@example("\x00", "\x00", "\x00", "\x00")
@example("9" * 5000, "9" * 5000, "9" * 5000, "9" * 5000)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_platform_brings_back_there_is_a_screen(
    world: World, argument: str, step: str, token: str, value: str
) -> None:
    for dialogue, action in list(HOUSE.routes):
        for who in ("employee", "coordinator"):
            walk = world.walk(who)
            event = Event(dialogue, action, argument, step, token, {"code": value, "first": value})
            assert isinstance(walk.event(event), Screen)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  regel een\r\nregel twee\rregel drie  ", "regel een\nregel twee\nregel drie"),
        ("nul\x00bel\x07\x1b[31mrood", "nulbel[31mrood"),
        ("gnp.\u202eexe\u202c \u2066x\u2069 \u200f\u061c", "gnp.exe x"),
        ("half \ud83d paar", "half  paar"),
        ("😀 👩‍👩‍👧 𝔹𝕒𝕜𝕖𝕟", "😀 👩‍👩‍👧 𝔹𝕒𝕜𝕖𝕟"),
        ("e\u0301", "é"),
        ("tab\tblijft", "tab\tblijft"),
        ("\x85\u2028", ""),
    ],
)
def test_what_is_typed_is_made_safe_without_losing_a_word(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept
