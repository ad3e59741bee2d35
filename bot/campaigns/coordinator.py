"""The coordinator plans the campaigns of the year, sees what is coming and how far each one came."""

from datetime import date, timedelta

from bot.campaigns import content, coordinator_screens
from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_count, parse_id
from bot.foundation.screen import Event, Screen
from bot.messages import working_time
from bot.screens import dates
from bot.screens.forms import check
from storage import campaigns, groups, recipients, starting, week
from storage.campaigns import CampaignRow

AHEAD, BACK = timedelta(days=120), timedelta(days=90)
YEAR = timedelta(days=365)


def overview(ctx: Context, event: Event) -> Screen:
    """What is coming, and what went out lately."""
    rows = campaigns.between(ctx.session, ctx.organisation.id, ctx.today - BACK, ctx.today + AHEAD)
    coming = [row for row in rows if row.state == "planned"]
    past = [row for row in rows if row.state != "planned"]
    return coordinator_screens.overview(
        ctx, coming, past, campaigns.reach(ctx.session, [row.id for row in past]), _missing(ctx)
    )


def year(ctx: Context, event: Event) -> Screen:
    """A whole year: campaigns, weeks, and the moments of the rhythm; the argument is the year."""
    wanted = parse_count(event.argument, 9999) or ctx.today.year
    wanted = min(max(wanted, ctx.today.year - 5), ctx.today.year + 2)
    rows = campaigns.between(ctx.session, ctx.organisation.id, date(wanted, 1, 1), date(wanted, 12, 31))
    reached = campaigns.reach(ctx.session, [row.id for row in rows])
    weeks = [row for row in week.every(ctx.session, ctx.organisation.id) if row.first_on.year == wanted]
    return coordinator_screens.year(ctx, wanted, rows, reached, weeks)


def rhythm(ctx: Context, event: Event) -> Screen:
    """Plans every campaign of the ready rhythm for the coming year, those that are not there yet."""
    missing = _missing(ctx)
    for name, day in missing:
        groups = content.campaign(name).groups
        campaigns.add(ctx.session, ctx.organisation.id, day, name, groups=groups)
    if missing:
        audit.tell(ctx, "campaign.planned", detail=f"rhythm {len(missing)}")
    return overview(ctx, Event("campaign", "overview"))


def new(ctx: Context, event: Event) -> Screen:
    """Asks which campaign, when and for whom."""
    return coordinator_screens.form(ctx, groups.every(ctx.session, ctx.organisation.id))


def create(ctx: Context, event: Event) -> Screen:
    """Plans a campaign: one that comes with Baken, or a message of one's own."""
    form = coordinator_screens.form(ctx, groups.every(ctx.session, ctx.organisation.id))
    answers, errors = check(ctx, form.inputs, event.values)
    day = dates.typed(str(answers["day"]))
    if "day" not in errors and (wrong := _wrong(ctx, day)):
        errors["day"] = ctx.say(f"campaign.errors.{wrong}")
    own = answers["name"] == coordinator_screens.OWN
    for name in ("title", "text") if own else ():
        if not answers[name]:
            errors[name] = ctx.say("mistakes.answer_missing")
    if errors or day is None:
        return form.with_errors(errors, answers)
    said = (
        {"title": str(answers["title"]), "text": str(answers["text"])}
        if own
        else {"name": str(answers["name"])}
    )
    chosen = [key for key in answers.get("groups", ()) if key]
    id = campaigns.add(ctx.session, ctx.organisation.id, day, groups=chosen, **said)
    audit.tell(ctx, "campaign.planned", subject=f"campaign:{id}", detail=day.isoformat())
    return _shown(ctx, id)


def manage(ctx: Context, event: Event) -> Screen:
    """One campaign; the argument is its number."""
    return _shown(ctx, _row(ctx, event.argument).id)


