"""Brings each campaign on its day, and keeps how many it reached."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.campaigns import screens
from bot.campaigns.participant import key
from bot.foundation.context import ZONE
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Screen
from bot.messages import recipients
from bot.messages.mailings import Moment, Naming
from storage import campaigns, counted_once
from storage.db import reading, unit
from storage.organisations import OrganisationRow

LATE = timedelta(days=14)  # a campaign whose day went by longer ago than this is not brought any more
FORGET = timedelta(days=90)  # after that nobody is counted any more, and what is needed for it goes


def name(naming: Naming) -> str:
    """A campaign by its title."""
    about = naming.push.about
    row = campaigns.by_id(naming.session, naming.organisation.id, parse_id(about))
    return naming.say("going_out.names.campaign", title=screens.title_of(row, naming.locale)) if row else ""


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Plans the campaigns whose day has come; gives how many messages are new."""
    today, planned = now.astimezone(ZONE).date(), 0
    with reading(engine) as session:
        rows = campaigns.between(session, organisation.id, today - 2 * FORGET, today)
    for row in rows:
        name, about = key(row.id), str(row.id)
        if row.state == "planned" and row.planned_on >= today - LATE:
            planned += recipients.bring(engine, organisation, "campaign", name, about, row.groups, now)
            with unit(engine) as session:
                campaigns.change(session, row.id, state="sent")
        if row.state == "sent":
            _note(engine, organisation, row.id)
        if row.state == "sent" and row.planned_on < today - FORGET:
            with unit(engine) as session:
                for what in ("opened", "completed"):
                    counted_once.forget(session, f"{name}/{what}")
                campaigns.forget_places(session, organisation.id, name)
                campaigns.change(session, row.id, state="over")
    return planned


def show(moment: Moment) -> Screen | None:
    """The message of a campaign; none when it was cancelled."""
    row = campaigns.by_id(moment.session, moment.organisation.id, int(moment.about))
    if row is None or row.state == "cancelled":
        return None
    title, parts, actions = screens.message(row, moment.locale, moment.organisation.slug)
    return Screen(
        "campaign",
        "message",
        title,
        parts,
        actions=actions,
        locale=moment.locale,
        confidential=False,
    )


def _note(engine: Engine, organisation: OrganisationRow, campaign_id: int) -> None:
    """Keeps how many of each department it was brought to, when that are more people. Whoever moves after it
    came counts where they worked then, also when they open it later."""
    with reading(engine) as session:
        if not campaigns.came_to_more(session, organisation.id, key(campaign_id)):
            return
    with unit(engine) as session:
        campaigns.note_sent(session, organisation.id, campaign_id, key(campaign_id))
