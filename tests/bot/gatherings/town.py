"""A town hall with teams for the tests of meetings, weeks and campaigns."""

from datetime import date

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.campaigns import messages as campaigns
from bot.foundation.context import ZONE
from bot.foundation.screen import Facts, Row, Screen
from bot.integrity_week import messages as week
from bot.messages.mailings import Moment, Recipient
from bot.rooms import HOUSE
from bot.team_meetings import messages as meetings
from storage import organisations
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import Person, Team
from tests.support.world import Walk, World

PLANNERS = (meetings.plan, week.plan, campaigns.plan)
assert set(PLANNERS) <= set(HOUSE.planners.values())


class Town:
    """The world's municipality with teams in it. Who leads a team is one of `PEOPLE` or somebody new."""

    def __init__(self, world: World) -> None:
        self.world = world

    def team(self, name: str, lead: str = "", members: int = 3, department: str = "Burgerzaken") -> int:
        """A team with so many members beside the lead; gives its id."""
        for key in [lead] if lead and lead not in self.world.people else []:
            self.world.people[key] = self.world.add_person(key, name=key.title())
        ids = [self.world.add_person(f"{name.lower()}-{n}") for n in range(members)]
        with self.world.unit() as session:
            home = self.world.departments[department]
            row = Team(organisation_id=self.world.organisation.id, department_id=home, name=name)
            session.add(row)
            session.flush()
            for id in ids:
                person = session.get_one(Person, id)
                person.team_id, person.department_id = row.id, home
                person.lead_id = self.world.people[lead] if lead else None
            assert row.id is not None
            return row.id

    def change(self, who: str | int, **values: object) -> None:
        """Changes somebody in the directory."""
        with self.world.unit() as session:
            person = session.get_one(Person, self.world.people[who] if isinstance(who, str) else who)
            for name, value in values.items():
                setattr(person, name, value)

    def plan(self) -> int:
        """Lets the planners of these rooms look once, as the engine does every few minutes."""
        with self.world.reading() as session:
            every = organisations.everyone(session)
        return sum(
            planner(self.world.engine, one, self.world.clock()) for planner in PLANNERS for one in every
        )

    def pushed(self, kind: str = "") -> list[tuple[str, str]]:
        """What is planned for whom: the push's key, and the name."""
        with self.world.reading() as session:
            wanted = (
                select(Push.key, Person.name)
                .join(Delivery, col(Delivery.push_id) == col(Push.id))
                .join(Person, col(Person.id) == col(Delivery.person_id))
                .where(col(Push.kind).startswith(kind))
                .order_by(col(Push.id), col(Person.name))
            )
            return list(session.exec(wanted).all())

    def message(self, key: str, who: str, locale: str = "nl") -> Screen | None:
        """The message of a push to somebody, as it would go out now; none when it is not wanted any more."""
        with self.world.unit() as session:
            push = session.exec(select(Push).where(Push.key == key)).one()
            person = session.get_one(Person, self.world.people[who])
            today = self.world.clock().astimezone(ZONE).date()
            moment = Moment(
                session,
                self.world.organisation,
                Recipient(person.id or 0, person.name, person.email),
                push.about,
                locale,
                today,
            )
            return HOUSE.messages[push.kind].show(moment)

    def sent(self, key: str) -> None:
        """All of a push went out today."""
        today: date = self.world.clock().date()
        with self.world.unit() as session:
            push = session.exec(select(Push).where(Push.key == key)).one()
            for row in session.exec(select(Delivery).where(Delivery.push_id == push.id)):
                row.state, row.settled_on = "sent", today


def facts(screen: Screen) -> dict[str, str]:
    """Every label with its value."""
    return {fact.label: fact.value for part in screen.body if isinstance(part, Facts) for fact in part.rows}


def rows(screen: Screen) -> list[tuple[str, str]]:
    """Every line of a list."""
    return [(part.title, part.detail) for part in screen.body if isinstance(part, Row)]


def errors(screen: Screen) -> dict[str, str]:
    """What was refused, by field."""
    return {field.name: field.error for field in screen.inputs if field.error}


def press(walk: Walk, message: Screen | None, name: str) -> Screen:
    """A button on a message."""
    assert message is not None
    action = next(one for one in message.actions if one.name == name)
    return walk.do(action.dialogue, action.name, action.argument)


def of(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    """Rows of the database as they are."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]
