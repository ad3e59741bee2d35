"""The coordinator asks for the account: which months, then the workbook."""

from dataclasses import replace
from datetime import date, timedelta

from bot.account.periods import check_period, halves
from bot.files import orders
from bot.files.orders import CSV, DOCX, JSON, PDF, XLSX, Asked, Made
from bot.foundation import access
from bot.foundation.context import ZONE, Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Input, Note, Option, Screen
from bot.screens.forms import check
from bot.screens.layout import Frame, to_menu
from storage import closings

FRAME = Frame("account")
MONTHS_BACK = 36
EDITIONS = ("internal", "council")
MEDIA = {"xlsx": XLSX, "pdf": PDF, "docx": DOCX, "csv": CSV, "json": JSON}


def open_request(ctx: Context, event: Event) -> Screen:
    """Asks for the first and last month; proposes the last whole half-year."""
    return _form(ctx)


def make(ctx: Context, event: Event) -> Screen:
    """The screen that carries the file, or a sentence about the period."""
    screen = _form(ctx)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    first, last = date.fromisoformat(f"{answers['first']}-01"), end_of_month(str(answers["last"]))
    if first > last:
        return screen.with_errors({"last": ctx.say("mistakes.period_backwards")}, answers)
    edition = str(answers["edition"])
    if edition == "council" and (running := _not_closed(ctx, first, last)):
        return screen.with_errors({"edition": ctx.say("account.not_closed", half=running)}, answers)
    order = f"{first}/{last}" + ("/council" if edition == "council" else "")
    others = tuple(
        orders.button(ctx.say(f"account.forms.{form}"), "account", f"{first}/{last}/{edition}/{form}")
        for form in MEDIA
        if form != "xlsx"
    )
    actions = (*others, *_pictures(ctx, first, last), to_menu(ctx))
    made = FRAME.screen(ctx, "made", (Note(orders.how(ctx)),), actions)
    return replace(made, file=orders.offer(ctx, "account", order))


def file(asked: Asked) -> Made:
    """The name of the account as a workbook, document, CSV or JSON; it is made in a process of its own.
    Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    first, last, _ = ordered(asked.argument)
    check_period(first, last)
    if first > asked.now.astimezone(ZONE).date():
        raise Mistake("period_future")
    form, days = form_of(asked.argument), {"first": first.isoformat(), "last": last.isoformat()}
    return Made(asked.say("account.file", **days, form=form), MEDIA[form])


def ordered(argument: str) -> tuple[date, date, str]:
    """First day, last day and edition in the argument of an order: "2026-01-01/2026-06-30", with perhaps
    "/council" and then "/csv". Raises Mistake."""
    days, edition = argument.split("/")[:2], (*argument.split("/")[2:3], "internal")
    form_of(argument)
    try:
        first, last = map(date.fromisoformat, days)
    except ValueError:
        raise Mistake("dialogue_changed") from None
    if edition[0] not in EDITIONS or len(edition) > 2:
        raise Mistake("dialogue_changed")
    if first > last:
        raise Mistake("period_backwards")
    return first, last, edition[0]


def form_of(argument: str) -> str:
    """In which form an account is ordered: one of MEDIA. Raises Mistake."""
    form = (*argument.split("/")[3:], "xlsx")
    if form[0] not in MEDIA or len(form) > 2:
        raise Mistake("dialogue_changed")
    return form[0]


def period(argument: str) -> tuple[date, date]:
    """First and last day in the argument of an order. Raises Mistake."""
    return ordered(argument)[:2]


def end_of_month(month: str) -> date:
    """The last day of a month written as 2026-06. Raises Mistake."""
    try:
        first = date.fromisoformat(f"{month}-01")
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise Mistake("month_unclear", month=month) from None


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
    editions = tuple(Option(name, ctx.say(f"account.questions.edition.options.{name}")) for name in EDITIONS)
    label, hint = ctx.say("account.questions.edition.label"), ctx.say("account.questions.edition.hint")
    inputs += (Input("edition", "choice", label, hint, required=True, options=editions, value="internal"),)
    make = FRAME.action(ctx, "make", "make", primary=True)
    final = (FRAME.action(ctx, "final", "final"),) if access.may(ctx, "finalise_account") else ()
    places = FRAME.action(ctx, "departments", "by_department")
    return FRAME.screen(ctx, "period", (), (places, *final, to_menu(ctx)), inputs=inputs, submit=make)


def _pictures(ctx: Context, first: date, last: date) -> tuple[Action, ...]:
    """The picture of the period, once its figures are final."""
    if _not_closed(ctx, first, last):
        return ()
    labels = {"png": ctx.say("account.pictures.png"), "pdf": ctx.say("account.pictures.pdf")}
    return tuple(orders.button(label, "picture", f"{first}/{last}/{form}") for form, label in labels.items())


def _not_closed(ctx: Context, first: date, last: date) -> str:
    """The first half-year of a period whose figures are not final, if there is one."""
    closed = closings.closed(ctx.session, ctx.organisation.id)
    return next((half for half in halves(first, last) if half not in closed), "")


def _months(ctx: Context) -> tuple[Option, ...]:
    year, month, options = ctx.today.year, ctx.today.month, []
    for _ in range(MONTHS_BACK):
        options.append(Option(f"{year}-{month:02}", f"{ctx.say(f'months.m{month}')} {year}"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return tuple(options)
