"""`baken people …`: the directory of staff, for the administrator."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from handlers.cli.sentences import sentences, settings


@click.group()
def people() -> None:
    """The directory of staff."""


def _of_an_organisation(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Name or short name; may be left out when there is only one."
    return click.option("--organisation", default="", help=text)(command)


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_of_an_organisation
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEADER", help="Such as email=Mailadres.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--leavers-missing", is_flag=True, help="Whoever is not in the file becomes inactive.")
@click.option("--many-leavers", is_flag=True, help="Even when that is more than half of all people.")
def import_people(
    file: Path,
    organisation: str,
    columns: tuple[str, ...],
    dry_run: bool,
    leavers_missing: bool,
    many_leavers: bool,
) -> None:
    """Takes a file of staff (.csv or .xlsx) over into the directory.

    Exit code 1 when rows were refused; the others are taken all the same."""
    from bot.directory.import_summary import problems
    from handlers.cli import people_work as work

    if wrong := [one for one in columns if "=" not in one]:
        raise click.BadParameter(f"{wrong[0]} is not FIELD=HEADER.", param_hint="--column")
    given = dict(one.split("=", 1) for one in columns)
    with sentences():
        outcome = work.import_file(
            work.opened(settings(), organisation),
            file,
            given,
            dry=dry_run,
            leavers=leavers_missing,
            many=many_leavers,
        )
        if dry_run:
            click.echo("This is a dry run: nothing was changed.")
        for line in work.lines(outcome):
            click.echo(line)
        for sentence in problems((*outcome.refused, *outcome.remarks), work.LOCALE):
            click.echo(sentence, err=True)
        sys.exit(1 if outcome.refused else 0)


@people.command("list")
@_of_an_organisation
@click.option("--all", "everyone", is_flag=True, help="Whoever has left too.")
def list_people(organisation: str, everyone: bool) -> None:
    """Names the people: name, e-mail address, department, team."""
    from handlers.cli import people_work as work

    with sentences():
        for line in work.table(work.opened(settings(), organisation), everyone, out_of_reach=False):
            click.echo(line)


@people.command()
@_of_an_organisation
def unreachable(organisation: str) -> None:
    """Names the people who are in no chat, and why."""
    from handlers.cli import people_work as work

    with sentences():
        for line in work.table(work.opened(settings(), organisation), everyone=False, out_of_reach=True):
            click.echo(line)


@people.command()
@_of_an_organisation
def newcomers(organisation: str) -> None:
    """Names who came to a chat and is not matched to a person."""
    from handlers.cli import people_work as work

    with sentences():
        for line in work.arrivals(work.opened(settings(), organisation)):
            click.echo(line)


@people.command()
@click.argument("one")
@click.argument("into")
@_of_an_organisation
@click.confirmation_option(prompt="The two become one person, for good. Are they one human?")
def join(one: str, into: str, organisation: str) -> None:
    """Makes two people one, who are one human: ONE becomes INTO.

    Each is an e-mail address, or a number as `baken people list --all` gives it. What either may not know of,
    neither may; modules and certificates are united. No reports are opened by it."""
    from handlers.cli import people_work as work

    with sentences():
        click.echo(f"Joined: {work.join(work.opened(settings(), organisation), one, into)}.")


@people.command()
@click.argument("entry")
@_of_an_organisation
@click.confirmation_option(prompt="Is this the human who should have the role from now on?")
def confirm(entry: str, organisation: str) -> None:
    """Gives a role that was held back.

    Its address in the settings is another human's by now."""
    from handlers.cli import people_work as work

    with sentences():
        click.echo(f"Confirmed: {work.confirm(work.opened(settings(), organisation), entry)}.")


@people.command()
@_of_an_organisation
def refused(organisation: str) -> None:
    """Names what Entra asked for and was refused.

    The newest first; who comes was not clear from it."""
    from handlers.cli import people_work as work

    with sentences():
        for line in work.refusals(work.opened(settings(), organisation)):
            click.echo(line)


@people.command()
@click.argument("email")
@_of_an_organisation
def show(email: str, organisation: str) -> None:
    """Says all that the directory has of one person."""
    from handlers.cli import people_work as work

    with sentences():
        for line in work.about(work.opened(settings(), organisation), email):
            click.echo(line)


@people.command()
@click.argument("who")
@_of_an_organisation
@click.confirmation_option(prompt="Everybody who reads reports is told, and the privacy officer. Go on?")
def link(who: str, organisation: str) -> None:
    """Makes a link to the web for somebody with a role, when no chat works.

    WHO is an e-mail address, or a number as `baken people list --all` gives it. The link works once, for ten
    minutes. The trail has for whom it was made, and that it was used."""
    from handlers.cli import people_work as work

    with sentences():
        given = settings()
        click.echo(work.link(work.opened(given, organisation), given.baken_url, who))
