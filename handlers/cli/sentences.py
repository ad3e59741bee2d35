"""What the command line says when something expected goes wrong: one sentence, never a traceback.

Nothing is imported before something goes wrong: most commands only want to say `--help`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.foundation.settings import Settings

PAIR = {
    "swapped": "DATABASE_URL leads to a key database or KEYS_DATABASE_URL to a main one ({main}; {keys})."
    " Exchange the two.",
    "foreign_main": "The database of DATABASE_URL ({main}) holds tables of another program."
    " Give Baken one of its own.",
    "foreign_keys": "The database of KEYS_DATABASE_URL ({keys}) holds tables of another program."
    " Give Baken one of its own.",
    "keys_gone": "The main database ({main}) is in use, and its key database ({keys}) is not there or empty."
    " Nothing was made: with other keys no report could be read. Set KEYS_DATABASE_URL right, or restore the"
    " newest backup of the key database.",
    "main_gone": "The key database ({keys}) is in use, and its main database ({main}) is not there or empty."
    " Nothing was made. Set DATABASE_URL right, or restore the newest backup of the main database. To begin"
    " anew, move the key database away first: then no earlier report can be read.",
    "strangers": "The main database ({main}) was not made with this key database ({keys})."
    " Set DATABASE_URL and KEYS_DATABASE_URL to the two that belong together, or restore the right backup.",
}
SERVER = (  # what PostgreSQL says → what it is
    (("password authentication failed", "no password supplied"), "refuses this user or password"),
    (
        ("no pg_hba.conf entry", "ident authentication", "peer authentication"),
        "does not let this user in from here",
    ),
    (("role ",), "refuses this user or password"),
    (("does not exist",), "has no database of this name; make it first (docs/postgresql.md)"),
    (("starting up", "shutting down", "recovery mode"), "is starting or stopping; try again in a moment"),
    (("too many clients", "remaining connection slots"), "has no connection left; raise max_connections"),
    (
        ("could not translate host", "Name or service", "No address associated"),
        "cannot be found under this name",
    ),
    (
        ("refused", "No such file", "timeout", "unreachable", "No route"),
        "does not answer; is it running, and here?",
    ),
)
NOBODY = "Nobody in the directory has this e-mail address. `baken people list` names everybody."
ELSEWHERE = {  # the words for these speak of screens
    "push_gone": "There is no mailing with this number. `baken pushes list --all` names them.",
    "push_cannot": "This cannot be done with this mailing now. `baken pushes show` says how it stands.",
    "notices_none_unknown": "There are no uncertain notices or files.",
    "people_not_found": NOBODY,
    "learn_no_person": NOBODY,
    "people_many_leavers": "%{count} of the %{total} people are missing from the file. That looks like a"
    " mistake. If it is none, add --many-leavers.",
    "people_too_many_rows": "This file has too many rows: there is room for %{limit}. Divide it.",
    "people_column_twice": "‘%{first}’ and ‘%{second}’ are both about %{field}. Choose one:"
    ' --column "%{field}=%{first}".',
    "people_no_email_column": "We find no column with e-mail addresses. Name it: --column email=HEADER.",
    "people_no_name_column": "We find no column with names. Name it: --column name=HEADER.",
}


def settings() -> Settings:
    """The settings, imported when they are needed. Raises BadSettings."""
    from bot.foundation.settings import read

    return read()


@contextmanager
def sentences() -> Iterator[None]:
    """Turns what can be expected to go wrong into one sentence on stderr."""
    try:
        yield
    except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
        raise
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        raise click.ClickException(said) from None


def sentence(error: Exception) -> str | None:
    """What went wrong and what to do, for the administrator; nothing for what nobody expects."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.foundation import words
    from bot.foundation.content_files import BadContent
    from bot.foundation.mistakes import Mistake
    from bot.foundation.settings import BadSettings
    from bot.foundation.style import BadStyle
    from bot.reports.overrides import BadOverride
    from storage.closings import Changed
    from storage.db import NoDatabase
    from storage.masters import UnusableKey, WrongMaster
    from storage.migrate import NewerDatabase
    from storage.pair import NotAPair
    from storage.sealing import CannotOpen
    from storage.vault import NotReady

    match error:
        case Mistake():
            return _mistake(error.key, error.params)
        case BadSettings() | UnusableKey() | BadOverride() | BadContent() | BadStyle() | words.BadWords():
            return str(error)
        case NotAPair():
            return PAIR[error.why].format(main=error.main, keys=error.keys)
        case NewerDatabase():
            return (
                "The database was made by a newer version of Baken. Install that version or restore a backup."
            )
        case WrongMaster():
            return "BAKEN_MASTER_KEYS does not hold the key that this database was made with."
        case Changed():
            return "The final figures in the database are not those that were kept. Restore a backup."
        case CannotOpen():
            return "The key database is damaged: a key in it cannot be opened. Restore it from a backup."
        case NotReady():
            where = f" ({error})" if str(error) else ""
            return (
                f"The databases{where} are not of this version, or not there; `baken migrate` makes them so."
            )
        case NoDatabase():
            return f"There is no database {error}; `baken migrate` makes it."
        case SQLAlchemyError():
            return database_sentence(error)
        case OSError():
            return f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": ")
    return None


def database_sentence(error: Exception) -> str:
    """What is wrong with a database: the server, the user, the name, the rights, the file or the disk."""
    said = str(getattr(error, "orig", "") or "")
    lowered = said.lower()
    if "permission denied" in lowered or "must be owner" in lowered:
        return (
            "The user in DATABASE_URL or KEYS_DATABASE_URL may not do what is needed in its database:"
            " it must own the database and the tables in it (docs/postgresql.md)."
        )
    if "readonly database" in lowered or "unable to open" in lowered:
        return (
            "A database file cannot be written: the user that runs Baken must own the files and folders"
            " of DATABASE_URL and KEYS_DATABASE_URL."
        )
    if "disk is full" in lowered or "no space left" in lowered:
        return "There is no room left on the disk of a database. Make room and try again; nothing was lost."
    if "not a database" in lowered or "malformed" in lowered:
        return "A database file is damaged or no SQLite database. Restore it from a backup."
    if "locked" in lowered:
        return "A database is in use by something that does not let go. Stop that, and try again."
    for pieces, what in SERVER:
        if any(piece.lower() in lowered for piece in pieces):
            return f"PostgreSQL, the server in DATABASE_URL or KEYS_DATABASE_URL, {what}."
    return f"The database cannot be used ({type(error).__name__}); see DATABASE_URL and KEYS_DATABASE_URL."


def _mistake(key: str, params: dict[str, object]) -> str:
    from bot.foundation import words

    if said := ELSEWHERE.get(key.removeprefix("mistakes."), ""):
        for name, value in params.items():
            said = said.replace("%{" + name + "}", str(value))
        return said
    words.load()
    return words.text(key, "en", **params)
