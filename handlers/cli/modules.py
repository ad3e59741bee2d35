"""`baken modules …`: for who writes modules."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from handlers.cli.sentences import sentences, settings


@click.group()
def modules() -> None:
    """Programmes and modules."""


@modules.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Names every mistake in the modules: file, line, what is wrong.

    FOLDER is an organisation's own content; without it BAKEN_CONTENT. Baken's own modules are checked too.
    Exit code 1 when there is a mistake; advice alone is none."""
    from handlers.cli import modules_work as work

    with sentences():
        problems, advice = work.checked(folder or settings().baken_content)
        for line in problems:
            click.echo(line, err=True)
        for line in advice:
            click.echo(f"Advice: {line}")
        mistakes = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        click.echo(f"{mistakes}, {len(advice)} pieces of advice.")
        sys.exit(1 if problems else 0)


def _of_an_organisation(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Name or short name; may be left out when there is only one."
    return click.option("--organisation", default="", help=text)(command)


@modules.command("list")
@click.option("--organisation", default="", help="Short name of the organisation whose modules these are.")
def list_modules(organisation: str) -> None:
    """Names the modules, with working day, minutes and target groups."""
    from bot.learning import content as learning_content
    from handlers.cli import modules_work as work

    with sentences():
        learning_content.load(settings().baken_content)
        for line in work.listed(organisation):
            click.echo(line)


@modules.command()
@click.argument("module")
@click.option("--locale", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--organisation", default="", help="Short name of the organisation whose module it is.")
def preview(module: str, locale: str, organisation: str) -> None:
    """Prints a module as somebody reads it. Right answers are marked."""
    from bot.learning import content as learning_content
    from handlers.cli import modules_work as work

    with sentences():
        learning_content.load(settings().baken_content)
        for line in work.preview(organisation, module, locale):
            click.echo(line)


@modules.command()
@click.argument("module")
@click.option("--locale", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--organisation", default="", help="Short name of the organisation whose module it is.")
def branches(module: str, locale: str, organisation: str) -> None:
    """Prints where each answer of a module leads as a Mermaid picture."""
    from bot.learning import content as learning_content
    from handlers.cli import modules_work as work

    with sentences():
        learning_content.load(settings().baken_content)
        click.echo(work.branches(organisation, module, locale))


@modules.command("test-send")
@click.argument("module")
@click.argument("email")
@_of_an_organisation
def test_send(module: str, email: str, organisation: str) -> None:
    """Brings a module to one person, in working hours."""
    from bot.learning import content as learning_content
    from bot.messages import working_time
    from handlers.cli import modules_work as work
    from handlers.cli.people_work import opened
    from handlers.desk import utc_now

    with sentences():
        chosen = settings()
        learning_content.load(chosen.baken_content)
        working_time.load(chosen.baken_content)
        if not work.test_send(opened(chosen, organisation), module, email, utc_now()):
            raise click.ClickException(f"{email} has finished {module} already, so nothing is sent.")
        click.echo(f"Planned: {module} for {email}.")


@modules.command()
@click.argument("code")
@_of_an_organisation
def verify(code: str, organisation: str) -> None:
    """Says what the code on a certificate proves; never a name."""
    from bot.learning import content as learning_content
    from handlers.cli import modules_work as work
    from handlers.cli.people_work import opened

    with sentences():
        chosen = settings()
        learning_content.load(chosen.baken_content)
        proof = work.verified(opened(chosen, organisation), code)
        if proof is None:
            raise click.ClickException("There is no certificate with this code.")
        click.echo(f"Good: {proof.module}, finished on {proof.day} at {proof.organisation}.")
