"""What the commands for modules do. Sentences are English, as on the whole command line."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.foundation.mistakes import Mistake
from bot.learning import check, content, files
from bot.learning.content import Module
from bot.learning.planner import KIND
from bot.lessons.branches import mermaid
from bot.lessons.content import Step, Words
from bot.messages import mailings
from bot.messages.working_time import next_moment
from bot.screens import markdown
from handlers.cli.people_work import Opened
from storage import db, learning, people


def checked(own: Path | None) -> tuple[list[str], list[str]]:
    """Mistakes and advice, a line each, in Baken's own modules and in an organisation's content folder."""
    problems: dict[str, None] = {}
    advice: dict[str, None] = {}
    for layers in content.every_layer(own):
        found = check.problems(layers)
        problems |= dict.fromkeys(map(str, found))
        if not found:
            advice |= dict.fromkeys(map(str, check.advice(layers)))
    return list(problems), list(advice)


def listed(organisation: str) -> Iterator[str]:
    """Every module as commands name it, with its day, groups and minutes."""
    for programme in content.of(organisation).values():
        for entry in programme.entries:
            module = programme.modules[entry.name]
            groups = ", ".join(entry.groups) or "everybody"
            yield f"{module.ref}\tday {entry.day}\t{module.minutes} min\t{groups}"


def preview(organisation: str, ref: str, locale: str) -> Iterator[str]:
    """A module as text, line by line; right answers are marked. Raises Mistake when there is none."""
    module = _module(organisation, ref)
    words = module.words[locale]
    yield f"{words.title} ({module.minutes} min)"
    yield words.summary
    for number, step in enumerate(module.steps, 1):
        yield ""
        yield from _step(step, words, f"{number}/{len(module.steps)}")


def branches(organisation: str, ref: str, locale: str) -> str:
    """Where each answer of a module leads, as a Mermaid flowchart. Raises Mistake when there is none."""
    module = _module(organisation, ref)
    return mermaid(module.steps, module.words[locale])


def test_send(opened: Opened, ref: str, email: str, now: datetime) -> bool:
    """Plans the card of a module for one person; gives whether it will come, which it does not when finished.

    Raises Mistake when there is no such module or person."""
    organisation, module = opened.organisation, _module(opened.organisation.slug, ref)
    with db.unit(opened.engine) as session:
        person = people.by_email(session, organisation.id, email)
        if person is None:
            raise Mistake("learn_no_person", email=email)
        today = next_moment(now, organisation).date()
        mine = {"organisation_id": organisation.id, "person_id": person.id, "assigned_on": today}
        learning.assign(session, [mine | {"programme": module.programme, "module": module.name}])
        row = learning.find(session, organisation.id, person.id, module.programme, module.name)
        if row is None or row.finished_on:
            return False
        learning.change(session, row.id, snoozed_until=None)
        key = f"{KIND}/test/{now:%Y%m%dT%H%M%S%f}"
        return mailings.plan(session, organisation.id, KIND, key, [person.id], now, module.ref) == 1


def verified(opened: Opened, code: str) -> files.Proof | None:
    """What the code on a certificate proves, if anything."""
    with db.reading(opened.engine) as session:
        return files.prove(session, code, "en")


def _module(organisation: str, ref: str) -> Module:
    module = content.find(organisation, ref)
    if module is None:
        raise Mistake("learn_no_module", module=ref)
    return module


def _step(step: Step, words: Words, place: str) -> Iterator[str]:
    said = words.steps.get(step.name)
    yield f"[{place}] {said.title if said else step.name}"
    if step.image:
        yield f"  (picture: {words.images[step.image]})"
    if said is None:
        return
    for part in markdown.parts(said.text):
        yield from (f"  {line}" for line in markdown.lines(part))
    if step.kind == "question":
        yield f"  ? {said.question}"
        for name in step.answers:
            answer = said.answers[name]
            yield f"  {'[x]' if name in step.right else '[ ]'} {answer.label}"
            yield f"        {markdown.plain(answer.why)}"
