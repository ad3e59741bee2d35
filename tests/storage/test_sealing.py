"""What is sealed opens with the same key at the same place, and nowhere else."""

from typing import Any

import pytest

from storage import sealing
from storage.sealing import CannotOpen
from tests.support.examples import given, st

KEY = sealing.new_key()
PLACE = (1, "report", "story", 1)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=5,
)


@given(json_values)
def test_what_is_sealed_comes_back_whole(value: Any) -> None:
    assert sealing.unseal(KEY, sealing.seal(KEY, value, *PLACE), *PLACE) == value


@pytest.mark.parametrize(
    "place",
    [
        (2, "report", "story", 1),
        (1, "other", "story", 1),
        (1, "report", "where", 1),
        (1, "report", "story", 2),
        ("1", "report", "story", 1),
        (1, "report", "story"),
        (1, "reports", "tory", 1),
        (),
    ],
)
def test_a_value_does_not_open_at_another_place(place: tuple[str | int, ...]) -> None:
    sealed = sealing.seal(KEY, "a van at night", *PLACE)
    with pytest.raises(CannotOpen):
        sealing.unseal(KEY, sealed, *place)


def test_a_value_does_not_open_with_another_key() -> None:
    sealed = sealing.seal(KEY, "a van at night", *PLACE)
    with pytest.raises(CannotOpen):
        sealing.unseal(sealing.new_key(), sealed, *PLACE)


def test_a_value_of_which_any_byte_was_changed_does_not_open() -> None:
    sealed = sealing.seal(KEY, "a van at night", *PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            sealing.unseal(KEY, bytes(changed), *PLACE)


def test_a_value_that_was_cut_off_does_not_open() -> None:
    sealed = sealing.seal(KEY, "a van at night", *PLACE)
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            sealing.unseal(KEY, sealed[:length], *PLACE)


def test_the_same_value_is_never_sealed_the_same_way_twice() -> None:
    assert len({sealing.seal(KEY, "a van at night", *PLACE) for _ in range(100)}) == 100


def test_a_sealed_value_shows_nothing_of_what_is_in_it() -> None:
    assert b"van" not in sealing.seal(KEY, "a van at night", *PLACE)


def test_keys_for_different_purposes_have_nothing_in_common() -> None:
    secret = sealing.new_key()
    derived = {
        sealing.derive(secret, "draft"),
        sealing.derive(secret, "notice"),
        sealing.derive(secret, "draft", b"token"),
        sealing.derive(sealing.new_key(), "draft"),
    }
    assert len(derived) == 4
    assert {len(key) for key in derived} == {32}
    assert sealing.derive(secret, "draft") in derived
