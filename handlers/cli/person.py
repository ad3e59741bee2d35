"""`baken person …`: all that is kept of one person, for the administrator and the privacy officer."""

from __future__ import annotations

from pathlib import Path

import click

from handlers.cli.sentences import sentences, settings

WHO = click.argument("who")
ORGANISATION = click.option(
    "--organisation", default="", help="Name or short name; may be left out when there is only one."
)


@click.group()
def person() -> None:
    """What is kept of one person.

    WHO is a name, an e-mail address, a number of `baken people list --all`, or platform:user."""


@person.command()
@WHO
@ORGANISATION
@click.option("--language", type=click.Choice(["nl", "en"]), help="Of the file; without it the person's.")
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to; without it person-NUMBER.json. A file that is there is left alone.",
)
def export(who: str, organisation: str, language: str | None, file: Path | None) -> None:
    """Writes all that is kept of a person to a file that can be handed over.

    Reports are not in it: a person finds theirs under "My reports" or with a code."""
    from bot.learning import content
    from handlers.cli import person_work as work
    from handlers.cli.people_work import opened

    with sentences():
        chosen = settings()
        content.load(chosen.baken_content)
        made = work.export(opened(chosen, organisation), who, language)
        path = file or Path(f"person-{made.number}.json")
        work.write(path, made.text)
        click.echo(f"Written: {path}. Only you can read it; delete it once it is handed over.")


@person.command()
@WHO
@ORGANISATION
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(who: str, organisation: str, dry_run: bool, yes: bool) -> None:
    """Erases somebody who no longer works here, for good.

    First says what goes, what stays without a name because figures count it, and what must stay."""
    from handlers.cli import person_work as work
    from handlers.cli.people_work import opened

    with sentences():
        at = opened(settings(), organisation)
        for line in work.look(at, who):
            click.echo(line)
        if dry_run:
            click.echo("This is a dry run: nothing was changed.")
            return
        if not yes:
            click.confirm("Is this the right person, to erase for good?", abort=True)
        click.echo(f"Erased: number {work.erase(at, who)}. The trail says so, by that number alone.")
