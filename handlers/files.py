"""Makes what somebody ordered, and gives it as a download."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.responses import Response

from bot.files import makers
from bot.files.orders import Asked, Made
from bot.foundation.screen import FileOrder
from bot.foundation.settings import Settings
from handlers.desk import Desk
from handlers.export import make_account
from storage import audit
from storage.db import reading, unit

Make = Callable[[FileOrder], Made]

# What takes a whole core for a while is made in another process, once its maker agreed to it.
APART: dict[str, Callable[[Settings, Asked], bytes]] = {"account": make_account}


def make(settings: Settings, desk: Desk, order: FileOrder) -> Made:
    """The file of an order. Raises Mistake when this person may not have it, or ExportFailed."""
    with reading(desk.engine) as session:
        asked = makers.asked(session, desk.vault, order, desk.now())
        made = makers.make(asked, order.kind)
    if order.kind in APART:
        return made._replace(content=APART[order.kind](settings, asked))
    if made.told:
        at, who = asked.now.isoformat(timespec="seconds"), f"person:{asked.person.id}"
        what, detail = made.told
        told = (at, who, what, asked.organisation.id, "", detail)
        with unit(desk.engine) as session:
            audit.append(session, desk.vault.audit_secret, *told)
    return made


def download(made: Made, headers: dict[str, str] | None = None) -> Response:
    """The file under its own name, which may hold any letter (RFC 6266)."""
    plain = made.name.encode("ascii", "replace").decode().replace('"', "").replace("\\", "")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(
        made.content, media_type=made.media_type, headers={"content-disposition": named, **(headers or {})}
    )
