"""What is logged: the kind of failure and the place, whatever the level."""

import logging

import pytest

from handlers.logs import TALKATIVE, log_failure, quiet

PLANTED = "zwaluwstaart"


def test_a_failure_is_logged_by_kind_and_place_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    try:
        _fails(PLANTED)
    except ValueError as error:
        log_failure(error)
    assert "ValueError at test_logs.py" in caplog.text and "_fails" in caplog.text
    assert PLANTED not in caplog.text


def _fails(typed: str) -> None:
    try:
        raise KeyError(typed)
    except KeyError as error:
        error.add_note(typed)
        raise ValueError(typed) from error


def test_a_failure_that_was_never_raised_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    log_failure(ValueError(PLANTED))
    assert "ValueError" in caplog.text and PLANTED not in caplog.text


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_talkative_libraries_stay_quiet_whatever_the_level(level: str) -> None:
    before = {name: logging.getLogger(name).level for name in TALKATIVE}
    try:
        quiet(level)
        assert {name for name in TALKATIVE if logging.getLogger(name).isEnabledFor(logging.INFO)} == set()
    finally:
        for name, old in before.items():
            logging.getLogger(name).setLevel(old)
