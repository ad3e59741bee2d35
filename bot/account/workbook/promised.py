"""The sheet of what was promised and what was done. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.account.commitments import NO_NORM, OWN, Done, Line, Promise
from bot.account.workbook.breakdowns import bare
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Column, Sheet

WIDTHS = {"name": 44, "done": 30, "state": 16, "why": 50, "before": 30}  # characters


def sheet(lines: Sequence[Line], labels: Labels) -> Sheet | None:
    """A line for each promise; none when nothing was promised."""
    if not lines:
        return None
    say = labels.say
    words = {name: say(f"workbook.sheets.promised.{name}") for name in WIDTHS}
    return replace(
        bare(labels, "promised"),
        columns=tuple(Column(words[name], width) for name, width in WIDTHS.items()),
        lines=tuple(
            (
                called(line.promise, labels),
                done(line.promise, line.done, labels),
                say(f"plan.states.{line.state}"),
                " ".join(line.why),
                done(line.promise, line.before, labels) if line.before else say("workbook.nothing"),
            )
            for line in lines
        ),
    )


def called(promise: Promise, labels: Labels) -> str:
    """What was promised, with how often or by when."""
    row, say = promise.row, labels.say
    name = promise.title if row.kind == OWN else say(f"plan.kinds.{row.kind}")
    if row.kind in NO_NORM:
        return name
    if row.per == "once":
        return say("plan.by", what=name, day=labels.day(row.due_on)) if row.due_on else name
    return say("plan.times", what=name, often=say(f"plan.per.{row.per}", count=row.norm))


def done(promise: Promise, of: Done | None, labels: Labels) -> str:
    """What was done of it."""
    say, kind = labels.say, promise.row.kind
    if of is None:
        return say("plan.untold")
    number = str(labels.figure(of.number))
    if kind == "newcomers":
        return say("plan.done.newcomers", number=number, late=str(labels.figure(of.late)))
    if kind == "teams" and of.number == 0:
        return say("plan.done.no_teams")
    if kind == "week" or promise.row.per == "once":
        return say(f"plan.done.{'yes' if of.number else 'no'}")
    return say("plan.done.teams" if kind == "teams" else "plan.done.times", number=number, of=of.of)
