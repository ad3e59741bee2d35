"""Whether an activity comes from Teams. Never waits on the event loop, and asks one address alone for keys.

The token must be signed (RS256) by Bot Framework with a published key, for our app, now; and the serviceUrl
in the body, to which we send our own token, must be the one in the token.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt

from handlers.logs import log_failure

ISSUER = "https://api.botframework.com"
LEEWAY = 300  # seconds that clocks may differ
LONGEST = 5.0  # seconds for one fetch
LARGEST = 512 * 1024  # bytes of an answer
FRESH = 24 * 3600.0  # seconds that keys are kept
AGAIN = 60.0  # seconds between two fetches, whatever comes in
LONGEST_TOKEN = 8_192  # characters


class NotFromTeams(Exception):
    """The request is refused; the message says why in one word, and nothing of the request."""


class Unchecked(Exception):
    """The keys cannot be had now, so nothing can be checked: Teams may try again."""


class Keys:
    """Bot Framework's published keys. Many who wait for them wait for one fetch."""

    def __init__(self, openid_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock = openid_url, clock
        self._keys: dict[str, tuple[jwt.PyJWK, tuple[str, ...]]] = {}
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> tuple[jwt.PyJWK, tuple[str, ...]]:
        """A key, and the channels that it is good for (none: all). Raises NotFromTeams or Unchecked."""
        if kid not in self._keys or self._clock() - self._fetched > FRESH:
            async with self._lock:
                if (kid not in self._keys or self._clock() - self._fetched > FRESH) and self._may_try():
                    await self._fetch()
        if kid in self._keys:
            return self._keys[kid]
        if not self._keys:
            raise Unchecked
        raise NotFromTeams("key")

    def _may_try(self) -> bool:
        return self._clock() - self._tried > AGAIN

    async def _fetch(self) -> None:
        self._tried = self._clock()
        try:
            async with asyncio.timeout(2 * LONGEST), httpx.AsyncClient(timeout=LONGEST) as client:
                address = (await _json(client, self._url))["jwks_uri"]
                published = (await _json(client, address))["keys"]
            self._keys = dict(filter(None, map(_key, published)))
            self._fetched = self._clock()
        except Exception as error:
            log_failure(error)


class Guard:
    """Looks at the token of a request."""

    def __init__(self, app_id: str, keys: Keys) -> None:
        self._app_id, self._keys = app_id, keys

    async def check(self, authorization: str) -> "Claims":
        """What a token vouches for. Raises NotFromTeams or Unchecked."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
            raise NotFromTeams("token")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError):
            raise NotFromTeams("token") from None
        if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
            raise NotFromTeams("algorithm")
        key, channels = await self._keys.find(header["kid"])
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            raise NotFromTeams("token") from None
        return Claims(str(claims.get("serviceurl") or ""), channels)


class Claims:
    """What a good token says about the body that comes with it."""

    def __init__(self, service_url: str, channels: tuple[str, ...]) -> None:
        self._service_url, self._channels = service_url.rstrip("/"), channels

    def vouch_for(self, service_url: str, channel: str) -> None:
        """Raises NotFromTeams when the body speaks for another address or channel than the token."""
        if not self._service_url or service_url.rstrip("/") != self._service_url:
            raise NotFromTeams("serviceUrl")
        if self._channels and channel not in self._channels:
            raise NotFromTeams("channel")


async def _json(client: httpx.AsyncClient, url: str) -> Any:
    async with client.stream("GET", url) as answer:
        answer.raise_for_status()
        body = b""
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise ValueError("an answer that is too large")
    return httpx.Response(200, content=body).json()


def _key(published: object) -> tuple[str, tuple[jwt.PyJWK, tuple[str, ...]]] | None:
    if (
        not isinstance(published, dict)
        or published.get("kty") != "RSA"
        or not isinstance(published.get("kid"), str)
    ):
        return None
    try:
        key = jwt.PyJWK(published, algorithm="RS256")
    except (jwt.PyJWTError, ValueError):
        return None
    channels = published.get("endorsements")
    return published["kid"], (key, tuple(map(str, channels)) if isinstance(channels, list) else ())
