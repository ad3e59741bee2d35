"""A municipality with very many people in chat, put straight into the database, and a push to them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Engine, func, insert
from sqlmodel import col, select

from bench import municipality
from bench.municipality import Databases
from bot.foundation.room import Kind
from bot.foundation.screen import Action, Note, Paragraph, Screen
from bot.messages import mailings
from bot.messages.mailings import Moment
from bot.rooms import HOUSE
from storage import organisations
from storage.db import open_engine, reading, unit
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import ChatAddress, Person

TEAM = "T1"
AT_ONCE = 1_000
TEXT = "Krijg je tijdens je werk een niet-pluis-gevoel? Je hoeft niets zeker te weten: praat erover. " * 3


def show(moment: Moment) -> Screen:
    """The message of every push here: about as long as a real one."""
    return Screen(
        "bench",
        "message",
        "Signalen herkennen",
        (Paragraph(TEXT), Note(f"Dit bericht is voor {moment.person.name}.")),
        actions=(Action("module", "begin", "Begin", moment.about, "primary"),),
        locale=moment.locale,
        confidential=False,
    )


def fill(databases: Databases, number: int) -> None:
    """Migrated databases with so many people, each in Slack as U0000001 and on."""
    municipality.prepare(databases)
    engine = open_engine(databases.main)
    with reading(engine) as session:
        organisation = organisations.everyone(session)[0].id
        first = (session.exec(select(func.max(Person.id))).one() or 0) + 1
    for start in range(0, number, AT_ONCE):
        some = range(start, min(start + AT_ONCE, number))
        people = [{"id": first + n, "organisation_id": organisation, "name": f"Persoon {n}"} for n in some]
        addresses = [
            {"platform": "slack", "workspace": TEAM, "user": f"U{n:07}", "person_id": first + n} for n in some
        ]
        with unit(engine) as session:
            session.connection().execute(insert(Person), people)
            session.connection().execute(insert(ChatAddress), addresses)
    engine.dispose()


def campaign(engine: Engine, number: int, key: str, now: datetime) -> None:
    """Plans a push to so many people, a thousand at a time, as bot/messages/recipients.py does."""
    with reading(engine) as session:
        organisation = organisations.everyone(session)[0].id
    people = everybody(engine, number)
    while some := list(islice(people, AT_ONCE)):
        with unit(engine) as session:
            mailings.plan(session, organisation, "bench", key, some, now, "onboarding/signals")


def everybody(engine: Engine, number: int) -> Iterator[int]:
    """The ids of so many people, a few at a time."""
    with reading(engine) as session:
        wanted = select(ChatAddress.person_id).order_by(col(ChatAddress.user)).limit(number)
        yield from session.exec(wanted).yield_per(AT_ONCE)


def states(engine: Engine, key: str) -> dict[str, int]:
    """How many deliveries of a push are in each state."""
    wanted = select(Delivery.state, func.count()).join(Push, col(Push.id) == col(Delivery.push_id))
    with reading(engine) as session:
        return dict(session.exec(wanted.where(Push.key == key).group_by(col(Delivery.state))).all())


class FastClock:
    """A clock that runs `speed` times as fast since `began` (in seconds since 1970)."""

    def __init__(self, began: float, speed: float) -> None:
        self.began, self.speed = began, speed

    def at(self, real: float) -> float:
        """What this clock shows at a real moment; both in seconds since 1970."""
        return self.began + (real - self.began) * self.speed

    def moment(self, real: float) -> datetime:
        return datetime.fromtimestamp(self.at(real), UTC)


def shown() -> None:
    """From here on, pushes of the kind "bench" can be shown in this process."""
    HOUSE.messages["bench"] = Kind(show, lambda naming: "", in_working_time=False)
