"""Organisations, their departments, and the workspaces they are reached from."""

from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.tables.directory import Department, Organisation, Workspace


class OrganisationRow(NamedTuple):
    id: int
    slug: str
    name: str
    demo: bool


class DepartmentRow(NamedTuple):
    id: int
    name: str


# Built once: it is part of several steps of every report.
_DEPARTMENTS = (
    select(Department.id, Department.name)
    .where(col(Department.organisation_id) == bindparam("organisation"))
    .order_by(col(Department.name))
)


def everyone(session: Session) -> tuple[OrganisationRow, ...]:
    """All organisations, oldest first."""
    return tuple(_row(o) for o in session.exec(select(Organisation).order_by(col(Organisation.id))))


def by_id(session: Session, organisation_id: int) -> OrganisationRow | None:
    found = session.get(Organisation, organisation_id)
    return _row(found) if found else None


def by_slug(session: Session, slug: str) -> OrganisationRow | None:
    found = session.exec(select(Organisation).where(Organisation.slug == slug)).first()
    return _row(found) if found else None


def add(session: Session, slug: str, name: str, demo: bool = False) -> OrganisationRow:
    """A new organisation. The slug must be new."""
    organisation = Organisation(slug=slug, name=name, demo=demo)
    session.add(organisation)
    session.flush()
    return _row(organisation)


def rename(session: Session, organisation_id: int, slug: str, name: str) -> OrganisationRow:
    """Another name for an organisation. The slug must be new."""
    organisation = session.get_one(Organisation, organisation_id)
    organisation.slug, organisation.name = slug, name
    session.flush()
    return _row(organisation)


def link(session: Session, organisation_id: int, platform: str, workspace: str) -> None:
    """From now on this workspace reaches the organisation; does nothing the second time."""
    session.merge(Workspace(platform=platform, workspace=workspace, organisation_id=organisation_id))


def served_by(session: Session, platform: str, workspace: str) -> tuple[OrganisationRow, ...]:
    """The organisations a workspace reaches; without any linked workspace, the only one there is."""
    linked = session.exec(
        select(Organisation)
        .join(Workspace, col(Workspace.organisation_id) == col(Organisation.id))
        .where(Workspace.platform == platform, Workspace.workspace == workspace)
        .order_by(col(Organisation.name))
    ).all()
    if linked:
        return tuple(_row(o) for o in linked)
    if session.exec(select(Workspace).where(Workspace.platform == platform)).first():
        return ()
    every = everyone(session)
    return every if len(every) == 1 else ()


def departments(session: Session, organisation_id: int) -> tuple[DepartmentRow, ...]:
    """The departments of an organisation by name."""
    rows = session.connection().execute(_DEPARTMENTS, {"organisation": organisation_id})
    return tuple(DepartmentRow(id or 0, name) for id, name in rows)


def _row(organisation: Organisation) -> OrganisationRow:
    assert organisation.id is not None
    return OrganisationRow(organisation.id, organisation.slug, organisation.name, organisation.demo)
