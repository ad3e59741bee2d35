"""The coordinator asks for the account: which months, then the workbook."""

from dataclasses import replace
from datetime import date, timedelta

from bot import access, notices
from bot.account import handout
from bot.asking import check
from bot.context import Context
from bot.mistakes import Mistake
from bot.screen import AccountFile, Action, Event, Input, Note, Option, Screen
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
    file = AccountFile(first, last)
    carried = {"web": "page", "teams": "link"}.get(ctx.visitor.platform, "message")
    if carried == "link":
        file = replace(file, ticket=handout.ticket(ctx, file))
    elif carried == "message":
        notices.order_account(ctx, file)
    return Screen(
        "account",
        "made",
        ctx.say("account.steps.made.title"),
        (Note(ctx.say("account.steps.made.link" if carried == "link" else "account.steps.made.text")),),
        actions=(Action("menu", "open", ctx.say("account.to_menu")),),
        locale=ctx.locale,
        file=file,
    )


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
