"""`baken serve`: opens everything and listens."""

import gc
import resource
import sys
from contextlib import suppress
from functools import partial
from socket import socket

import uvicorn

from bot.foundation.limits import Limits
from bot.foundation.remembered import Common
from bot.foundation.settings import BadSettings, Settings
from handlers.app import build, load
from handlers.connections import Connection
from handlers.desk import Desk, open_prepared
from handlers.doctor import at_start
from handlers.doctor.machine import taken
from handlers.logs import logger, quiet
from handlers.workers import Board, Workers, doors

NOT_STARTED = 3  # the exit code
# Seconds that a connection may wait for its next request. A proxy before us usually lets go after 60: it must
# be first, or it sends a request on a connection that is being closed.
KEEP = 75
FILES = 4_096  # that may be open, where the machine lets us: a connection is one


def serve(settings: Settings, migrated: bool = True, workers: int = 1) -> None:
    """Serves until stopped, by one process or by a number of workers.

    Raises BadSettings, NotAPair, NewerDatabase, WrongMaster, NotReady, BadWords."""
    if wrong := taken(settings.baken_host, settings.baken_port):
        raise BadSettings(wrong)  # before anything is made
    quiet(settings.baken_log_level)
    engine, vault = open_prepared(settings, migrated)
    for finding in at_start(settings):
        if finding.verdict == "WRONG":
            logger.warning("%s", finding)
    desk = Desk(
        engine,
        vault,
        settings.baken_content,
        address=settings.baken_url,
        scanned_at=settings.baken_scanner,
    )
    host, port, proxies = settings.baken_host, settings.baken_port, settings.baken_trusted_proxies
    if workers == 1:
        listen(build(settings, desk), host, port, proxies)
        return
    desk.limits, board = Limits(Common), Board()
    load(settings)
    desk.close()  # each worker opens connections of its own
    gc.collect()
    gc.freeze()  # what is loaded is shared by all as long as nobody writes in it

    def work(number: int, door: socket) -> None:
        begun = partial(board.going, number)
        app = build(settings, desk, leads=number == 0, workers=board.read, begun=begun)
        listen(app, host, port, proxies, door)

    if code := Workers(doors(host, port, workers), work, board).run():
        sys.exit(code)


def listen(app: object, host: str, port: int, trusted_proxies: str = "", door: socket | None = None) -> None:
    """Runs the app on one port, or on a socket that listens already. No access log: it would say who asked
    what, and when."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (max(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), most)
    )
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
        timeout_keep_alive=KEEP,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[door] if door else None)
    if not server.started:
        sys.exit(NOT_STARTED)
