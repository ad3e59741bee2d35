"""What a handler sees of the protocol: the form of a step, a note, and the file of a report."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bot.foundation.context import Context
from bot.foundation.screen import Heading, Option, Part, Said, Screen
from bot.foundation.words import prose
from bot.reports import conversation, dossier, protocol, steps
from bot.reports.conversation import LONG
from bot.reports.dossier import Entry
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.forms import Lists, optional_words
from bot.screens.layout import Frame
from storage.reports import ReportRow

FRAME = Frame("casework")
# What speaks for it being undermining crime: where it takes root here, and how it shows (CCV checklist).
ROOTS = ("government", "neighbourhood", "business", "process", "network")
FLAGS = ("odd", "criminal", "repeated", "hidden", "complex")
HOLDS = ("concrete", "recent", "phenomenon")  # weighing 3
NONE = "none"  # no legal ground
SOURCES = ("registry", "trade_register", "land_register", "permits", "open", "colleague", "partner", "other")
MARKS = ("roots", "flags", "holds")  # questions that are kept with a decision as they were answered

_WHY = Question("why", "long_text", max_length=LONG)
_REQUIRED_WHY = Question("why", "long_text", required=True, max_length=LONG)
_ROOTS = Question("roots", "choices", options=ROOTS)


def _choice(step: str) -> Question:
    return Question(step, "choice", required=True, options=f"of_{step}")


QUESTIONS: dict[str, tuple[Question, ...]] = {
    "signal": (_ROOTS, Question("flags", "choices", options=FLAGS), _choice("signal"), _WHY),
    "task": (_choice("task"), _WHY),
    "ground": (Question("legal_ground", "choice", required=True, options="grounds_or_none"), _WHY),
    "intake": (_ROOTS, _choice("intake"), Question("legal_ground", "choice", options="grounds"), _WHY),
    "weight": (Question("holds", "choices", options=HOLDS), _choice("weight"), _WHY),
    "research": (_choice("research"), _WHY),
    "approach": (_choice("approach"), _WHY),
    steps.REVISE: (Question("back_to", "choice", required=True, options="earlier"), _REQUIRED_WHY),
}
NOTE = (
    Question("note", "long_text", required=True, max_length=LONG),
    Question("names", "text", max_length=300),
    Question("source", "choice", options=SOURCES),
    Question("legal_ground", "choice", options="grounds"),
)


def form(ctx: Context, row: ReportRow, name: str, known: int, token: str) -> Screen:
    """The form of a step, or to go back to an earlier one; `known` is how many decisions there are."""
    at, road = place(ctx, row), protocol.of(ctx.organisation.slug).road
    actions = [FRAME.action(ctx, "back", "back")]
    if name != steps.REVISE and steps.earlier(at, road):
        actions.insert(0, FRAME.button("decide", ctx.say("deciding.actions.revise"), steps.REVISE))
    return Screen(
        "casework",
        f"{name}-{known}",
        ctx.say(f"deciding.steps.{name}.title"),
        prose(ctx.say(f"deciding.steps.{name}.text")),
        inputs=forms.fields(ctx, "deciding", QUESTIONS[name], {}, _lists(ctx, at)),
        submit=FRAME.button("decided", ctx.say("deciding.actions.decided"), primary=True),
        actions=tuple(actions),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def note_form(ctx: Context, row: ReportRow, written: int, token: str) -> Screen:
    """The form to note something; `written` is how many notes were sent from this window."""
    return Screen(
        "casework",
        f"note-{written}",
        ctx.say("deciding.steps.note.title"),
        prose(ctx.say("deciding.steps.note.text")),
        inputs=forms.fields(ctx, "deciding", NOTE, {}, _lists(ctx, place(ctx, row))),
        submit=FRAME.button("noted", ctx.say("deciding.actions.noted"), primary=True),
        actions=(FRAME.action(ctx, "back", "back"),),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def place(ctx: Context, row: ReportRow) -> str:
    """The step at which a report stands, on the road of its organisation."""
    return steps.place(row.step, protocol.of(ctx.organisation.slug).road)


def step_words(ctx: Context, row: ReportRow) -> str:
    """Where a report stands in the protocol, in words."""
    return ctx.say(f"deciding.at.{place(ctx, row)}")


def shown(ctx: Context, every: Sequence[Entry], numbers: Mapping[str, str]) -> tuple[Part, ...]:
    """The file of a report: what was decided and noted, in order; nothing when nothing was. `numbers` are
    those of the reports that it speaks of, by id."""
    said = tuple(Said(author(ctx, one), when(ctx, one), words(ctx, one, numbers)) for one in every)
    return (Heading(ctx.say("deciding.dossier")), *said) if said else ()


def author(ctx: Context, entry: Entry) -> str:
    """Who wrote an entry."""
    return entry.author or ctx.say("threads.reporter")


def words(ctx: Context, entry: Entry, numbers: Mapping[str, str] = MappingProxyType({})) -> str:
    """What an entry says, in sentences. `numbers` are those of other reports, by id."""
    said = entry.said
    if entry.kind == dossier.READERS:
        lines = [ctx.say(f"readership.said.{said['what']}", people=", ".join(said["people"]))]
    elif entry.kind == dossier.FORWARDED:
        out = said["out"]
        lines = [ctx.say("forwarding.said", name=out["recipient"]["name"], ground=out["ground"]["name"])]
    elif entry.kind == dossier.LABELS:
        lines = [", ".join(said["labels"]) or ctx.say("labels.none")]
    elif entry.kind == dossier.LINK:
        lines = [ctx.say(f"links.said.{said['what']}", number=numbers[said["report"]])]
    elif entry.kind == dossier.ATTACHED:
        lines = [conversation.with_file(ctx, said["text"], len(said["pages"]))]
    else:
        lines = [_decided(ctx, said)] if entry.kind == dossier.DECISION else [said["text"]]
    for name in MARKS:
        if marks := said.get(name, ()):
            named = ", ".join(ctx.say(f"deciding.questions.{name}.options.{one}") for one in marks)
            lines.append(f"{ctx.say(f'deciding.marks.{name}')}: {named}")
    if said.get("names"):
        lines.append(f"{ctx.say('deciding.marks.names')}: {said['names']}")
    if source := said.get("source"):
        named = ctx.say(f"deciding.questions.source.options.{source}")
        lines.append(f"{ctx.say('deciding.marks.source')}: {named}")
    if said.get("ground"):
        lines.append(f"{ctx.say('deciding.marks.ground')}: {ground_of(ctx, said)}")
    if why := said.get("why"):
        lines.append(f"{ctx.say('deciding.marks.why')}: {why}")
    return "\n".join(lines)


def ground_words(ctx: Context, name: str) -> str:
    """A legal ground in words, in the person's language."""
    own = protocol.of(ctx.organisation.slug).own.get(name)
    return own[ctx.locale] if own else ctx.say(f"deciding.grounds.{name}.name")


