"""The privacy officer's view: what happened, who did it, and whether the trail is whole. No content."""

from datetime import date, datetime

from bot.foundation.context import ZONE, Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Event, Note, Row, Screen
from bot.foundation.words import prose
from bot.reports import conversation
from bot.screens.layout import PAGE, to_close, to_menu
from storage import audit, pending, people


def open_trail(ctx: Context, event: Event) -> Screen:
    """One page of the audit trail; the argument is how many entries to skip."""
    skip = parse_id(event.argument)
    entries = audit.entries(ctx.session, ctx.organisation.id, PAGE + 1, skip)
    rows = tuple(
        Row(ctx.say(f"trail.what.{entry.action.replace('.', '_')}"), _detail(ctx, entry))
        for entry in entries[:PAGE]
    )
    actions = [Action("trail", "retention", ctx.say("trail.retention.open")), to_menu(ctx)]
    if len(entries) > PAGE:
        actions.insert(0, Action("trail", "open", ctx.say("trail.older"), str(skip + PAGE)))
    return Screen(
        "trail",
        "list",
        ctx.say("trail.title"),
        (*prose(ctx.say("trail.text")), *_pending(ctx), *rows),
        actions=tuple(actions),
        close=to_close(ctx),
        of=str(skip),
        locale=ctx.locale,
    )


def _pending(ctx: Context) -> tuple[Note, ...]:
    """How many entries have no place in the trail yet; it says nothing of what nobody may know yet."""
    number = pending.known(ctx.session, ctx.now, ctx.organisation.id)
    return (Note(ctx.say("trail.pending", count=number)),) if number else ()


def _detail(ctx: Context, entry: audit.Entry) -> str:
    kind, _, id = entry.actor.partition(":")
    person = people.by_id(ctx.session, int(id)) if kind == "person" else None
    who = ctx.called(person.name) if person else ctx.say(f"trail.who.{kind if kind != 'person' else 'gone'}")
    said = ctx.say("trail.detail", seq=entry.seq, when=_when(ctx, entry.at), who=who)
    return ", ".join((said, *_about(ctx, entry)))


def _about(ctx: Context, entry: audit.Entry) -> tuple[str, ...]:
    """Whom an entry about a role is about: of other changes in the directory the number is enough."""
    kind, _, id = entry.subject.partition(":")
    if kind != "person" or not entry.action.startswith("role."):
        return ()
    person = people.by_id(ctx.session, int(id))
    return (ctx.say("trail.about", name=ctx.called(person.name)),) if person else ()


def _when(ctx: Context, at: str) -> str:
    """The moment in the Netherlands, or only the day where the trail holds no more."""
    if "T" not in at:
        return conversation.day(ctx, date.fromisoformat(at))
    moment = datetime.fromisoformat(at).astimezone(ZONE)
    return f"{conversation.day(ctx, moment.date())} {moment:%H:%M}"
