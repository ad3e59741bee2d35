"""`baken serve`."""

import click

from handlers.cli.sentences import sentences, settings


@click.command()
@click.option("--no-migrate", is_flag=True, help="Do not bring the databases to this version first.")
@click.option(
    "--workers",
    default="1",
    show_default=True,
    metavar="NUMBER|auto",
    help="Processes that serve the port together; auto: one for each core.",
)
def serve(no_migrate: bool, workers: str) -> None:
    """Serves Slack, Teams and the public pages."""
    from handlers import serving
    from handlers.workers import MOST, cores

    number = min(cores(), MOST) if workers == "auto" else int(workers) if workers.isdecimal() else 0
    if not 1 <= number <= MOST:
        raise click.UsageError(f"Give --workers a number from 1 to {MOST}, or auto.")
    with sentences():
        serving.serve(settings(), migrated=not no_migrate, workers=number)
