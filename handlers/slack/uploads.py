"""A file that somebody put in a modal: fetched once and kept nowhere. In Slack it stays theirs, to delete."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.limits import LARGEST
from handlers.logs import log_failure
from handlers.slack.api import OUT_OF_REACH, log_refusal
from handlers.slack.codes import Json

FILES = "files.slack.com"
PATIENCE = aiohttp.ClientTimeout(total=10.0)


class NotFetched(Exception):
    """The file is not here. `key` names the words that say why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def fetch(client: AsyncWebClient, view: Mapping[str, Any]) -> bytes:
    """The content of the file on a modal; nothing when there is none. Raises NotFetched."""
    file = _sent(view)
    if not file:
        return b""
    if int(file.get("size") or 0) > LARGEST:
        raise NotFetched("slack.upload.too_large")
    try:
        if not file.get("url_private_download"):  # Slack leaves the rest out of some
            file = (await client.files_info(file=str(file.get("id", "")))).get("file") or {}
        url = str(file.get("url_private_download") or "")
        if not _is_slacks(url, client.base_url):  # it gets our token
            raise NotFetched("slack.upload.away")
        return await _download(client, url)
    except SlackApiError as error:
        log_refusal("files.info", error)
    except OUT_OF_REACH as error:
        log_failure(error)
    raise NotFetched("slack.upload.away")


async def _download(client: AsyncWebClient, url: str) -> bytes:
    headers = {"Authorization": f"Bearer {client.token}"}
    session = client.session
    assert session is not None
    async with session.get(url, headers=headers, allow_redirects=False, timeout=PATIENCE) as response:
        # Without the scope files:read Slack shows its own page for logging in.
        if response.status != 200 or response.content_type == "text/html":
            raise NotFetched("slack.upload.away")
        content = bytearray()
        async for piece in response.content.iter_chunked(65_536):
            content += piece
            if len(content) > LARGEST:
                raise NotFetched("slack.upload.too_large")
        return bytes(content)


def _sent(view: Mapping[str, Any]) -> Json | None:
    """What Slack says of the file on a modal."""
    for elements in view.get("state", {}).get("values", {}).values():
        for element in elements.values():
            if element.get("type") == "file_input" and element.get("files"):
                return dict(element["files"][0])
    return None


def _is_slacks(url: str, base: str) -> bool:
    """Whether an address is that of Slack's files, or of the server that takes Slack's place."""
    address, api = urlsplit(url), urlsplit(base)
    if (address.scheme, address.netloc) == ("https", FILES):
        return True
    return api.hostname != "slack.com" and (address.scheme, address.netloc) == (api.scheme, api.netloc)
