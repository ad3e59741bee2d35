"""What a handler sees of review meetings."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.files import orders
from bot.foundation import drafts
from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import Context
from bot.foundation.screen import Action, Fact, Facts, Heading, Input, Note, Option, Part, Row, Screen
from bot.reports import deciding_screens, handling_screens, protocol, readers, report_facts, steps
from bot.reports.conversation import LONG
from bot.review_meetings.agenda import Agenda, Review
from bot.screens import dates, forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame, to_menu
from storage.reports import ReportRow

FRAME = Frame("review")
PAGE = 20  # meetings on the list
AT_ONCE = 5  # reports on the screen to take down
CASEWORK = "casework"
PEOPLE = (
    Question("day", "text", required=True, max_length=20),
    Question("people", "choices", options="people"),
    Question("guests", "text", max_length=300),
)
AGENDA = (Question("reports", "choices", options="reports"),)


def listing(ctx: Context, every: Sequence[Review]) -> Screen:
    """The meetings at which the visitor is, the last day first; by when the next one of all is due."""
    weeks = protocol.of(ctx.organisation.slug).review_weeks
    held = [one.held_on for one in every if one.held_on <= ctx.today]
    planned = [one.held_on for one in every if one.held_on > ctx.today]
    if planned:
        due = ctx.say("review.planned", day=_day(ctx, min(planned)))
    elif held:
        due = ctx.say("review.due", day=_day(ctx, max(held) + timedelta(weeks=weeks)), weeks=weeks)
    else:
        due = ctx.say("review.none", weeks=weeks)
    mine = [one for one in every if ctx.person and ctx.person.id in one.people]
    rows = tuple(Row(_day(ctx, one.held_on), _who(one), _button(ctx, "show", "open", one.id)) for one in mine)
    actions = (_button(ctx, "begin", "begin", primary=True), _to_work_list(ctx), to_menu(ctx))
    return FRAME.screen(ctx, "list", (Note(due), *rows), actions)


def people(ctx: Context, token: str) -> Screen:
    """When, and who comes."""
    assert ctx.person is not None
    alike = HANDLERS if ctx.person.roles & HANDLERS else DEPUTY  # who reads the same reports
    others = tuple(one for one in readers.handlers(ctx) if one.id != ctx.person.id and one.roles & alike)
    lists: forms.Lists = {"people": lambda: tuple(Option(str(one.id), one.name) for one in others)}
    return FRAME.screen(
        ctx,
        "people",
        (),
        (_button(ctx, "open", "list"),),
        inputs=forms.fields(ctx, "review", PEOPLE, {"day": dates.numbers(ctx.today)}, lists),
        submit=_button(ctx, "people", "next", primary=True),
        token=token,
    )


def agenda_form(ctx: Context, every: Sequence[ReportRow], chosen: Sequence[str] | None, token: str) -> Screen:
    """Which reports are discussed; of a new meeting (`chosen` is None) those that a meeting decides about."""
    usual = [one.id for one in every if _decides(ctx, one)] if chosen is None else []
    lists: forms.Lists = {"reports": lambda: tuple(Option(one.id, _name(ctx, one)) for one in every)}
    picked = usual if chosen is None else [one.id for one in every if one.id in chosen]
    inputs = forms.fields(ctx, "review", AGENDA, {"reports": tuple(picked)}, lists)
    nothing = () if every else (Note(ctx.say("review.nothing")),)
    submit = _button(ctx, "choose", "choose", primary=True)
    return FRAME.screen(
        ctx, "agenda", nothing, (_button(ctx, "open", "list"),), inputs=inputs, submit=submit, token=token
    )


def meeting(ctx: Context, review: Review, on_it: Agenda, token: str) -> Screen:
    """One meeting: who is there, and what is on its agenda for all of them."""
    facts = [Fact(ctx.say("review.facts.day"), _day(ctx, review.held_on))]
    facts.append(Fact(ctx.say("review.facts.people"), ", ".join(review.names)))
    if review.guests:
        facts.append(Fact(ctx.say("review.facts.guests"), review.guests))
    if review.remarks:
        facts.append(Fact(ctx.say("review.facts.remarks"), review.remarks))
    to, numbers = on_it.belonging, {one.id: one.number for one in on_it.reports}
    rows = tuple(
        Row(
            _name(ctx, one),
            " ".join((_state(ctx, one), *_belongs(ctx, to[one.id], numbers))),
            Action(CASEWORK, "show", ctx.say("review.actions.open"), one.id),
        )
        for one in on_it.reports
    )
    body: tuple[Part, ...] = (Facts(tuple(facts)), Heading(ctx.say("review.agenda")))
    actions = [_button(ctx, "take", "take", "0", primary=True)] if rows else []
    actions += [_button(ctx, "change", "change"), _button(ctx, "papers", "papers")]
    return FRAME.screen(
        ctx,
        "meeting",
        (*body, *(rows or (Note(ctx.say("review.empty")),))),
        (*actions, _button(ctx, "open", "list")),
        token=token,
    )


def taking(
    ctx: Context, review: Review, some: Sequence[ReportRow], page: int, more: bool, taken: int, token: str
) -> Screen:
    """To take down what was decided about these reports, which are one page of them; `more` says whether
    there is another, and `taken` how often it was done from this window."""
    inputs: list[Input] = []
    for one in some:
        if _decides(ctx, one):
            inputs.append(_choice(ctx, one))
        label = ctx.say("review.said", number=one.number)
        inputs.append(Input(f"said_{one.number}", "long_text", label, max_length=LONG))
    remarks = ctx.say("review.facts.remarks")
    inputs.append(Input("remarks", "long_text", remarks, max_length=LONG, value=review.remarks))
    turning = [_button(ctx, "take", "earlier", str(page - 1))] if page else []
    if more:
        turning.append(_button(ctx, "take", "later", str(page + 1)))
    return FRAME.screen(
        ctx,
        f"take-{taken}",
        (),
        (*turning, _button(ctx, "back", "back")),
        title=ctx.say("review.steps.take.title"),
        words="take",
        inputs=tuple(inputs),
        submit=_button(ctx, "taken", "taken", primary=True),
        token=token,
    )


def on_page(every: Sequence[ReportRow], page: int) -> Sequence[ReportRow]:
    """The reports that are taken down on one screen."""
    return every[page * AT_ONCE : (page + 1) * AT_ONCE]


def papers(ctx: Context, review: Review, token: str) -> Screen:
    """The report list and the minutes as files; in chat how to come to those."""
    actions: list[Action] = []
    if ctx.platform.is_chat:
        body: tuple[Part, ...] = (Note(ctx.say("forwarding.on_web")),)
        actions.append(Action("web", "open", ctx.say("forwarding.actions.web")))
    else:
        body = ()
        ticket = drafts.begin(ctx, {"dialogue": "review_paper", "meeting": review.id})
        actions.append(orders.button(ctx.say("review.actions.report_list"), "report_list", ticket))
        actions.append(orders.button(ctx.say("review.actions.minutes"), "minutes", ticket))
    return FRAME.screen(ctx, "papers", body, (*actions, _button(ctx, "back", "back")), token=token)


def _choice(ctx: Context, report: ReportRow) -> Input:
    at, road = deciding_screens.place(ctx, report), protocol.of(ctx.organisation.slug).road
    options = tuple(
        Option(one, ctx.say(f"deciding.choices.{at}.{one}.name")) for one in steps.choices(at, road)
    )
    hint = deciding_screens.step_words(ctx, report)
    return Input(f"choice_{report.number}", "choice", _name(ctx, report), hint, options=options)


def _decides(ctx: Context, report: ReportRow) -> bool:
    """Whether a meeting can decide about it now."""
    return not handling_screens.is_closed(report) and deciding_screens.place(ctx, report) in steps.DECIDED


def _name(ctx: Context, report: ReportRow) -> str:
    return f"{report.number}, {report_facts.theme(ctx, report.theme)}"


def _belongs(ctx: Context, to: Mapping[str, str], numbers: Mapping[str, str]) -> list[str]:
    return [ctx.say(f"links.said.{how}", number=numbers[id]) for id, how in to.items()]


def _state(ctx: Context, report: ReportRow) -> str:
    closed = handling_screens.is_closed(report)
    return ctx.say("casework.statuses.closed") if closed else deciding_screens.step_words(ctx, report)


def _who(review: Review) -> str:
    return ", ".join(filter(None, (*review.names, review.guests)))


def _day(ctx: Context, day: date) -> str:
    return dates.written(day, ctx.locale, ctx.organisation.slug)


def _button(ctx: Context, name: str, label: str, argument: str = "", primary: bool = False) -> Action:
    return FRAME.action(ctx, name, label, argument, primary)


def _to_work_list(ctx: Context) -> Action:
    return Action(CASEWORK, "open", ctx.say("casework.actions.list"))
