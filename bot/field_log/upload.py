"""The coordinator brings a file of activities: first what it would add, then whether to add it.

Between the two what was read is part of the dialogue's draft, sealed under the token of the open window."""

from collections import Counter
from typing import NamedTuple

from bot.directory.coordinator_screens import about_files
from bot.field_log import activity_file, coordinator_screens, kinds, notes, rules
from bot.field_log.activity_file import Line, Refused
from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Bullets, Event, Fact, Facts, Heading, Input, Note, Part, Screen
from bot.foundation.visit import Visit
from bot.tabular import reader
from bot.tabular.headers import plain
from bot.tabular.reader import Table
from storage import field_log
from storage.db import one_at_a_time
from storage.field_log import LoggedRow
from storage.locks import Lock

SHOWN = 40  # refused rows; the rest is counted


class Outcome(NamedTuple):
    """What a file adds. `there` counts the rows that were logged before; `named` are new kinds."""

    lines: tuple[Line, ...]
    there: int
    refused: tuple[Refused, ...]
    named: tuple[str, ...]


def open_upload(ctx: Context, event: Event) -> Screen:
    """Asks for the file."""
    drafts.drop(ctx, event.token)
    return _upload(ctx)


def check_file(visit: Visit, event: Event) -> Screen:
    """Reads the file and says what it would add."""
    with visit.reading() as ctx:
        screen = _upload(ctx)
    if not event.file:
        return screen.with_errors({"file": ctx.say("people.file_missing")}, event.values)
    try:
        table: Table = visit.read_file(event.file, activity_file.LONGEST)
        with visit.reading() as ctx:
            outcome = _read(ctx, table)
    except Mistake as mistake:
        mistake = activity_file.in_own_words(mistake)
        return screen.with_errors({"file": ctx.say(mistake.key, **mistake.params)}, event.values)
    state: State = {"dialogue": "activities_file", "file": reader.packed(table)}
    with visit.unit() as ctx:
        return _checked(ctx, outcome, drafts.begin(ctx, state))


def apply(visit: Visit, event: Event) -> Screen:
    """Adds what was checked before, all of it or nothing. What that is, is found out while nothing is locked,
    and again only when somebody logged or changed something meanwhile."""
    with visit.reading() as ctx:
        table = reader.unpacked(drafts.load(ctx, event.token, "activities_file")["file"])
        outcome = _read(ctx, table)
        before = _logged(ctx, outcome)
    with visit.unit() as ctx:
        drafts.load(ctx, event.token, "activities_file")  # gone when it was pressed twice
        one_at_a_time(ctx.session.connection(), Lock.FIELD_LOG_KINDS)
        if _logged(ctx, outcome) != before:
            outcome = _read(ctx, table)
        drafts.drop(ctx, event.token)
        _add(ctx, outcome)
        back = (coordinator_screens.action(ctx, "open", "overview"),)
        return coordinator_screens.screen(ctx, "imported", _outcome(ctx, outcome), back)


def _add(ctx: Context, outcome: Outcome) -> None:
    organisation_id = ctx.organisation.id
    codes = field_log.add_kinds(ctx.session, organisation_id, outcome.named)
    by_name = {plain(name): code for name, code in codes.items()}
    kept = [(by_name.get(plain(one.kind), one.kind), one.day, one.number) for one in outcome.lines]
    ids = field_log.add_all(ctx.session, organisation_id, kept)
    texts = [(id, one.note) for id, one in zip(ids, outcome.lines, strict=True) if one.note]
    if texts:
        notes.keep_all(ctx.session, ctx.vault, organisation_id, texts)
    audit.tell(ctx, "activities.changed", detail=f"added:{len(ids)} refused:{len(outcome.refused)}")


def cancel(ctx: Context, event: Event) -> Screen:
    """Forgets the file."""
    drafts.drop(ctx, event.token)
    return coordinator_screens.screen(
        ctx, "cancelled", (), (coordinator_screens.action(ctx, "open", "overview"),)
    )


