"""`baken serve`: opens everything and listens."""

import gc

import uvicorn

from bot.settings import Settings
from handlers.app import build
from handlers.connections import Connection
from handlers.desk import Desk, open_prepared
from handlers.logs import quiet


def serve(settings: Settings, migrated: bool = True) -> None:
    """Serves until stopped. Raises BadSettings, NewerDatabase, WrongMaster, NotReady, BadWords."""
    quiet(settings.baken_log_level)
    engine, vault = open_prepared(settings, migrated)
    desk = Desk(engine, vault, settings.baken_content, address=settings.baken_url)
    listen(build(settings, desk), settings.baken_host, settings.baken_port, settings.baken_trusted_proxies)


def listen(app: object, host: str, port: int, trusted_proxies: str = "") -> None:
    """Runs the app on one port. No access log: it would say who asked what, and when."""
    gc.freeze()  # what is loaded by now stays, so the collector need not look at it time and again
    uvicorn.run(
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
