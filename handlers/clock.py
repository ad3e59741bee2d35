"""The only importer of apscheduler: says "now", and the database decides what that means."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from apscheduler.schedulers.background import BackgroundScheduler

from bot import housekeeping, notices
from bot.courier import Courier
from handlers.desk import Desk
from handlers.logs import log_failure

SEND_EVERY = 3  # seconds
SWEEP_EVERY = 300  # seconds


@contextmanager
def running(desk: Desk, couriers: Mapping[str, Courier]) -> Iterator[None]:
    """Sends notices and sweeps what expired, as long as the block lasts."""

    def send() -> None:
        try:
            notices.send_due(desk.engine, desk.vault, couriers, desk.now)
        except Exception as error:
            log_failure(error)

    def sweep() -> None:
        try:
            housekeeping.sweep(desk.engine, desk.vault, desk.now())
        except Exception as error:
            log_failure(error)

    defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    scheduler = BackgroundScheduler(job_defaults=defaults, timezone="UTC")
    if couriers:
        scheduler.add_job(send, "interval", seconds=SEND_EVERY)
    scheduler.add_job(sweep, "interval", seconds=SWEEP_EVERY)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown()
