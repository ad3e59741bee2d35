"""Who may know of a report: stepping back, keeping it from a colleague, letting one in (decision 44)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from bot.foundation import audit, drafts
from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.messages import notices
from bot.reports import clocks, conversation, dossier, handling, readership_screens
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from storage import exclusions, organisations, people, reports, work_list
from storage.db import reading, unit
from storage.people import PersonRow
from storage.reports import ReportRow
from storage.vault import Vault


def show(ctx: Context, event: Event) -> Screen:
    """Who may know of the report that is open."""
    report, _ = handling.opened(ctx, event)
    return readership_screens.readers(ctx, report, event.token)


def form(ctx: Context, event: Event) -> Screen:
    """The form that the argument names: to step back, to keep a report from somebody, to let somebody in."""
    report, state = handling.opened(ctx, event)
    return readership_screens.form(ctx, report, event.argument, state.get("read_by", 0), event.token)


def save(ctx: Context, event: Event) -> Screen:
    """Takes such a form in. The step tells which form, and after how many from this window."""
    if drafts.load(ctx, event.token, "casework").get("left"):
        return readership_screens.left(ctx)  # stepped back already: a double click
    report, state = handling.opened(ctx, event, change=True)
    changes, (name, _, number) = state.get("read_by", 0), event.step.partition("-")
    if parse_id(number) != changes:
        return readership_screens.readers(ctx, report, event.token)  # done already: a double click
    screen = readership_screens.form(ctx, report, name, changes, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    known = {str(one.id): one for one in ctx.handlers}
    chosen = [known[id] for id in as_tuple(answers.get("people", ()))]
    why = str(answers["why"] or "")
    if name == "leave":
        return _leave(ctx, report, why, {**state, "left": True}, event.token)
    (_keep_from if name == "exclude" else _let_in)(ctx, report, chosen, why)
    drafts.save(ctx, event.token, {**state, "read_by": changes + 1})
    return readership_screens.readers(ctx, handling.again(ctx, report), event.token)


def pass_on(engine: Engine, vault: Vault, now: datetime) -> None:
    """What was kept from somebody, and nobody of the handlers may read any more, goes to the deputy: else it
    would lie there for ever. Safe in several replicas."""
    with reading(engine) as session:
        found = []
        for organisation in organisations.everyone(session):
            ctx = Context.of(session, vault, Visitor("system"), organisation, now)
            keys = [_keys(ctx, one) for one in ctx.handlers if one.roles & HANDLERS]
            ids = exclusions.without_reader(session, organisation.id, keys)
            found += [(organisation, id) for id in ids]
    for organisation, report_id in found:
        with unit(engine) as session:
            ctx = Context.of(session, vault, Visitor("system"), organisation, now)
            report = reports.lock(session, report_id)
            if report.audience == "handlers" and not conversation.readers(ctx, report):  # still, and not yet
                dossier.write(ctx, report, dossier.READERS, {"what": "passed", "people": []}, "Baken")
                _to_deputy(ctx, report)
                audit.tell(ctx, "report.readers", subject=report.id)


def is_any_unread(session: Session, vault: Vault, organisation_id: int) -> bool:
    """Whether there is a report of an organisation with people who read reports that none of them may read.
    Baken passes it on by itself when there is a deputy who may."""
    staff = people.staff(session, organisation_id, HANDLERS | DEPUTY)
    for audience, roles in (("handlers", HANDLERS), ("deputy", DEPUTY)):
        keys = [vault.handler_keys(organisation_id, one.id) for one in staff if one.roles & roles]
        if staff and exclusions.without_reader(session, organisation_id, keys, audience):
            return True
    return False


def _leave(ctx: Context, report: ReportRow, why: str, state: dict[str, Any], token: str) -> Screen:
    """From now on the report does not exist for the visitor. The last reader goes only if a deputy comes."""
    assert ctx.person is not None
    mine = _keys(ctx, ctx.person)
    stay = [one for one in conversation.readers(ctx, report) if one.id != ctx.person.id]
    if not stay and not _deputies(ctx, report, mine):
        raise Mistake("nobody_left")
    _write(ctx, report, "leave", (), why)
    _take_away(ctx, report, [ctx.person])
    if not stay:
        _to_deputy(ctx, reports.lock(ctx.session, report.id))
    audit.tell(ctx, "report.readers", subject=report.id)
    drafts.save(ctx, token, state)
    return readership_screens.left(ctx)


def _keep_from(ctx: Context, report: ReportRow, people: Collection[PersonRow], why: str) -> None:
    _write(ctx, report, "exclude", people, why)
    _take_away(ctx, report, people)
    audit.tell(ctx, "report.readers", subject=report.id)


def _let_in(ctx: Context, report: ReportRow, people: Collection[PersonRow], why: str) -> None:
    _write(ctx, report, "admit", people, why)
    for one in people:
        exclusions.let_in(ctx.session, report.id, _keys(ctx, one)[1])
    audit.tell(ctx, "report.readers", subject=report.id)
    notices.new_report(ctx, people)


def _take_away(ctx: Context, report: ReportRow, people: Collection[PersonRow]) -> None:
    exclusions.exclude(ctx.session, report.id, {_keys(ctx, one)[1] for one in people})
    work_list.forget_read(ctx.session, report.id, [one.id for one in people])
    if report.assignee_id in {one.id for one in people}:
        clocks.change(ctx, report, assignee_id=None)


def _to_deputy(ctx: Context, report: ReportRow) -> None:
    reports.change(ctx.session, report.id, audience="deputy", reminded=0, assignee_id=None)
    notices.new_report(ctx, conversation.readers(ctx, report._replace(audience="deputy")))


def _deputies(ctx: Context, report: ReportRow, but: Collection[str]) -> list[PersonRow]:
    """The deputies to whom the report can go, but for whoever has these keys."""
    every = conversation.readers(ctx, report._replace(audience="deputy"))
    return [one for one in every if set(_keys(ctx, one)).isdisjoint(but)]


def _write(ctx: Context, report: ReportRow, what: str, people: Collection[PersonRow], why: str) -> None:
    said = {"what": what, "people": [one.name for one in people], "why": why}
    dossier.write(ctx, report, dossier.READERS, said)


def _keys(ctx: Context, person: PersonRow) -> tuple[str, str]:
    return ctx.vault.handler_keys(ctx.organisation.id, person.id)
