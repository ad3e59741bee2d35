"""Notices: written in the unit of work that causes them, sent after it until the platform took them.

What a notice says and to whom is sealed; on the way out it says nothing of any report.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from bot import words
from bot.context import Context
from bot.courier import Address, CannotDeliver, Courier
from bot.screen import Action, FileOrder, Paragraph, Screen
from storage import notices, people, sealing
from storage.db import reading, unit
from storage.notices import NoticeRow
from storage.people import PersonRow
from storage.vault import Vault

LEASE = timedelta(minutes=6)  # longer than making a workbook may take
WAITS = (10, 30, 120, 600, 1800, 3600)  # seconds before the next try; the last one stays
GIVE_UP = 100  # tries: about four days


def new_report(ctx: Context, readers: Collection[PersonRow]) -> None:
    """Tells the readers that there is a report; not which, nor what about."""
    for person in readers:
        _add(ctx, person, "new_report")


def reporter_wrote(ctx: Context, readers: Collection[PersonRow]) -> None:
    """Tells the readers that a reporter added something."""
    for person in readers:
        _add(ctx, person, "reporter_wrote")


def answer_waits(ctx: Context, reporter: Mapping[str, str]) -> None:
    """Tells a reporter, in words that say nothing of a report, that something waits for them."""
    if reporter.get("user") and reporter["platform"] != "web":
        _write(
            ctx,
            [reporter["platform"], reporter["workspace"], reporter["user"]],
            "waiting",
            reporter["locale"],
        )


def order_file(ctx: Context, order: FileOrder) -> None:
    """Has a file made and brought to the visitor."""
    address = [ctx.visitor.platform, ctx.visitor.workspace, ctx.visitor.user]
    kept = [order.kind, order.argument, order.person_id, order.locale]
    _write(ctx, address, "file", ctx.locale, order=kept)


def send_due(
    engine: Engine, vault: Vault, couriers: Mapping[str, Courier], now: Callable[[], datetime]
) -> int:
    """Sends what is due; gives how many notices are done with. Called by the clock.

    One is claimed at a time, so that a slow platform uses up nobody else's lease, and one that cannot be
    opened or shown (this raises) holds up no other.
    """
    done = 0
    while row := _claim(engine, now):
        if row.attempts > GIVE_UP:
            again = None
        else:
            content = sealing.unseal(vault.notice_key, row.sealed, "notice", row.id)
            again = _deliver(content, couriers, row.attempts)
        with unit(engine) as session:
            if again is None:
                notices.drop(session, row.id)
                done += 1
            else:
                notices.put_off(session, row.id, now() + again)
    return done


def _claim(engine: Engine, now: Callable[[], datetime]) -> NoticeRow | None:
    with reading(engine) as session:
        if not notices.due_now(session, now()):
            return None
    with unit(engine) as session:
        return notices.claim(session, now(), LEASE)


def _deliver(content: dict[str, Any], couriers: Mapping[str, Courier], attempts: int) -> timedelta | None:
    """Nothing when the notice is done with; else how long to wait before the next try."""
    address = Address(*content["address"])
    courier = couriers.get(address.platform)
    try:
        if courier is None:
            raise CannotDeliver
        if content["kind"] == "file":
            courier.send_file(address, FileOrder(*content["order"]))
        else:
            courier.send(address, _screen(content["kind"], content["locale"], content["organisation"]))
        return None
    except CannotDeliver as failure:
        if failure.never:
            return None
        wait = WAITS[min(attempts, len(WAITS)) - 1]
        return timedelta(seconds=max(wait, failure.wait_seconds))


def _screen(kind: str, locale: str, organisation: str) -> Screen:
    """The message: a sentence and a button."""
    opens = {"new_report": "casework", "reporter_wrote": "casework", "waiting": "mine"}[kind]
    label = words.text(f"notices.{kind}.button", locale, organisation)
    return Screen(
        dialogue="notice",
        step=kind,
        title=words.text(f"notices.{kind}.title", locale, organisation),
        body=(Paragraph(words.text(f"notices.{kind}.text", locale, organisation)),),
        actions=(Action(opens, "open", label, style="primary"),),
        locale=locale,
        confidential=False,
    )


def _add(ctx: Context, person: PersonRow, kind: str) -> None:
    if address := _where(ctx, person):
        _write(ctx, list(address), kind, "nl")


def _where(ctx: Context, person: PersonRow) -> people.AddressRow | None:
    """One place, so that nobody is told twice: where they have talked to Baken, else any chat. On the web
    there is nothing to be brought to."""
    chats = [one for one in people.addresses(ctx.session, person.id) if one.platform != "web"]
    talked = (one for one in chats if people.conversation(ctx.session, one))
    return next(talked, chats[0] if chats else None)


def _write(ctx: Context, address: list[str], kind: str, locale: str, **more: Any) -> None:
    id = secrets.token_hex(16)
    content = {
        "address": address,
        "kind": kind,
        "locale": locale,
        "organisation": ctx.organisation.slug,
        **more,
    }
    notices.add(ctx.session, id, sealing.seal(ctx.vault.notice_key, content, "notice", id), ctx.now)
