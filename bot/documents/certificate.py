"""The certificate of completion."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.documents.rendering import Format, fitting, render, written
from bot.foundation import words
from bot.foundation.style import current
from storage.organisations import OrganisationRow


def certificate(
    organisation: OrganisationRow,
    name: str,
    programme: str,
    day: date,
    code: str,
    locale: str,
    detail: str = "",
    format: Format = "pdf",
) -> bytes:
    """A page that says who finished what on which day. `code` is what others check it by; `detail` is a line
    under the programme ("Zes modules, samen een uur"). One page, however long a name is."""
    data = _about(organisation, name, programme, day, locale, {"code": "code", "check": "check"})
    data |= {"detail": detail, "code": code, "lines": []}
    return render("certificate", data, current(organisation.slug), format)


def whole_certificate(
    organisation: OrganisationRow,
    name: str,
    programme: str,
    day: date,
    modules: Sequence[tuple[str, date, str]],
    locale: str,
) -> bytes:
    """A page that says who finished all of a programme: each module with its day and the code by which others
    check it. One page, as PDF, up to twenty modules."""
    lines = [{"title": title, "day": written(on, locale), "code": code} for title, on, code in modules]
    of_many = {"code": "codes", "check": "check_codes"}
    data = _about(organisation, name, programme, day, locale, of_many)
    data |= {"detail": "", "code": "", "lines": lines}
    return render("certificate", data, current(organisation.slug))


def _about(
    organisation: OrganisationRow, name: str, programme: str, day: date, locale: str, more: dict[str, str]
) -> dict[str, Any]:
    """What every certificate says; `more` are the keys of words that are not the same on all."""
    keys = {key: key for key in ("kind", "given", "finished", "date")} | more
    said = {
        name: words.text(f"documents.certificate.{key}", locale, organisation.slug)
        for name, key in keys.items()
    }
    return {
        "lang": locale,
        "title": f"{said['kind']}: {programme}",
        "organisation": organisation.name,
        "name": name,
        "name_size": fitting(name, 34, 28),
        "programme": programme,
        "programme_size": fitting(programme, 23, 46),
        "day": written(day, locale),
        "words": said,
    }
