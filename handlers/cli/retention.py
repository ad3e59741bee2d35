"""`baken retention …`: how long reports are kept, for the administrator and the privacy officer."""

from __future__ import annotations

import click

from handlers.cli.sentences import sentences, settings


@click.group()
def retention() -> None:
    """How long reports are kept."""


@retention.command("list")
@click.option("--organisation", default="", help="Short name; needed when there are several.")
def list_(organisation: str) -> None:
    """The closed reports, with the day on which each is destroyed. No content."""
    from datetime import date

    from handlers.cli.people_work import opened
    from storage import retention as stored
    from storage.db import reading

    with sentences():
        work = opened(settings(), organisation)
        with reading(work.engine) as session:
            found = stored.ending(session, work.organisation.id, date.max)
        for one in found:
            longer = "  kept longer" if one.extended else ""
            click.echo(f"{one.keep_until}  {one.number}  closed {one.closed_on}  {one.outcome}{longer}")
        click.echo(f"{len(found)} closed reports are kept.")


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def run(dry_run: bool) -> None:
    """Warns of reports that end soon, and destroys what is over.

    `baken serve` does this by itself. Nothing is destroyed within two weeks of its warning."""
    from bot import housekeeping
    from bot.reports import norms, protocol
    from bot.reports import retention as kept
    from handlers.desk import open_storage, utc_now

    with sentences():
        chosen = settings()
        norms.load(chosen.baken_content)
        protocol.load(chosen.baken_content)
        engine, vault = open_storage(chosen)
        if not dry_run and not housekeeping.is_pair(engine, vault):
            raise click.ClickException(
                "The main database is an older backup than its keys know of: nothing is destroyed until"
                " `baken audit accept`."
            )
        done = kept.run(engine, vault, utc_now(), dry=dry_run)
        verb = (
            ("would be warned of", "would be destroyed") if dry_run else ("were warned of", "were destroyed")
        )
        click.echo(f"{done.warned} reports {verb[0]}, {done.destroyed} {verb[1]}.")
