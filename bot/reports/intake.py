"""Takes a report in: its key first, then report, receipt and audit entry in one unit of work.

Handlers hear of it there and then when it is known at once, and else at its slot."""

import uuid

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Values
from bot.messages import notices
from bot.reports import clocks, norms, readers, slots
from bot.reports.receipts import Receipt, new_number
from bot.screens.dialogue import as_tuple
from storage import reports, sealing
from storage.tables.reports import Report

# Counted, so plain; who may not know is kept as keyed hashes. Everything else is sealed.
NOT_SEALED = ("organisation", "kind", "identity", "theme", "department", "untold")


def take_in(ctx: Context, answers: Values, receipt: Receipt) -> str:
    """Stores a report and gives its number. Raises Mistake when nobody may read it, or at a flood."""
    who = ctx.visitor.known_as
    if wait := ctx.limits.reports.wait(who, ctx.now):
        raise Mistake("too_many_reports", count=max(1, -(-int(wait.total_seconds()) // 60)))
    audience = readers.of(ctx, answers)
    if not audience.readers:
        raise Mistake("nobody_reads")
    report_id, organisation = uuid.uuid4().hex, ctx.organisation.id
    identity, department = str(answers["identity"]), str(answers.get("department") or "")
    named, slot = identity != "anonymous", slots.of(ctx, identity)
    day = slots.day_of(ctx, slot)
    found_by = ctx.names[0] if named and ctx.names else None
    key = ctx.vault.make_report_key(report_id, organisation, found_by, day)
    content = {
        "answers": {name: value for name, value in answers.items() if name not in NOT_SEALED},
        "reporter": _reporter(ctx) if named else None,
    }
    report = Report(
        id=report_id,
        organisation_id=organisation,
        number=new_number(ctx),
        theme=str(answers["theme"]),
        identity=identity,
        department_id=int(department) if department else None,
        audience=audience.name,
        status="received",
        received_on=day,
        waits_until=slot,
        withheld=audience.name != "handlers",
        due_on=norms.of(ctx.organisation.slug).answer_by(clocks.came_in(ctx, identity, day)),
        sealed=sealing.seal(key, content, organisation, report_id, "report", 1),
    )
    untold = as_tuple(answers.get("untold", ()))
    excluded = {ctx.vault.handler_hash(organisation, int(person)) for person in untold}
    reports.add(ctx.session, report, excluded, receipt.lookup)
    audit.tell_of_reporter(ctx, "report.received", report_id, slot)
    if slot is None:
        notices.new_report(ctx, audience.readers)
    ctx.limits.reports.count(who, ctx.now)
    return report.number


def _reporter(ctx: Context) -> dict[str, str]:
    """Who the handlers will see, and where the reporter can be told that there is an answer."""
    visitor, person = ctx.visitor, ctx.person
    return {
        "name": person.name if person else ctx.called(visitor.name),
        "email": person.email if person else "",
        "platform": visitor.address_platform,
        "workspace": visitor.workspace,
        "user": visitor.user,
        "account": next(iter(ctx.names), ""),
        "locale": ctx.locale,
    }
