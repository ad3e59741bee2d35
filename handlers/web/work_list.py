"""The work list at an address of its own: which list an address asks for, and what stands on the page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from bot.foundation.screen import Action, Column, Part, Row, Screen
from bot.reports.work_list import parse
from bot.reports.work_list_screens import Chosen

if TYPE_CHECKING:
    from handlers.web.render import Around

PATH = "/reports"
LIST = ("casework", "open")  # the action that shows it
SAVED = ("casework", "saved")  # and the one that shows a list which somebody kept
NAMES = ("view", "theme", "days", "sort", "step", "label")


class Way(NamedTuple):
    """A link on the page."""

    label: str
    address: str


class Heading(NamedTuple):
    """A column of the table, with the link that sorts by it."""

    column: Column
    sort: Way | None


class WorkList(NamedTuple):
    """What stands on the page: views, pages and other links, the table, and what else one can do there."""

    title: str
    text: tuple[Part, ...]
    views: tuple[Way, ...]
    saved: tuple[Way, ...]
    turning: tuple[Way, ...]
    others: tuple[Way, ...]
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    buttons: tuple[Action, ...]

    @property
    def sorts(self) -> tuple[Way, ...]:
        """What sorts the list another way, for where the headings are not shown."""
        return tuple(one.sort for one in self.headings if one.sort and not one.column.order)


def asked_for(query: Mapping[str, str]) -> Chosen:
    """The list that an address asks for; what is not known there counts as all."""
    named = ".".join(query.get(name, "").replace(".", "").replace(":", "") for name in NAMES)
    return parse(f"{named}:{query.get('skip', '')}")


def address(around: "Around", chosen: Chosen) -> str:
    """The address of a list. Nothing in it is of a report."""
    usual = Chosen()
    wanted = {name: str(value) for name, value in chosen._asdict().items() if value != getattr(usual, name)}
    return around.address(PATH, **wanted)


def of(screen: Screen, around: "Around", chosen: Chosen) -> WorkList:
    """The page of a list."""
    views: list[Way] = []
    saved: list[Way] = []
    turning: list[Way] = []
    others: list[Way] = []
    buttons: list[Action] = []
    for action in screen.actions:
        if (action.dialogue, action.name) == SAVED:
            saved.append(Way(action.label, address(around, parse(action.argument))))
            continue
        if (action.dialogue, action.name) != LIST:
            buttons.append(action)
            continue
        to = parse(action.argument)
        way = Way(action.label, address(around, to))
        if to._replace(skip=chosen.skip) == chosen:
            turning.append(way)
        elif to.view != chosen.view:
            views.append(way)
        else:
            others.append(way)
    headings = tuple(
        Heading(one, Way(one.sort.label, address(around, parse(one.sort.argument))) if one.sort else None)
        for one in screen.columns
    )
    rows = tuple(part for part in screen.body if isinstance(part, Row))
    text = tuple(part for part in screen.body if not isinstance(part, Row))
    return WorkList(
        screen.title,
        text,
        tuple(views),
        tuple(saved),
        tuple(turning),
        tuple(others),
        headings,
        rows,
        tuple(buttons),
    )
