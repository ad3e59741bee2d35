"""The part of the walk that comes past final figures and their picture."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.account.periods import before, days_of, last_over
from bot.foundation.screen import Row, Screen

Do = Callable[..., Screen]


def walk(do: Do, log: Callable[[date, int], None], today: date) -> None:
    """Every screen; `log` logs so many checks on a day outside of any screen."""
    half = last_over(today)
    log(days_of(before(half))[0], 9)
    for name in (half, "later"):
        do("coordinator", "account.half", more=name)
    do("coordinator", "account.close", more=half)
    do("coordinator", "account.correct", more=half)
    log(days_of(half)[0] + timedelta(days=1), 12)
    do("coordinator", "account.correct", more=half)
    do("coordinator", "account.final")
    chosen = do("coordinator", "account.departments")
    for row in chosen.body:
        if isinstance(row, Row) and row.open:
            do("coordinator", "account.department", more=row.open.argument)
    do("coordinator", "account.department", more=f"{days_of(half)[0]}/{days_of(half)[1]}/0")
    first, last = days_of(half)
    for action in ("look", "publish", "take_down"):
        do("coordinator", f"account.{action}", more=f"{first}/{last}")
