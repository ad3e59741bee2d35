"""Tokens of Entra, by secret and by certificate, from an Entra that is this test."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from bot.foundation.settings import Settings, read
from handlers.teams.client import SCOPE
from handlers.teams.entra import NoToken, token_source
from storage.masters import new_master
from tests.support.teams import TENANT
from tests.support.teams_issuer import APP

LOGIN = f"https://login.microsoftonline.com/{TENANT}"


class Said:
    """An answer as msal reads it."""

    def __init__(self, content: dict[str, Any], status: int = 200) -> None:
        self.status_code, self.text = status, json.dumps(content)
        self.headers: dict[str, str] = {}

    def raise_for_status(self) -> None:
        assert self.status_code == 200


class Entra:
    """Says where it gives tokens, and gives them; keeps what it was asked."""

    def __init__(self, refuses: bool = False) -> None:
        self.asked: list[dict[str, str]] = []
        self.refuses = refuses

    def get(self, url: str, **_: object) -> Said:
        assert url.startswith(LOGIN)
        places = {name: f"{LOGIN}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        return Said({**places, "issuer": f"{LOGIN}/v2.0"})

    def post(self, url: str, data: dict[str, str] | None = None, **_: object) -> Said:
        self.asked.append(dict(data or {}))
        if self.refuses:
            return Said({"error": "invalid_client", "error_description": "AADSTS7000215: secret"}, 401)
        return Said({"token_type": "Bearer", "access_token": "a.token", "expires_in": 3600})


def settings(**more: str) -> Settings:
    given = {"teams_app_id": APP, "teams_tenant_id": TENANT} | more
    return read(_env_file=None, baken_master_keys=new_master(), **given)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, x509.Certificate]:
    """A PEM file with a private key and its certificate, as the documentation asks."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "baken")])
    now = datetime.now(UTC)
    number, until = x509.random_serial_number(), now + timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), number, now, until).sign(
        key, hashes.SHA256()
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "teams.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path, made


def test_a_secret_gives_a_token_that_is_asked_for_once() -> None:
    entra = Entra()
    source = token_source(settings(teams_app_secret="hush"), entra)
    assert [asyncio.run(source(SCOPE)) for _ in range(3)] == ["a.token"] * 3
    [asked] = entra.asked
    assert (asked["client_id"], asked["client_secret"], asked["scope"]) == (APP, "hush", SCOPE)


def test_a_certificate_gives_a_token_and_its_key_stays_here(
    certificate: tuple[Path, x509.Certificate],
) -> None:
    entra = Entra()
    path, made = certificate
    source = token_source(settings(teams_app_certificate=str(path)), entra)
    assert asyncio.run(source(SCOPE)) == "a.token"
    [asked] = entra.asked
    said = asked["client_assertion"]
    key: Any = made.public_key()
    claims = jwt.decode(said, key, algorithms=["PS256", "RS256"], audience=f"{LOGIN}/token_endpoint")
    assert claims["iss"] == claims["sub"] == APP
    assert "client_secret" not in asked


def test_a_refusal_says_the_code_and_no_more() -> None:
    source = token_source(settings(teams_app_secret="hush"), Entra(refuses=True))
    with pytest.raises(NoToken) as failure:
        asyncio.run(source(SCOPE))
    assert str(failure.value) == "invalid_client"


def test_on_loopback_nobody_is_asked_for_a_token() -> None:
    entra = Entra()
    alone = read(_env_file=None, baken_master_keys=new_master(), teams_unauthenticated="loopback")
    assert asyncio.run(token_source(alone, entra)(SCOPE)) is None
    assert entra.asked == []
