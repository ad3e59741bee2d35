"""`baken pushes …`: what is going out to people, for the administrator."""

from collections.abc import Callable
from typing import Any

import click

from handlers.cli.sentences import sentences, settings

ID = click.IntRange(1, 2**31 - 1)
AGAIN = "What is unknown may have arrived: somebody may get it twice. Send it once more?"
STOP = "Whoever does not have it yet will not get it. Cancel it?"


@click.group()
def pushes() -> None:
    """What is going out to people."""


def _of_an_organisation(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Name or short name; may be left out when there is only one."
    return click.option("--organisation", default="", help=text)(command)


@pushes.command("list")
@_of_an_organisation
@click.option("--all", "everything", is_flag=True, help="What is done too.")
def list_pushes(organisation: str, everything: bool) -> None:
    """Names what is going out: id, how it stands, how many were sent, name."""
    from handlers.cli import pushes_work as work

    with sentences():
        for line in work.table(work.opened(settings(), organisation), everything):
            click.echo(line)


@pushes.command()
@click.argument("id", type=ID)
@_of_an_organisation
def show(id: int, organisation: str) -> None:
    """Says how far a push is, and who did not get it and why."""
    from handlers.cli import pushes_work as work

    with sentences():
        for line in work.about(work.opened(settings(), organisation), id):
            click.echo(line)


@pushes.command()
@click.argument("id", type=ID)
@_of_an_organisation
def pause(id: int, organisation: str) -> None:
    """Sends nothing more of a push for now."""
    _steer(id, organisation, "pause", "Paused: {many} wait. What was under way still arrives.")


@pushes.command()
@click.argument("id", type=ID)
@_of_an_organisation
def resume(id: int, organisation: str) -> None:
    """Lets a push go on, also one that was cancelled."""
    _steer(id, organisation, "resume", "Running: {many} wait.")


@pushes.command()
@click.argument("id", type=ID)
@_of_an_organisation
@click.confirmation_option(prompt=STOP)
def cancel(id: int, organisation: str) -> None:
    """Never sends what did not go out of a push."""
    _steer(id, organisation, "cancel", "Cancelled: {many} will not go out.")


@pushes.command()
@click.argument("id", type=ID, required=False)
@_of_an_organisation
@click.option("--notices", is_flag=True, help="Instead of a push: notices and files, all together.")
@click.confirmation_option(prompt=AGAIN)
def resend(id: int | None, organisation: str, notices: bool) -> None:
    """Sends what is unknown once more. Somebody may get it twice."""
    if (id is None) != notices:
        raise click.UsageError("Give the id of a push, or --notices.")
    _steer(id, organisation, "resend", "{many} go out once more.")


@pushes.command()
@click.argument("id", type=ID)
@_of_an_organisation
def retry(id: int, organisation: str) -> None:
    """Sends once more to whom it failed. Nobody gets it twice."""
    _steer(id, organisation, "retry", "{many} go out once more.")


@pushes.command()
@click.argument("id", type=ID)
@click.argument("who")
@_of_an_organisation
@click.option("--yes", is_flag=True, help="Do not ask first.")
def send(id: int, who: str, organisation: str, yes: bool) -> None:
    """Sends a message to one person, also when they got it already.

    WHO is an e-mail address, or a number of `baken people list`."""
    from handlers.cli import pushes_work as work

    with sentences():
        at = work.opened(settings(), organisation)
        click.echo(work.before(at, id, who))
        if not yes:
            click.confirm("Send it?", abort=True)
        click.echo(f"It goes out to {work.send(at, id, who)}.")


def _steer(id: int | None, organisation: str, what: str, told: str) -> None:
    from handlers.cli import pushes_work as work

    with sentences():
        many = work.steer(work.opened(settings(), organisation), id, what)
        click.echo(told.format(many=many))
