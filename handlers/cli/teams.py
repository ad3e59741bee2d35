"""`baken teams …`: what Microsoft Teams needs, for the administrator."""

from pathlib import Path

import click

from handlers.cli.sentences import sentences, settings


@click.group()
def teams() -> None:
    """What Microsoft Teams needs."""


@teams.command("package")
@click.option("--url", required=True, help="Where Teams reaches Baken, such as https://baken.example.nl")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option(
    "--developer", default="Baken", show_default=True, help="Who offers the app: your organisation."
)
@click.option("--privacy-url", default="", help="Your privacy statement; the address of Baken if left out.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def make_package(url: str, out: Path, developer: str, privacy_url: str, force: bool) -> None:
    """Writes the app package, ready to upload in the Teams admin centre."""
    from handlers.teams.package import package

    with sentences():
        if out.exists() and not force:
            raise click.ClickException(f"{out} exists already; --force writes over it.")
        try:
            made = package(settings().teams_app_id, url, developer, privacy_url)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        out.write_bytes(made)
        click.echo(f"{out} is ready to upload.")


@teams.command("link")
@click.argument("which")
@click.option("--tenant", required=True, help="The id of the tenant.")
def link_tenant(which: str, tenant: str) -> None:
    """Lets a tenant reach an organisation."""
    from bot.foundation.organisations import link
    from handlers.desk import open_storage
    from storage.db import unit

    with sentences():
        engine, _ = open_storage(settings())
        with unit(engine) as session:
            click.echo(link(session, which, "teams", tenant))
