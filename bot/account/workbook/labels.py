"""What themes, months, departments and hidden numbers are called in the workbook."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.account.disclosure.figures import NOT_GIVEN, half_from, quarters_from
from bot.account.disclosure.months import Months
from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.themes import GROUPS, ThemeLine
from bot.account.periods import called
from bot.campaigns import content
from bot.foundation import words
from bot.foundation.sanitize import clean
from bot.learning import content as learning_content
from bot.reports.dialogue import PAGE

NAMED = ("department", "group", "team", "campaign", "own")  # by the organisation itself
LONGEST = 800  # letters in a cell: Excel shows no line that is higher than 409 points
SHORT = 36  # characters that fit in a line


class Labels:
    """The words of one workbook: a locale, an organisation's own words, its departments by id, and the
    threshold below which numbers are hidden."""

    def __init__(
        self, locale: str, slug: str, departments: Mapping[int, str], threshold: int = THRESHOLD
    ) -> None:
        self.locale = locale
        self.slug = slug
        own = learning_content.layers_of(slug) != learning_content.layers_of(
            ""
        )  # what all have is read once for all
        self._whose = slug if own else ""
        self.departments = departments
        self._hiding = {
            "hide_below": threshold,
            "largest_hidden": threshold - 1,
            "half_from": half_from(threshold),
            "quarters_from": quarters_from(threshold),
        }

    def say(self, key: str, /, **params: Any) -> str:
        """The words for a key, the organisation's own where it has them."""
        return words.text(key, self.locale, self.slug, **{**self._hiding, **params})

    def theme(self, name: str) -> str:
        return self.say(f"report.themes.{name}")

    def group(self, name: str) -> str:
        return self.say(f"workbook.groups.{name}")

    def groups(self, line: ThemeLine) -> str:
        return self.joined([self.group(name) for name in line.groups], self.say("workbook.other_groups"))

    def line(self, line: ThemeLine) -> str:
        """A theme, a group, or what is put together of either. Part of a group has not its name."""
        if len(line.groups) > 1 or _is_whole(line):
            return self.groups(line)
        rest = self.say("workbook.other_themes", group=self.groups(line))
        return self.joined([self.theme(name) for name in line.themes], rest)

    def all_of(self, names: Sequence[str]) -> str:
        """All names, or as many as fit in a cell of a sheet, and how many there are besides."""
        room, shown = LONGEST, 0
        for name in names:
            room -= len(name) + 2
            shown += room >= 0
        more = len(names) - shown
        rest = [self.say("workbook.and_more", count=more)] if more else []
        return "; ".join([*names[:shown], *rest])

    @staticmethod
    def joined(names: Sequence[str], rest: str) -> str:
        """One name, or two short ones; else they are called `rest`."""
        together = " + ".join(names)
        return together if len(names) == 1 or (len(names) == 2 and len(together) <= SHORT) else rest

    def department(self, id: int) -> str:
        return clean(self.departments[id]) if id != NOT_GIVEN else self.say("workbook.not_given")

    def identity(self, name: str) -> str:
        return self.say(f"workbook.identities.{name}")

    def origin(self, name: str) -> str:
        """By which way a report came; the form in which it is entered has the same words."""
        own = name in ("reporter", PAGE)
        return self.say(f"workbook.origins.{name}" if own else f"entering.questions.origin.options.{name}")

    def redirect(self, name: str) -> str:
        return self.say(f"workbook.redirects.{name}")

    def outcome(self, name: str) -> str:
        return self.say(f"workbook.outcomes.{name or 'missing'}")

    def block(self, months: Months) -> str:
        """One month in full, several in short."""
        first, last = months.first, months.last
        if (first.year, first.month) == (last.year, last.month):
            return self.say("workbook.month", month=self.say(f"months.m{first.month}"), year=first.year)
        return self.short(months)

    def short(self, months: Months) -> str:
        first, last = (self.say(f"workbook.months_short.m{day.month}") for day in (months.first, months.last))
        if months.first.year != months.last.year:
            years = {"year": months.first.year, "last_year": months.last.year}
            return self.say("workbook.several_years", first=first, last=last, **years)
        if first == last:
            return self.say("workbook.month", month=first, year=months.first.year)
        return self.say("workbook.several_months", first=first, last=last, year=months.first.year)

    def day(self, day: date) -> str:
        month = self.say(f"months.m{day.month}")
        return self.say("workbook.day", day=day.day, month=month, year=day.year)

    def period(self, first: date, last: date) -> str:
        return self.say("workbook.period", first=self.day(first), last=self.day(last))

    def coded(self, code: str, names: Mapping[str, str]) -> str:
        """What a line of a table stands for: a department, target group, team, campaign, module or kind."""
        kind, _, rest = code.partition("/")
        if code == "department/0":
            return self.say("workbook.not_given")
        if code in names:
            ready = kind == "campaign" and names[code] in content.names()
            return content.campaign(names[code]).words[self.locale].title if ready else clean(names[code])
        if not rest:
            known = [
                key
                for key in (f"workbook.codes.{code}", f"week.kinds.{code.replace('-', '_')}")
                if words.has(key, self.locale)
            ]
            return self.say(known[0]) if known else code.replace("_", " ").capitalize()
        module = learning_content.find(self._whose, code) if kind not in NAMED else None
        if module and self.locale in module.words:
            return module.words[self.locale].title
        what = kind if kind in NAMED else "module"
        return self.say("workbook.gone", what=self.say(f"workbook.codes.{what}"))

    def half(self, name: str) -> str:
        """A half-year in words."""
        return called(name, self.locale, self.slug)

    def short_period(self, first: date, last: date) -> str:
        """A period in few letters, such as "jan – jun 2026"."""
        return self.short(Months(first, last))

    def figure(self, figure: Figure) -> str | int:
        """A number, or in words that it is hidden."""
        if figure is None:
            return self.say("workbook.hidden")
        if isinstance(figure, AtLeast):
            return self.say("workbook.at_least", least=figure.least)
        if isinstance(figure, Between):
            return self.say("workbook.between", least=figure.least, most=figure.most)
        return self.say("workbook.fewer", limit=figure.limit) if isinstance(figure, Below) else figure


def _is_whole(line: ThemeLine) -> bool:
    """Whether a line is a group of several themes, and all of it."""
    return len(line.themes) > 1 and line.themes == GROUPS[line.groups[0]] and not line.partly
