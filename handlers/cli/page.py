"""`baken page …`: the page for who has no account, for the administrator."""

from __future__ import annotations

import click

from handlers.cli.sentences import sentences, settings

which = click.option("--organisation", default="", help="Short name; needed when there are several.")


@click.group()
def page() -> None:
    """The page for who has no account."""


@page.command()
@which
def show(organisation: str) -> None:
    """How the page stands, and its address; never its word."""
    from handlers.cli import page_work
    from handlers.cli.people_work import opened

    with sentences():
        chosen = settings()
        click.echo(page_work.told(opened(chosen, organisation), chosen.baken_report_url))


@page.command()
@which
def off(organisation: str) -> None:
    """Closes the page; codes stay good, and reports can be finished."""
    _switch(organisation, "off")


@page.command()
@which
def on(organisation: str) -> None:
    """Opens the page for everybody."""
    _switch(organisation, "on")


@page.command()
@which
@click.option("--word", prompt="Word for the notice board", help="The word; asked for if left out.")
def word(organisation: str, word: str) -> None:
    """Opens the page for who knows a word that hangs on the notice board."""
    _switch(organisation, "word", word)


def _switch(organisation: str, state: str, word: str = "") -> None:
    from handlers.cli import page_work
    from handlers.cli.people_work import opened

    with sentences():
        chosen = settings()
        at = opened(chosen, organisation)
        click.echo(page_work.switched(at, state, word))
        click.echo(page_work.told(at, chosen.baken_report_url))
