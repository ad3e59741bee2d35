"""What of a report goes to somebody outside: exactly what was picked, and nothing else."""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from bot.foundation.context import Context
from bot.reports import conversation, deciding_screens, dossier
from bot.reports.dialogue import REPORT
from bot.reports.dossier import Entry
from bot.screens import forms
from bot.screens.dialogue import restored
from storage.reports import ReportRow

FORMAT = "baken-signal/1"  # docs/forwarding.schema.json
RECIPIENTS = ("riec", "police", "prosecution", "tax", "inspectorate", "vik", "municipality", "other")
PICKED = ("story", "where", "when", "ongoing", "involved")  # unless somebody chooses otherwise
ANSWERS = (*PICKED, "source", "processes")  # that may go; what tells of the reporter may not
FACT, REPORTER, RECEIVED = "fact-", "reporter", "received"
SHOWN = 60  # characters of a fact, where it is picked

Outgoing = dict[str, Any]


class Part(NamedTuple):
    """Something that can go along: its name, what it is called, and whether it goes if nobody says so."""

    name: str
    label: str
    picked: bool


def parts(ctx: Context, report: ReportRow) -> tuple[Part, ...]:
    """All that can go along. Nobody's name, unless they reported by name."""
    content = conversation.content(ctx, report)
    found = [Part(name, label, name in PICKED) for name, label, _ in answers(ctx, content)]
    # By their place among facts: that in the file would tell of entries of which its reader may not know.
    for at, fact in enumerate(facts(dossier.of(ctx, report)), 1):
        text = " ".join(str(fact.said["text"]).split())
        label = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        found.append(Part(f"{FACT}{at}", ctx.say("forwarding.fact", text=label), True))
    found.append(Part(RECEIVED, ctx.say("forwarding.received"), False))
    if content["reporter"] and report.identity == "named":
        found.append(Part(REPORTER, ctx.say("forwarding.reporter"), False))
    return tuple(found)


def made(ctx: Context, report: ReportRow, chosen: Collection[str], form: dict[str, str]) -> Outgoing:
    """What goes, as it is kept and as the receiver gets it (docs/forwarding.md). `form` has `to`, `name`,
    `legal_ground` and `summary`; `chosen` are names of parts."""
    content = conversation.content(ctx, report)
    out: Outgoing = {
        "format": FORMAT,
        "made_on": ctx.today.isoformat(),
        "language": ctx.locale,
        "sender": {"organisation": ctx.organisation.name, "name": ctx.person.name if ctx.person else ""},
        "recipient": {"kind": form["to"], "name": form["name"]},
        "ground": {
            "id": form["legal_ground"],
            "name": deciding_screens.ground_words(ctx, form["legal_ground"]),
        },
        "signal": {
            "number": report.number,
            "theme": {"id": report.theme, "name": ctx.say(f"report.questions.theme.options.{report.theme}")},
        },
        "summary": form["summary"],
        "answers": [
            {"id": name, "label": label, "text": text}
            for name, label, text in answers(ctx, content)
            if name in chosen
        ],
        "facts": [
            _fact(ctx, one)
            for at, one in enumerate(facts(dossier.of(ctx, report)), 1)
            if f"{FACT}{at}" in chosen
        ],
    }
    if RECEIVED in chosen:
        out["signal"]["received_on"] = report.received_on.isoformat()
    if REPORTER in chosen and report.identity == "named" and content["reporter"]:
        out["reporter"] = {"name": content["reporter"]["name"], "contact": content["reporter"]["email"]}
    return out


def lines(out: Outgoing, say: Callable[..., str]) -> list[tuple[str, str]]:
    """All that leaves, in the order of the form: what it is called, and what it says."""
    signal = out["signal"]
    found = [
        (say("forwarding.fields.to"), out["recipient"]["name"]),
        (say("forwarding.fields.kind"), say(f"forwarding.questions.to.options.{out['recipient']['kind']}")),
        (say("forwarding.fields.sender"), f"{out['sender']['organisation']}, {out['sender']['name']}"),
        (say("forwarding.fields.made_on"), _day(out["made_on"], say)),
        (say("forwarding.fields.number"), signal["number"]),
        (say("forwarding.fields.ground"), out["ground"]["name"]),
        (say("forwarding.fields.theme"), signal["theme"]["name"]),
    ]
    if "received_on" in signal:
        found.append((say("forwarding.received"), _day(signal["received_on"], say)))
    if out["summary"]:
        found.append((say("forwarding.fields.summary"), out["summary"]))
    found += [(one["label"], one["text"]) for one in out["answers"]]
    for one in out["facts"]:
        where = f"{one['source']['name']}, {_day(one['noted_on'], say)}. {one['ground']['name']}"
        found.append((say("forwarding.fields.fact"), f"{one['text']}\n{where}"))
    if person := out.get("reporter"):
        found.append((say("forwarding.reporter"), ", ".join(filter(None, person.values()))))
    return found


def answers(ctx: Context, content: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was handed in and does not tell of the reporter: name, label and words of each."""
    given = restored(content["answers"])
    return [
        (
            one.name,
            ctx.say(f"report.questions.{one.name}.label"),
            forms.said(ctx, "report", one, given[one.name], {}),
        )
        for _, one in REPORT.all_questions()
        if one.name in ANSWERS and given.get(one.name)
    ]


def facts(every: tuple[Entry, ...]) -> list[Entry]:
    """What came from a source; notes are for the reporting point alone."""
    return [one for one in every if one.kind == dossier.NOTE and one.said.get("source")]


def _fact(ctx: Context, entry: Entry) -> dict[str, Any]:
    source, ground = entry.said["source"], entry.said["ground"]
    return {
        "text": entry.said["text"],
        "source": {"id": source, "name": ctx.say(f"deciding.questions.source.options.{source}")},
        "ground": {"id": ground, "name": deciding_screens.ground_of(ctx, entry.said)},
        "noted_on": entry.made_on.isoformat(),
    }


def _day(day: str, say: Callable[..., str]) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return f"{number} {say(f'months.m{month}')} {year}"
