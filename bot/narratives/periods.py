"""Which half-year and which theme a story is about."""

from datetime import date

from bot.account.periods import before, half_named, half_of
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.reports.dialogue import THEMES

WHOLE = "whole"  # how a button names the story of no theme
WRITTEN_ABOUT_AFTER = 2  # months of a half-year in which the one before is still written about
LONGEST = 20  # half-years back


def about_now(today: date) -> str:
    """The half-year that is written about today."""
    now = half_of(today)
    return before(now) if (today.month - 1) % 6 < WRITTEN_ABOUT_AFTER else now


def asked(argument: str, today: date) -> str:
    """A half-year by its name. Raises Mistake for what is none, lies ahead, or is too long ago."""
    half = half_named(argument)
    if half > half_of(today):
        raise Mistake("period_future")
    if int(half[:4]) < today.year - LONGEST // 2:
        raise Mistake("period_unclear", period=half)
    return half


def asked_theme(argument: str) -> str:
    """A theme, or "" for the whole. Raises Mistake."""
    if argument not in (WHOLE, *THEMES):
        raise Mistake("dialogue_changed")
    return "" if argument == WHOLE else argument


def after(half: str) -> str:
    """The half-year after."""
    year, number = int(half[:4]), int(half[-1])
    return f"{year:04}-H2" if number == 1 else f"{year + 1:04}-H1"


def theme_called(ctx: Context, theme: str) -> str:
    """A theme as in the account, or what the whole is called."""
    return ctx.say(f"report.themes.{theme}") if theme else ctx.say("workbook.sheets.stories.whole")
