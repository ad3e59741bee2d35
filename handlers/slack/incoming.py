"""What came in over HTTP: whether Slack sent it, and what it says.

Both before bolt sees it, which fails on odd headers, and takes longer to read a body than for all the rest.
"""

import binascii
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

from handlers.slack import shape
from handlers.slack.codes import Json

TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
INTERACTION = b"payload="


def is_from_slack(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """True for a body that was signed with our secret at most five minutes ago."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False


def read(body: bytes) -> Json:
    """What a body says, as far as we take it: an interaction and a command are forms, an event is JSON.

    Raises ValueError for what is neither."""
    try:
        return shape.taken(raw(body))
    except RecursionError:
        raise ValueError("too deep") from None


def raw(body: bytes) -> Json:
    """All that a body says. Raises ValueError, or RecursionError for what is nested too deep."""
    if body.startswith(INTERACTION) and b"&" not in body:
        said = json.loads(_unquoted(body[len(INTERACTION) :]))
    elif body.startswith(b"{"):
        said = json.loads(body)
    else:
        said = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said


def _unquoted(value: bytes) -> bytes:
    """A value of a form. Quoted-printable differs in its sign alone, and is undone sixty times faster."""
    return binascii.a2b_qp(value.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"="))
