"""The dilemma of the day: everybody votes once, and sees what colleagues chose afterwards."""

from sqlmodel import Session

from bot.documents.poll import Answers, poll_picture, poll_words
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Input, Note, Option, Part, Picture, Screen
from bot.integrity_week import content, polls, schedule, screens
from bot.integrity_week.content import Dilemma
from bot.screens import pictures
from bot.screens.forms import check
from bot.screens.markdown import parts as marked
from storage import polls as kept
from storage.organisations import OrganisationRow
from storage.polls import PollRow
from storage.week import WeekRow

KIND = "dilemma"


def begin(ctx: Context, row: WeekRow) -> None:
    """A dilemma for each day of a ready week, open on its day."""
    for day, said in schedule.ready_days(row, ctx.organisation.slug, ctx.locale).items():
        if said.dilemma:
            answers = tuple(content.dilemmas(ctx.locale)[said.dilemma].answers)
            polls.begin(ctx, KIND, f"{row.id}/{said.dilemma}", answers, day, day)


def of_week(ctx: Context, row: WeekRow) -> list[PollRow]:
    """The dilemmas of a week, by day."""
    return kept.of_kind(ctx.session, ctx.organisation.id, KIND, f"{row.id}/")


def show(ctx: Context, event: Event) -> Screen:
    """The dilemma, its thanks, or its result; the argument is the poll's number."""
    poll, said = _poll(ctx, event.argument)
    if poll.closed or poll.closes_on < ctx.today:
        return _result(ctx, poll, said)
    if polls.voted(ctx, poll):
        return _thanks(ctx, poll, said)
    options = tuple(Option(answer, label) for answer, label in said.answers.items())
    label = ctx.say("week.questions.answer.label")
    asked = Input("answer", "choice", label, required=True, options=options)
    submit = screens.action(ctx, "vote", "send_vote", str(poll.id), primary=True)
    back = (screens.action(ctx, "open", "programme"),)
    parts = marked(said.text)
    return screens.screen(
        ctx, "dilemma", parts, back, title=said.title, inputs=(asked,), submit=submit, of=str(poll.id)
    )


def vote(ctx: Context, event: Event) -> Screen:
    """Counts the vote."""
    poll, said = _poll(ctx, event.argument)
    screen = show(ctx, event)
    if screen.submit is None:  # voted already, or too late
        return screen
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    polls.vote(ctx, poll.id, str(answers["answer"]))
    return _thanks(ctx, poll, said)


def draw(session: Session, organisation: OrganisationRow, argument: str, locale: str) -> bytes | None:
    """The result of a closed poll as a picture, when there is one; the argument is the poll's number."""
    poll = kept.by_id(session, organisation.id, int(argument))
    if poll is None or poll.kind != KIND or not poll.closed or not poll.result:
        return None
    said = _said(poll, locale)
    return poll_picture(organisation, said.title, _rows(poll, said, poll.result), locale)


def _thanks(ctx: Context, poll: PollRow, said: Dilemma) -> Screen:
    back = (screens.action(ctx, "open", "programme"),)
    return screens.screen(ctx, "voted", (), back, title=said.title, of=str(poll.id))


def _result(ctx: Context, poll: PollRow, said: Dilemma) -> Screen:
    numbers = polls.so_far(ctx, poll) if poll.closed else ()
    parts: list[Part] = [*marked(said.text)]
    if numbers:
        source = pictures.of_counts(KIND, ctx.organisation.id, str(poll.id), ctx.locale)
        rows = _rows(poll, said, numbers)
        parts.append(Picture(source, poll_words(ctx.organisation, said.title, rows, ctx.locale)))
    else:
        parts.append(Note(ctx.say("week.dilemma.few" if poll.closed else "week.dilemma.soon")))
    parts += marked(said.afterwards)
    back = (screens.action(ctx, "open", "programme"),)
    return screens.screen(ctx, "result", parts, back, title=said.title, of=str(poll.id))


def _poll(ctx: Context, argument: str) -> tuple[PollRow, Dilemma]:
    """A dilemma whose day has come. Raises Mistake."""
    id = parse_id(argument)
    poll = kept.by_id(ctx.session, ctx.organisation.id, id)
    if poll is None or poll.kind != KIND or poll.opens_on > ctx.today or not ctx.at_home:
        raise Mistake("week_gone")
    return poll, _said(poll, ctx.locale)


def _said(poll: PollRow, locale: str) -> Dilemma:
    return content.dilemmas(locale)[poll.about.partition("/")[2]]


def _rows(poll: PollRow, said: Dilemma, numbers: tuple[int, ...]) -> Answers:
    return [(said.answers[answer], number) for answer, number in zip(poll.answers, numbers, strict=True)]
