"""`baken serve`: opens everything and listens."""

import gc
import sys
from contextlib import suppress
from socket import socket

import uvicorn

from bot.foundation.settings import BadSettings, Settings
from handlers.app import build
from handlers.connections import Connection
from handlers.desk import Desk, open_prepared
from handlers.doctor import at_start
from handlers.doctor.machine import taken
from handlers.logs import logger, quiet

NOT_STARTED = 3  # the exit code


def serve(settings: Settings, migrated: bool = True) -> None:
    """Serves until stopped. Raises BadSettings, NotAPair, NewerDatabase, WrongMaster, NotReady, BadWords."""
    if wrong := taken(settings.baken_host, settings.baken_port):
        raise BadSettings(wrong)  # before anything is made
    quiet(settings.baken_log_level)
    engine, vault = open_prepared(settings, migrated)
    for finding in at_start(settings):
        if finding.verdict == "WRONG":
            logger.warning("%s", finding)
    desk = Desk(engine, vault, settings.baken_content, address=settings.baken_url)
    listen(build(settings, desk), settings.baken_host, settings.baken_port, settings.baken_trusted_proxies)


def listen(app: object, host: str, port: int, trusted_proxies: str = "", door: socket | None = None) -> None:
    """Runs the app on one port, or on a socket that listens already. No access log: it would say who asked
    what, and when."""
    gc.freeze()  # what is loaded by now stays, so the collector need not look at it time and again
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=host,
        http=Connection,
        ws="none",
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[door] if door else None)
    if not server.started:
        sys.exit(NOT_STARTED)
