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
    said = _said(organisation, locale, "code", "check")
    data = _about(organisation, name, programme, day, locale, said)
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
    said = _said(organisation, locale, "codes", "check_codes")
    said |= {"code": said.pop("codes"), "check": said.pop("check_codes")}
    lines = [{"title": title, "day": written(on, locale), "code": code} for title, on, code in modules]
    data = _about(organisation, name, programme, day, locale, said)
    data |= {"detail": "", "code": "", "lines": lines}
    return render("certificate", data, current(organisation.slug))


def _said(organisation: OrganisationRow, locale: str, *more: str) -> dict[str, str]:
    names = ("kind", "given", "finished", "date", *more)
    return {key: words.text(f"documents.certificate.{key}", locale, organisation.slug) for key in names}


def _about(
    organisation: OrganisationRow, name: str, programme: str, day: date, locale: str, said: dict[str, str]
) -> dict[str, Any]:
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
