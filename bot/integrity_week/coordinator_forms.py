"""The forms with which the coordinator plans a week, and what was filled in on them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.directory.groups import name_of
from bot.foundation.context import Context
from bot.foundation.numbers import parse_count
from bot.foundation.screen import Input, Option, Screen, Value
from bot.integrity_week import schedule, screens
from bot.integrity_week.content import programme
from bot.integrity_week.screens import action
from bot.screens import dates
from storage import week as weeks
from storage.groups import Group
from storage.week import ActivityRow, WeekRow

KINDS = ("talk", "game", "film", "visit", "quiz", "walk-in")
TEXT, LINE = 1_200, 120  # characters
MOST = 5_000  # places


def week(ctx: Context) -> Screen:
    """When the week is, what it is called, and with what it begins."""
    organisation = ctx.organisation

    def is_taken(first: date, last: date) -> bool:
        return weeks.overlapping(ctx.session, organisation.id, first, last) is not None

    first, last = schedule.proposed(ctx.today, organisation.slug, is_taken)
    kinds = tuple(Option(one, ctx.say(f"week.questions.programme.options.{one}")) for one in ("ready", "own"))
    inputs = (
        _text(ctx, "title", programme(ctx.locale).title, 60),
        _text(ctx, "first", dates.numbers(first), 40),
        _text(ctx, "last", dates.numbers(last), 40),
        _choice(ctx, "programme", kinds, "ready"),
    )
    return _form(ctx, "begin", inputs, "create", "", "manage")


def activity(
    ctx: Context, row: WeekRow, one: ActivityRow | None, argument: str, groups: Sequence[Group]
) -> Screen:
    """What there is to say of an activity; `argument` says which."""
    kinds = tuple(Option(kind, ctx.say(f"week.kinds.{kind.replace('-', '_')}")) for kind in KINDS)
    inputs = [
        _text(ctx, "title", screens.title_of(one, ctx.locale) if one else "", 70),
        _choice(ctx, "kind", kinds, one.kind if one else ""),
        _text(ctx, "day", dates.numbers(one.on_day if one else row.first_on), 40),
        _text(ctx, "time", dates.clock(one.starts_at) if one else "", 20),
        _text(ctx, "minutes", str(one.minutes) if one else "45", 4),
        _text(ctx, "place", one.place if one else "", LINE, required=False),
        _text(ctx, "link", one.link if one else "", 500, required=False),
        _text(ctx, "capacity", str(one.capacity or "") if one else "", 5, required=False),
    ]
    if groups:
        options = tuple(
            Option(group.key, name_of(group, ctx.locale, ctx.organisation.slug)) for group in groups
        )
        label, hint = ctx.say("week.questions.groups.label"), ctx.say("week.questions.groups.hint")
        inputs.append(
            Input("groups", "choices", label, hint, options=options, value=one.groups if one else ())
        )
    inputs.append(
        Input(
            "text",
            "long_text",
            ctx.say("week.questions.text.label"),
            max_length=TEXT,
            value=screens.text_of(one, ctx.locale).strip() if one else "",
        )
    )
    back = ("organise", str(one.id)) if one else ("week", str(row.id))
    return _form(ctx, "edit", tuple(inputs), "save", argument, *back)


def headcount(ctx: Context, one: ActivityRow) -> Screen:
    """How many there were."""
    value = "" if one.headcount is None else str(one.headcount)
    return _form(ctx, "count", (_text(ctx, "headcount", value, 5),), "save_count", str(one.id), "organise")


def read(ctx: Context, row: WeekRow, answers: Mapping[str, Value]) -> tuple[dict[str, Any], dict[str, str]]:
    """What an activity becomes by what was filled in, and a sentence for each answer that cannot be."""
    said = {name: str(value) for name, value in answers.items() if isinstance(value, str)}
    day, clock = dates.typed(said["day"]), schedule.read_time(said["time"])
    minutes, capacity = (
        parse_count(said["minutes"], 24 * 60, least=1),
        parse_count(said["capacity"], MOST, least=1),
    )
    wrong: dict[str, str] = {}
    if day is None or not row.first_on <= day <= row.last_on:
        wrong["day"] = "outside" if day else "no_day"
    if clock is None:
        wrong["time"] = "no_time"
    if minutes is None:
        wrong["minutes"] = "number"
    if said["capacity"] and capacity is None:
        wrong["capacity"] = "capacity"
    if said["link"] and not said["link"].startswith(("https://", "http://")):
        wrong["link"] = "link"
    if day and clock and "day" not in wrong and schedule.moment(day, clock) <= ctx.now:
        wrong["time"] = "past"
    if wrong or day is None or clock is None:
        return {}, {name: ctx.say(f"week.errors.{key}") for name, key in wrong.items()}
    values = {name: said[name] for name in ("kind", "title", "text", "place", "link")}
    moment = schedule.moment(day, clock)
    return {**values, "on_day": day, "starts_at": moment, "minutes": minutes, "capacity": capacity}, {}


def _text(ctx: Context, name: str, value: str, longest: int, required: bool = True) -> Input:
    label, hint = ctx.say(f"week.questions.{name}.label"), ctx.say(f"week.questions.{name}.hint")
    return Input(name, "text", label, hint, required=required, max_length=longest, value=value)


def _choice(ctx: Context, name: str, options: tuple[Option, ...], value: str) -> Input:
    label = ctx.say(f"week.questions.{name}.label")
    return Input(name, "choice", label, required=True, options=options, value=value)


def _form(
    ctx: Context,
    step: str,
    inputs: tuple[Input, ...],
    submit: str,
    argument: str,
    back: str,
    back_to: str | None = None,
) -> Screen:
    to = argument if back_to is None else back_to
    return screens.screen(
        ctx,
        step,
        (),
        (action(ctx, back, "back", to),),
        inputs=inputs,
        submit=action(ctx, submit, submit, argument, primary=True),
        of=argument,
    )
