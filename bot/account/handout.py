"""A workbook for whoever holds its ticket, once and soon: for chats that show a link and carry no file."""

from datetime import date, datetime, timedelta

from bot import access, drafts
from bot.context import Context
from bot.courier import AccountOrder
from bot.drafts import State
from bot.mistakes import Mistake
from bot.screen import AccountFile
from storage import people

LIFE = timedelta(minutes=10)


def ticket(ctx: Context, file: AccountFile) -> str:
    """A ticket for a workbook that the visitor may have."""
    assert ctx.person is not None
    order = [ctx.organisation.slug, ctx.person.id, file.first.isoformat(), file.last.isoformat(), ctx.locale]
    state: State = {"dialogue": "handout", "order": order, "until": (ctx.now + LIFE).isoformat()}
    return drafts.begin(ctx, state)


def redeem(ctx: Context, token: str) -> AccountOrder:
    """The order behind a ticket, which is void from now on. Raises Mistake."""
    state = drafts.load(ctx, token, "handout")
    drafts.drop(ctx, token)
    slug, person_id, first, last, locale = state["order"]
    person = people.by_id(ctx.session, person_id)
    if datetime.fromisoformat(state["until"]) < ctx.now or person is None:
        raise Mistake("dialogue_gone")
    if not person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    return AccountOrder(slug, person_id, date.fromisoformat(first), date.fromisoformat(last), locale)
