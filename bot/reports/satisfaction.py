"""One question to the reporter after a result. An answer is a number more, and belongs to no report.

Nothing of the report is written when it is answered. Its closing has a ticket, a hash under the report's own
key, that goes when the question is answered and when it is put aside; only then a number follows."""

import hmac

from bot.foundation.context import Context
from bot.reports import clocks, conversation
from storage import reopenings, satisfaction
from storage.reports import ReportRow
from storage.vault import Destroyed

ANSWERS = ("yes", "partly", "no")
ASIDE = "aside"  # no answer: the question does not come back


def ask(ctx: Context, report: ReportRow) -> None:
    """The reporter can be asked of the closing that is written now."""
    satisfaction.issue(ctx.session, _ticket(ctx, report, len(reopenings.of(ctx.session, report.id))))


def is_open(ctx: Context, report: ReportRow) -> bool:
    """Whether the reporter can be asked of the last closing, and did not answer or put it aside."""
    times = len(reopenings.of(ctx.session, report.id))
    return report.status == clocks.CLOSED and satisfaction.is_open(ctx.session, _ticket(ctx, report, times))


def settle(ctx: Context, report: ReportRow) -> bool:
    """From now on the question is not asked any more; gives whether it still was."""
    times = len(reopenings.of(ctx.session, report.id))
    return report.status == clocks.CLOSED and bool(
        satisfaction.take(ctx.session, [_ticket(ctx, report, times)])
    )


def forget(ctx: Context, report_id: str) -> None:
    """Before the key of a report goes: the tickets that are left of its closings go, too."""
    try:
        key = ctx.vault.report_key(ctx.organisation.id, report_id)
    except Destroyed:
        return
    times = range(len(reopenings.of(ctx.session, report_id)) + 1)
    satisfaction.take(ctx.session, [_hash(key, one) for one in times])


def _ticket(ctx: Context, report: ReportRow, times: int) -> str:
    return _hash(conversation.key(ctx, report), times)


def _hash(key: bytes, times: int) -> str:
    """Of a closing after so many times that the report was opened again."""
    return hmac.digest(key, f"satisfaction/{times}".encode(), "sha256").hex()
