"""`baken modules …`: for who writes modules."""

import sys
from pathlib import Path

import click

from bot.settings import read
from handlers.sentences import sentences


@click.group()
def modules() -> None:
    """Programmes and modules."""


@modules.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Names every mistake in the modules: file, line and what is wrong.

    FOLDER is an organisation's own content; without it BAKEN_CONTENT. Baken's own modules are checked too.
    Exit code 1 when there is a mistake; advice alone is none."""
    from handlers import modules as work

    with sentences():
        problems, advice = work.checked(folder or read().baken_content)
        for line in problems:
            click.echo(line, err=True)
        for line in advice:
            click.echo(f"Advice: {line}")
        click.echo(f"{len(problems)} mistakes, {len(advice)} pieces of advice.")
        sys.exit(1 if problems else 0)
