"""A lead's view of their own team: who is done, not done or late with which module. Never an answer."""

from collections.abc import Iterable
from itertools import groupby

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Bullets, Event, Fact, Facts, Heading, Part, Row, Screen
from bot.foundation.words import prose
from bot.learning import content, progress
from bot.screens.layout import PAGE, Frame, to_close, to_menu
from storage import learning, meetings
from storage.learning import Member

FRAME = Frame("learn")


def open_team(ctx: Context, event: Event) -> Screen:
    """The people whom this person leads, with how many modules are done; the argument is how many to skip."""
    members = _members(ctx)
    people = [(key, list(rows)) for key, rows in groupby(members, key=lambda one: (one.person_id, one.name))]
    counted = [_count(ctx, rows) for _, rows in people]
    late, without = sum(bool(one[2]) for one in counted), sum(not one[0] + one[1] for one in counted)
    up_to_date = sum(bool(done) and not undone for done, undone, _ in counted)
    facts = Facts(
        (
            Fact(ctx.say("learn.team.people"), str(len(people))),
            Fact(ctx.say("learn.team.up_to_date"), str(up_to_date)),
            Fact(ctx.say("learn.team.late"), str(late)),
            *((Fact(ctx.say("learn.team.without"), str(without)),) if without else ()),
        )
    )
    skip = parse_id(event.argument)
    rows = tuple(
        Row(name, _summary(ctx, *_count(ctx, theirs)), FRAME.action(ctx, "member", "look", str(id)))
        for (id, name), theirs in people[skip : skip + PAGE]
    )
    actions = FRAME.turning(ctx, "team", skip, len(people) > skip + PAGE)
    if meetings.newest(ctx.session, ctx.organisation.id):
        actions.append(Action("meeting", "open", ctx.say("meeting.menu")))
    text = prose(ctx.say("learn.team.text"))
    return _screen(ctx, "team", ctx.say("learn.team.title"), (*text, facts, *rows), tuple(actions), str(skip))


def open_member(ctx: Context, event: Event) -> Screen:
    """The modules of one of them: done, not done, late."""
    theirs = [one for one in _members(ctx) if str(one.person_id) == event.argument]
    if not theirs:
        raise Mistake("not_allowed")
    parts: list[Part] = []
    for state in ("late", "not_done", "done"):
        named = [title for title, found in _modules(ctx, theirs) if found == state]
        if named:
            parts += [Heading(ctx.say(f"learn.team.states.{state}")), Bullets(tuple(named))]
    if not parts:
        parts += prose(ctx.say("learn.team.nothing"))
    actions = (FRAME.action(ctx, "team", "to_team"),)
    return _screen(ctx, "member", theirs[0].name, tuple(parts), actions, event.argument)


def _members(ctx: Context) -> list[Member]:
    """The visitor's team. Raises Mistake for who leads nobody."""
    members = learning.team(ctx.session, ctx.organisation.id, ctx.person.id) if ctx.person else []
    if not members:
        raise Mistake("not_allowed")
    return members


def _modules(ctx: Context, rows: Iterable[Member]) -> Iterable[tuple[str, str]]:
    """The title and the state of each module that is there still; of a yearly one the newest edition."""
    standing = progress.standing([*rows])
    newest = {(row.programme, row.module): row for row in standing if row.programme and row.module}
    for (programme, name), row in newest.items():
        module = content.find(ctx.organisation.slug, f"{programme}/{name}")
        if module is None or (row.due_on is None and row.finished_on is None):
            continue  # taken away; or begun of their own accord, which is nobody's business until it is done
        late = row.due_on is not None and row.due_on < ctx.today
        state = "done" if row.finished_on else ("late" if late else "not_done")
        yield module.words[ctx.locale].title, state


def _count(ctx: Context, rows: Iterable[Member]) -> tuple[int, int, int]:
    """How many modules are done, are not, and of those are late."""
    states = [state for _, state in _modules(ctx, rows)]
    return states.count("done"), len(states) - states.count("done"), states.count("late")


def _summary(ctx: Context, done: int, undone: int, late: int) -> str:
    if not done + undone:
        return ctx.say("learn.team.nothing")
    key = "summary_late" if late else "summary"
    return ctx.say(f"learn.team.{key}", done=done, of=done + undone, late=late)


def _screen(
    ctx: Context, step: str, title: str, body: tuple[Part, ...], actions: tuple[Action, ...], of: str
) -> Screen:
    actions = (*actions, to_menu(ctx))
    return Screen("learn", step, title, body, actions=actions, close=to_close(ctx), of=of, locale=ctx.locale)
