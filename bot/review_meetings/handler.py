"""Planning a review meeting, and taking down what is decided in it."""

from typing import Any

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.reports import deciding, deciding_screens, dossier, protocol, readers, steps
from bot.reports.steps import Rule
from bot.review_meetings import agenda, screens
from bot.review_meetings.agenda import Review
from bot.screens import dates
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from storage import reports
from storage.reports import ReportRow

Answers = dict[str, Any]


def open_list(ctx: Context, event: Event) -> Screen:
    """The meetings so far, and by when the next one is due."""
    return screens.listing(ctx, agenda.latest(ctx, screens.PAGE))


def begin(ctx: Context, event: Event) -> Screen:
    """Asks when it is and who comes: that says which reports can be discussed."""
    return screens.people(ctx, drafts.begin(ctx, {"dialogue": "review"}))


def people(ctx: Context, event: Event) -> Screen:
    """Takes that in, and asks what is on the agenda."""
    state = drafts.load(ctx, event.token, "review")
    screen = screens.people(ctx, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    day = dates.typed(str(answers["day"])) if not errors else None
    if not errors and (day is None or dates.is_far(day, ctx.today)):
        errors = {"day": ctx.say("review.mistakes.day")}
    if errors or day is None:
        return screen.with_errors(errors, answers)
    there = [parse_id(one) for one in as_tuple(answers.get("people", ()))]
    state |= {"day": day.isoformat(), "people": there, "guests": answers["guests"]}
    drafts.save(ctx, event.token, state)
    return screens.agenda_form(ctx, agenda.candidates(ctx, _with_me(ctx, there)), None, event.token)


def change(ctx: Context, event: Event) -> Screen:
    """Asks anew what is on the agenda of a meeting."""
    review, _ = _opened(ctx, event)
    return screens.agenda_form(ctx, _could_be(ctx, review), review.reports, event.token)


def choose(ctx: Context, event: Event) -> Screen:
    """Takes the agenda in. Chosen twice it is one meeting."""
    state = drafts.load(ctx, event.token, "review")
    review = agenda.get(ctx, state["meeting"], change=True) if "meeting" in state else None
    there = review.people if review else _with_me(ctx, state.get("people", ()))
    every = _could_be(ctx, review) if review else agenda.candidates(ctx, there)
    screen = screens.agenda_form(ctx, every, review.reports if review else None, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    chosen = as_tuple(answers.get("reports", ()))
    if errors:
        return screen.with_errors(errors, answers)
    if review is None:
        day = dates.typed(str(state["day"])) or ctx.today
        review = agenda.new(ctx, day, there, str(state["guests"]), chosen)
        audit.tell(ctx, "review.planned")
    else:  # what the visitor may not know of stays on the agenda of the others
        unseen = [one for one in review.reports if one not in {report.id for report in every}]
        review = review._replace(reports=(*chosen, *unseen))
        agenda.keep(ctx, review)
    drafts.save(ctx, event.token, {**state, "meeting": review.id, "taken": state.get("taken", 0)})
    return _show(ctx, review, event.token)


def show(ctx: Context, event: Event) -> Screen:
    """One meeting: who is there, and its agenda."""
    review = agenda.get(ctx, event.argument)
    state: State = {"dialogue": "review", "meeting": review.id, "taken": 0}
    return _show(ctx, review, drafts.begin(ctx, state))


def back(ctx: Context, event: Event) -> Screen:
    """From a form back to the meeting."""
    review, _ = _opened(ctx, event)
    return _show(ctx, review, event.token)


def take(ctx: Context, event: Event) -> Screen:
    """The screen to take down what is decided about each report on the agenda, some at a time."""
    review, state = _opened(ctx, event)
    page = parse_id(event.argument)
    every = agenda.discussed(ctx, review, readers.demand_viewer(ctx)).reports
    some, more = screens.on_page(every, page), len(every) > (page + 1) * screens.AT_ONCE
    known = {one.id: _made(ctx, one) for one in some}
    drafts.save(ctx, event.token, {**state, "known": known, "page": page})
    return screens.taking(ctx, review, some, page, more, state["taken"], event.token)


def taken(ctx: Context, event: Event) -> Screen:
    """Writes it in the file of each report. When a colleague decided meanwhile, nothing is written: who takes
    down reads what was decided, and what they filled in is still there."""
    review, state = _opened(ctx, event, change=True)
    page, known = state.get("page", 0), state.get("known", {})
    for id in sorted(known):  # in one order, so that two never wait for each other
        reports.lock(ctx.session, id)
    every = agenda.discussed(ctx, review, readers.demand_viewer(ctx)).reports
    some = [one for one in every if one.id in known]  # as shown, less what is kept from somebody since
    more = len(every) > (page + 1) * screens.AT_ONCE
    screen = screens.taking(ctx, review, some, page, more, state["taken"], event.token)
    if screen.step != event.step:
        return _show(ctx, review, event.token)  # taken down already: a double click
    answers, errors = check(ctx, screen.inputs, event.values)
    rules: dict[str, Rule] = {}
    for one in some if not errors else ():
        errors |= _wrong(ctx, one, answers, known, rules)
    if errors:
        drafts.save(ctx, event.token, {**state, "known": {one.id: _made(ctx, one) for one in some}})
        return screen.with_errors(errors, answers)
    for one in some:
        said = str(answers[f"said_{one.number}"])
        if one.id in rules:
            deciding.write(ctx, one, rules[one.id], {"why": said, "meeting": review.id})
        elif said:
            deciding.write_note(ctx, one, {"text": said, "source": "", "meeting": review.id})
    if answers["remarks"] != review.remarks:
        review = review._replace(remarks=str(answers["remarks"]))
        agenda.keep(ctx, review)
    drafts.save(ctx, event.token, {**state, "taken": state["taken"] + 1})
    return _show(ctx, review, event.token)


def papers(ctx: Context, event: Event) -> Screen:
    """The report list and the minutes, on the web; the trail tells of each report that is put in them."""
    review, _ = _opened(ctx, event)
    if not ctx.platform.is_chat:
        for one in agenda.discussed(ctx, review, readers.demand_viewer(ctx)).reports:
            audit.tell(ctx, "report.listed", subject=one.id)
    return screens.papers(ctx, review, event.token)


def _wrong(
    ctx: Context, report: ReportRow, answers: Answers, known: dict[str, int], rules: dict[str, Rule]
) -> dict[str, str]:
    """A sentence for a decision that cannot be taken; else it is put among the `rules`."""
    choice = str(answers.get(f"choice_{report.number}") or "")
    if not choice:
        return {}
    made = dossier.decisions(dossier.of(ctx, report))
    if len(made) != known.get(report.id, 0):
        last = made[-1]
        said = {"name": last.author, "decision": deciding_screens.words(ctx, last)}
        return {f"choice_{report.number}": ctx.say("deciding.mistakes.decided_meanwhile", **said)}
    road = protocol.of(ctx.organisation.slug).road
    rule = steps.decide(deciding_screens.place(ctx, report), choice, road)
    if rule.to == steps.RESULT and not answers[f"said_{report.number}"]:
        return {f"said_{report.number}": ctx.say("deciding.mistakes.why_missing")}
    rules[report.id] = rule
    return {}


def _show(ctx: Context, review: Review, token: str) -> Screen:
    return screens.meeting(ctx, review, agenda.discussed(ctx, review, readers.demand_viewer(ctx)), token)


def _could_be(ctx: Context, review: Review) -> list[ReportRow]:
    """What is on the agenda already, as far as the visitor may know of it, and what else can be."""
    on_it = agenda.discussed(ctx, review, readers.demand_viewer(ctx)).reports
    others = agenda.candidates(ctx, review.people)
    return [*on_it, *(one for one in others if one.id not in review.reports)]


def _made(ctx: Context, report: ReportRow) -> int:
    return len(dossier.decisions(dossier.of(ctx, report)))


def _with_me(ctx: Context, there: Any) -> list[int]:
    """Who comes and still reads reports, and the visitor: of what they may not know they make no agenda."""
    assert ctx.person is not None
    reading = {one.id for one in ctx.handlers}
    return [one for one in dict.fromkeys((*there, ctx.person.id)) if one in reading]


def _opened(ctx: Context, event: Event, change: bool = False) -> tuple[Review, State]:
    state = drafts.load(ctx, event.token, "review")
    if "meeting" not in state:
        raise Mistake("dialogue_gone")
    return agenda.get(ctx, state["meeting"], change), state
