"""The certificate of completion."""

from datetime import date

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

    said = {
        key: words.text(f"documents.certificate.{key}", locale, organisation.slug)
        for key in ("kind", "given", "finished", "date", "code", "check")
    }
    data = {
        "lang": locale,
        "title": f"{said['kind']}: {programme}",
        "organisation": organisation.name,
        "name": name,
        "name_size": fitting(name, 34, 28),
        "programme": programme,
        "programme_size": fitting(programme, 23, 46),
        "detail": detail,
        "day": written(day, locale),
        "code": code,
        "words": said,
    }
    return render("certificate", data, current(organisation.slug), format)
