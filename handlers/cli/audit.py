"""`baken audit …`: the audit trail, for the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handlers.cli.sentences import sentences, settings

if TYPE_CHECKING:
    from storage.audit import Broken


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
def verify() -> None:
    """Walks the whole trail, names the first broken entry, and counts lone keys.

    A lone key is one of a report that is not there."""
    from bot import housekeeping
    from handlers.desk import open_storage, utc_now
    from storage.db import reading

    with sentences():
        engine, vault = open_storage(settings())
        with reading(engine) as session:
            good, pending, broken = housekeeping.verify(session, vault, utc_now())
        if broken:
            raise click.ClickException(f"{_named(broken)} is {broken.reason}; {good} entries are good.")
        waits = f", and {pending} of today that have no place in it yet" if pending else ""
        click.echo(f"The trail is whole: {good} entries{waits}.")
        _, strays = housekeeping.strays(engine, vault, utc_now())
        if strays:
            click.echo(
                f"There are keys of {strays} reports that are not here: each is of a sending that was cut"
            )
            click.echo("short, or of a report that was taken out. They go within two days.")
        pages, lost = housekeeping.stray_pages(engine, vault)
        if lost:
            click.echo(f"{lost} of {pages} pages of photos and documents open nowhere: an older database was")
            click.echo("put back after their report was destroyed. They go when it is destroyed again.")


@audit.command()
@click.option("--yes", is_flag=True, help="Do not ask first.")
def accept(yes: bool) -> None:
    """Goes on after an older backup of the main database was put back.

    The trail tells of it. Without this, keys without a report are never cleared away and no half-year
    becomes final."""
    from bot import housekeeping
    from handlers.desk import open_storage, utc_now
    from storage.db import reading

    with sentences():
        engine, vault = open_storage(settings())
        with reading(engine) as session:
            *_, broken = housekeeping.verify(session, vault, utc_now())
        if broken is None:
            click.echo("The trail is whole: there is nothing to accept.")
            return
        if broken.reason not in ("cut", "replaced"):
            raise click.ClickException(f"{_named(broken)} is {broken.reason}, which no backup explains.")
        number, strays = housekeeping.strays(engine, vault, utc_now())
        click.echo(f"There are keys of {number} reports; {strays} of those reports are not in this database.")
        if strays:
            click.echo("Their keys go within two days: then those reports are gone in every backup too.")
        if not yes:
            click.confirm("Is this the right backup, and the newest?", abort=True)
        housekeeping.accept(engine, vault, utc_now())
        click.echo("Accepted. The trail tells of it.")


def _named(broken: Broken) -> str:
    return f"Entry {broken.seq}" if broken.seq else "An entry without a place"
