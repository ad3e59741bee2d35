"""Reads a posted form: which button was pressed on which screen, and what was filled in."""

from collections.abc import Mapping
from contextlib import aclosing
from typing import NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.foundation.screen import Event, Value
from bot.foundation.words import LOCALES
from bot.screens.dialogue import as_tuple
from handlers.limits import LARGER

LANGUAGE = "language"  # the dialogue that our own button for the other language names
FORM = "application/x-www-form-urlencoded"
WITH_A_FILE = "multipart/form-data"
ACCEPT = {  # which files a browser offers to choose; whatever comes is judged by what it is
    "file": ".xlsx,.csv",
    "attachment": "image/jpeg,image/png,image/webp,image/gif,.heic,.heif,application/pdf",
}
UPLOADS = {"file": "/upload", "attachment": "/attach"}  # the addresses that take one, by the kind of field


class Posted(NamedTuple):
    """Fields of ours begin with an underscore; all others are answers.

    `dialogue` and `of` are those of the screen the button was on; `texts` are the answers that were typed."""

    event: Event
    dialogue: str
    of: str
    locale: str
    who: str
    texts: Mapping[str, str]
    fields: tuple[tuple[str, str], ...]

    @property
    def step(self) -> str:
        """The step of that screen."""
        return self.event.step

    @property
    def token(self) -> str:
        """The token of that screen."""
        return self.event.token


async def read(request: Request) -> Posted:
    """The form in a request's body. Raises HTTPException 400 for anything else, Refused from the server."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != (WITH_A_FILE if request.scope["path"] in UPLOADS.values() else FORM):
        raise HTTPException(400)
    form = await (_with_a_file(request) if kind == WITH_A_FILE else request.form())
    sent = form.get("file")
    file = await sent.read() if isinstance(sent, UploadFile) else b""
    fields = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str))
    own = {name: value for name, value in fields if name.startswith("_")}
    typed = [value for name, value in fields if name == "_typed"]
    # What is left empty is not sent by the browser, but it is an answer.
    values: dict[str, Value] = {value: "" for name, value in fields if name in ("_typed", "_chosen")}
    for name, value in fields:
        if not name.startswith("_"):
            before = as_tuple(values.get(name, ""))
            values[name] = (*before, value) if before else value
    dialogue, _, rest = own.get("_do", "").partition("/")
    action, _, argument = rest.partition("/")
    step, token = own.get("_step", ""), own.get("_token", "")
    return Posted(
        Event(dialogue, action, argument, step, token, values, file),
        own.get("_dialogue", ""),
        own.get("_of", ""),
        locale(action if dialogue == LANGUAGE else own.get("_locale", ""), request),
        own.get("_who", ""),
        {name: text for name in typed if isinstance(text := values[name], str) and text.strip()},
        fields,
    )


class _InMemory(MultiPartParser):
    """Never puts a file on a disk: nobody but its reader may ever find it."""

    spool_max_size = max(LARGER.values())


async def _with_a_file(request: Request) -> FormData:
    try:
        async with aclosing(request.stream()) as stream:
            return await _InMemory(request.headers, stream, max_files=1).parse()
    except MultiPartException:
        raise HTTPException(400) from None


def locale(chosen: str, request: Request) -> str:
    """The chosen language; without a choice, the first of ours that the browser asks for."""
    if chosen in LOCALES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        language = part.partition(";")[0].strip().lower()[:2]
        if language in LOCALES:
            return language
    return LOCALES[0]
