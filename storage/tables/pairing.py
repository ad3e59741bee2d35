"""Which two databases belong together."""

from sqlmodel import Field, SQLModel


class Pairing(SQLModel, table=True):
    """By which key database this main one was made: a keyed hash, so that another one is refused."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    mark: str
