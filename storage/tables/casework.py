"""What those who handle reports keep for themselves and for each other, beside the reports."""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel


class SavedView(SQLModel, table=True):
    """A list of reports that somebody kept under a name. What it is called and what it shows is sealed."""

    __tablename__ = "saved_view"

    id: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class ReadyAnswer(SQLModel, table=True):
    """A ready text for reporters that an organisation made itself; its name and words are sealed."""

    __tablename__ = "ready_answer"

    id: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class PublicPage(SQLModel, table=True):
    """Whether the page for who has no account is open, and behind which word: sealed. No row: it is not."""

    __tablename__ = "public_page"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
