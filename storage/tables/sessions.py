"""Short sessions of staff on the web."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import Moment


class StaffSession(SQLModel, table=True):
    """Somebody who came from chat to the web; at most one a person, and never for longer than an hour.

    `token_hash` is of the cookie. The row is written when they come in and never touched until it goes: it
    tells of no moment at which somebody did something, so that no report can be laid beside it."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id", unique=True)
    platform: str
    workspace: str
    user: str
    expires_at: datetime = Field(sa_type=Moment, index=True)
