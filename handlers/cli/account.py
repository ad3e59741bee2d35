"""`baken export` and `baken account …`: the account, for coordinator and administrator."""

from datetime import date, datetime
from pathlib import Path

import click

from handlers.cli.sentences import sentences, settings

ORGANISATION = click.option(
    "--organisation", help="Name or short name; may be left out when there is only one."
)
HALF = click.option("--period", "half", required=True, metavar="HALF-YEAR", help="Such as 2026-H1.")
A_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@ORGANISATION
@click.option("--period", help="A year, half-year, quarter or month: 2026, 2026-H1, 2026-Q2, 2026-03.")
@click.option("--from", "first", type=A_DAY, help="Instead of a period: the first day of a month.")
@click.option("--to", "last", type=A_DAY, help="And the last day of a month.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A file; with --all a folder.")
@click.option("--edition", type=click.Choice(["internal", "council"]), default="internal", show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "pdf", "docx", "csv", "json"]),
    default="xlsx",
    show_default=True,
)
@click.option("--all", "every", is_flag=True, help="A file for each organisation, and one over all of them.")
@click.option("--locale", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.option("--person", type=int, hidden=True, help="Leave out what this handler may not know of.")
def export(
    organisation: str | None,
    period: str | None,
    first: datetime | None,
    last: datetime | None,
    out: Path,
    edition: str,
    form: str,
    every: bool,
    locale: str,
    force: bool,
    person: int | None,
) -> None:
    """Writes the account of a period. Counts only: as a workbook, a document, CSV or JSON."""
    from handlers import export as exporting

    with sentences():
        begin, end = _period(period, first, last)
        if every:
            if organisation or person is not None:
                raise click.UsageError("Give --all or --organisation, not both.")
            files = exporting.export_all(settings(), begin, end, out, locale, force, edition, form)
            click.echo("\n".join(f"{file} is ready." for file in files))
            return
        versions = exporting.export(
            settings(), organisation, begin, end, out, locale, force, person, edition, form
        )
        told = ", ".join(versions) or "none: these figures are not final"
        click.echo(f"{out} is ready. Final versions in it: {told}.")


def _period(period: str | None, first: datetime | None, last: datetime | None) -> tuple[date, date]:
    from bot.account.periods import period_named

    if period and not (first or last):
        return period_named(period)
    if first and last and not period:
        return first.date(), last.date()
    raise click.UsageError("Give --period (such as 2026-H1), or both --from and --to.")


@click.command()
@ORGANISATION
@click.option("--period", required=True, help="A year, half-year, quarter or month: 2026, 2026-H1, 2026-Q2.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help=".png, .svg, .pdf"
)
@click.option("--locale", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def picture(organisation: str | None, period: str, out: Path, locale: str, force: bool) -> None:
    """Draws the picture of a period whose figures are final."""
    from bot.account.periods import period_named
    from handlers import export as exporting

    with sentences():
        if out.suffix not in (".png", ".svg", ".pdf"):
            raise click.UsageError("The name of the file must end in .png, .svg or .pdf.")
        begin, end = period_named(period)
        words = exporting.draw(settings(), organisation, begin, end, out, locale, force)
        click.echo(f"{out} is ready. In words, for who cannot see it:\n{words}")


@click.group()
def account() -> None:
    """The final figures of half-years."""


@account.command()
@ORGANISATION
@HALF
def close(organisation: str | None, half: str) -> None:
    """Makes the figures of a half-year final."""
    from handlers import export as exporting

    with sentences():
        done = exporting.close(settings(), organisation, half)
        for one in done:
            click.echo(f"{one.half}: version {one.version} is final. SHA-256: {one.checksum}")
        if not done:
            click.echo("These figures were final already; nothing is changed.")


@account.command()
@ORGANISATION
@HALF
def correct(organisation: str | None, half: str) -> None:
    """Counts a half-year again; what changed is a next version."""
    from handlers import export as exporting

    with sentences():
        one = exporting.correct(settings(), organisation, half)
        if one is None:
            click.echo("Nothing has changed, so there is no new version.")
        else:
            click.echo(f"{one.half}: version {one.version} is final. SHA-256: {one.checksum}")


@account.command("list")
@ORGANISATION
def list_versions(organisation: str | None) -> None:
    """Names every half-year whose figures are final, with its versions."""
    from handlers import export as exporting

    with sentences():
        for row in exporting.versions(settings(), organisation):
            click.echo(f"{row.half}\tversion {row.version}\t{row.closed_on}\t{row.checksum}")
