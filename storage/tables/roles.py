"""Whom the settings name, and who had which role when it was last looked at."""

from sqlmodel import Field, SQLModel


class NamedInSettings(SQLModel, table=True):
    """Whom an entry of the settings was found to be: a role does not follow an address to another human.

    `candidate_id` has what the entry says by now, and no role by it until that is confirmed."""

    __tablename__ = "named_in_settings"

    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    entry: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    candidate_id: int | None = Field(default=None, foreign_key="person.id")
    told: bool = False  # whether the others with a role heard of the candidate


class RoleHolder(SQLModel, table=True):
    """Who had which role when it was last looked at, so that no change passes in silence."""

    __tablename__ = "role_holder"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    roles: str
    addresses: str
