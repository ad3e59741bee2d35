"""Every number in a workbook beside what a diary says of it. Reads as a reader does: tab, heading, name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.foundation import words
from tests.bot.account.opinion import within
from tests.journeys.year.truth import NORM, Truth

Grid = list[list[Any]]
Bounds = tuple[float, float]
ANY: Bounds = (0, float("inf"))
TOGETHER = "Telt samen"
KINDS = ("checks", "tips", "closures", "bibob", "refusals", "visits", "briefings")
DAYS = ("quarter", "half", "three_quarters")
MEASURES = {
    "outcomes_departments": ("acted", "not_acted"),
    "days_departments": DAYS,
    "onboarding_departments": ("completed", "busy", "waiting", "late"),
    "onboarding_groups": ("completed", "busy", "waiting", "late"),
    "onboarding_days": DAYS,
    "modules": ("begun", "finished", "overdue"),
    "modules_departments": ("finished",),
    "meetings_reached": ("reached", "teams"),
    "meetings_not_reached": ("year",),
    "meetings_present": ("present", "absent"),
    "campaigns": ("completed", "opened", "unopened"),
    "campaigns_departments": ("completed", "opened", "unopened"),
}
WITHIN = ("modules_departments", "campaigns_departments")  # a line is of something, in a department
TABLES = (
    *("onboarding", "meetings_held", "week_activities", "week_participations", "week_participants"),
    *("week_votes", "campaigns_sent", "activities", *MEASURES),
)
MORE = ("organisations", "progress", "promised")
PROMISED = {  # what a cell says, and which table and measure each number in it is of
    "teams": (r"(.+) van de (.+) teams", (("meetings_reached", 0), ("meetings_reached", 1))),
    "newcomers": (
        r"Afgerond: (.+)\. Te laat: (.+)",
        (("onboarding_departments", 0), ("onboarding_departments", 3)),
    ),
    "campaigns": (r"(.+) keer, beloofd: \d+", (("campaigns_sent", 0),)),
}
LISTS = ("themes", "groups", "identities", "origins", "departments", "outcomes", "redirects")
WHOLE_OF = {"outcomes": "closed", "redirects": "redirected"}


def say(key: str, **params: object) -> str:
    return words.text(f"workbook.{key}", "nl", **params)


def bounds(cell: object) -> Bounds:
    """The smallest and largest that a cell can mean."""
    if isinstance(cell, int | float):
        return cell, cell
    text = str(cell)
    if found := re.fullmatch(r"minder dan (\d+)", text):
        return 1, int(found[1]) - 1
    if found := re.fullmatch(r"(\d+) tot en met (\d+)", text):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"ten minste (\d+)", text):
        return int(found[1]), float("inf")
    if found := re.fullmatch(r"(\d+) (dag|dagen)", text):
        return int(found[1]), int(found[1])
    assert text in ("x", "–", ""), text
    return ANY


class Workbook:
    """One workbook, and the truth about its period (and about the one before, where that is told)."""

    def __init__(
        self,
        sheets: dict[str, Grid],
        truth: Truth,
        before: Truth | None = None,
        each: Mapping[str, Truth] | None = None,
    ) -> None:
        """`each`: of a workbook over several municipalities, the truth about each by name."""
        self.sheets, self.truth, self.before, self.each = sheets, truth, before, each or {}
        self.seen: set[tuple[str, int, int]] = set()
        self.exact = self.hidden = 0
        self.wrong: list[tuple[str, object, object, object]] = []
        self.groups = dict(self._said_groups())
        self.names = self._names()

    def check(self) -> list[tuple[str, object, object, object]]:
        """Holds every number against the truth; gives what is not so: tab, line, place, and what is."""
        self._front()
        for name in (*LISTS, *TABLES, "months", "cross", "days", "summary", *MORE):
            if (tab := say(f"sheets.{name}.tab")) in self.sheets:
                how: Callable[[str, str], None] = getattr(self, f"_{name}", None) or (
                    self._list if name in LISTS else self._table
                )
                how(name, tab)
        self.wrong += [
            (tab, cells, column, "never looked at")
            for tab, grid in self.sheets.items()
            for row, cells in enumerate(grid)
            for column, cell in enumerate(cells)
            if isinstance(cell, int | float) and (tab, row, column) not in self.seen
        ]
        return self.wrong

    def hold(self, tab: str, row: int, column: int, truth: float) -> None:
        """A cell is true."""
        self._compare(self.sheets[tab][row][column], truth, tab, row, column)
        self.seen.add((tab, row, column))

    def _compare(self, cell: object, truth: float, tab: str, row: int, column: int) -> None:
        least, most = bounds(cell)
        if not least - 1e-9 <= truth <= most + 1e-9:
            self.wrong.append((tab, self.sheets[tab][row], column, truth))
        self.exact += least == most
        self.hidden += least != most

    def table(self, tab: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """The lines of a sheet: where, what it is called, and the names of all that is counted in it."""
        grid, header = self.sheets[tab], self.header(tab)
        together = grid[header].index(TOGETHER) if TOGETHER in grid[header] else None
        for row in range(header + 1, len(grid)):
            if grid[row][0] == "" or all(cell == "" for cell in grid[row][1:]):
                return
            names = str(grid[row][together]) if together and grid[row][together] else ""
            label = str(grid[row][0])
            yield row, label, tuple(names.split("; ")) if names else (label,)

    def header(self, tab: str) -> int:
        return next(at for at, row in enumerate(self.sheets[tab]) if sum(cell != "" for cell in row) > 1)

    def column(self, tab: str, heading: str) -> int | None:
        headings = [str(cell) for cell in self.sheets[tab][self.header(tab)]]
        return headings.index(heading) if heading in headings else None

    def _front(self) -> None:
        tab = next(iter(self.sheets))
        names = "received", "answered", "decided", "closed", "reopened", "open"
        figures = {say(f"front.figures.{name}"): name for name in names}
        figures |= {say("front.figures.redirected"): "redirected", say("front.figures.half"): "half"}
        for row, cells in enumerate(self.sheets[tab]):
            if name := figures.pop(str(cells[0]), ""):
                half = name == "half"
                self.hold(
                    tab, row, 2, within(self.truth.waited("answered"), 2) if half else self.truth.figure(name)
                )
        assert {*figures.values()} <= {"half"}, figures

    def _list(self, name: str, tab: str) -> None:
        """Reports split by one thing, with shares."""
        truth = self.truth.split("themes" if name == "groups" else name)
        number, share = self.column(tab, say(f"sheets.{name}.number")), self.column(tab, say("share"))
        assert number is not None
        whole = self.truth.figure(WHOLE_OF.get(name, "received"))
        for row, label, members in self.table(tab):
            codes = [code for one in members for code in self._codes(name, one)]
            said = whole if label == say("total") else sum(truth[code] for code in codes)
            self.hold(tab, row, number, said)
            if share is not None and isinstance(self.sheets[tab][row][share], float):
                self.hold(tab, row, share, said / whole)
            elif share is not None:
                self.hold(tab, row, share, 1) if self.sheets[tab][row][share] == 1 else None

    def _table(self, name: str, tab: str) -> None:
        """One of the other tables."""
        lines, measures = self.truth.lines(name), MEASURES.get(name, ("number",))
        listed = set()
        for row, label, members in self.table(tab):
            everything = label in (say("total"), say("codes.all"))
            codes = list(lines) if everything else self._line(name, label, members)
            listed |= {*codes} if not everything else set()
            for place, measure in enumerate(measures):
                column = self.column(tab, say(f"measures.{measure}"))
                assert column is not None, (tab, measure)
                if label == say("codes.whole"):
                    self._hold_whole(name, tab, row, column, place)
                elif measure == "year":
                    assert codes[0] in lines and str(lines[codes[0]][0]) == self.sheets[tab][row][column]
                else:
                    self.hold(tab, row, column, sum(lines.get(code, NONE)[place] for code in codes))
        if name == "meetings_not_reached":
            self.wrong += [(tab, one, 0, "not both") for one in listed ^ {*lines}]

    def _line(self, name: str, label: str, members: Sequence[str]) -> list[str]:
        """What is counted in a line of a table; what a department did of something is called "that: it"."""
        of, _, place = label.partition(": ")
        if name not in WITHIN or not place:
            return [self._code(name, one) for one in members]
        places = [place] if members == (label,) else members
        return [f"{self._code(name, of)}@{self._code(name, one)}" for one in places]

    def _hold_whole(self, name: str, tab: str, row: int, column: int, place: int) -> None:
        """What is not told by line: all that is in no other line."""
        whole = sum(numbers[place] for numbers in self.truth.lines(name).values())
        others = [
            bounds(self.sheets[tab][at][column])
            for at, label, _ in self.table(tab)
            if at != row and label != say("total")
        ]
        if ANY in others:  # of these lines nothing is told
            least, most = bounds(self.sheets[tab][row][column])
            return self.hold(tab, row, column, min(max(least, 0), whole, most))
        self.hold(tab, row, column, whole - sum(least for least, _ in others))

    def _months(self, name: str, tab: str) -> None:
        for row, label, _ in self.table(tab):
            total = label == say("total")
            truth = self.truth.figure("received") if total else self.truth.months(self._block(label))
            self.hold(tab, row, 1, truth)

    def _cross(self, name: str, tab: str) -> None:
        headings = [str(cell) for cell in self.sheets[tab][self.header(tab)]]
        every = list(self.table(tab))
        for row, label, _ in every:
            if label in (say("sheets.cross.rest"), say("sheets.cross.others")):
                lines = [one for one in every if one[0] < row]
                self._rest(tab, row, lines, headings, label == say("sheets.cross.rest"))
                continue
            consists = [] if label == say("total") else self._of_line(tab, label)
            for column, heading in enumerate(headings[1:], 1):
                if heading == say("total"):
                    block = [date(year, month, 1) for year in range(2020, 2030) for month in range(1, 13)]
                else:
                    block = self._block(heading)
                self.hold(tab, row, column, self.truth.months(block, consists))

    def _rest(self, tab: str, row: int, lines: Sequence[Any], headings: Sequence[str], alone: bool) -> None:
        """What is hidden in a column, together (`alone`); or that and all themes without a line."""
        for column, heading in enumerate(headings[1:-1], 1):
            block = self._block(heading)
            hidden = [
                theme
                for at, label, _ in lines
                if (self.sheets[tab][at][column] == "x") is alone
                for theme in self._of_line(tab, label)
            ]
            some = self.truth.months(block, hidden) if hidden else 0
            self.hold(tab, row, column, some if alone else self.truth.months(block) - some)

    def _of_line(self, tab: str, label: str) -> list[str]:
        """The themes of a line of themes by months; what several groups are together stands below it."""
        for cells in self.sheets[tab]:
            if found := re.fullmatch(rf"{re.escape(label)} zijn: (.+)\.", str(cells[0])):
                return [code for one in found[1].split("; ") for code in self._codes("groups", one)]
        themes = self._codes("themes", label) or self._codes("groups", label)
        assert themes, label
        return list(themes)

    def _days(self, name: str, tab: str) -> None:
        headings = [str(cell) for cell in self.sheets[tab][self.header(tab)]]
        asked = {
            say(f"sheets.days.{name}", days=NORM): name for name in ("quarter", "half", "three_quarters")
        }
        asked |= {say(f"sheets.days.{name}", days=NORM): name for name in ("reports", "in_time", "late")}
        for row, label, _ in self.table(tab):
            for column, heading in enumerate(headings[1:], 1):
                kinds = "answered", "decided", "closed"
                (what,) = (one for one in kinds if heading.startswith(say(f"sheets.days.{one}")))
                truth = self._half(heading)
                days = truth.waited(what)
                quarters = {"quarter": 1, "half": 2, "three_quarters": 3}.get(asked[label])
                if isinstance(self.sheets[tab][row][column], int | float) or asked[label] == "reports":
                    number = {"reports": len(days), "in_time": sum(day <= NORM for day in days)}
                    number["late"] = len(days) - number["in_time"]
                    said = within(days, quarters) if quarters else number[asked[label]]
                    self.hold(tab, row, column, said)

    def _half(self, heading: str) -> Truth:
        """The half-year or municipality that a column is of, where there are several."""
        for name, truth in self.each.items():
            if heading.endswith(name):
                return truth
        found = re.search(r"\d{4}-H([12])", heading)
        if not found:
            return self.truth
        return self.truth.halves()[int(found[1]) - 1]

    def _summary(self, name: str, tab: str) -> None:
        for row, label, _ in self.table(tab):
            now = self._key(self.truth, label)
            self.hold(tab, row, 1, now)
            then = self._key(self.before, label) if self.before else 0
            if self.sheets[tab][row][2] != "–":
                self.hold(tab, row, 2, then)
            if isinstance(self.sheets[tab][row][3], int | float):
                self.hold(tab, row, 3, now - then)

    def _promised(self, name: str, tab: str) -> None:
        """What Baken counts of what was promised, with the period before beside it."""
        for row, label, _ in self.table(tab):
            for kind, (said, measures) in PROMISED.items():
                if not label.startswith(words.text(f"plan.kinds.{kind}", "nl")):
                    continue
                for column, truth in ((1, self.truth), (4, self.before)):
                    found = re.fullmatch(said, str(self.sheets[tab][row][column]))
                    if truth and found:
                        for cell, measure in zip(found.groups(), measures, strict=True):
                            number: object = int(cell) if cell.isdecimal() else cell
                            self._compare(number, truth.total(*measure), tab, row, column)

    def _organisations(self, name: str, tab: str) -> None:
        """Each organisation beside the others."""
        for row, label, _ in self.table(tab):
            for column, heading in enumerate(self.sheets[tab][self.header(tab)][1:], 1):
                if heading != "" and self.sheets[tab][row][column] != "–":
                    self.hold(tab, row, column, self._key(self.each[label], str(heading)))

    _progress = _organisations

    def _key(self, truth: Truth, label: str) -> int:
        for figure in ("received", "answered", "decided", "closed", "reopened", "open", "redirected"):
            if label == say(f"front.figures.{figure}"):
                return truth.figure(figure)
        for table, measures in (*MEASURES.items(), ("week_participants", ("number",))):
            short = words.has(f"workbook.sheets.{table}.short", "nl") and say(f"sheets.{table}.short")
            for place, measure in enumerate(measures):
                found = re.fullmatch(rf"{short}(?:, ronde (\d+))?: {say(f'measures.{measure}')}", label)
                if short and found:
                    lines = truth.lines(table)
                    return sum(
                        numbers[place]
                        for code, numbers in lines.items()
                        if not found[1] or code.startswith(f"round/{found[1]}/")
                    )
        raise AssertionError(label)

    def _said_groups(self) -> Iterator[tuple[str, list[str]]]:
        """The groups of themes, as the first sheet says them."""
        front = next(iter(self.sheets.values()))
        start = next(at for at, row in enumerate(front) if row[0] == say("front.groups"))
        for row in front[start + 1 :]:
            if row[0]:
                yield str(row[0]), str(row[1]).split("; ")

    def _codes(self, name: str, label: str) -> list[str]:
        """What a reader's name of a line stands for."""
        if name in ("themes", "groups"):
            alone = [code for code, said in self.names["themes"].items() if said == label]
            group = [code for one in self.groups.get(label, ()) for code in self._codes("themes", one)]
            both = (
                [code for part in label.split(" + ") for code in self._codes(name, part)]
                if " + " in label
                else []
            )
            return alone or group or both
        if name == "departments":
            return [
                self._code(name, one)
                for one in ([label] if label in self.truth.codes else label.split(" + "))
            ]
        return [code for code, said in self.names[name].items() if said in (label, *label.split(" + "))]

    def _code(self, table: str, label: str) -> str:
        of, _, year = label.partition(", ronde ")
        code = self.truth.codes.get(of) or self.names["codes"].get(of) or of
        if table.startswith("meetings_reached") or table == "meetings_not_reached":
            rounds = sorted(self.truth.diary.rounds)
            return f"round/{year or self._round(rounds)}/{code}"
        return code

    def _round(self, rounds: Sequence[int]) -> int:
        """The one round that a table without a round is of."""
        return rounds[-1] if self.truth.diary.rounds[rounds[-1]][0] <= self.truth.last else rounds[0]

    def _block(self, label: str) -> list[date]:
        """The months that a name stands for: januari 2026, or jan – mrt 2026."""
        long = [words.text(f"months.m{month}", "nl") for month in range(1, 13)]
        short = [say(f"months_short.m{month}") for month in range(1, 13)]
        found = re.fullmatch(r"(\w+)(?: – (\w+))? (\d{4})", label)
        assert found, label
        first, last = (
            (long if one in long else short).index(one) + 1 for one in (found[1], found[2] or found[1])
        )
        return [date(int(found[3]), month, 1) for month in range(first, last + 1)]

    def _names(self) -> dict[str, dict[str, str]]:
        kinds = ("talk", "game", "film", "visit", "quiz", "walk-in")
        codes = (
            *KINDS,
            "assigned",
            "begun",
            "completed",
            "meetings",
            "campaigns",
            "dilemma",
            "after_meeting",
        )
        every = {say(f"codes.{code}"): code for code in codes}
        week = {words.text(f"week.kinds.{kind.replace('-', '_')}", "nl"): kind for kind in kinds}
        report = words.text
        return {
            "codes": MODULES | every | week,
            "themes": {one: report(f"report.themes.{one}", "nl") for one in THEMES},
            "identities": {one: say(f"identities.{one}") for one in ("named", "confidential", "anonymous")},
            "origins": {one: say(f"origins.{one}") for one in ("reporter", "page")}
            | {one: report(f"entering.questions.origin.options.{one}", "nl") for one in ORIGINS},
            "outcomes": {one: say(f"outcomes.{one}") for one in OUTCOMES},
            "redirects": {one: say(f"redirects.{one}") for one in REDIRECTS},
        }


NONE = (0,) * 9
MODULES = {"De eerste dag": "onboarding/first", "De tweede les": "onboarding/second"}
MODULES |= {"Achter de balie": "onboarding/desk"}
REDIRECTS = ("danger", "threat", "digital", "inside", "nuisance")
ORIGINS = ("telephone", "mail", "letter", "desk", "m", "other")
OUTCOMES = ("no_signal", "no_action", "department", "check", "riec", "authority")
THEMES = (
    *("drugs", "exploitation", "laundering", "care_fraud", "property", "prostitution", "gambling", "fencing"),
    *("weapons", "motorcycle_gangs", "cyber", "permits_and_benefits", "identity", "influence", "unknown"),
)
