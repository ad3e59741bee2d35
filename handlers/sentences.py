"""What the command line says when something expected goes wrong: one sentence, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from bot import words
from bot.contents import BadContent
from bot.documents.style import BadStyle
from bot.mistakes import Mistake
from bot.overrides import BadOverride
from bot.settings import BadSettings
from storage.closings import Changed
from storage.masters import UnusableKey, WrongMaster
from storage.migrate import NewerDatabase
from storage.sealing import CannotOpen
from storage.vault import NotReady


@contextmanager
def sentences() -> Iterator[None]:
    """Turns what can be expected to go wrong into one sentence on stderr."""
    try:
        yield
    except Mistake as mistake:
        words.load()
        raise click.ClickException(words.text(mistake.key, "en", **mistake.params)) from None
    except (BadSettings, UnusableKey, BadOverride, BadContent, BadStyle, words.BadWords) as error:
        raise click.ClickException(str(error)) from None
    except NewerDatabase:
        raise click.ClickException(
            "The database was made by a newer version of Baken. Install that version or restore a backup."
        ) from None
    except WrongMaster:
        raise click.ClickException(
            "BAKEN_MASTER_KEYS does not hold the key that this database was made with."
        ) from None
    except Changed:
        raise click.ClickException(
            "The final figures in the database are not those that were kept. Restore a backup."
        ) from None
    except CannotOpen:
        raise click.ClickException(
            "The key database is damaged: a key in it cannot be opened. Restore it from a backup."
        ) from None
    except NotReady:
        raise click.ClickException("The databases are not ready; `baken migrate` makes them so.") from None
    except SQLAlchemyError as error:
        raise click.ClickException(
            f"The database cannot be used ({type(error).__name__}); see DATABASE_URL and KEYS_DATABASE_URL."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{error.strerror}: {error.filename or ''}".rstrip(": ")) from None
