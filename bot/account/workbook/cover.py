"""The first sheet: the figures in short, what the words mean, and what is hidden and why. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.account.assembly import AccountView
from bot.account.disclosure.figures import Account
from bot.account.disclosure.half_year import OF_REPORTS
from bot.account.disclosure.kinds import ALL, INTERNAL, Adds
from bot.account.disclosure.themes import GROUPS
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Front, Sheet, Value
from bot.account.workbook.summary import told_figures
from bot.foundation.sanitize import clean

DEFINITIONS = ("theme", "identity", "confidential", "anonymous", "department", "outcome", "days")
SPLITS = {  # lists of reports, and the sheet that each is on
    "received": "summary",
    "themes": "themes",
    "months": "months",
    "cross": "cross",
    "identities": "identities",
    "origins": "origins",
    "departments": "departments",
    "answered": "days",
    "decided": "days",
    "closed": "days",
    "outcomes": "outcomes",
    "redirects": "redirects",
}
ORDER = ("received", "answered", "half", "decided", "closed", "reopened", "open", "redirected")
REASONS = ("because", "coarser", "marked", "open", "waited", "exact", "tried", "sharing")
REASONS_OF_OWN = ("known", "people", "keep")


class Edition(NamedTuple):
    """Of whom, on which day, whether it counts only what its maker may see, for whom it is, and the
    organisation's short name."""

    organisation: str
    made_on: date
    own: bool
    kind: str = ""
    code: str = ""


def front(
    account: Account,
    edition: Edition,
    labels: Labels,
    untold: Sequence[Sheet],
    rest: AccountView | None = None,
    is_untold_story: bool = False,
) -> Front:
    """Everything a reader needs before the tables; `untold` are the sheets that have no table to show."""
    say = labels.say
    why_not = (
        *((sheet.title, " ".join(sheet.notes)) for sheet in untold),
        *(_missing(rest, edition, labels, is_untold_story) if rest else ()),
    )
    name, reasons = clean(edition.organisation), REASONS_OF_OWN if edition.own else REASONS
    return Front(
        say("workbook.front.tab"),
        say("workbook.title"),
        (
            name,
            *((say("workbook.front.confidential"),) if edition.kind == INTERNAL else ()),
            labels.period(account.first, account.last),
        ),
        (say("workbook.front.figure"), say("workbook.front.means"), say("workbook.front.number")),
        _figures(account, labels),
        (
            (say("workbook.front.about"), _about(account, edition, labels)),
            *_versions(rest, edition, labels),
            *(((say("workbook.front.untold"), why_not),) if why_not else ()),
            (say("workbook.front.hidden"), _texts(labels, "reasons", "why", reasons)),
            (say("workbook.front.words"), _texts(labels, "definitions", "defined", DEFINITIONS)),
            (say("workbook.front.groups"), _groups(labels)),
        ),
    )


def _missing(
    rest: AccountView, edition: Edition, labels: Labels, is_untold_story: bool
) -> Iterator[tuple[str, str]]:
    """Why there is no sheet: of part of a half-year, of days of several, of nothing to count; and what is
    withheld because a small number could be worked out of it."""
    is_whole, several = all(piece.whole for piece in rest.pieces), len(rest.pieces) > 1
    withheld = {name for piece in rest.pieces for name in piece.told.withheld}
    here = {table.name for table in rest.tables} | withheld
    found: dict[str, list[str]] = {}
    for name in (*SPLITS, *(kind.name for kind in ALL)):
        if name in withheld:
            tab = labels.say(f"workbook.sheets.{SPLITS.get(name, name)}.tab")
            found.setdefault("withheld", []).append(tab)
    for kind in ALL:
        if kind.name in here or (edition.kind and edition.kind not in kind.editions):
            continue
        is_alone = several and Adds.ALONE in kind.measures.values()
        why = "by_half" if not is_whole else "alone" if is_alone else "none"
        if kind.name in (*OF_REPORTS, "satisfaction") and any(not piece.version for piece in rest.pieces):
            why = "when_final"
        found.setdefault(why, []).append(labels.say(f"workbook.sheets.{kind.name}.tab"))
    if is_untold_story:
        found.setdefault("no_story", []).append(labels.say("workbook.sheets.stories.tab"))
    for why, tabs in found.items():
        yield labels.say(f"workbook.notes.{why}"), "; ".join(tabs)


def _figures(account: Account, labels: Labels) -> tuple[tuple[str, str, Value], ...]:
    say, half = labels.say, account.answered.half
    numbers = told_figures(account, labels)
    if half is not None:
        numbers["half"] = say("workbook.front.days", count=half)
    last = labels.day(account.last)
    return tuple(
        (say(f"workbook.front.figures.{name}"), say(f"workbook.front.meanings.{name}", last=last), number)
        for name, number in sorted(numbers.items(), key=lambda one: ORDER.index(one[0]))
    )


def _about(account: Account, edition: Edition, labels: Labels) -> tuple[tuple[str, str], ...]:
    say = labels.say
    made = labels.day(edition.made_on)
    if edition.made_on <= account.last:
        made = f"{made}. {say('workbook.front.not_over')}"
    whose = say("workbook.front.own") if edition.own else say("workbook.front.everything")
    facts = [
        (say("workbook.front.facts.made"), made),
        (say("workbook.front.facts.who"), say("workbook.front.who")),
        (say("workbook.front.facts.whose"), whose),
        (say("workbook.front.facts.withheld"), say("workbook.front.withheld")),
    ]
    if edition.kind:
        facts.append((say("workbook.front.facts.edition"), say(f"workbook.front.editions.{edition.kind}")))
    return tuple(facts)


def _versions(
    rest: AccountView | None, edition: Edition, labels: Labels
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Which version of the figures of each half-year this is, and what was corrected since the first. What is
    counted afresh has none; then they are those of the numbers of people."""
    if rest is None:
        return ()
    say = labels.say
    day = labels.day(edition.made_on)
    lines = [(say("workbook.front.afresh"), say("workbook.front.counted", day=day))] if rest.afresh else []
    lines += [
        (
            say("workbook.front.people_of", half=piece.half) if rest.afresh else piece.half,
            say("workbook.front.version", number=piece.version, checksum=piece.checksum[:16])
            if piece.version
            else say("workbook.front.preliminary"),
        )
        for piece in rest.pieces
    ]
    lines += [
        (
            f"{row.half}, {row.version}",
            say(
                "workbook.front.corrected",
                day=labels.day(row.closed_on),
                sheets="; ".join(
                    dict.fromkeys(say(f"workbook.sheets.{SPLITS.get(name, name)}.tab") for name in changed)
                ),
            ),
        )
        for row, changed in rest.corrections
    ]
    return ((say("workbook.front.figures_of"), tuple(lines)),)


def _texts(labels: Labels, terms: str, texts: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (labels.say(f"workbook.front.{terms}.{name}"), labels.say(f"workbook.front.{texts}.{name}"))
        for name in names
    )


def _groups(labels: Labels) -> tuple[tuple[str, str], ...]:
    return tuple(
        (labels.group(name), "; ".join(map(labels.theme, themes)))
        for name, themes in GROUPS.items()
        if len(themes) > 1
    )
