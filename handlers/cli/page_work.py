"""What `baken page …` does. Sentences are English."""

import click

from bot.foundation.context import Context, Visitor
from bot.foundation.sanitize import line
from bot.public_page import address, coordinator, participant
from handlers.cli.people_work import Opened
from handlers.desk import utc_now
from storage import db, public_pages
from storage.locks import Lock
from storage.public_pages import STATES, Page

STANDS = {
    "off": "The page is closed.",
    "on": "The page is open for everybody.",
    "word": "The page is open for who knows the word.",
}


def told(at: Opened, hosts: str) -> str:
    """How the page stands and where it is, in words. `hosts` are those of the settings."""
    with db.reading(at.engine) as session:
        page = public_pages.of(session, at.vault, at.organisation.id)
    address.reach(hosts.partition(",")[0])
    where = address.of(at.organisation.slug)
    return f"{STANDS[page.state]} {where or 'It has no address: set BAKEN_REPORT_URL.'}"


def switched(at: Opened, state: str, word: str) -> str:
    """Has the page stand like this, and tells the trail. A word is kept while the page is open without it.
    Raises ClickException for a word that is too short or too long."""
    word, wanted = line(word), next(one for one in STATES if one == state)
    if wanted == "word" and coordinator.is_too_short(word):
        raise click.ClickException(f"Choose a word of at least {coordinator.SHORTEST} letters.")
    if len(word) > participant.LONGEST:
        raise click.ClickException(f"Choose a word of at most {participant.LONGEST} characters.")
    with db.unit(at.engine) as session:
        db.one_at_a_time(session.connection(), Lock.PUBLIC_PAGE)  # or a new word of meanwhile would be lost
        before = public_pages.of(session, at.vault, at.organisation.id)
        after = Page(wanted, word if wanted == "word" else before.word)
        ctx = Context.of(session, at.vault, Visitor("system"), at.organisation, utc_now())
        changed = coordinator.change(ctx, after)
    return "Changed." if changed else "Nothing was changed: so it was already."
