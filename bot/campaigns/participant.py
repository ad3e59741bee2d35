"""A colleague opens a campaign and goes through it. Only that somebody did is counted, not who, nor what.

Nothing is kept of where somebody is: the number of the step is in the button.
"""

from bot.campaigns import content, screens
from bot.campaigns.content import Campaign
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.lessons import player
from storage import campaigns, counted_once
from storage.campaigns import CampaignRow


def key(campaign_id: int) -> str:
    """What the push of a campaign is called."""
    return f"campaign/{campaign_id}"


def open_campaign(ctx: Context, event: Event) -> Screen:
    """The first page; the argument is the campaign's number."""
    row, campaign, _ = _find(ctx, event.argument)
    _count(ctx, row, "opened")
    return screens.step(ctx, row, campaign, 0) if campaign else screens.own(ctx, row)


def go(ctx: Context, event: Event) -> Screen:
    """A page or question; the argument is the campaign's number and the step."""
    row, campaign, at = _find(ctx, event.argument)
    return screens.step(ctx, row, campaign, at) if campaign else screens.own(ctx, row)


def answer(ctx: Context, event: Event) -> Screen:
    """What was chosen, and what is said about it. Nothing of it is kept."""
    row, campaign, at = _find(ctx, event.argument)
    if campaign is None or campaign.steps[at].kind != "question":
        raise Mistake("dialogue_changed")
    screen = screens.step(ctx, row, campaign, at)
    chosen = player.chosen(ctx, screen, event.values)
    return chosen if isinstance(chosen, Screen) else screens.why(ctx, row, campaign, at, chosen)


def finish(ctx: Context, event: Event) -> Screen:
    """Somebody came to the end."""
    row, _, _ = _find(ctx, event.argument)
    _count(ctx, row, "opened")
    _count(ctx, row, "completed")
    return screens.done(ctx, screens.title_of(row, ctx.locale))


def _count(ctx: Context, row: CampaignRow, what: str) -> None:
    """Counts somebody once, when it was brought to them (and not who only has a look beforehand), and where
    they worked when it came."""
    assert ctx.person is not None
    if row.state == "over":
        return
    place = campaigns.place_of(ctx.session, row.organisation_id, row.id, key(row.id), ctx.person.id)
    if place is None:
        return
    scope = f"{key(row.id)}/{what}"
    if counted_once.take(ctx.session, scope, ctx.vault.once_hash(scope, ctx.person.id)):
        campaigns.count(ctx.session, row.id, place, "opened" if what == "opened" else "completed")


def _find(ctx: Context, argument: str) -> tuple[CampaignRow, Campaign | None, int]:
    """The campaign, its words when it comes with Baken, and the step. Raises Mistake."""
    id, _, step = argument.partition(":")
    row = campaigns.by_id(ctx.session, ctx.organisation.id, parse_id(id))
    if row is None or not ctx.at_home or row.state == "cancelled":
        raise Mistake("campaign_gone")
    campaign = content.campaign(row.name) if row.name else None
    at = parse_id(step)
    if campaign and at >= len(campaign.steps):
        raise Mistake("campaign_gone")
    return row, campaign, at
