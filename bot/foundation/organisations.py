"""Which organisation somebody means, and what it is called."""

import re
import unicodedata
from collections.abc import Sequence

from sqlmodel import Session

from bot.foundation.mistakes import Mistake
from storage import organisations
from storage.organisations import OrganisationRow

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 60
FOLDERS = ("locale", "dialogues", "modules")  # of own words: an organisation of that name would have none


def find_organisation(every: Sequence[OrganisationRow], wanted: str | None) -> OrganisationRow:
    """The one with this slug, or else with this name in any case of letters; the only one without a name.

    Raises Mistake."""
    if not every:
        raise Mistake("organisation_none")
    if not wanted:
        if len(every) > 1:
            raise Mistake("organisation_which", slugs=", ".join(one.slug for one in every))
        return every[0]
    found = [one for one in every if one.slug == wanted]
    found = found or [one for one in every if one.name.casefold() == wanted.strip().casefold()]
    if len(found) != 1:
        raise Mistake("organisation_unclear")
    return found[0]


def add_organisation(session: Session, name: str, slug: str = "") -> OrganisationRow:
    """A new organisation; without a short name of its own it gets one made of the name. Raises Mistake."""
    if not name.strip():
        raise Mistake("organisation_no_name")
    slug = slug or slug_of(name)
    _check(session, slug)
    return organisations.add(session, slug, name.strip())


def rename(
    session: Session, organisation: OrganisationRow, first: OrganisationRow, name: str, slug: str
) -> OrganisationRow:
    """Another name, short name, or both. The name of the first one is in the settings. Raises Mistake."""
    if name and organisation.id == first.id:
        raise Mistake("organisation_named_by_settings")
    if slug and slug != organisation.slug:
        _check(session, slug)
    return organisations.rename(
        session, organisation.id, slug or organisation.slug, name.strip() or organisation.name
    )


def link(session: Session, which: str, platform: str, workspace: str) -> str:
    """From now on a workspace or tenant reaches an organisation; says so. Raises Mistake."""
    found = find_organisation(organisations.everyone(session), which)
    organisations.link(session, found.id, platform, workspace)
    return f"{found.name} is reached from {workspace}."


def slug_of(name: str) -> str:
    """A short name for folders and commands: "Gemeente Voorbeeldstad" → "gemeente-voorbeeldstad"."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "organisation"


def _check(session: Session, slug: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST or slug in FOLDERS:
        raise Mistake("organisation_bad_slug", slug=slug[:LONGEST])
    if organisations.by_slug(session, slug):
        raise Mistake("organisation_taken", slug=slug)
