"""Takes a report in: its key first, then report, receipt and audit entry in one unit of work.

Handlers hear of it there and then when it is known at once, and else at its slot."""

import uuid
from collections.abc import Collection
from datetime import datetime

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Values
from bot.messages import notices
from bot.reports import clocks, norms, readers, search_index, slots
from bot.reports.dialogue import PAGE
from bot.reports.receipts import Receipt, new_number
from bot.screens.dialogue import as_tuple
from storage import reports, sealing
from storage.people import PersonRow
from storage.tables.reports import Report

# Counted, so plain; who may not know is kept as keyed hashes. Everything else is sealed.
NOT_SEALED = ("organisation", "kind", "identity", "theme", "department", "untold", "origin")
OF_REPORTER = ("name", "contact")  # answers that are kept as the reporter


def take_in(ctx: Context, answers: Values, receipt: Receipt, offered: Collection[str] | None) -> str:
    """Stores a report and gives its number. `offered`: the people of whom the reporter could say that they
    may not know, or None where nobody was shown such a list. Raises Mistake when nobody may read it, or at a
    flood."""
    who, identity = ctx.visitor.known_as, str(answers["identity"])
    # On the public page one waits for a turn, see turns.py.
    if not ctx.platform.is_public and (wait := ctx.limits.reports.wait(who, ctx.now)):
        raise Mistake("too_many_reports", count=max(1, -(-int(wait.total_seconds()) // 60)))
    named, slot = identity != "anonymous", slots.of(ctx, identity)
    found_by = ctx.names[0] if named and ctx.names else None
    reporter = _reporter(ctx, answers) if named else None
    report, audience = _store(ctx, answers, receipt, slot, reporter, found_by, offered)
    audit.tell_of_reporter(ctx, "report.received", report.id, slot)
    if slot is None:
        notices.new_report(ctx, audience)
    if not ctx.platform.is_public:
        ctx.limits.reports.count(who, ctx.now)
    return report.number


def enter(ctx: Context, answers: Values, receipt: Receipt, offered: Collection[str]) -> tuple[str, str]:
    """Stores a report that the visitor, who handles reports, enters for somebody; gives its id and number. It
    is known at once: who enters it knows it, and its reporter was not here. Raises Mistake when nobody may
    read it."""
    assert ctx.person is not None
    reporter = _as_told(ctx, answers) if answers["identity"] != "anonymous" else None
    report, audience = _store(ctx, answers, receipt, None, reporter, None, offered)
    audit.tell(ctx, "report.entered", subject=report.id, detail=report.origin)
    notices.new_report(ctx, [one for one in audience if one.id != ctx.person.id])
    return report.id, report.number


def _store(
    ctx: Context,
    answers: Values,
    receipt: Receipt,
    slot: datetime | None,
    reporter: dict[str, str] | None,
    found_by: str | None,
    offered: Collection[str] | None,
) -> tuple[Report, tuple[PersonRow, ...]]:
    """Keeps a report, and gives it with its readers. `found_by`: under whose name its reporter finds it."""
    audience = readers.of(ctx, answers)
    untold = as_tuple(answers.get("untold", ()))
    later: set[int] = set()
    if offered is not None and untold and audience.name == "handlers":
        # Who came since the list was shown could not be chosen from it (decision 44).
        later = {one.id for one in audience.readers if str(one.id) not in offered}
        audience = audience._replace(readers=tuple(one for one in audience.readers if one.id not in later))
    if not audience.readers:
        raise Mistake("nobody_reads")
    report_id, organisation = uuid.uuid4().hex, ctx.organisation.id
    identity, department = str(answers["identity"]), str(answers.get("department") or "")
    day = slots.day_of(ctx, slot)
    key = ctx.vault.make_report_key(report_id, organisation, found_by, day)
    content = {
        "answers": {name: value for name, value in answers.items() if name not in NOT_SEALED + OF_REPORTER},
        "reporter": reporter,
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
        origin=PAGE if ctx.platform.is_public else str(answers.get("origin") or ""),
        received_on=day,
        waits_until=slot,
        withheld=audience.name != "handlers",
        due_on=norms.of(ctx.organisation.slug).answer_by(clocks.came_in(ctx, identity, day)),
        sealed=sealing.seal(key, content, organisation, report_id, "report", 1),
    )
    excluded = {ctx.vault.handler_keys(organisation, person)[1] for person in later}
    excluded |= {ctx.vault.handler_hash(organisation, int(person)) for person in untold}
    reports.add(ctx.session, report, excluded, receipt.lookup)
    search_index.keep(ctx.session, key, reports.row(report))
    return report, audience.readers


def _as_told(ctx: Context, answers: Values) -> dict[str, str]:
    """Who the handlers will see, as it was told: there is no account that says so."""
    told = {"name": str(answers["name"]), "email": str(answers["contact"]), "locale": ctx.locale}
    return told | dict.fromkeys(("platform", "workspace", "user", "account"), "")


def _reporter(ctx: Context, answers: Values) -> dict[str, str]:
    """Who the handlers will see, and where the reporter can be told that there is an answer."""
    if ctx.platform.is_public:
        return _as_told(ctx, answers)
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
