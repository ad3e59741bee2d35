"""Gives pictures to whoever has their address: pages of ours, and the servers of Slack and Teams."""

from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.documents.drawing import drawn
from bot.documents.rendering import as_png
from bot.files.orders import PNG, SVG
from bot.rooms import HOUSE
from bot.screens import pictures
from handlers.desk import Desk
from handlers.logs import log_failure
from storage import organisations
from storage.db import reading

HEADERS = {
    "cache-control": "public, max-age=3600",
    # An SVG can hold a script, which must not run when somebody opens it by itself.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


def routes(desk: Desk) -> list[Route]:
    """The one address under which pictures are."""

    def picture(request: Request) -> Response:
        source = request.path_params["source"]
        try:
            found = _of_content(source) or _of_drawing(source) or _of_counts(desk, source)
        except Exception as error:
            log_failure(error)
            return Response(status_code=503)
        if found is None:
            return Response(status_code=404)
        content, kind = found
        return Response(content, media_type=kind, headers=HEADERS)

    return [Route(pictures.PATH + "{source:path}", picture)]


def _of_content(source: str) -> tuple[bytes, str] | None:
    if file := pictures.find(source):
        return file.read_bytes(), PNG if file.suffix == ".png" else SVG
    if source.endswith(".svg.png") and (file := pictures.find(source.removesuffix(".png"))):
        return _drawn(file, file.stat().st_mtime_ns), PNG
    return None


def _of_drawing(source: str) -> tuple[bytes, str] | None:
    asked = pictures.drawing(source)
    made = drawn(*asked) if asked else None
    return (made, PNG if asked.format == "png" else SVG) if asked and made else None


@lru_cache(maxsize=64)
def _drawn(file: Path, _changed: int) -> bytes:
    return as_png(file.read_bytes())


def _of_counts(desk: Desk, source: str) -> tuple[bytes, str] | None:
    asked = pictures.ordered(source)
    draw = HOUSE.pictures.get(asked.kind) if asked else None
    if asked is None or draw is None:
        return None
    with reading(desk.engine) as session:
        organisation = organisations.by_id(session, asked.organisation_id)
        made = draw(session, organisation, asked.argument, asked.locale) if organisation else None
    return (made, PNG) if made else None
