"""A walk along both roads of the protocol: every step, what is refused, what a colleague did meanwhile."""

from collections.abc import Callable

from bot.foundation.screen import Row, Screen
from bot.reports import protocol, steps
from bot.reports.outgoing import RECIPIENTS
from bot.reports.protocol import Protocol

Do = Callable[..., Screen]


def whole_road(do: Do, who: str, report: Screen) -> None:
    """From the first step to the last with a note, and back to the beginning; then half of the short road."""

    def decide(values: dict[str, object], *, again: bool = False) -> Screen:
        form = do(who, "casework.decide", report)
        done = do(who, "casework.decided", form, values)
        return do(who, "casework.decided", form, values) if again else done

    note = do(who, "casework.note", report)
    do(who, "casework.noted", note, {"note": ""})
    do(who, "casework.noted", note, {"note": "Er staat een busje.", "source": "open"})
    do(
        who,
        "casework.noted",
        note,
        {"note": "Er staat een busje.", "source": "open", "legal_ground": "permits"},
    )
    do(who, "casework.noted", do(who, "casework.note", report), {"note": "Bellen."})
    decide({"signal": "yes"})
    first = do(who, "casework.decide", report)
    decide(
        {"signal": "yes", "roots": ("business", "process"), "flags": ("odd",), "why": "Busjes."}, again=True
    )
    do(who, "casework.decided", first, {"signal": "no", "roots": ()})
    decide({"task": "other"})
    decide({"task": "shared"})
    decide({"legal_ground": "integrity"})
    review(do, who, report)
    decide({"weight": "analysis", "holds": ("concrete",)})
    decide({"research": "meeting"})
    decide({"approach": "park"})
    forward(do, who, report)
    decide({"approach": "close", "why": "Klaar."})
    revise = do(who, "casework.decide", report, more=steps.REVISE)
    do(who, "casework.decided", revise, {"back_to": "task", "why": "Toch niet."})
    decide({"task": "other", "why": "Voor de politie."})
    do(who, "casework.decide", report)
    do(who, "casework.decided", first, {"signal": "yes"})
    protocol._own[""] = Protocol(
        steps.SHORT, ("apv",), {"apv": {"nl": "APV 2:74", "en": "By-law 2:74"}}, {"intake": 3, "weight": 4}
    )
    revise = do(who, "casework.decide", report, more=steps.REVISE)
    do(who, "casework.decided", revise, {"back_to": "intake", "why": "Opnieuw."})
    decide({"intake": "yes", "roots": ("network",)})
    decide({"intake": "yes", "roots": ("network",), "legal_ground": "apv"})
    do(who, "casework.open")
    do(who, "casework.decided", first, {"signal": "yes"})
    protocol.load(None)


def enter(do: Do, who: str) -> None:
    """A report for somebody else, with what is refused."""
    form = do(who, "entering.begin")
    values = {"origin": "telephone", "theme": "drugs", "story": "Een busje."}
    do(who, "entering.send", form, {})
    do(who, "entering.send", form, {**values, "identity": "named"})
    do(who, "entering.send", form, {**values, "identity": "anonymous", "contact": "06"})
    receipt = do(who, "entering.send", form, {**values, "identity": "confidential", "name": "Buur"})
    do(who, "entering.send", form, values)
    do(who, "casework.show", more=next(one.argument for one in receipt.actions if one.name == "show"))
    do(who, "entering.cancel", receipt)


def readership(do: Do, who: str, report: Screen, other: str, theirs: Screen) -> None:
    """Who reads a report: a colleague is kept out and let in again, and then steps back."""
    do(who, "casework.readers", report)
    for name in ("exclude", "admit"):
        form = do(who, "casework.reader_form", report, more=name)
        do(who, "casework.reader_save", form, {})
        chosen = {"people": (form.inputs[0].options[0].value,), "why": "Familie."}
        for _ in range(2):
            do(who, "casework.reader_save", form, chosen)
    form = do(other, "casework.reader_form", theirs, more="leave")
    for _ in range(2):
        do(other, "casework.reader_save", form, {"why": "Buren."})
    do(who, "casework.back", report)
    form = do(who, "casework.reader_form", report, more="admit")
    chosen = {"people": tuple(one.value for one in form.inputs[0].options), "why": "Toch niet."}
    do(who, "casework.reader_save", form, chosen)


def forward(do: Do, who: str, report: Screen) -> None:
    """Passes a report on, with what is refused, and notes what came back."""
    form = do(who, "casework.forward", report)
    do(who, "casework.forward_look", form, {"to": "riec", "name": "RIEC Verzonnen", "parts": ()})
    told: dict[str, object] = {"to": "riec", "name": "RIEC Verzonnen", "legal_ground": "integrity"}
    told |= {"summary": "Kijk mee.", "parts": form.inputs[3].value}
    for kind in RECIPIENTS:
        do(who, "casework.forward_look", form, {**told, "to": kind})
    every = tuple(one.value for one in form.inputs[3].options)
    shown = do(who, "casework.forward_look", form, {**told, "parts": every})
    look = next(one.argument for one in shown.actions if one.name == "forward_send")
    do(who, "casework.forward_send", shown, more="another")
    sent = do(who, "casework.forward_send", shown, more=look)
    do(who, "casework.forward_send", shown, more=look)
    position = next(one.argument for one in sent.actions if one.name == "forward_receipt")
    form = do(who, "casework.forward_receipt", report, more=position)
    do(who, "casework.forward_received", form, {"receipt": "Kenmerk 12."})
    do(who, "casework.forwards", report)
    do(who, "casework.back", report)


def review(do: Do, who: str, on: Screen) -> None:
    """A review meeting: planned, its agenda, what is decided in it, its papers."""
    for number, day in enumerate(("01-01-2020", "01-01-2027")):
        do(who, "review.open")
        form = do(who, "review.begin")
        do(who, "review.people", form, {"day": "ooit"})
        everybody = tuple(one.value for one in form.inputs[1].options)
        do(who, "review.people", form, {"day": day, "people": everybody, "guests": "Wijkagent"})
        agenda = do(who, "review.people", form, {"day": day, "people": ()})
        every = tuple(one.value for one in agenda.inputs[0].options)
        meeting = do(who, "review.choose", agenda, {"reports": every[:number]})
        do(who, "review.change", meeting)
        meeting = do(who, "review.choose", meeting, {"reports": every})
        taking = do(who, "review.take", meeting, more="0")
        said = {one.name: "Busjes." for one in taking.inputs if one.name.startswith("said")}
        do(who, "review.taken", taking, {**said, "remarks": "Kort."})
        for place in (who, "staff"):  # in chat, and on the web
            do(place, "review.papers", meeting)
        do(who, "review.back", meeting)
    row = next(one for one in do(who, "review.open").body if isinstance(one, Row))
    assert row.open is not None
    do(who, "review.show", more=row.open.argument)
    do(who, "review.show", more="gone")
    do(who, "casework.back", on)
