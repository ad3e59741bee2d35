"""Where a message to somebody can be brought, on platforms that need to know."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from storage.people import AddressRow
from storage.tables.addresses import Conversation


class ConversationRow(NamedTuple):
    workspace: str
    conversation: str
    service_url: str


def keep(session: Session, address: AddressRow, conversation: str, service_url: str) -> None:
    """From now on messages to this address go there. Writes nothing when that is so already."""
    kept = session.get(Conversation, address)
    if kept is None or (kept.conversation, kept.service_url) != (conversation, service_url):
        named = {"platform": address.platform, "workspace": address.workspace, "user": address.user}
        session.merge(Conversation(**named, conversation=conversation, service_url=service_url))


def forget(session: Session, address: AddressRow) -> None:
    kept = session.get(Conversation, address)
    if kept is not None:
        session.delete(kept)


def find(session: Session, address: AddressRow) -> ConversationRow | None:
    """Where messages to an address go. An address without workspace is looked for in every workspace."""
    wanted = select(Conversation).where(
        Conversation.platform == address.platform, Conversation.user == address.user
    )
    if address.workspace:
        wanted = wanted.where(Conversation.workspace == address.workspace)
    found = session.exec(wanted.order_by(col(Conversation.workspace))).first()
    return ConversationRow(found.workspace, found.conversation, found.service_url) if found else None
