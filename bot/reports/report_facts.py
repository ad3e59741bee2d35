"""What a handler reads at the top of a report: facts about it, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.foundation.context import Context
from bot.foundation.screen import Fact, Facts
from bot.reports import clocks, conversation, deciding_screens, norms
from bot.reports.clocks import Due
from bot.reports.dialogue import PAGE
from storage import organisations, reopenings
from storage.reports import ReportRow


def facts(ctx: Context, row: ReportRow, content: Mapping[str, Any], labels: Sequence[str]) -> Facts:
    """What has to happen with a report, where it stands, and who handed it in, unless anonymous."""
    who, reporter = ctx.say(f"casework.identities.{row.identity}"), content["reporter"]
    if reporter:
        contact = reporter["email"] or reporter["platform"].capitalize()
        name = ctx.called(reporter["name"])
        who = f"{name} ({contact}). {who}" if contact else f"{name}. {who}"
    places = {d.id: d.name for d in organisations.departments(ctx.session, row.organisation_id)}
    found = [
        Fact(ctx.say("casework.facts.theme"), theme(ctx, row.theme)),
        Fact(ctx.say("casework.facts.status"), conversation.status(ctx, row)),
        Fact(ctx.say("casework.facts.received"), conversation.day(ctx, row.received_on)),
        Fact(ctx.say("casework.facts.reporter"), who),
    ]
    if row.origin == PAGE or content.get("through"):  # so it was kept before it was counted
        found.append(Fact(ctx.say("entering.origin"), ctx.say("page.through")))
    elif row.origin:
        came = ctx.say(f"entering.questions.origin.options.{row.origin}")
        found.append(Fact(ctx.say("entering.origin"), came))
    if due := clocks.due_of(ctx, row):
        found.insert(0, Fact(ctx.say("casework.facts.due"), due_words(ctx, row, due)))
    if row.status != clocks.CLOSED:
        found.append(Fact(ctx.say("deciding.step"), deciding_screens.step_words(ctx, row)))
    if worker := next((one.name for one in ctx.handlers if one.id == row.assignee_id), ""):
        found.append(Fact(ctx.say("casework.facts.assignee"), worker))
    if row.outcome:
        outcome = ctx.say(f"casework.questions.outcome.options.{row.outcome}")
        found.append(Fact(ctx.say("casework.facts.outcome"), outcome))
    found += _endings(ctx, row)
    if row.keep_until:
        last = clocks.ends_on(row.keep_until, row.warned_on, ctx.today)
        kept = conversation.day(ctx, last)
        found.append(Fact(ctx.say("casework.facts.kept"), ctx.say("casework.kept", day=kept)))
    if labels:
        found.append(Fact(ctx.say("labels.heading"), ", ".join(labels)))
    if row.department_id in places:
        found.append(Fact(ctx.say("casework.facts.department"), places[row.department_id]))
    return Facts(tuple(found))


def _endings(ctx: Context, row: ReportRow) -> list[Fact]:
    """How a report had ended before it was opened again, and when it was."""
    return [
        Fact(
            ctx.say("casework.facts.before"),
            ctx.say(
                "casework.before",
                day=conversation.day(ctx, one.closed_on),
                outcome=ctx.say(f"casework.questions.outcome.options.{one.outcome}"),
                again=conversation.day(ctx, one.reopened_on),
            ),
        )
        for one in reopenings.of(ctx.session, row.id)
    ]


def theme(ctx: Context, name: str) -> str:
    """A theme in words."""
    return ctx.say(f"report.questions.theme.options.{name}")


def due_words(ctx: Context, row: ReportRow, due: Due) -> str:
    """What has to happen with a report, and by when; that it is late, where it is."""
    by = conversation.day(ctx, due.day)
    if row.turn == "handler" and due.reason != "message":
        return f"{ctx.say('casework.due.news')} {due_words(ctx, row._replace(turn=''), due)}"
    if due.day < ctx.today:
        return ctx.say(f"casework.due.late.{due.reason}", day=by)
    if due.reason == "answer":
        since, of = clocks.since(ctx, row), norms.of(ctx.organisation.slug).answer_within_days
        return ctx.say("casework.due.answer", day=by, at=max(1, (ctx.today - since).days), of=of)
    waiting = due.reason == "result" and row.turn == "reporter"
    return ctx.say(f"casework.due.{'waiting' if waiting else due.reason}", day=by)
