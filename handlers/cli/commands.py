"""The command line: `baken …`. Every mistake is a sentence, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handlers.cli.account import account, export, picture
from handlers.cli.audit import audit
from handlers.cli.modules import modules
from handlers.cli.page import page
from handlers.cli.people import people
from handlers.cli.person import person
from handlers.cli.pushes import pushes
from handlers.cli.retention import retention
from handlers.cli.sentences import sentences, settings
from handlers.cli.serve import serve
from handlers.cli.teams import teams

if TYPE_CHECKING:
    from sqlmodel import Session


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="baken", message="Baken %(version)s")
@click.option(
    "--settings",
    "file",
    metavar="FILE",
    help="The file with settings; without it .env of this installation or of this folder.",
)
def main(file: str | None) -> None:
    """Baken: the internal reporting point of a municipality, in chat."""
    if file is not None:
        os.environ["BAKEN_SETTINGS"] = file  # for the processes that this one starts too


COMMANDS = (modules, account, audit, export, page, picture, people, person, pushes, retention, serve, teams)
for command in COMMANDS:
    main.add_command(command)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=Path("data/demo"))
@click.option("--reset", is_flag=True, help="Throw the demo's data away and make it anew.")
def demo(port: int, data: Path, reset: bool) -> None:
    """Shows Baken in the browser, with a made-up municipality."""
    from handlers import demo as demonstration

    with sentences():
        if reset:
            demonstration.reset(data)
            demonstration.prepare(data)
        else:
            demonstration.run(data, port)


@main.command()
@click.option("--short-name", default="", help="Of the first organisation, when it is made now.")
def migrate(short_name: str) -> None:
    """Makes both databases, or brings them to this version.

    The organisation and the roles that the settings name are in them from then on."""
    from handlers.desk import open_prepared
    from storage.pair import place

    with sentences():
        engine, vault = open_prepared(settings(), migrated=True, slug=short_name)
        click.echo("Both databases are at this version.")
        click.echo(f"The main database: {place(engine)}")
        click.echo(f"The key database: {place(vault.engine)}")


@main.command()
def doctor() -> None:
    """Looks over settings, databases, dialogues and words, and says what to do.

    Exit code 1 when something is wrong; what is yet to be done is not wrong."""
    from handlers import doctor as examination

    with sentences():
        sys.exit(1 if examination.examine(click.echo) else 0)


@main.command()
@click.argument("name")
@click.option("--locale", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def dialogue(name: str, locale: str) -> None:
    """Prints a dialogue as a Mermaid picture."""
    from bot.foundation import words
    from bot.reports.dialogue import DIALOGUES
    from bot.screens.dialogue import mermaid

    words.load()
    if name not in DIALOGUES:
        raise click.ClickException(f"There is no dialogue {name}. There is: {', '.join(DIALOGUES)}.")
    steps = DIALOGUES[name].steps
    click.echo(
        mermaid(DIALOGUES[name], {s.name: words.text(f"{name}.steps.{s.name}.title", locale) for s in steps})
    )


@main.command()
@click.option("--road", type=click.Choice(["full", "short"]), default="full", show_default=True)
def protocol(road: str) -> None:
    """Prints the steps of a report and what they lead to as a picture."""
    from bot.reports import steps

    click.echo(steps.mermaid(road))


@main.group()
def slack() -> None:
    """What Slack needs."""


@slack.command()
@click.option("--url", default="", help="Where Slack reaches Baken, such as https://baken.example.nl")
@click.option("--socket-mode", is_flag=True, help="Instead of an address: Baken opens the connection itself.")
@click.option("--name", default="Baken", show_default=True)
def manifest(url: str, socket_mode: bool, name: str) -> None:
    """Prints an app manifest, ready to paste."""
    from handlers.slack.manifest import manifest as made

    if bool(url) == socket_mode:
        raise click.UsageError("Give --url with the address where Slack reaches Baken, or --socket-mode.")
    try:
        click.echo(made(url, name), nl=False)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@main.group()
def keys() -> None:
    """Master keys."""


@keys.command()
def new() -> None:
    """Prints one new master key and nothing else."""
    from storage.masters import new_master

    click.echo(new_master())


@keys.command()
def rotate() -> None:
    """Wraps every key with the newest master key of BAKEN_MASTER_KEYS."""
    from handlers.desk import open_storage, utc_now
    from storage import audit as trail
    from storage.db import unit

    with sentences():
        engine, vault = open_storage(settings())
        changed = vault.rotate()
        with unit(engine) as session:
            at = utc_now().isoformat(timespec="seconds")
            trail.append(session, vault.audit_secret, at, "system", "keys.rotated", detail=str(changed))
        click.echo(f"{changed} keys are now wrapped by the newest master key; older ones can be taken away.")


@main.group()
def organisation() -> None:
    """The organisations that this Baken serves."""


@organisation.command("add")
@click.argument("name")
@click.option("--short-name", default="", help="For folders and commands, such as voorbeeldstad.")
@click.option("--slack-workspace", help="The id of the workspace that reaches it, such as T0123.")
def add_organisation(name: str, short_name: str, slack_workspace: str | None) -> None:
    """Adds an organisation; several may be reached from one workspace."""
    from bot.foundation import organisations as work
    from storage import organisations

    with sentences(), _session() as session:
        added = work.add_organisation(session, name, short_name)
        if slack_workspace:
            organisations.link(session, added.id, "slack", slack_workspace)
        click.echo(f"{added.name} is added; its short name is {added.slug}.")


@organisation.command("rename")
@click.argument("which")
@click.option("--short-name", default="", help="The new one, such as voorbeeldstad.")
@click.option("--name", default="", help="What people see; of the first one it is in the settings.")
def rename_organisation(which: str, short_name: str, name: str) -> None:
    """Gives an organisation another short name, or another name."""
    from bot.foundation import organisations as work
    from storage import organisations

    if not (short_name or name):
        raise click.UsageError("Give --short-name, --name, or both.")
    with sentences(), _session() as session:
        every = organisations.everyone(session)
        before = work.find_organisation(every, which)
        after = work.rename(session, before, every[0], name, short_name)
        click.echo(f"{after.name}; its short name is {after.slug}.")
        if after.slug != before.slug:
            click.echo(
                f"Change {before.slug} to {after.slug} in BAKEN_SCIM_TOKEN, in BAKEN_CONTENT (the folder)"
            )
            click.echo(f"and in links to /intranet/{before.slug}. Then start Baken again.")


@organisation.command("link")
@click.argument("which")
@click.option("--slack-workspace", required=True, help="The id of the workspace, such as T0123.")
def link_organisation(which: str, slack_workspace: str) -> None:
    """Lets a workspace reach an organisation."""
    from bot.foundation.organisations import link

    with sentences(), _session() as session:
        click.echo(link(session, which, "slack", slack_workspace))


@organisation.command("list")
def list_organisations() -> None:
    """Names the organisations: short name and name."""
    from storage import organisations

    with sentences(), _session() as session:
        for row in organisations.everyone(session):
            click.echo(f"{row.slug}\t{row.name}")


@contextmanager
def _session() -> Iterator[Session]:
    from handlers.desk import open_storage
    from storage.db import unit

    engine, _ = open_storage(settings())
    with unit(engine) as session:
        yield session


if __name__ == "__main__":
    main()
