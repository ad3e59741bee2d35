"""The coordinator asks for the account: which months, then the workbook."""

from datetime import date, timedelta

from bot import access, files, words
from bot.asking import check
from bot.context import Context
from bot.files import XLSX, Asked, Made
from bot.mistakes import Mistake
from bot.screen import Action, Event, Input, Note, Option, Paragraph, Screen
from bot.words import prose

MONTHS_BACK = 36


def open_request(ctx: Context, event: Event) -> Screen:
    """Asks for the first and last month; proposes the last whole half-year."""
    access.demand(ctx, "export_account")
    return _form(ctx)


def make(ctx: Context, event: Event) -> Screen:
    """The screen that carries the file, or a sentence about the period."""
    access.demand(ctx, "export_account")
    screen = _form(ctx)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    first, last = date.fromisoformat(f"{answers['first']}-01"), end_of_month(str(answers["last"]))
    if first > last:
        return screen.with_errors({"last": ctx.say("mistakes.period_backwards")}, answers)
    return Screen(
        "account",
        "made",
        ctx.say("account.steps.made.title"),
        (Note(files.how(ctx)), Paragraph(ctx.say("account.steps.made.text"))),
        actions=(Action("menu", "open", ctx.say("account.to_menu")),),
        locale=ctx.locale,
        file=files.offer(ctx, "account", f"{first}/{last}"),
    )


def workbook(asked: Asked) -> Made:
    """The workbook's name; it is made in a process of its own. Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    first, last = period(asked.argument)
    name = words.text(
        "account.file", asked.locale, asked.organisation.slug, first=first.isoformat(), last=last.isoformat()
    )
    return Made(name, XLSX)


def period(argument: str) -> tuple[date, date]:
    """The first and last day in the argument of an order for a workbook. Raises Mistake."""
    try:
        first, last = map(date.fromisoformat, argument.split("/"))
    except ValueError:
        raise Mistake("dialogue_changed") from None
    if first > last:
        raise Mistake("period_backwards")
    return first, last


def end_of_month(month: str) -> date:
    """The last day of a month written as 2026-06. Raises Mistake."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Mistake("month_unclear", month=month) from None
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def last_half_year(today: date) -> tuple[date, date]:
    """The last half-year that is over: January to June, or July to December."""
    if today.month > 6:
        return date(today.year, 1, 1), date(today.year, 6, 30)
    return date(today.year - 1, 7, 1), date(today.year - 1, 12, 31)


def _form(ctx: Context) -> Screen:
    first, last = last_half_year(ctx.today)
    options = _months(ctx)
    inputs = tuple(
        Input(
            name,
            "choice",
            ctx.say(f"account.questions.{name}.label"),
            required=True,
            options=options,
            value=f"{proposed:%Y-%m}",
        )
        for name, proposed in (("first", first), ("last", last))
    )
    return Screen(
        "account",
        "period",
        ctx.say("account.steps.period.title"),
        prose(ctx.say("account.steps.period.text")),
        inputs=inputs,
        submit=Action("account", "make", ctx.say("account.make"), style="primary"),
        actions=(Action("menu", "open", ctx.say("account.to_menu")),),
        close=Action("follow", "close", ctx.say("account.close")),
        locale=ctx.locale,
    )


def _months(ctx: Context) -> tuple[Option, ...]:
    year, month, options = ctx.today.year, ctx.today.month, []
    for _ in range(MONTHS_BACK):
        options.append(Option(f"{year}-{month:02}", f"{ctx.say(f'months.m{month}')} {year}"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return tuple(options)