def ground_of(ctx: Context, said: Mapping[str, Any]) -> str:
    """The ground of an entry in words: as it was called then, where the organisation has it no more."""
    return optional_words(ctx, f"deciding.grounds.{said['ground']}.name") or str(said["ground_words"])


def _decided(ctx: Context, said: dict[str, str]) -> str:
    step, choice = said["step"], said["choice"]
    if to := {steps.REVISE: "went_back", steps.REOPENED: "reopened", steps.WITHOUT_GROUND: "reopened"}.get(
        choice
    ):
        return ctx.say(f"deciding.{to}", step=ctx.say(f"deciding.at.{said['to']}"))
    asked, chosen = ctx.say(f"deciding.at.{step}"), ctx.say(f"deciding.choices.{step}.{choice}.name")
    return f"{asked} {chosen}" if asked.endswith("?") else f"{asked}: {chosen}"


def when(ctx: Context, entry: Entry) -> str:
    """What kind of entry it is, and of which day."""
    kind = entry.kind
    if kind == dossier.NOTE:
        kind = "fact" if entry.said.get("source") else "meeting" if entry.said.get("meeting") else kind
    kind = ctx.say(f"deciding.kinds.{kind}")
    return f"{kind}, {conversation.day(ctx, entry.made_on)}"


def _lists(ctx: Context, at: str) -> Lists:
    mine = protocol.of(ctx.organisation.slug)

    def choices(step: str) -> tuple[Option, ...]:
        every = steps.choices(step, mine.road)
        return tuple(_option(ctx, f"deciding.choices.{step}.{one}", one) for one in every)

    def grounds() -> tuple[Option, ...]:
        return tuple(
            Option(one, ground_words(ctx, one), optional_words(ctx, f"deciding.grounds.{one}.hint"))
            for one in mine.grounds
        )

    found: Lists = {
        "grounds": grounds,
        "grounds_or_none": lambda: (*grounds(), Option(NONE, ctx.say("deciding.no_ground"))),
        "earlier": lambda: tuple(
            Option(one, ctx.say(f"deciding.at.{one}")) for one in steps.earlier(at, mine.road)
        ),
        **{f"of_{step}": lambda step=step: choices(step) for step in steps.STEPS},  # type: ignore[misc]
    }
    return found


def _option(ctx: Context, key: str, value: str) -> Option:
    return Option(value, ctx.say(f"{key}.name"), optional_words(ctx, f"{key}.hint"))
