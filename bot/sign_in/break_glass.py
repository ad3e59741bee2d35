"""A way to the web for when no chat works: a link from the command line, for one person, once and soon.

Whoever can give commands to the server could come in as somebody else by it. So it is never silent: the trail
has for whom it was made and that it was used, and everybody who reads reports or the trail is told, by chat
as soon as that works again.
"""

from bot.foundation import audit, platform
from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.messages import notices
from bot.sign_in import links
from storage import people
from storage.people import PersonRow

TOLD = frozenset({*HANDLERS, *DEPUTY, "privacy_officer"})


def link(ctx: Context, person: PersonRow) -> str:
    """A link for somebody with a role, in the language of `ctx`. Raises Mistake."""
    if not ctx.address:
        raise Mistake("web_not_ready")
    if not links.may_come(person):
        raise Mistake("people_no_web")
    account = people.reach(ctx.session, [person.id], platform.chats())[person.id].address
    if account is None:  # a session belongs to an account, and ends with it
        raise Mistake("people_no_account")
    audit.tell(ctx, "web.link_made", f"person:{person.id}")
    told = [one.id for one in people.staff(ctx.session, ctx.organisation.id, TOLD)]
    notices.to_staff(ctx, "link_made", told)
    return links.made(ctx, person.id, account, "web.opened_without_chat")
