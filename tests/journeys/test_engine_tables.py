"""The engine's tables, one by one: nothing in them is of a moment before a report's slot.

A newer engine with a table or a column that nobody looked at makes these tests fail: it is judged here."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from bot.reports import slots
from handlers import clock, engine
from tests.journeys.test_dating import go_to
from tests.support.hurry import hurry
from tests.support.patience import tries, until
from tests.support.world import PEOPLE, Postbox, World, slack_id

Row = dict[str, Any]
Dump = dict[str, list[Row]]

NAME = (
    "of a queue, a step in the code, or a batch: a queue and a tick of the clock, at the slot at the earliest"
)
MOMENT = (
    "when that work was asked for, begun, done: at the slot at the earliest; gone a minute after it is done"
)
COUNT = "how many notices a batch brought, or the name of a batch; gone a minute after it is done"
ITSELF = "of the engine or of this process, made when it started"
UNUSED = "empty: we use none of it, which the test looks at"

WORK = {
    **dict.fromkeys(("workflow_uuid", "name", "queue_name", "parent_workflow_id", "inputs"), NAME),
    **dict.fromkeys(("created_at", "updated_at", "started_at_epoch_ms", "completed_at"), MOMENT),
    **dict.fromkeys(("status", "recovery_attempts", "output", "serialization"), COUNT),
    **dict.fromkeys(("priority", "rate_limited", "was_forked_from", "is_debounced"), "the same for all"),
    **dict.fromkeys(("executor_id", "application_version", "application_id", "application_name"), ITSELF),
    **dict.fromkeys(("creator_xid", "owner_xid"), "a random name of who asked for it; gone with it"),
    **dict.fromkeys(
        (
            *("authenticated_user", "assumed_role", "authenticated_roles", "request", "error", "class_name"),
            *("config_name", "workflow_timeout_ms", "workflow_deadline_epoch_ms", "deduplication_id"),
            *("queue_partition_key", "forked_from", "delay_until_epoch_ms", "attributes", "schedule_name"),
            *("debounce_deadline_epoch_ms",),
        ),
        UNUSED,
    ),
}
STEP = {
    **dict.fromkeys(("workflow_uuid", "function_name", "child_workflow_id"), NAME),
    **dict.fromkeys(("started_at_epoch_ms", "completed_at_epoch_ms", "retention_timestamp"), MOMENT),
    **dict.fromkeys(("function_id", "output", "serialization"), COUNT),
    "application_name": ITSELF,
    "error": UNUSED,
}
JUDGED: dict[str, dict[str, str] | str] = {
    "workflow_status": WORK,
    "operation_outputs": STEP,
    "workflow_input": {"workflow_uuid": NAME, "inputs": NAME, "retention_timestamp": MOMENT},
    "workflow_output": {
        "workflow_uuid": NAME,
        "output": COUNT,
        "error": UNUSED,
        "retention_timestamp": MOMENT,
    },
    "queues": ITSELF,
    "application_versions": ITSELF,
    "dbos_migrations": ITSELF,
    **dict.fromkeys(
        (
            *("notifications", "streams", "workflow_events", "workflow_events_history"),
            *("workflow_schedules", "event_dispatch_kv"),
        ),
        UNUSED,
    ),
}


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, "DELIVER_EVERY")
    monkeypatch.setattr(clock, "LOOK_EVERY", 10_000.0)  # the test says when the slot has come


@pytest.fixture
def its(world: World) -> Iterator[Engine]:
    """The engine's own database."""
    made = create_engine(engine.database_url(world.engine).replace("postgresql:", "postgresql+psycopg:"))
    yield made
    made.dispose()


def dump(its: Engine) -> Dump:
    """Every row of every table."""
    schema = "dbos" if its.dialect.name == "postgresql" else None
    place = f"{schema}." if schema else ""
    with its.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {place}{name}")).mappings()]
            for name in inspect(its).get_table_names(schema=schema)
        }


def new(after: Dump, before: Dump) -> Dump:
    return {name: [row for row in rows if row not in before.get(name, [])] for name, rows in after.items()}


@pytest.mark.slots
def test_every_table_and_column_of_the_engine_is_judged(world: World, its: Engine, fast: None) -> None:
    with clock.running(world.desk, {"slack": Postbox()}):
        schema = "dbos" if its.dialect.name == "postgresql" else None
        looked = inspect(its)
        for name in looked.get_table_names(schema=schema):
            judged = JUDGED.get(name)
            assert judged, f"a new table of the engine: {name}"
            if isinstance(judged, dict):
                columns = {one["name"] for one in looked.get_columns(name, schema=schema)}
                assert columns <= judged.keys(), f"new columns of {name}"


@pytest.mark.slots
def test_the_engine_tells_nothing_of_a_moment_before_the_slot(world: World, its: Engine, fast: None) -> None:
    postbox = Postbox()
    with clock.running(world.desk, {"slack": postbox}):
        go_to(world, 10, 30, days=1)
        until(lambda: dump(its).get("queues"))
        before = dump(its)
        one, other = world.report(), world.report("employee2", identity="confidential")
        for _ in tries(1, pause=0.2):  # the clock asks what is due each time
            assert new(dump(its), before) == {name: [] for name in before}
        go_to(world, 15)
        slot = time.time() * 1000
        slots.end_waits(world.engine, world.vault, world.clock())
        until(lambda: len(postbox.sent) >= 3)
        until(lambda: dump(its)["workflow_status"])
        came = new(dump(its), before)
    assert came["workflow_status"]
    for table, rows in came.items():
        for row in rows:
            _nothing_of_the_reports(table, row, [one.id, one.number, other.id, other.number])
            _no_moment_before(table, row, slot)


def _nothing_of_the_reports(table: str, row: Row, reports: list[str]) -> None:
    held = repr(row)
    for secret in (*reports, *map(slack_id, PEOPLE), *(name for name, _ in PEOPLE.values())):
        assert secret not in held, table


def _no_moment_before(table: str, row: Row, slot: float) -> None:
    judged = JUDGED[table]
    assert isinstance(judged, dict), f"{table} is written to at the slot: {row}"
    for column, value in row.items():
        if judged[column] == UNUSED:
            assert value in (None, "", "null", "[]"), (table, column)
        elif judged[column] == MOMENT and value is not None:
            assert float(value) >= slot - 1_000, (table, column)  # some are rounded down to a second
