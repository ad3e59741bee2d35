"""Notices: written in the unit of work that causes them, delivered after it (see delivery.py), and then gone.

What a notice says and to whom is sealed; on the way out it says nothing of any report.
"""

import secrets
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from bot.foundation import platform, words
from bot.foundation.context import Context
from bot.foundation.screen import Action, FileOrder, Paragraph, Screen
from bot.messages.courier import Address
from storage import deliveries, openings, people, sealing
from storage.deliveries import Claimed
from storage.people import AddressRow, PersonRow
from storage.vault import Vault

# What the button of a notice opens, but for those that open the work list.
OPENS = {
    **dict.fromkeys(("new_report", "reporter_wrote"), ("casework", "next", "")),
    "waiting": ("mine", "open", ""),
    "ending": ("casework", "open", "ending"),
    **dict.fromkeys(("roles_changed", "link_made", "proof", "late_deputy"), ("menu", "open", "")),
}


def new_report(ctx: Context, readers: Collection[PersonRow]) -> None:
    """Tells the readers that there is a report; not which, nor what about."""
    to_staff(ctx, "new_report", [one.id for one in readers])


def reporter_wrote(ctx: Context, readers: Collection[PersonRow]) -> None:
    """Tells the readers that a reporter added something."""
    to_staff(ctx, "reporter_wrote", [one.id for one in readers])


def assigned(ctx: Context, readers: Collection[PersonRow]) -> None:
    """Tells somebody that a report is theirs to work now."""
    to_staff(ctx, "assigned", [one.id for one in readers])


def due(ctx: Context, person: PersonRow, reason: str) -> None:
    """Tells somebody that a reporter waits, and for what: "due_" or "late_" with a reason of clocks.py, or
    "late_deputy"."""
    to_staff(ctx, reason, [person.id])


def ending(ctx: Context, readers: Collection[PersonRow]) -> None:
    """Tells the readers that reports will be destroyed soon."""
    to_staff(ctx, "ending", [one.id for one in readers])


def answer_waits(ctx: Context, reporter: Mapping[str, str]) -> None:
    """Tells a reporter, in words that say nothing of a report, that something waits for them: at the newest
    account that opens the report, and never at one that another human has by now."""
    if reporter.get("user") and platform.is_chat(reporter["platform"]):
        account = reporter["platform"], reporter["workspace"], reporter["user"]
        own = openings.own_name(ctx.session, *account)
        if reporter.get("account", own) == own:
            address = openings.newest_that_opens(ctx.session, own) or account
            _write(ctx, "notices", list(address), "waiting", reporter["locale"])


def proof(ctx: Context, address: AddressRow, code: str) -> None:
    """Brings another account of the visitor the code that shows that it is theirs."""
    _write(ctx, "notices", list(address), "proof", ctx.locale, code=code)


def order_file(ctx: Context, order: FileOrder) -> None:
    """Has a file made and brought to the visitor."""
    address = [ctx.visitor.platform, ctx.visitor.workspace, ctx.visitor.user]
    kept = [order.kind, order.argument, order.person_id, order.locale]
    _write(ctx, "files", address, "file", ctx.locale, order=kept)


def to_staff(ctx: Context, kind: str, person_ids: Collection[int]) -> None:
    """Tells people with a role what happened, and of what or whom not: that is in the list, or in the trail.
    In chat alone, and in one place; on the web there is nothing to be brought to."""
    for reach in people.reach(ctx.session, person_ids, platform.chats()).values():
        if reach.address:
            _write(ctx, "notices", list(reach.address), kind, reach.locale)


class Opened(NamedTuple):
    """Where a notice goes, and what it brings."""

    address: Address
    what: Screen | FileOrder


def opened(vault: Vault, row: Claimed) -> Opened:
    """What a row holds. Raises CannotOpen."""
    content = sealing.unseal(vault.notice_key, row.sealed, "notice", row.id)
    address = Address(*content["address"])
    if content["kind"] == "file":
        return Opened(address, FileOrder(*content["order"]))
    told = {"code": content["code"]} if content["kind"] == "proof" else {}
    return Opened(address, _screen(content["kind"], content["locale"], content["organisation"], **told))


def _screen(kind: str, locale: str, organisation: str, **told: str) -> Screen:
    """The message: a sentence and a button."""
    opens, how, which = OPENS.get(kind, ("casework", "open", ""))
    label = words.text(f"notices.{kind}.button", locale, organisation)
    return Screen(
        dialogue="notice",
        step=kind,
        title=words.text(f"notices.{kind}.title", locale, organisation),
        body=(Paragraph(words.text(f"notices.{kind}.text", locale, organisation, **told)),),
        actions=(Action(opens, how, label, which, style="primary"),),
        locale=locale,
        confidential=False,
    )


def _write(ctx: Context, queue: str, address: list[str], kind: str, locale: str, **more: Any) -> None:
    id = secrets.token_hex(16)
    content = _content(address, kind, locale, ctx.organisation.slug) | more
    sealed = sealing.seal(ctx.vault.notice_key, content, "notice", id)
    deliveries.add_notice(ctx.session, id, ctx.organisation.id, queue, sealed, ctx.now)


def _content(address: list[str], kind: str, locale: str, organisation: str) -> dict[str, Any]:
    return {"address": address, "kind": kind, "locale": locale, "organisation": organisation}
