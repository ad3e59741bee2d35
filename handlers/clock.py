"""The only importer of apscheduler: says "now", and the database decides what that means."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from bot import housekeeping
from bot.messages.courier import Courier
from bot.messages.delivery import Work
from bot.reports import slots
from handlers.desk import Desk
from handlers.logs import log_failure
from handlers.post import Couriers

DELIVER_EVERY = 2.0  # seconds
PLAN_EVERY = 300.0
START_EVERY = 2.0  # for what somebody starts, which waits for no such round
BEAT_EVERY = 2.0
TIDY_EVERY = 60.0
SWEEP_EVERY = 300.0
LOOK_EVERY = 30.0  # for reports whose slot has come


@contextmanager
def running(
    desk: Desk, couriers: Mapping[str, Courier], speed: float = 1.0, plan_every: float = 0.0
) -> Iterator[None]:
    """Delivers, plans and sweeps as long as the block lasts. `speed` is that of the desk's clock."""
    planning = plan_every or PLAN_EVERY
    defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    scheduler = BackgroundScheduler(job_defaults=defaults, timezone="UTC")

    def every(seconds: float, what: Callable[[], object]) -> None:
        scheduler.add_job(partial(_safely, what), "interval", seconds=seconds / speed)

    every(LOOK_EVERY, lambda: slots.end_waits(desk.engine, desk.vault, desk.now()))
    every(SWEEP_EVERY, lambda: housekeeping.sweep(desk.engine, desk.vault, desk.now()))
    if not couriers:
        yield from _ticking(scheduler)
        return
    from handlers import engine  # takes half a second; without a platform there is nothing to deliver

    post = Couriers(couriers, lambda: desk.now().timestamp(), speed)
    try:
        with engine.running(Work(desk.engine, desk.vault, post, desk.now, log_failure)) as replica:
            replica.beat()
            every(DELIVER_EVERY, lambda: replica.deliver(DELIVER_EVERY))
            every(START_EVERY, replica.start)
            every(planning, lambda: replica.plan(planning))
            every(BEAT_EVERY, replica.beat)
            every(TIDY_EVERY, replica.tidy)
            yield from _ticking(scheduler)
    finally:
        post.close()


def _ticking(scheduler: BackgroundScheduler) -> Iterator[None]:
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown()


def _safely(what: Callable[[], object]) -> None:
    try:
        what()
    except Exception as error:
        log_failure(error)
