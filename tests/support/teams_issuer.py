"""An issuer of tokens on this machine, instead of Bot Framework; it also signs what nobody should believe."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import anyio
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.slack_town import listening

APP = "00000000-0000-0000-0000-00000000000b"
KID = "good-key"


class Issuer:
    """Publishes one key; `asked` counts how often; it answers when it `may_answer`, `delay` seconds later."""

    def __init__(self) -> None:
        self.key, self.other = _keys()
        self.asked, self.delay, self.broken, self.url = 0, 0.0, False, ""
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.channels = ["msteams"]

    def token(
        self, service_url: str, key: Any = None, kid: str = KID, alg: str = "RS256", **claims: Any
    ) -> str:
        """A good token, but for what is said otherwise; a claim that is None is left out."""
        now = int(time.time())
        every: dict[str, Any] = {
            "iss": "https://api.botframework.com",
            "aud": APP,
            "iat": now,
            "nbf": now,
            "exp": now + 600,
            "serviceurl": service_url,
        }
        said = {name: value for name, value in (every | claims).items() if value is not None}
        return jwt.encode(said, key or self.key, alg, headers={"kid": kid})

    def signed_with_the_public_key(self, service_url: str) -> str:
        """HS256 with what everybody knows as the secret; PyJWT itself refuses to make one."""
        import hmac

        public = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        good = self.token(service_url)
        head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT", "kid": KID}).encode())
        signed = f"{head}.{good.split('.')[1]}"
        return f"{signed}.{_encoded(hmac.digest(public, signed.encode(), 'sha256'))}"

    def unsigned(self, service_url: str) -> str:
        """alg=none."""
        head = _encoded(json.dumps({"alg": "none", "typ": "JWT", "kid": KID}).encode())
        return f"{head}.{self.token(service_url).split('.')[1]}."

    def app(self) -> Starlette:
        """Also under the addresses that Microsoft's SDK makes up: of the keys, and of any tenant's keys."""
        return Starlette(
            routes=[
                Route("/openid", self._openid),
                Route("/openidconfiguration", self._openid),
                Route("/keys", self._keys),
                Route("/{tenant}/discovery/v2.0/keys", self._tenants_keys),
            ]
        )

    async def _openid(self, _: Request) -> Response:
        self.asked += 1
        await self._until_it_may_answer()
        if self.broken:
            return Response("x" * 1_000_000)
        return JSONResponse({"jwks_uri": f"{self.url}/keys"})

    async def _tenants_keys(self, request: Request) -> Response:
        self.asked += 1
        await self._until_it_may_answer()
        return await self._keys(request)

    async def _until_it_may_answer(self) -> None:
        while not self.may_answer.is_set():
            await anyio.sleep(0.01)
        await anyio.sleep(self.delay)

    async def _keys(self, _: Request) -> Response:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        junk: list[Any] = [{"kty": "EC"}, 3, {"kty": "RSA", "kid": "half"}]
        return JSONResponse(
            {"keys": [*junk, key | {"kid": KID, "use": "sig", "endorsements": self.channels}]}
        )


@cache
def _keys() -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
    """A pair for every issuer of this process: to make one takes longer than most tests."""
    return rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """The issuer, listening."""
    issuer = Issuer()
    with listening(issuer.app()) as port:
        issuer.url = f"http://127.0.0.1:{port}"
        yield issuer


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()
