"""Which organisation somebody means."""

from collections.abc import Sequence

from bot.mistakes import Mistake
from storage.organisations import OrganisationRow


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
