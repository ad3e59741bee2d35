"""A mailing that is half way: for the tests of what the coordinator sees of it."""

import secrets
from collections.abc import Callable
from datetime import date

from sqlmodel import select

from bot.foundation.room import Kind
from bot.foundation.screen import Facts, Row, Screen
from bot.messages.mailings import Moment
from storage import deliveries, mailings
from storage.tables.delivery import Delivery
from tests.bot.messages.pushing import KEY, add_people, plan
from tests.support.world import World

HALF = ("sent", "failed", "unknown", "pending", "sending")


def kind_of_tests(show: Callable[[Moment], Screen | None]) -> Kind:
    """A kind of message that exists in tests alone."""
    return Kind(show, lambda naming: "", in_working_time=False)


def half_way(world: World, *states: str, key: str = KEY, why: str = "gone") -> int:
    """A push with a person in each of these states; gives its id."""
    plan(world, add_people(world, len(states), workspace=f"W{key}"), key)
    with world.unit() as session:
        push = mailings.by_key(session, world.organisation.id, key)
        assert push is not None
        rows = session.exec(select(Delivery).where(Delivery.push_id == push.id).order_by(Delivery.person_id))  # type: ignore[arg-type]
        for row, state in zip(rows, states, strict=True):
            settle(row, state, why, world.clock().date())
    return push.id


def settle(row: Delivery, state: str, why: str, today: date) -> None:
    row.state = state
    if state in ("sent", "failed", "unknown"):
        row.settled_on = today
    if state == "failed":
        row.why = why


def add_notice(world: World, state: str) -> None:
    """A notice in a state; what it holds nobody opens here."""
    with world.unit() as session:
        id = secrets.token_hex(16)
        deliveries.add_notice(session, id, world.organisation.id, "notices", b"sealed", world.clock())
        settle(session.get_one(Delivery, id), state, "gone", world.clock().date())


def states_of(world: World, push_id: int | None) -> list[str]:
    """The states of a push's deliveries (of the notices without one), by person."""
    with world.reading() as session:
        wanted = select(Delivery.state).where(Delivery.push_id == push_id)
        return list(session.exec(wanted.order_by(Delivery.person_id)))  # type: ignore[arg-type]


def facts(screen: Screen) -> dict[str, str]:
    """Every label with its value."""
    return {fact.label: fact.value for part in screen.body if isinstance(part, Facts) for fact in part.rows}


def rows(screen: Screen) -> list[tuple[str, str]]:
    """Every line of a list."""
    return [(part.title, part.detail) for part in screen.body if isinstance(part, Row)]


def offered(screen: Screen) -> set[str]:
    """What the buttons below a screen do."""
    return {
        action.argument.partition(":")[0] if action.name == "sure" else action.name
        for action in screen.actions
    }
