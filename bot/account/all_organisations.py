"""The accounts of all organisations: a file each, and one over all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.account.assembly import AccountView, over_all
from bot.account.disclosure.kinds import ALL, KINDS
from bot.account.export import FORMS, Counted, beside, count_account, write
from bot.account.periods import check_period
from bot.account.workbook import breakdowns
from bot.account.workbook.book import book
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Book, Column, Sheet, Value
from bot.account.workbook.summary import key_figures, told_figures, totals
from bot.foundation.context import ZONE
from bot.foundation.mistakes import Mistake
from bot.foundation.sanitize import clean
from storage import organisations
from storage.db import reading
from storage.organisations import OrganisationRow
from storage.vault import Vault

NAME, NUMBER = 40, 20  # characters


def write_all(
    engine: Engine,
    vault: Vault,
    first: date,
    last: date,
    folder: Path,
    *,
    now: datetime,
    locale: str = "nl",
    force: bool = False,
    edition: str = "internal",
    form: str = "xlsx",
) -> list[Path]:
    """Writes `<short name>.xlsx` for each organisation, and `all.xlsx` over all of them; gives the files.

    Makes the folder. Raises Mistake as `write_account` does, and when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Mistake("out_unwritable", path=folder) from None
    with reading(engine) as session:
        every = organisations.everyone(session)
    assert form in FORMS
    check_period(first, last)

    def count(one: OrganisationRow) -> Counted:
        return count_account(engine, vault, one, first, last, now, locale, None, edition)

    shown: dict[str, AccountView] = {}
    files = [folder / f"{slug}.{form}" for slug in (*(one.slug for one in every), "all")]
    for one, file, counted in zip(every, files, _one_ahead(count, every), strict=False):
        with beside(file, force) as part:
            write(engine, vault, counted, part, form, "system", now)
        shown[clean(one.name)] = counted.shown
    together = over_all(shown)
    labels = Labels(locale, "", {}, together.account.threshold)
    of = Edition(
        labels.say("workbook.sheets.organisations.all"), now.astimezone(ZONE).date(), False, edition, "all"
    )
    made = book(together.account, of, labels, together._replace(names={}))
    with beside(files[-1], force) as part:
        of_all = Counted(None, together, edition, _with_each(made, shown, labels))
        write(engine, vault, of_all, part, form, "system", now)
    return files


def _one_ahead(
    count: Callable[[OrganisationRow], Counted], every: Iterable[OrganisationRow]
) -> Iterator[Counted]:
    """Each organisation's account, while the next one is being counted: the database is not waited for."""
    waiting: Future[Counted] | None = None
    with ThreadPoolExecutor(1) as pool:
        for one in every:
            before, waiting = waiting, pool.submit(count, one)
            if before:
                yield before.result()
        if waiting:
            yield waiting.result()


def _with_each(made: Book, shown: Mapping[str, AccountView], labels: Labels) -> Book:
    """The book with the key figures of each organisation, and how far each is, on its first sheets."""
    ours = {"departments", *(kind.name for kind in ALL if kind.own_lines)}
    kept = [sheet for sheet in made.sheets if sheet.name not in ours]
    return replace(made, sheets=(_each(shown, labels), *_progress(shown, labels), *kept))


def _each(shown: Mapping[str, AccountView], labels: Labels) -> Sheet:
    names = list(key_figures(next(iter(shown.values())).account)) if shown else []
    lines: list[tuple[Value, ...]] = [
        (name, *told_figures(one.account, labels).values()) for name, one in shown.items()
    ]
    columns = (
        Column(labels.say(f"workbook.front.figures.{name}"), NUMBER, number=True, code=name) for name in names
    )
    return replace(
        breakdowns.bare(labels, "organisations", labels.say("workbook.notes.small")),
        columns=(
            Column(labels.say("workbook.sheets.organisations.name"), NAME),
            *columns,
        ),
        lines=tuple(lines),
        filtered=len(lines) > 1,
        codes=tuple(shown),
    )


def _progress(shown: Mapping[str, AccountView], labels: Labels) -> Iterator[Sheet]:
    """How far each organisation is with its people and teams: the totals that its own file has; none where
    nobody has any."""
    found: dict[str, dict[str, Value]] = {}
    columns: dict[str, Column] = {}
    for name, one in shown.items():
        for table in one.tables:
            for label, code, total in totals(table, one.account.last.year, labels):
                for measure in KINDS[table.name].summary:
                    key = f"{code}/{measure}"
                    heading = f"{label}: {labels.say(f'workbook.measures.{measure}')}"
                    columns.setdefault(key, Column(heading, NUMBER, number=True, code=key))
                    figure = total[table.measures.index(measure)]
                    found.setdefault(key, {})[name] = labels.figure(figure)
    if columns:
        nothing = labels.say("workbook.nothing")
        yield replace(
            breakdowns.bare(labels, "progress", labels.say("workbook.notes.small")),
            columns=(Column(labels.say("workbook.sheets.organisations.name"), NAME), *columns.values()),
            lines=tuple((name, *(found[key].get(name, nothing) for key in columns)) for name in shown),
            filtered=len(shown) > 1,
            codes=tuple(shown),
        )
