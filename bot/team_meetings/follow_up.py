"""A question to whoever was at the meeting: would you know where to report now? Counted only."""

from datetime import date, timedelta

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Fact, Input, Option, Paragraph, Screen
from bot.integrity_week import polls
from bot.messages import mailings, working_time
from bot.messages.mailings import Moment
from bot.screens.forms import check
from bot.team_meetings import screens
from storage import polls as kept
from storage import teams
from storage.meetings import MeetingRow, RoundRow
from storage.polls import PollRow

KIND = "after_meeting"
ANSWERS = ("know", "roughly", "unknown")
OPEN = timedelta(days=90)  # after the round's last day


def begin(ctx: Context, of: RoundRow) -> None:
    """Opens the question of a year, once."""
    if kept.about(ctx.session, ctx.organisation.id, KIND, str(of.year)) is None:
        polls.begin(ctx, KIND, str(of.year), ANSWERS, ctx.today, date(of.year, 12, 31) + OPEN)


def ask(ctx: Context, row: MeetingRow, of: RoundRow) -> int:
    """Brings the question to everybody of the team, in working time. Gives to how many."""
    people = teams.members(ctx.session, ctx.organisation.id, row.team_id, ctx.today)
    moment = working_time.next_moment(ctx.now, ctx.organisation)
    about = f"after/{row.id}"
    return mailings.plan(
        ctx.session, ctx.organisation.id, "meeting", f"meeting/{row.id}/after", people, moment, about
    )


def message(moment: Moment, row: MeetingRow) -> Screen | None:
    """The question as a message; none when it is over."""
    poll = kept.about(moment.session, moment.organisation.id, KIND, str(row.year))
    if poll is None or poll.closed or moment.today > poll.closes_on:
        return None
    say = moment.say
    return Screen(
        "meeting",
        "after_message",
        say("meeting.after.title"),
        (Paragraph(say("meeting.after.message")),),
        actions=(Action("meeting", "after", say("meeting.actions.after"), str(row.year), "primary"),),
        locale=moment.locale,
        confidential=False,
    )


def show(ctx: Context, event: Event) -> Screen:
    """The question; the argument is the year."""
    poll = _poll(ctx, event.argument)
    if polls.voted(ctx, poll):
        raise Mistake("poll_voted")
    options = tuple(Option(one, ctx.say(f"meeting.after.options.{one}")) for one in ANSWERS)
    asked = Input("answer", "choice", ctx.say("meeting.after.label"), required=True, options=options)
    submit = screens.action(ctx, "answer", "answer", event.argument, primary=True)
    return screens.screen(ctx, "after", (), (), inputs=(asked,), submit=submit, of=event.argument)


def answer(ctx: Context, event: Event) -> Screen:
    """Counts the answer."""
    poll = _poll(ctx, event.argument)
    screen = show(ctx, event)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    polls.vote(ctx, poll.id, str(answers["answer"]))
    report = Action("report", "begin", ctx.say("meeting.actions.report"))
    about = Action("menu", "about", ctx.say("meeting.actions.how"))
    return screens.screen(ctx, "answered", (), (about, report))


def figures(ctx: Context, year: int) -> tuple[Fact, ...]:
    """What was answered in a year, when there is enough of it to tell."""
    poll = kept.about(ctx.session, ctx.organisation.id, KIND, str(year))
    numbers = polls.so_far(ctx, poll) if poll else ()
    return tuple(
        Fact(ctx.say(f"meeting.after.options.{one}"), str(number))
        for one, number in zip(ANSWERS, numbers, strict=False)
    )


def _poll(ctx: Context, year: str) -> PollRow:
    poll = kept.about(ctx.session, ctx.organisation.id, KIND, year)
    if poll is None or poll.closed or not ctx.at_home:
        raise Mistake("poll_closed")
    return poll
