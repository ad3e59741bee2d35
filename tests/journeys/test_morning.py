"""A morning of who handles reports, in the browser: twenty of them, three late, two with a new message, one
that was seen before. Counted are buttons and links, and apart from these the options that are chosen."""

from collections import Counter

import pytest

from bot.foundation.screen import Row
from tests.bot.reports.test_work_list import add, write
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.support.world import Reported, World

SEEN = "Er staat steeds een busje met kenteken 12-ABC-3."
MOST = 4  # presses for a report; and clicks, with options, for a report on average
NOTE, WAIT = {"note": "Morgen bellen met Toezicht."}, {"message": "We zijn ermee bezig."}


class Morning:
    """Somebody at the desk who counts what they click for each report."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.number = tab, ""
        self.pressed: Counter[str] = Counter()
        self.chosen: Counter[str] = Counter()

    def press(self, button: str, typed: dict[str, str] | None = None, **options: str) -> None:
        self.tab.press(button, {**(typed or {}), **options})
        self.pressed[self.number] += 1
        self.chosen[self.number] += len(options)

    def read(self) -> bool:
        """Whether a report is before them, which is then the one that they work on."""
        if self.tab.step == "casework/report":
            self.number = self.tab.title.split()[1]
        return self.tab.step == "casework/report"

    def answer(self) -> None:
        self.press("casework/form/answer")
        self.press("casework/save", WAIT)

    def decide(self) -> None:
        self.press("casework/decide")
        self.press("casework/decided", roots="business", signal="yes")

    def note(self) -> None:
        self.press("casework/note")
        self.press("casework/noted", NOTE)

    def close(self) -> None:
        self.press("casework/form/finish")
        self.press("casework/save", outcome="no_action")
        self.press("casework/save")


def twenty(world: World) -> tuple[list[Reported], list[Reported]]:
    """Three that nobody answered in time, two whose reporters wrote again, and fifteen new ones; of these the
    last tells what one of the first three told."""
    late = [world.report(theme="cyber", story=SEEN)]
    late += [world.report(theme="cyber") for _ in range(2)]
    wrote = [world.report(theme="drugs") for _ in range(2)]
    for one in wrote:
        write(world, one)
    world.clock.forward(days=8)
    for one in wrote:
        add(world, one)
    for _ in range(14):
        world.report("employee2", theme="property")
    world.report("employee2", theme="property", story=SEEN)
    return late, wrote


@pytest.mark.both
def test_twenty_reports_take_no_more_than_four_presses_each(world: World) -> None:
    """Late ones and messages are answered, the same report again is closed with a word to its reporter; of
    the others some are answered, some weighed, and with some a note is made."""
    late, wrote = twenty(world)
    me = Morning(Tab(web_app(let_play(world))))
    me.tab.open("coordinator").press("casework/open")
    listed = [line.text_content().split()[0] for line in me.tab.page.xpath("//tbody/tr/*[1]")]
    assert set(listed[:3]) == {one.number for one in late} and len(listed) == 20
    me.press("casework/show")
    at_once = {one.number for one in (*late, *wrote)}
    others, closed = [me.answer, me.decide, me.note], 0
    while me.read():
        if me.number in at_once:
            me.answer()
        elif "Eerder gezien?" in me.tab.text:  # without a click
            me.close()
            closed += 1
        else:
            others[len(me.pressed) % len(others)]()
        me.press("casework/next")
    del me.pressed[""]  # from the list to the first one
    assert {*me.pressed} == {*listed} and closed == 1 and me.tab.step == "casework/list"
    assert max(me.pressed.values()) <= MOST
    assert sum(me.pressed.values()) + sum(me.chosen.values()) <= MOST * 20
    for view in ("late", "message"):
        me.tab.show(me.tab.client.get(f"/reports?lang=nl&who=coordinator&view={view}"))
        assert not me.tab.page.xpath("//tbody/tr")


def test_which_reporter_wrote_is_one_press_away(sqlite_world: World) -> None:
    world = sqlite_world
    _, wrote = twenty(world)
    walk = world.walk("handler2")
    walk.do("casework", "open")
    walk.press("open", "message:0")
    rows = [part for part in walk.screen.body if isinstance(part, Row)]
    assert {row.title.partition(":")[0] for row in rows} == {one.number for one in wrote}