def _read(ctx: Context, table: Table) -> Outcome:
    """What a file adds now. Raises Mistake when it cannot be used as a whole."""
    own = field_log.own_kinds(ctx.session, ctx.organisation.id)
    known = kinds.known(ctx.organisation.slug, own)
    found = activity_file.read(table, known, rules.earliest(ctx), ctx.today)
    there = _there(ctx, found.lines)
    taken: list[Line] = []
    refused = list(found.refused)
    named: dict[str, str] = {}
    codes = {*kinds.KINDS, *own}
    for line in found.lines:
        key = line.kind, line.day, line.number, line.note
        if there[key]:
            there[key] -= 1
            continue
        if line.kind not in codes and plain(line.kind) not in named:
            if len(own) + len(named) >= kinds.MOST:
                refused.append(Refused(line.row, "kinds"))
                continue
            named[plain(line.kind)] = line.kind
        taken.append(line)
    known_before = len(found.lines) - len(taken) - (len(refused) - len(found.refused))
    return Outcome(tuple(taken), known_before, tuple(sorted(refused)), tuple(named.values()))


def _logged(ctx: Context, outcome: Outcome) -> tuple[dict[str, str], list[LoggedRow]]:
    """What decides what these lines add: the organisation's own kinds, and what was logged on their days."""
    organisation_id, days = ctx.organisation.id, [line.day for line in outcome.lines]
    rows = field_log.between(ctx.session, organisation_id, min(days), max(days)) if days else []
    return field_log.own_kinds(ctx.session, organisation_id), sorted(rows)


def _there(ctx: Context, lines: tuple[Line, ...]) -> Counter[tuple[object, ...]]:
    """What was logged on the days of these lines, so that the same file adds nothing twice."""
    if not lines:
        return Counter()
    days = [line.day for line in lines]
    rows = field_log.between(ctx.session, ctx.organisation.id, min(days), max(days))
    said = notes.read(ctx.vault, ctx.organisation.id, rows)
    return Counter((row.kind, row.day, row.number, said.get(row.id, "")) for row in rows)


def _upload(ctx: Context) -> Screen:
    label, hint = ctx.say("activities.questions.file.label"), ctx.say("activities.questions.file.hint")
    return coordinator_screens.screen(
        ctx,
        "upload",
        about_files(ctx),
        (coordinator_screens.action(ctx, "open", "back"),),
        inputs=(Input("file", "file", label, hint, required=True),),
        submit=coordinator_screens.action(ctx, "check", "check", primary=True),
    )


def _checked(ctx: Context, outcome: Outcome, token: str) -> Screen:
    nothing = () if outcome.lines else (Note(ctx.say("activities.nothing_to_add")),)
    return coordinator_screens.screen(
        ctx,
        "checked",
        (*_outcome(ctx, outcome), *nothing),
        (coordinator_screens.action(ctx, "upload", "other_file"),),
        submit=coordinator_screens.action(ctx, "apply", "apply", primary=True) if outcome.lines else None,
        close=coordinator_screens.action(ctx, "cancel", "cancel"),
        token=token,
    )


def _outcome(ctx: Context, outcome: Outcome) -> tuple[Part, ...]:
    """Counts, new kinds, and what is wrong with which row."""
    counted = {
        "added": len(outcome.lines),
        "times": sum(line.number for line in outcome.lines),
        "there": outcome.there,
        "refused": len(outcome.refused),
    }
    parts: list[Part] = [
        Facts(tuple(Fact(ctx.say(f"activities.outcome.{name}"), str(n)) for name, n in counted.items()))
    ]
    if outcome.named:
        parts += [Heading(ctx.say("activities.headings.named")), Bullets(outcome.named)]
    if outcome.refused:
        rows = [_why(ctx, one) for one in outcome.refused[:SHOWN]]
        more = len(outcome.refused) - len(rows)
        rows += [ctx.say("people.and_more", count=more)] if more else []
        parts += [Heading(ctx.say("activities.headings.refused")), Bullets(tuple(rows))]
    return tuple(parts)


def _why(ctx: Context, refused: Refused) -> str:
    limits = {
        "first": f"{rules.earliest(ctx):%d-%m-%Y}",
        "limit": kinds.MOST if refused.why == "kinds" else rules.MOST,
        "longest": coordinator_screens.NOTE if refused.why == "note_long" else kinds.LONGEST,
    }
    why = ctx.say(f"activities.errors.{refused.why}", **limits)
    return ctx.say("people.row", row=refused.row, why=why)
