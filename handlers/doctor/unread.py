"""Reports that lie there for ever, because everybody who reads reports is kept from them."""

from sqlalchemy.exc import SQLAlchemyError

from bot.foundation.settings import Settings
from bot.reports.readership import is_any_unread
from handlers.doctor.databases import Looked
from handlers.doctor.finding import Finding, judged
from storage import organisations
from storage.db import open_engine, reading
from storage.vault import Vault

NAME = "reports that nobody may read"
MEND = "name somebody in BAKEN_DEPUTIES who has nothing to do with them, and start Baken again"


def look(settings: Settings, found: Looked) -> Finding:
    """In which organisations there are any: not how many, and nothing of them. It is no part of what is said
    at the start, which is in the log."""
    if not found.slugs or any(one.verdict == "WRONG" for one in found.findings):
        return Finding(NAME)  # no databases to look in, which is said already
    engine, keys = open_engine(settings.database_url), open_engine(settings.keys_database_url)
    try:
        vault = Vault(keys, settings.masters())
        with reading(engine) as session:
            every = organisations.everyone(session)
            where = [one.slug for one in every if is_any_unread(session, vault, one.id)]
    except SQLAlchemyError:  # said already
        return Finding(NAME)
    finally:
        engine.dispose()
        keys.dispose()
    return judged(NAME, f"there are, in {', '.join(where)}; {MEND}" if where else "")
