"""Team meetings, the integrity week, polls and campaigns.

What is counted has no person in it. Who took part is not kept: a keyed hash in `once` sees to it that
somebody counts once, for as long as something can still be counted.
"""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Moment

NOWHERE = 0  # the "department" of whoever has none


class MeetingRound(SQLModel, table=True):
    """A year of team meetings: its theme (a pack), and the last day to have met."""

    __tablename__ = "meeting_round"

    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    year: int = Field(primary_key=True)
    pack: str
    started_on: date
    until: date


class TeamMeeting(SQLModel, table=True):
    """The meeting of one team in one year. `size` is how many the team was when it met.

    `taken_by` is who took it over from the lead; the lead is whoever leads the team by then."""

    __tablename__ = "team_meeting"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "team_id"),
        Index("ix_team_meeting_held", "organisation_id", "held_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    year: int
    team_id: int = Field(foreign_key="team.id", index=True)
    department_id: int = Field(foreign_key="department.id")
    taken_by: int | None = Field(default=None, foreign_key="person.id")
    planned_on: date | None = None
    moved: int = 0  # how many planned days went by without a meeting
    nudges: int = 0
    held_on: date | None = None
    present: int | None = None
    size: int | None = None
    agreements: bytes | None = Field(default=None, sa_type=LargeBinary)  # sealed


class Week(SQLModel, table=True):
    """An integrity week. Its words are meant for everybody; `ready` says that they come with Baken."""

    __tablename__ = "week"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    title: str
    first_on: date
    last_on: date
    ready: bool
    announced: bool = False
    cancelled: bool = False
    over: bool = False  # who joined is forgotten
    turn: int = 1  # which of the ready weeks, one after another


class Activity(SQLModel, table=True):
    """Something to go to in an integrity week. No capacity: everybody fits. `groups`: keys, one a line."""

    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    week_id: int = Field(foreign_key="week.id", index=True)
    name: str  # of the ready programme, or ""
    kind: str
    title: str
    text: str
    on_day: date
    starts_at: datetime = Field(sa_type=Moment)
    minutes: int
    place: str
    link: str
    capacity: int | None = None
    groups: str = ""
    code: str
    headcount: int | None = None
    cancelled: bool = False
    sequence: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of its entry in a calendar


class SignUp(SQLModel, table=True):
    """Somebody who wants to come, in the order in which they said so. Forgotten when the week is over."""

    __tablename__ = "sign_up"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    waiting: bool


class Participation(SQLModel, table=True):
    """How many of a department took part in an activity."""

    activity_id: int = Field(primary_key=True, foreign_key="activity.id")
    department_id: int = Field(primary_key=True)  # or NOWHERE
    number: int


class WeekParticipants(SQLModel, table=True):
    """How many people of a department took part in anything of a week."""

    __tablename__ = "week_participants"

    week_id: int = Field(primary_key=True, foreign_key="week.id")
    department_id: int = Field(primary_key=True)  # or NOWHERE
    number: int


class Once(SQLModel, table=True):
    """Who was counted already: a keyed hash, in the order of hashes. It goes when nothing can be added."""

    __table_args__ = {"sqlite_with_rowid": False}

    scope: str = Field(primary_key=True)
    who: str = Field(primary_key=True)


class Poll(SQLModel, table=True):
    """A question to many. While it is open the votes are in `box`, sealed under a key of the poll's own; it
    holds numbers and nobody. Closed, it has the result (a number for each answer), or none of a few votes."""

    __table_args__ = (UniqueConstraint("organisation_id", "kind", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    kind: str
    about: str
    answers: str  # one a line
    opens_on: date
    closes_on: date
    key_name: str
    box: bytes | None = Field(default=None, sa_type=LargeBinary)
    votes: int | None = None
    result: str | None = None  # numbers in the order of the answers, with spaces


class Campaign(SQLModel, table=True):
    """A message to many, or a short training. Its words come with Baken (`name`) or from the coordinator."""

    __table_args__ = (Index("ix_campaign_planned", "organisation_id", "planned_on"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str
    title: str
    text: str
    planned_on: date
    groups: str = ""
    state: str = "planned"  # sent, cancelled


class CampaignCount(SQLModel, table=True):
    """How many of a department a campaign was brought to, and how many opened and completed it."""

    __tablename__ = "campaign_count"

    campaign_id: int = Field(primary_key=True, foreign_key="campaign.id")
    department_id: int = Field(primary_key=True)  # or NOWHERE
    sent: int = 0
    opened: int = 0
    completed: int = 0
