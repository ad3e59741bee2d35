"""What the account keeps: closed half-years, activities outside the bot, stories, and promises."""

from datetime import date

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Closing(SQLModel, table=True):
    """The figures of one half-year as they stand from now on; a correction is a next version.

    `told` is what every workbook may show, as JSON: decided once, and nothing in it is confidential.
    `sealed` holds the counts before anything was hidden: a small one could point at a person."""

    __table_args__ = (UniqueConstraint("organisation_id", "half", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    half: str  # such as 2026-H1
    version: int
    closed_on: date
    told: str = Field(sa_type=Text)
    checksum: str
    sealed: bytes = Field(sa_type=LargeBinary)


class PublicPicture(SQLModel, table=True):
    """The period whose final figures an organisation shows as a picture on its intranet page."""

    __tablename__ = "public_picture"

    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    first_on: date
    last_on: date


class LoggedKind(SQLModel, table=True):
    """A kind of activity of an organisation's own. Its name is meant for publication."""

    __tablename__ = "logged_kind"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str


class Logged(SQLModel, table=True):
    """Something that was done outside the bot. `kind` is one of ours, or "own/<id>". The note is sealed."""

    __table_args__ = (Index("ix_logged_organisation_id_day", "organisation_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    kind: str
    day: date
    number: int
    sealed: bytes = Field(sa_type=LargeBinary)


class Story(SQLModel, table=True):
    """One version of the story behind the counts of a theme ("" for the whole) in a half-year. Sealed until
    it is in an account; `ready` says that it may be. `written_by` is a person of the directory."""

    __table_args__ = (UniqueConstraint("organisation_id", "half", "theme", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    half: str
    theme: str
    version: int
    written_on: date
    written_by: int | None = Field(default=None, foreign_key="person.id")
    ready: bool
    sealed: bytes = Field(sa_type=LargeBinary)


class Commitment(SQLModel, table=True):
    """What the municipality promised to do. `kind` is one of ours or "own", of which the title is sealed
    until it is in an account. `norm` times per half-year or year, or once, before `due_on`."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    kind: str
    norm: int
    per: str  # half, year or once
    due_on: date | None = None
    added_on: date
    ended_on: date | None = None
    sealed: bytes = Field(sa_type=LargeBinary)


class CommitmentNote(SQLModel, table=True):
    """What was done for a promise on a day, or why not. The words are sealed until they are in an account."""

    __tablename__ = "commitment_note"

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    on_day: date
    done: bool
    sealed: bytes = Field(sa_type=LargeBinary)
