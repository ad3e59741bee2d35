"""The only importer of dbos: durable work around bot.messages.delivery: what is due is done in some replica.

A workflow holds the name of a queue or a batch and nothing else. Whatever a step does is safe to do twice.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import Engine, make_url

from bot.messages import delivery
from bot.messages.delivery import Work
from bot.rooms import HOUSE
from handlers.engine_file import engine_file
from handlers.logs import log_failure
from storage import mailings, organisations, pace, replicas, starting
from storage.db import OWN_FILE, reading, unit

# Batches of each queue at a time, in one replica: a platform answers slowly, and few are in hand for each.
BATCHES = {"notices": 2, "files": 1, "pushes": 12}
LOOK_EVERY = 0.5  # seconds between two looks at what is queued
SILENT = 10.0  # seconds after which a replica is taken for dead
LAST = 8  # seconds for what is in hand when we are stopped
TRY_EVERY = 60.0  # seconds after which what could not be planned at once is tried again
KEEP = timedelta(minutes=1)  # for which finished work is remembered: it tells when somebody was busy
SOME = 500  # workflows looked at in one go
VERSION = "1"  # of the workflows: raise it when work under way can no longer go on in the new code

_planning = Lock()  # a round and what somebody started do not look at the same moment
_work: Work | None = None  # what the steps work with: DBOS knows functions, not objects


@contextmanager
def running(work: Work) -> Iterator["Replica"]:
    """This process as a replica that does what is due, as long as the block lasts."""
    global _work
    over, me = Event(), secrets.token_hex(8)
    if work.engine.dialect.name == "sqlite":  # readable for this user alone, like our own
        engine_file(str(work.engine.url.database)).touch(mode=OWN_FILE)
    _work = work._replace(is_over=over.is_set)
    config: DBOSConfig = {
        "name": "baken",
        "system_database_url": database_url(work.engine),
        "executor_id": me,
        "application_version": VERSION,
        "log_level": "CRITICAL",  # what it says of a failure may hold what failed; the steps log themselves
        "max_executor_threads": 24,
    }
    DBOS(config=config)
    try:
        DBOS.launch()
        for name, at_once in BATCHES.items():
            DBOS.register_queue(name, worker_concurrency=at_once, polling_interval_sec=LOOK_EVERY)
        yield Replica(work, me)
    finally:
        over.set()  # what is in hand is finished, so that a stop in good order leaves nothing unknown
        DBOS.destroy(workflow_completion_timeout_sec=LAST)
        with unit(work.engine) as session:
            replicas.leave(session, me)
        _work = None


def database_url(engine: Engine) -> str:
    """Where the engine keeps what is under way: beside an SQLite file, or in PostgreSQL in its own schema."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{engine_file(str(url.database))}"
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Replica:
    """What the clock asks of this process; each may be asked in every replica at the same moment."""

    def __init__(self, work: Work, id: str) -> None:
        self._work, self._id = work, id
        self._stranded: set[str] = set()

    def deliver(self, every: float) -> None:
        """Hands out what is due; asked within the same `every` seconds, one replica does."""
        now = self._work.now()
        for queue in BATCHES:
            if delivery.is_due(self._work.engine, queue, now):
                with SetWorkflowID(f"{queue}/{int(now.timestamp() / every)}"):
                    DBOS.start_workflow(_hand_out, queue)

    def plan(self, every: float) -> None:
        """Lets every planner plan what is due."""
        fire = int(self._work.now().timestamp() / every)
        with SetWorkflowID(f"plan/{fire}"):
            DBOS.start_workflow(_plan, fire * every)

    def start(self) -> None:
        """Lets every planner look at once where somebody started something; else nobody does anything."""
        with reading(self._work.engine) as session:
            name = starting.waiting(session)
        if name:  # one replica does it; when it could not, the next minute is another try
            with SetWorkflowID(f"start/{name}/{int(time.time() / TRY_EVERY)}"):
                DBOS.start_workflow(_plan_started, self._work.now().timestamp())

    def beat(self) -> None:
        """Says that this replica is alive, and takes over the work of those that are not."""
        with unit(self._work.engine) as session:
            replicas.beat(session, self._id)
            dead = replicas.bury(session, SILENT)
        if dead:
            self._take_over(dead)

    def tidy(self) -> None:
        """Forgets work that is finished, frees what no work holds any more, and forgets lanes."""
        before = datetime.now(UTC) - KEEP
        over = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            completed_before=before.isoformat(),
            limit=SOME,
            load_input=False,
            load_output=False,
        )
        if over:
            DBOS.delete_workflows([one.workflow_id for one in over])
        with unit(self._work.engine) as session:
            pace.forget(session, self._work.now().timestamp() - KEEP.total_seconds())
            mailings.forget_failed_notices(session, (self._work.now() - timedelta(days=90)).date())
        stranded = {batch for batch in delivery.under_way(self._work.engine) if not _is_alive(batch)}
        for batch in stranded & self._stranded:  # at the first look its work may only just be on its way
            delivery.free(self._work, batch)
        self._stranded = stranded

    def _take_over(self, dead: list[str]) -> None:
        left = DBOS.list_workflows(executor_id=dead, status="PENDING", load_input=False, load_output=False)
        for one in left:
            DBOS.resume_workflow(one.workflow_id, queue_name=one.queue_name)


def _is_alive(batch: str) -> bool:
    status = DBOS.get_workflow_status(batch)
    return status is not None and status.status in ("ENQUEUED", "PENDING", "DELAYED")


@DBOS.workflow()
def _hand_out(queue: str) -> None:
    for batch in _batches(queue, DBOS.workflow_id or ""):
        with SetWorkflowID(batch):
            DBOS.enqueue_workflow(queue, _deliver, batch)


@DBOS.workflow()
def _deliver(batch: str) -> None:
    _send(batch)


@DBOS.workflow()
def _plan(at: float) -> None:
    assert _work is not None
    with reading(_work.engine) as session:
        everyone = organisations.everyone(session)
    for name in HOUSE.planners:
        for one in everyone:
            _plan_one(name, one.id, at)


@DBOS.workflow()
def _plan_started(at: float) -> None:
    for one in _started():
        for name in HOUSE.planners:
            _plan_one(name, one, at)


@DBOS.step()
def _started() -> list[int]:
    assert _work is not None
    with unit(_work.engine) as session:
        return starting.take(session)


@DBOS.step()
def _batches(queue: str, name: str) -> list[str]:
    assert _work is not None
    return delivery.hand_out(_work.engine, queue, _work.now(), name)


@DBOS.step()
def _send(batch: str) -> int:
    """Never raises: a failure would be kept, with what failed."""
    assert _work is not None
    try:
        return delivery.send_batch(_work, batch)
    except Exception as error:
        log_failure(error)
        return 0


@DBOS.step()
def _plan_one(name: str, organisation_id: int, at: float) -> int:
    """Never raises, so that one planner does not hold up the others."""
    assert _work is not None
    try:
        with reading(_work.engine) as session:
            organisation = organisations.by_id(session, organisation_id)
        planner = HOUSE.planners.get(name)  # none when an older version wrote this work down
        if organisation is None or planner is None:
            return 0
        with _planning:
            return planner(_work.engine, organisation, datetime.fromtimestamp(at, UTC))
    except Exception as error:
        log_failure(error)
        return 0
