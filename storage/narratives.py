"""The story behind the counts: of a theme ("" for the whole) in a half-year, version by version. Sealed."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from storage.tables.account import Story


class StoryRow(NamedTuple):
    """One version of a story. `ready`: it may be in the account."""

    half: str
    theme: str
    version: int
    written_on: date
    ready: bool
    sealed: bytes
    written_by: int | None = None


def add(
    session: Session,
    organisation_id: int,
    half: str,
    theme: str,
    written_on: date,
    ready: bool,
    sealed: bytes,
    written_by: int | None = None,
) -> None:
    """Keeps the next version."""
    session.add(
        Story(
            organisation_id=organisation_id,
            half=half,
            theme=theme,
            version=next_version(session, organisation_id, half, theme),
            written_on=written_on,
            written_by=written_by,
            ready=ready,
            sealed=sealed,
        )
    )
    session.flush()


def next_version(session: Session, organisation_id: int, half: str, theme: str) -> int:
    """The number of the version that would be added now."""
    wanted = select(Story.version).where(
        Story.organisation_id == organisation_id, Story.half == half, Story.theme == theme
    )
    return max(session.exec(wanted), default=0) + 1


def newest(session: Session, organisation_id: int, half: str) -> dict[str, StoryRow]:
    """The newest version of the story of each theme of a half-year."""
    wanted = (
        select(Story)
        .where(Story.organisation_id == organisation_id, Story.half == half)
        .order_by(col(Story.theme), col(Story.version))
    )
    return {row.theme: _row(row) for row in session.exec(wanted)}


def versions(session: Session, organisation_id: int, half: str, theme: str) -> list[StoryRow]:
    """Every version of one story, the newest first."""
    wanted = select(Story).where(
        Story.organisation_id == organisation_id, Story.half == half, Story.theme == theme
    )
    return [_row(row) for row in session.exec(wanted.order_by(col(Story.version).desc()))]


def _row(row: Story) -> StoryRow:
    return StoryRow(row.half, row.theme, row.version, row.written_on, row.ready, row.sealed, row.written_by)
