"""Entries of the trail in words: who, when, what, about whom or which report. Nothing out of a report."""

from collections.abc import Iterable
from datetime import date, datetime

from bot.foundation import words
from bot.foundation.context import ZONE, Context
from bot.foundation.numbers import parse_id
from bot.oversight.runs import Run
from bot.reports import conversation
from storage import oversight
from storage.audit import Entry


class Names:
    """The people and reports of some entries, looked up together."""

    def __init__(self, ctx: Context, entries: Iterable[Entry]) -> None:
        self._ctx = ctx
        every = [text for entry in entries for text in (entry.actor, entry.subject)]
        ids = {parse_id(text.partition(":")[2]) for text in every if text.startswith("person:")}
        home = ctx.organisation.id
        self._people = oversight.names(ctx.session, home, ids)
        self._reports = oversight.numbers(ctx.session, home, {text for text in every if ":" not in text})

    def who(self, entry: Entry) -> str:
        """Who did it: a name, or what else it was."""
        kind, _, id = entry.actor.partition(":")
        if kind != "person":
            return self._ctx.say(f"trail.who.{kind}")
        return self._person(id) or self._ctx.say("trail.who.gone")

    def whom(self, entry: Entry) -> str:
        """Whom an entry about a role is about: of other changes in the directory the number is enough."""
        kind, _, id = entry.subject.partition(":")
        return self._person(id) if kind == "person" and entry.action.startswith("role.") else ""

    def report(self, entry: Entry) -> str:
        """The number of the report that it is about; nothing of one that is there no more."""
        return self._reports.get(entry.subject, "")

    def _person(self, id: str) -> str:
        name = self._people.get(parse_id(id))
        return "" if name is None else self._ctx.called(name)


def what(ctx: Context, action: str) -> str:
    """What happened."""
    key = f"trail.what.{action.replace('.', '_')}"
    return ctx.say(key) if words.has(key, ctx.locale, ctx.organisation.slug) else action


def detail(ctx: Context, names: Names, run: Run) -> str:
    """Which entry it is, when, who, and about what; of a run how often and since when."""
    newest = run.newest
    said = ctx.say("trail.detail", seq=newest.seq, when=when(ctx, newest.at), who=names.who(newest))
    parts = [said]
    if number := names.report(newest):
        parts.append(ctx.say("trail.of_report", number=number))
    if name := names.whom(newest):
        parts.append(ctx.say("trail.about", name=name))
    if run.many > 1:
        parts.append(ctx.say("trail.run", count=run.many, since=when(ctx, run.oldest.at)))
    return ", ".join(parts)


def when(ctx: Context, at: str) -> str:
    """The moment in the Netherlands, or only the day where the trail holds no more."""
    if "T" not in at:
        return conversation.day(ctx, date.fromisoformat(at))
    moment = datetime.fromisoformat(at).astimezone(ZONE)
    return f"{conversation.day(ctx, moment.date())} {moment:%H:%M}"
