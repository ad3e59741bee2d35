"""Chat accounts: whose they are, what they open under "My reports", where messages go. No moment anywhere."""

from sqlmodel import Field, SQLModel

import storage.tables  # noqa: F401  (the names of constraints)


class AddressHolder(SQLModel, table=True):
    """Whose a chat account was last known to be; stays when the chat address goes.

    `epoch` counts the humans who had it before: what one handed in is not under the account of the next.
    Of whoever was erased it is nobody's, and the next who has it is another human."""

    __tablename__ = "address_holder"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    epoch: int = 0


class OpenedName(SQLModel, table=True):
    """What a chat account opens under "My reports" besides its own name; also when there is no report."""

    __tablename__ = "opened_name"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    name: str = Field(primary_key=True)


class Conversation(SQLModel, table=True):
    """Where a message to somebody can be brought, on platforms that need to know. It tells of no moment."""

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    conversation: str
    service_url: str