def move(ctx: Context, event: Event) -> Screen:
    """Asks for another day."""
    return coordinator_screens.move(ctx, _planned(ctx, event.argument))


def set_day(ctx: Context, event: Event) -> Screen:
    """Takes another day."""
    row = _planned(ctx, event.argument)
    form = coordinator_screens.move(ctx, row)
    answers, errors = check(ctx, form.inputs, event.values)
    day = dates.typed(str(answers["day"]))
    if "day" not in errors and (wrong := _wrong(ctx, day)):
        errors["day"] = ctx.say(f"campaign.errors.{wrong}")
    if errors:
        return form.with_errors(errors, answers)
    campaigns.change(ctx.session, row.id, planned_on=day)
    return _shown(ctx, row.id)


def sure(ctx: Context, event: Event) -> Screen:
    """Asks before a campaign is taken off the calendar or goes out today; the argument is "cancel:" or
    "send:" and its number."""
    verb, _, id = event.argument.rpartition(":")
    row = _planned(ctx, id)
    if verb != "send":
        return coordinator_screens.sure(ctx, row)
    told = recipients.count(ctx.session, ctx.organisation.id, ctx.today, row.groups)
    return coordinator_screens.sure(ctx, row, told)


def send(ctx: Context, event: Event) -> Screen:
    """Lets a campaign go out now, in working time, and not on its day."""
    row = _planned(ctx, event.argument)
    campaigns.change(ctx.session, row.id, planned_on=ctx.today)
    starting.soon(ctx.session, ctx.organisation.id)
    audit.tell(ctx, "campaign.planned", subject=f"campaign:{row.id}", detail=ctx.today.isoformat())
    return _shown(ctx, row.id)


def cancel(ctx: Context, event: Event) -> Screen:
    """Takes a campaign off the calendar, before it goes out."""
    row = _planned(ctx, event.argument)
    campaigns.change(ctx.session, row.id, state="cancelled")
    audit.tell(ctx, "campaign.cancelled", subject=f"campaign:{row.id}")
    return overview(ctx, Event("campaign", "overview"))


def _missing(ctx: Context) -> list[tuple[str, date]]:
    """The campaigns of the ready rhythm that have no day in the coming year, with the day they would get."""
    until = ctx.today + YEAR
    rows = campaigns.between(ctx.session, ctx.organisation.id, ctx.today - timedelta(days=30), until)
    there = {row.name for row in rows}
    found = []
    for beat in content.rhythm():
        for year in (ctx.today.year, until.year) if beat.campaign and beat.name not in there else ():
            day = content.day_of(beat, year, ctx.organisation.slug)
            if ctx.today < day <= until and content.comes(beat, year):
                found.append((beat.name, day))
    return sorted(found, key=lambda one: one[1])


def _wrong(ctx: Context, day: date | None) -> str:
    if day is None:
        return "no_day"
    if day <= ctx.today:
        return "past"
    if dates.is_far(day, ctx.today):
        return "far"
    return "" if working_time.is_working_day(day, ctx.organisation.slug) else "free"


def _shown(ctx: Context, id: int) -> Screen:
    row = _row(ctx, str(id))
    return coordinator_screens.campaign(ctx, row, campaigns.reach(ctx.session, [id])[id], _names(ctx, row))


def _names(ctx: Context, row: CampaignRow) -> list[str]:
    every = groups.every(ctx.session, ctx.organisation.id)
    return [coordinator_screens.group_name(ctx, group) for group in every if group.key in row.groups]


def _row(ctx: Context, argument: str) -> CampaignRow:
    id = parse_id(argument)
    row = campaigns.by_id(ctx.session, ctx.organisation.id, id)
    if row is None or row.state == "cancelled":
        raise Mistake("campaign_gone")
    return row


def _planned(ctx: Context, argument: str) -> CampaignRow:
    row = _row(ctx, argument)
    if row.state != "planned":
        raise Mistake("campaign_sent")
    return row
