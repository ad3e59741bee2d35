"""The workbook as a download."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.courier import AccountOrder
from bot.screen import AccountFile, Event
from handlers.web.render import Around

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def event(query: Mapping[str, str]) -> Event:
    """What asks the bot whether this period can be had, by whom: the button of the account dialogue."""
    months = {name: query.get(name, "")[:7] for name in ("first", "last")}
    return Event("account", "make", values=months)


def order(file: AccountFile, around: Around) -> AccountOrder:
    """The order for a file that the bot agreed to."""
    assert around.member and around.organisation
    return AccountOrder(
        around.organisation.slug, around.member.person.id, file.first, file.last, around.locale
    )


def download(content: bytes, ordered: AccountOrder) -> Response:
    """The file, under a name that tells the period."""
    name = f"baken-{ordered.organisation}-{ordered.first:%Y-%m}-{ordered.last:%Y-%m}.xlsx"
    return Response(
        content, media_type=XLSX, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
