"""Addresses in the settings: of databases, of ourselves, of sites. A ValueError never shows the value."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SITE = re.compile(r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
REPORTS = re.compile(
    r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://([a-z0-9.-]+\.onion|localhost|127\.0\.0\.1)(:[0-9]{1,5})?"
)
SCANNER = re.compile(r"unix:/[^\0]+|tcp:([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def place(url: str) -> object:
    """What tells one database from another in an address. Raises ValueError."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if not address.database or address.database == ":memory:":
        raise ValueError("must name a database")
    if address.get_backend_name() == "sqlite":
        return Path(address.database).resolve()
    return address.host, address.port or 5432, address.database, address.query.get("host")


def in_folder(base: Path, url: str) -> str:
    """An address of a database in which a relative path of SQLite is taken from a folder."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return url  # the settings say what is wrong with it
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return url
    return address.set(database=str(base / str(address.database))).render_as_string(hide_password=False)


def ours(value: str) -> str:
    """Where people reach us, without a slash behind it. Raises ValueError."""
    try:
        address = urlsplit(value.rstrip("/"))
    except ValueError:
        address = urlsplit("")
    safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
    safe = safe and _has_real_port(value)
    if value and not (safe and address.netloc and address.geturl() == f"{address.scheme}://{address.netloc}"):
        raise ValueError("must be an address such as https://baken.example, with nothing behind it")
    return value.rstrip("/")


def for_reports(value: str, ours: str) -> str:
    """Where who has no account reports, with commas between: first the address for everybody, then perhaps an
    onion service. Each on another host than `ours`. Raises ValueError."""
    found = [one.strip().rstrip("/") for one in value.split(",") if one.strip()]
    names = [host(one) for one in found]
    if not all(REPORTS.fullmatch(one) and _has_real_port(one) for one in found):
        raise ValueError("must be addresses such as https://melden.example (or http and .onion), with commas")
    if ours and host(ours) in names:
        raise ValueError("must be on another host than BAKEN_URL: that one's browsers carry who they are")
    return ",".join(found)


def scanner(value: str) -> str:
    """Where clamd listens. Raises ValueError."""
    is_port = not value.startswith("tcp:") or _has_real_port(value.replace("tcp:", "tcp://", 1))
    if value and not (SCANNER.fullmatch(value) and is_port):
        raise ValueError("must be such as unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310")
    return value


def host(address: str) -> str:
    """The name of the host in an address, without a port."""
    return urlsplit(address).hostname or ""


def _has_real_port(address: str) -> bool:
    """Whether the port in an address is one, or none is there."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def sites(value: str) -> str:
    """Sites with spaces between them, given with commas. Raises ValueError."""
    found = [one.strip() for one in value.split(",") if one.strip()]
    if not all(SITE.fullmatch(one) and _has_real_port(one) for one in found):
        raise ValueError("must be addresses such as https://intranet.example, with commas between them")
    return " ".join(found)


READ: dict[str, Callable[[str, str], str]] = {  # by setting; the second is BAKEN_URL
    "baken_url": lambda value, _: ours(value),
    "baken_report_url": for_reports,
    "baken_scanner": lambda value, _: scanner(value),
    "baken_intranet_sites": lambda value, _: sites(value),
}
