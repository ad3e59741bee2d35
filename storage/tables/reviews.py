"""Meetings in which reports are discussed."""

from datetime import date

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel


class ReviewMeeting(SQLModel, table=True):
    """A review meeting; who was there, what was on the agenda and what was remarked is sealed."""

    __tablename__ = "review_meeting"

    id: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    held_on: date
    sealed: bytes = Field(sa_type=LargeBinary)
