"""This machine: who can read our files, how much room there is, whether photos can be drawn anew, the port,
the clock."""

import errno
import json
import shutil
import socket
import stat
import struct
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from bot.foundation import settings_file
from bot.foundation.mistakes import Mistake
from bot.foundation.settings import Settings
from handlers import apart
from handlers.doctor.finding import Finding
from handlers.engine_file import engine_file

OTHERS = stat.S_IROTH | stat.S_IWOTH
LITTLE = 200  # MB
OFF = timedelta(minutes=1)  # Slack refuses what is five minutes off
PAPER = (  # an empty page
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
PATIENCE = 3.0  # seconds that whoever listens on our port has to answer
TRAIL = "the newest entry of the audit trail"


def readable(settings: Settings) -> str:
    """Which files with secrets in them everybody on the machine can read."""
    files = [settings_file.find(), settings.teams_app_certificate]
    for url in (settings.database_url, settings.keys_database_url):
        if database := _file(url):
            files += [database, Path(f"{database}-wal"), engine_file(database)]
    open_ = [one for one in files if one and _open_to_others(one)]
    if not open_:
        return ""
    return f"chmod o-rwx {' '.join(str(one) for one in open_)}"


def room(settings: Settings) -> str:
    """How little room there is where a database is."""
    for url in (settings.database_url, settings.keys_database_url):
        if database := _file(url):
            folder = next(one for one in database.parents if one.exists())
            free = shutil.disk_usage(folder).free // 1_000_000
            if free < LITTLE:
                return f"{free} MB are left at {folder}; reports cannot be kept without room"
    return ""


def drawing() -> str:
    """Why a photo and a document of a report cannot be drawn anew here; empty when they can."""
    for name, file in (("a photo", _photo()), ("a document", PAPER)):
        try:
            apart.pages(file)
        except (Mistake, OSError):
            return (
                f"{name} cannot be drawn anew on this machine, so none is taken in; run `make install` again,"
                " and give Baken 800 MB of memory and processes of its own"
            )
    return ""


def port(settings: Settings) -> Iterator[Finding]:
    """Whether Baken can listen where it should, or does already."""
    where = f"{settings.baken_host}:{settings.baken_port}"
    wrong = taken(settings.baken_host, settings.baken_port)
    if wrong and (answer := _answer(settings)):
        yield Finding("port", "ok", f"Baken answers at {where}{_workers(answer.get('workers'))}")
    else:
        yield Finding("port", "WRONG", wrong) if wrong else Finding("port", "ok", f"{where} is free")


def taken(host: str, port: int) -> str:
    """Why nothing can listen there now; empty when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        return f"BAKEN_HOST: {host} is no address"
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"port {port} is taken: by Baken itself, or by a program to stop; or set BAKEN_PORT"
        if error.errno == errno.EACCES:
            return f"this user may not use port {port}; set BAKEN_PORT to one above 1023"
        return f"BAKEN_HOST: {host} is no address of this machine"
    return ""


def clock(dates: Mapping[str, datetime]) -> str:
    """How far this machine's clock is off from those of others."""
    now = datetime.now(UTC)
    for whose, date in dates.items():
        if date - now > OFF or (now - date > OFF and whose != TRAIL):
            early = "behind" if date > now else "ahead of"
            minutes = max(1, round(abs(date - now) / timedelta(minutes=1)))
            return f"this machine is {minutes} minutes {early} {whose}; set its clock, best by NTP"
    return ""


def _photo() -> bytes:
    """One grey dot, as PNG."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\x80")))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (*parts, (b"IEND", b""))
    )


def _file(url: str) -> Path | None:
    address = make_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def _open_to_others(file: Path) -> bool:
    """Whether somebody else can come to a file and read it: every folder above it must let them through."""
    if not file.is_file() or not file.stat().st_mode & OTHERS:
        return False
    return all(_through(folder) for folder in file.resolve().parents)


def _through(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def _workers(told: object) -> str:
    """How its workers are doing, when it has any."""
    if not isinstance(told, dict):
        return ""
    anew = f"; {told['anew']} started anew since it began" if told.get("anew") else ""
    return f", with {told.get('running')} of {told.get('wanted')} workers{anew}"


def _answer(settings: Settings) -> dict[str, Any]:
    """What Baken says of itself on our port; empty when somebody else is there."""
    host = "127.0.0.1" if settings.baken_host in ("0.0.0.0", "::") else settings.baken_host  # noqa: S104
    try:
        url = f"http://{f'[{host}]' if ':' in host else host}:{settings.baken_port}/healthz"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            said = json.load(answer)
            return said if isinstance(said, dict) and "status" in said else {}
    except urllib.error.HTTPError as error:
        return {"status": "busy"} if error.code == 503 else {}
    except (OSError, ValueError):
        return {}
