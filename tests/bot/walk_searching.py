"""A walk through the search, and through what reports have in common."""

from collections.abc import Callable

from bot.foundation.screen import Row, Screen
from bot.reports import labels, searching, seen_before
from bot.reports.work_list import IN_CHAT

Do = Callable[..., Screen]
STORY = "Een busje met 1-ABC-23 van KvK 12345678. Het stond op Dorpsstraat 5, 1234 AB. Bel 06-12345678."

VALUES = {
    "origin": "mail",
    "identity": "anonymous",
    "theme": "drugs",
    "involved": "Jan Jansen",
    "story": STORY,
}


def search(do: Do, who: str) -> None:
    """In one go and in several, to a report and back, and with what is too short."""
    form = do(who, "casework.filter", more="open:0")
    do(who, "casework.find", form, {"text": "a"})
    do(who, "casework.find", form, {"text": "staat nergens"})
    portion, searching.PORTION = searching.PORTION, IN_CHAT * 2
    try:
        found = do(who, "casework.find", form, {"text": "busje"})
        found = do(who, "casework.search_on", found, more=str(IN_CHAT))
        found = do(who, "casework.found", found, more="0")
    finally:
        searching.PORTION = portion
    report = do(who, "casework.show", found, more=_first(found))
    do(who, "casework.found", report)
    do(who, "casework.close", found)
    do(who, "casework.found", report)


def look(do: Do, who: str) -> None:
    """Several reports with all that they can have in common."""
    for _ in range(IN_CHAT + 2):
        do(who, "entering.send", do(who, "entering.begin"), VALUES)
    receipt = do(who, "entering.send", do(who, "entering.begin"), VALUES)
    newest = next(one.argument for one in receipt.actions if one.name == "show")
    do(who, "casework.show", more=newest)
    at_once, seen_before.AT_ONCE = seen_before.AT_ONCE, 1
    try:
        report = do(who, "casework.show", more=newest)
    finally:
        seen_before.AT_ONCE = at_once
    do(who, "casework.look_on", report)
    note = do(who, "casework.note", report)
    do(who, "casework.noted", note, {"note": "Gebeld.", "names": "Autohuis Jansen"})
    link(do, who, report)
    label(do, who, report)


def label(do: Do, who: str, report: Screen) -> None:
    """Labels, with what is refused and what a colleague did meanwhile, and the list of what has one."""
    form = do(who, "casework.labels", report)
    do(who, "casework.labelled", form, {"own": "x" * 31})
    do(who, "casework.labelled", form, {"own": "a,b,c,d,e,f"})
    do(who, "casework.labelled", form, {"own": "Loods, avg-verzoek"})
    do(who, "casework.labelled", form, {"own": "anders"})
    do(who, "casework.labelled", do(who, "casework.labels", report), {"labels": ()})
    do(who, "casework.labelled", do(who, "casework.labels", report), {"own": "loods"})
    form = do(who, "casework.filter", more="open:0")
    mark = next(one for one in form.inputs if one.name == "label").options[0].value
    through, labels.THROUGH = labels.THROUGH, 1
    try:
        do(who, "casework.find", form, {"label": mark}, "open:0")
        do(who, "casework.find", form, {"label": mark, "text": "busje"}, "open:0")
    finally:
        labels.THROUGH = through


def link(do: Do, who: str, report: Screen) -> None:
    """Says to which other reports one belongs, and that it does not, with what is refused."""
    form = do(who, "casework.link", report)
    first, other = (one.value for one in form.inputs[0].options[:2])
    itself = report.title.split()[-1]
    for values in ({}, {"number": itself, "belongs": "same"}, {"number": "AAA-AAA", "belongs": "same"}):
        do(who, "casework.linked", form, values)
    do(who, "casework.linked", form, {"other": first, "belongs": "same"})
    do(who, "casework.linked", form, {"other": other, "belongs": "part"})
    do(who, "casework.linked", do(who, "casework.link", report), {"other": other, "belongs": "part"})
    for above in (first, other):
        under = do(who, "casework.show", more=above)
        values = {"number": itself, "belongs": "same"}
        do(who, "casework.linked", do(who, "casework.link", under), values)
    do(who, "casework.unlink", do(who, "casework.link", report), more=first)


def _first(found: Screen) -> str:
    return next(row.open.argument for row in found.body if isinstance(row, Row) and row.open)
