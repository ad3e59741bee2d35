"""The privacy officer's view: what happened, who did it, narrowed down. No content.

Reading it is in the trail itself, with what was asked for."""

from datetime import date

from bot.directory import finding
from bot.files import orders
from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Note, Option, Row, Screen, Values
from bot.foundation.words import prose
from bot.oversight import named, runs
from bot.oversight.chosen import KINDS, Chosen, parse
from bot.oversight.named import Names
from bot.reports.receipts import plain
from bot.screens import dates, forms
from bot.screens.dialogue import Question
from bot.screens.layout import PAGE, Frame, to_menu
from storage import oversight, pending

FRAME = Frame("trail")
LOOKED_AT = 500  # entries of which one page is made: a longer run goes on on the next page
FILTER = (
    Question("person", "text", max_length=100),
    Question("by", "choice", options=KINDS),
    Question("what", "choice", options="actions"),
    Question("report", "text", max_length=20),
    Question("since", "text", max_length=20),
    Question("until", "text", max_length=20),
)


def open_trail(ctx: Context, event: Event) -> Screen:
    """One page of the trail; the argument says which entries, and with which it begins."""
    return listing(ctx, parse(event.argument))


def listing(ctx: Context, chosen: Chosen) -> Screen:
    """The page of what was chosen. The trail is told of it, and what it is told is on no page yet."""
    home = ctx.organisation.id
    found = oversight.entries(ctx.session, home, chosen.asked, LOOKED_AT + 1, chosen.first)
    folded = runs.fold(found[:LOOKED_AT])
    shown, later = folded[:PAGE], [run.newest for run in folded[PAGE : PAGE + 1]] or found[LOOKED_AT:]
    names = Names(ctx, [run.newest for run in shown])
    rows = [Row(named.what(ctx, run.newest.action), named.detail(ctx, names, run)) for run in shown]
    about = [*prose(ctx.say("trail.text" if rows else "trail.empty")), *_only(ctx, chosen), *_pending(ctx)]
    read(ctx, chosen.report_id, chosen._replace(report_id="").filters)
    here = chosen._replace(first=found[0].seq if found else 0)
    return FRAME.screen(
        ctx,
        "list",
        (*about, *rows),
        _ways(ctx, here, chosen.first > 0, later[0].seq if later else 0),
        title=ctx.say("trail.title"),
        of=here.argument,
    )


def read(ctx: Context, report_id: str, detail: str) -> None:
    """The trail is told that somebody read in it, what they asked for and about which report."""
    audit.tell(ctx, "trail.read", report_id, detail)


def open_filter(ctx: Context, event: Event) -> Screen:
    """The form to narrow the trail down."""
    return _form(ctx, parse(event.argument))


def find(ctx: Context, event: Event) -> Screen:
    """What was asked for, or a sentence about what cannot be."""
    form = _form(ctx, parse(event.argument))
    answers, errors = forms.check(ctx, form.inputs, event.values)
    chosen = Chosen(
        _who(ctx, answers, errors),
        str(answers["what"]),
        _report(ctx, answers, errors),
        _day(ctx, answers, "since", errors),
        _day(ctx, answers, "until", errors),
    )
    if chosen.since and chosen.until and chosen.since > chosen.until:
        errors.setdefault("until", ctx.say("mistakes.period_backwards"))
    return form.with_errors(errors, answers) if errors else listing(ctx, chosen)


def _ways(ctx: Context, here: Chosen, turned: bool, later: int) -> list[Action]:
    ways = []
    if later:
        ways.append(FRAME.button("open", ctx.say("trail.older"), here._replace(first=later).argument))
    if turned:
        ways.append(FRAME.action(ctx, "open", "newest", here._replace(first=0).argument))
    ways.append(FRAME.action(ctx, "filter", "filter", here.argument))
    if here.narrowed:
        ways.append(FRAME.action(ctx, "open", "all", Chosen().argument))
    if not ctx.platform.is_chat:
        ways.append(orders.button(ctx.say("trail.actions.file"), "trail", here.filters))
    elif ctx.address:
        ways.append(Action("web", "open", ctx.say("trail.actions.file_on_web")))
    ways.append(FRAME.action(ctx, "readers", "readers"))
    return [*ways, FRAME.button("retention", ctx.say("trail.retention.open")), to_menu(ctx)]


def _form(ctx: Context, chosen: Chosen) -> Screen:
    by = chosen.who if chosen.who in KINDS else ""
    values: Values = {
        "person": "" if by else chosen.who,
        "by": by,
        "what": chosen.what,
        "report": _number(ctx, chosen),
        "since": dates.numbers(chosen.since),
        "until": dates.numbers(chosen.until),
    }
    happened = oversight.actions(ctx.session, ctx.organisation.id)
    options = tuple(
        sorted((Option(one, named.what(ctx, one)) for one in happened), key=lambda one: one.label)
    )
    return FRAME.screen(
        ctx,
        "filter",
        (),
        (FRAME.action(ctx, "open", "back", chosen.argument),),
        inputs=forms.fields(ctx, "trail", FILTER, values, {"actions": lambda: options}),
        submit=FRAME.action(ctx, "find", "find", chosen.argument, primary=True),
        of=chosen.argument,
    )


def _who(ctx: Context, answers: Values, errors: dict[str, str]) -> str:
    typed = str(answers["person"])
    if not typed or "person" in errors:
        return str(answers["by"])
    try:
        return str(finding.find(ctx.session, ctx.organisation.id, typed).id)
    except Mistake as mistake:
        errors["person"] = ctx.say(mistake.key, **mistake.params)
        return ""


def _report(ctx: Context, answers: Values, errors: dict[str, str]) -> str:
    number = plain(str(answers["report"]))
    if not number:
        return ""
    found = oversight.named(ctx.session, ctx.organisation.id, f"{number[:3]}-{number[3:]}")
    if found is None:
        errors.setdefault("report", ctx.say("trail.number_unknown"))
    return found or ""


def _day(ctx: Context, answers: Values, name: str, errors: dict[str, str]) -> date | None:
    typed = str(answers[name])
    day = dates.typed(typed)
    if typed and day is None:
        errors.setdefault(name, ctx.say("trail.day_unclear"))
    return day


def _number(ctx: Context, chosen: Chosen) -> str:
    found = oversight.numbers(ctx.session, ctx.organisation.id, [chosen.report_id])
    return found.get(chosen.report_id, "")


def _only(ctx: Context, chosen: Chosen) -> list[Note]:
    """What was chosen, in words."""
    said = []
    if chosen.who in KINDS:
        said.append(ctx.say(f"trail.who.{chosen.who}"))
    elif chosen.who:
        said += [ctx.called(name) for name in _called(ctx, chosen).values()] or [ctx.say("trail.who.gone")]
    if chosen.what:
        said.append(named.what(ctx, chosen.what))
    if chosen.report_id:
        said.append(ctx.say("trail.of_report", number=_number(ctx, chosen)))
    for name, day in (("since", chosen.since), ("until", chosen.until)):
        if day:
            said.append(ctx.say(f"trail.{name}", day=dates.numbers(day)))
    return [Note(ctx.say("trail.only", what=", ".join(said)))] if said else []


def _called(ctx: Context, chosen: Chosen) -> dict[int, str]:
    return oversight.names(ctx.session, ctx.organisation.id, [int(chosen.who)])


def _pending(ctx: Context) -> tuple[Note, ...]:
    """How many entries have no place in the trail yet; it says nothing of what nobody may know yet."""
    number = pending.known(ctx.session, ctx.now, ctx.organisation.id)
    return (Note(ctx.say("trail.pending", count=number)),) if number else ()
