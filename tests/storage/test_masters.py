"""Master keys: which ones are refused, without ever showing one."""

import base64
import traceback

import pytest

from storage.masters import UnusableKey, WrongMaster, new_master, parse_masters
from storage.sealing import CannotOpen


def key(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()


GOOD = key(bytes(range(32)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no key"),
        (" , ,", "there is no key"),
        ("not a key!", "key 1 is not URL-safe base64"),
        ("GEHEIM=geheim", "key 1 is not URL-safe base64"),
        ("sleutelé", "key 1 is not URL-safe base64"),
        (GOOD[:-5], "key 1"),
        (key(b"GEHEIM"), "key 1 holds 6 bytes, it must hold 32"),
        (key(bytes(range(64))), "key 1 holds 64 bytes, it must hold 32"),
        (key(bytes(32)), "key 1 is not random"),
        (key(b"GEHEIM" * 5 + b"GE"), "key 1 is not random"),
        (f"{GOOD},GEHEIM", "key 2"),
    ],
)
def test_an_unusable_key_is_named_by_its_place_and_never_shown(text: str, why: str) -> None:
    with pytest.raises(UnusableKey) as refused:
        parse_masters(text)
    assert why in str(refused.value)
    shown = "".join(traceback.format_exception(refused.value))
    assert [part for part in text.split(",") if len(part) > 3 and part in shown] == []


def test_a_new_key_is_usable_and_like_no_other() -> None:
    made = {new_master() for _ in range(50)}
    assert len(made) == 50
    assert len(parse_masters(",".join(made)).by_fingerprint) == 50


def test_the_first_key_wraps_and_every_key_unwraps() -> None:
    old, new = new_master(), new_master()
    wrapped, fingerprint = parse_masters(old).wrap(b"a secret", "place")
    both = parse_masters(f" {new} , {old} ")
    assert both.newest == parse_masters(new).newest
    assert both.unwrap(wrapped, fingerprint, "place") == b"a secret"
    assert both.wrap(b"another", "place")[1] == both.newest


def test_a_secret_needs_the_master_key_that_wrapped_it() -> None:
    wrapped, fingerprint = parse_masters(new_master()).wrap(b"a secret", "place")
    with pytest.raises(WrongMaster):
        parse_masters(new_master()).unwrap(wrapped, fingerprint, "place")


def test_a_wrapped_key_does_not_open_at_another_place() -> None:
    masters = parse_masters(new_master())
    wrapped, fingerprint = masters.wrap(b"a secret", "report-key", 1, "one")
    with pytest.raises(CannotOpen):
        masters.unwrap(wrapped, fingerprint, "report-key", 1, "other")


def test_master_keys_are_not_shown_when_they_are_printed() -> None:
    text = new_master()
    masters = parse_masters(text)
    for key_ in masters.by_fingerprint.values():
        for shown in (repr(masters), str(masters), f"{masters}"):
            assert text not in shown and repr(key_) not in shown and key_.hex() not in shown
