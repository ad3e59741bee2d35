"""Organisations, and who works there."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from storage.tables.base import new_id, only_where

NAMELESS = "—"  # the name of whoever was erased


class Organisation(SQLModel, table=True):
    """A municipality (or several that share one reporting point)."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    demo: bool = False
    # Whether it was ever looked at who has a role (bot/directory/roles.py).
    roles_watched: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Workspace(SQLModel, table=True):
    """Which organisations a Slack workspace or Teams tenant serves; more than one is possible."""

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")


class Department(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str


class Team(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("organisation_id", "department_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    department_id: int = Field(foreign_key="department.id")
    name: str


class Person(SQLModel, table=True):
    """Somebody in the directory. Reporting never creates or touches a row here.

    `directory_id` and `user_name` are what the directory of the organisation (Entra) calls somebody."""

    __table_args__ = (
        Index("uq_person_email", "organisation_id", "email", unique=True, **only_where("email != ''")),
        UniqueConstraint("organisation_id", "directory_id"),
        UniqueConstraint("organisation_id", "user_name"),
        UniqueConstraint("organisation_id", "personnel_number"),
        UniqueConstraint("scim_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    email: str = Field(default="", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    lead_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    started_on: date | None = None
    left_on: date | None = None  # the last day
    active: bool = True
    directory_id: str | None = None
    user_name: str | None = None
    locale: str = Field(default="nl", sa_column_kwargs={"server_default": "nl"})  # of what is brought to them
    personnel_number: str | None = None
    scim_id: str = Field(
        default_factory=new_id, sa_column_kwargs={"default": new_id}
    )  # what Entra calls the row


class PersonRole(SQLModel, table=True):
    """What somebody may do; `source` says who gave the role: the settings, or the directory."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    role: str = Field(primary_key=True)
    source: str = Field(primary_key=True)


class ChatAddress(SQLModel, table=True):
    """Where a person of the directory can be found in chat. `position` orders what somebody was given."""

    __tablename__ = "chat_address"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
