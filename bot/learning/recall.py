"""Some time after a module one question about it comes back, and later another. What is answered is not kept,
and nobody else learns of it."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from bot.foundation import words
from bot.foundation.context import ZONE, Context
from bot.foundation.screen import Action, Event, Screen
from bot.learning import content, participant, screens, spacing
from bot.learning.content import Module
from bot.learning.spacing import KIND
from bot.lessons import player
from bot.lessons.content import Step
from bot.lessons.screens import feedback, page, question, words_of
from bot.messages import mailings
from bot.messages.mailings import Moment, Naming
from bot.messages.working_time import next_moment, working_days_after
from bot.screens.layout import to_close
from storage import learning, recalls, sealing
from storage.db import reading, unit
from storage.organisations import OrganisationRow
from storage.recalls import Recall
from storage.vault import Vault

SOME = 1000  # people in one unit of work
OPEN_FOR = 10  # working days in which the last question can still be opened


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Plans the questions that are due today, one a day for each person. Gives how many messages."""
    today, moment = now.astimezone(ZONE).date(), next_moment(now, organisation)
    if moment.date() != today:
        return 0  # no more working time today
    planned = 0
    while True:
        with reading(engine) as session:
            due = recalls.due(session, organisation.id, today, SOME)
        if due:
            with unit(engine) as session:
                planned += _bring(session, organisation, due, moment)
        if len(due) < SOME:
            return planned


def name(naming: Naming) -> str:
    """A question by the module that it is about."""
    found = content.find(naming.organisation.slug, naming.push.about)
    return naming.say("going_out.names.recall", title=found.words[naming.locale].title) if found else ""


def show(moment: Moment) -> Screen | None:
    """The card of a question; none when its person wants none any more, or it was taken away."""
    module = content.find(moment.organisation.slug, moment.about)
    names = moment.about.partition("/")[::2]
    row = learning.find(moment.session, moment.organisation.id, moment.person.id, *names)
    if module is None or row is None or recalls.get(moment.session, row.id).recall is None:
        return None
    text = moment.say("learn.recall.card", title=module.words[moment.locale].title)
    return Screen(
        "learn",
        "recall-card",
        moment.say("learn.recall.card_title"),
        words.prose(text),
        actions=(
            Action("learn", "recall", moment.say("learn.actions.recall"), module.ref, "primary"),
            Action("learn", "no_recall", moment.say("learn.actions.no_recall"), module.ref),
        ),
        locale=moment.locale,
        confidential=False,
    )


def open_recall(ctx: Context, event: Event) -> Screen:
    """The question that came back last about a module; how the module stands where there is none any more."""
    found = _asked(ctx, event.argument)
    if found is None:
        return participant.open_module(ctx, event)
    return _question(ctx, *found)


def answer(ctx: Context, event: Event) -> Screen:
    """What is said about an answer to it. When another question came back meanwhile, that one is shown."""
    ref, _, asked = event.argument.rpartition("/")
    found = _asked(ctx, ref)
    if found is None:
        return participant.open_module(ctx, Event("learn", "open", ref))
    module, at = found
    screen = _question(ctx, module, at)
    if asked != _number(module, at):
        return screen
    chosen = player.chosen(ctx, screen, event.values)
    if isinstance(chosen, Screen):
        return chosen
    body = (*feedback(ctx, module, at, chosen), *words.prose(ctx.say("learn.recall.not_kept")))
    title = words_of(ctx, module).steps[at.name].title
    return screens.plain(ctx, "recall-done", title, body, (screens.to_mine(ctx),), module.ref)


def stop(ctx: Context, event: Event) -> Screen:
    """No question comes back to this person any more."""
    recalls.stop(ctx.session, participant.whoever(ctx).id)
    return stopped(ctx, event)


def stopped(ctx: Context, event: Event) -> Screen:
    """That no question comes back any more, or that they do again."""
    is_off = recalls.is_stopped(ctx.session, participant.whoever(ctx).id)
    said = "stopped" if is_off else "resumed"
    again = (screens.FRAME.action(ctx, "resume_recall", "resume_recall"),) if is_off else ()
    body = words.prose(ctx.say(f"learn.recall.{said}"))
    title = ctx.say(f"learn.recall.{said}_title")
    return screens.plain(ctx, "recall-off", title, body, (screens.to_mine(ctx), *again))


def resume(ctx: Context, event: Event) -> Screen:
    """Questions come back again, about what this person finishes from now on."""
    recalls.resume(ctx.session, participant.whoever(ctx).id)
    return stopped(ctx, event)


def _bring(session: Session, organisation: OrganisationRow, due: list[Recall], moment: datetime) -> int:
    """Plans one push for each that is alike, and notes when the next question comes."""
    slug, today = organisation.slug, moment.date()
    days, tomorrow = spacing.of(slug), working_days_after(today, 1, slug)
    alike, over, later, seen = defaultdict(list), list[int](), list[int](), set[int]()
    for one in due:
        if one.recalled >= len(days):  # the last one was open for long enough, or they were switched off
            over.append(one.id)
        elif one.person_id in seen:
            later.append(one.id)
        else:
            seen.add(one.person_id)
            alike[one[2:]].append(one)
    recalls.end(session, over)
    recalls.put_off(session, later, tomorrow)
    planned = 0
    for (programme, module, edition, recalled), batch in alike.items():
        about = f"{programme}/{module}"
        key = f"{KIND}/{about}/{edition or 'once'}/{recalled}"
        people = [one.person_id for one in batch]
        planned += mailings.plan(session, organisation.id, KIND, key, people, moment, about)
        following = recalled + 1
        gap = days[following] - days[recalled] if following < len(days) else OPEN_FOR
        next_on = working_days_after(today, gap, slug)
        recalls.brought(session, [one.id for one in batch], following, next_on)
    return planned


def _asked(ctx: Context, ref: str) -> tuple[Module, Step] | None:
    person, module = participant.whoever(ctx), content.find(ctx.organisation.slug, ref)
    if module is None:
        return None
    row = learning.find(ctx.session, ctx.organisation.id, person.id, module.programme, module.name)
    kept = recalls.get(ctx.session, row.id) if row else None
    if row is None or kept is None or kept.recall is None or not kept.recalled:
        return None
    names = _names(ctx.vault, row.id, kept.recall)
    at = module.step(names[min(kept.recalled, len(names)) - 1]) if names else None
    return (module, at) if at and at.kind == "question" else None


def _names(vault: Vault, learning_id: int, sealed: bytes) -> list[str]:
    try:
        return list(sealing.unseal(vault.learning_key(learning_id), sealed, KIND, learning_id))
    except sealing.CannotOpen:  # a lost question costs nobody anything
        return []


def _number(module: Module, at: Step) -> str:
    """Which question of its module this is: short, where names of somebody's own modules may be long."""
    return str([one.name for one in module.questions].index(at.name))


def _question(ctx: Context, module: Module, at: Step) -> Screen:
    asked = question(ctx, module, at, at.answers)
    which = f"{module.ref}/{_number(module, at)}"
    check = screens.FRAME.action(ctx, "recalled", "check", which, primary=True)
    title = words_of(ctx, module).steps[at.name].title
    return Screen(
        "learn",
        "recall",
        title,
        page(ctx, module, at),
        inputs=(asked,),
        submit=check,
        close=to_close(ctx),
        of=module.ref,
        locale=ctx.locale,
    )
