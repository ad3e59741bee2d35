"""The summary: the key figures beside those of the period before, and the stories behind the counts. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.account.assembly import Before
from bot.account.disclosure import rounds
from bot.account.disclosure.figures import Account
from bot.account.disclosure.kinds import KINDS, Adds
from bot.account.disclosure.numbers import Figure
from bot.account.disclosure.tables import Table
from bot.account.workbook.breakdowns import bare
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Column, Sheet, Value
from bot.foundation.sanitize import clean
from bot.foundation.screen import Bullets, Rich
from bot.screens import markdown

NAME, NUMBER, THEME, STORY = 44, 24, 34, 96  # characters


def summary(account: Account, given: Before | None, tables: Sequence[Table], labels: Labels) -> Sheet:
    """Key figures, and those of the period before where they can be told."""
    say, before = labels.say, given.account if given else None
    lines: list[tuple[Value, ...]] = []
    codes = list(key_figures(account))
    now, earlier = told_figures(account, labels), told_figures(before, labels) if before else {}
    for name, figure in key_figures(account).items():
        then = key_figures(before)[name] if before else None
        _, told, change = _beside(figure, then, earlier.get(name, say("workbook.nothing")), labels)
        lines.append((say(f"workbook.front.figures.{name}"), now[name], told, change))
    then_by_code = {
        f"{code}/{name}": total[table.measures.index(name)]
        for table in (given.tables if given else ())
        for _, code, total in totals(table, given.account.last.year if given else 0, labels)
        for name in KINDS[table.name].summary
    }
    for table in tables:
        for label, code, total in totals(table, account.last.year, labels):
            for name in KINDS[table.name].summary:
                words = f"{label}: {say(f'workbook.measures.{name}')}"
                number = total[table.measures.index(name)]
                key = f"{code}/{name}"
                then = then_by_code.get(key)
                told = labels.figure(then) if key in then_by_code else say("workbook.nothing")
                lines.append((words, *_beside(number, then, told, labels)))
                codes.append(key)
    notes = () if before else (say("workbook.notes.no_before"),)
    return replace(
        bare(labels, "summary", *notes),
        columns=(
            Column(say("workbook.sheets.summary.name"), NAME),
            Column(labels.period(account.first, account.last), NUMBER, number=True, code="number"),
            Column(
                labels.period(before.first, before.last) if before else say("workbook.sheets.summary.before"),
                NUMBER,
                number=True,
                code="before",
            ),
            Column(say("workbook.sheets.summary.change"), NUMBER, number=True, code="change"),
        ),
        lines=tuple(lines),
        codes=tuple(codes),
    )


def _beside(figure: Figure, then: Figure, told: Value, labels: Labels) -> tuple[Value, Value, Value]:
    """A figure, what it was before, and how much it changed where both are told exactly."""
    change: Value = labels.say("workbook.nothing")
    if isinstance(figure, int) and isinstance(then, int):
        change = figure - then
    return labels.figure(figure), told, change


def totals(table: Table, year: int, labels: Labels) -> Iterator[tuple[str, str, tuple[Figure, ...]]]:
    """What a table tells in total, with what that is called and its code; each round of team meetings by
    itself."""
    kind = KINDS[table.name]
    if not kind.summary:
        return
    short = labels.say(f"workbook.sheets.{table.name}.short")
    if Adds.ROUND in kind.measures.values():
        for name, numbers in rounds.by_round(table, year).items():
            yield labels.say("workbook.in_round", what=short, round=name), f"{table.name}/{name}", numbers
    elif table.total:
        yield short, table.name, table.total


def key_figures(account: Account) -> dict[str, Figure]:
    """The figures that a reader looks for first."""
    return {
        "received": account.received,
        "answered": account.answered.reports,
        "decided": account.decided.reports if account.decided is not None else None,
        "closed": account.closed.reports,
        "reopened": account.reopened,
        "open": account.open_at_end,
        "redirected": account.redirected,
    }


def told_figures(account: Account, labels: Labels) -> dict[str, Value]:
    """The same as a reader sees them: hidden, or not counted in those days."""
    told: dict[str, Value] = {name: labels.figure(figure) for name, figure in key_figures(account).items()}
    return told if account.decided is not None else told | {"decided": labels.say("workbook.not_counted")}


def stories(told: Mapping[str, Mapping[str, str]], labels: Labels) -> Sheet | None:
    """The story behind the counts: half-year → theme ("" for the whole) → its text."""
    lines = [
        (half, labels.theme(theme) if theme else labels.say("workbook.sheets.stories.whole"), paragraph)
        for half, by_theme in told.items()
        for theme, text in sorted(by_theme.items())
        for paragraph in _paragraphs(clean(text))
    ]
    if not lines:
        return None
    say = labels.say
    return replace(
        bare(labels, "stories"),
        columns=(
            Column(say("workbook.sheets.stories.half"), 12),
            Column(say("workbook.sheets.stories.name"), THEME),
            Column(say("workbook.sheets.stories.text"), STORY),
        ),
        lines=tuple(lines),
    )


def _paragraphs(text: str) -> Iterator[str]:
    """A text without its marks in pieces that fit in a cell: paragraphs, and the items of lists."""
    for part in markdown.typed(text):
        bullets = isinstance(part, Bullets) or (isinstance(part, Rich) and part.bullets)
        numbered = isinstance(part, Rich) and part.numbered
        for number, line in enumerate(markdown.lines(part), 1):
            yield f"• {line}" if bullets else f"{number}. {line}" if numbered else line
