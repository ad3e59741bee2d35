"""The rest of the directory: target groups, and who came to a chat without being matched to a person."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

import storage.tables  # noqa: F401  (the names of constraints)


class TargetGroup(SQLModel, table=True):
    """People who get something of their own, such as a vulnerable position. `key`: the name in small letters.

    `source` says who decides on the members: a file of staff ("import") or Entra ("scim")."""

    __tablename__ = "target_group"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    key: str
    name: str
    directory_id: str | None = None
    source: str = "import"


class GroupMember(SQLModel, table=True):
    __tablename__ = "group_member"

    group_id: int = Field(primary_key=True, foreign_key="target_group.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


class Newcomer(SQLModel, table=True):
    """Somebody who came to a workspace and is not matched to a person. Reporting never creates a row here.

    No day and no time: in Teams it could tell when somebody first looked for us. Once dismissed, name and
    e-mail address are emptied."""

    __table_args__ = (UniqueConstraint("organisation_id", "platform", "workspace", "user"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    platform: str
    workspace: str
    user: str
    name: str
    email: str
    dismissed: bool = False
