"""By what somebody is known who was erased and comes back: keyed hashes, nobody's name."""

from sqlmodel import Field, SQLModel

import storage.tables  # noqa: F401  (the names of constraints)


class ErasedMark(SQLModel, table=True):
    """Somebody who was erased had this (a keyed hash of an address, id, number or chat account).

    `person_id` is their row without a name: if they come back, reports that were kept from them still are.
    There is a row for everybody who was erased, whether or not anything was ever kept from them. What
    exclusions call them is not here: it would say which reports were kept from a number of the trail."""

    __tablename__ = "erased_mark"

    mark: str = Field(primary_key=True)
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
