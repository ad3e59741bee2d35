"""A morning of who handles reports: twenty of them, three late, two with a new message, in one go."""

from bot.foundation.screen import Note, Row
from tests.bot.reports.test_work_list import add, write
from tests.support.world import Reported, Walk, World


class Morning:
    """Somebody at the list who counts what they press."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.pressed = walk, 0

    def press(self, name: str, argument: str | None = None) -> None:
        self.walk.press(name, argument)
        self.pressed += 1

    def send(self, **values: str) -> None:
        assert not self.walk.submit(**values).refused
        self.pressed += 1


def twenty(world: World) -> tuple[list[Reported], list[Reported]]:
    """Three that nobody answered in time, two whose reporters wrote again, and fifteen new ones."""
    late = [world.report(theme="cyber") for _ in range(3)]
    wrote = [world.report(theme="drugs") for _ in range(2)]
    for one in wrote:
        write(world, one)
    world.clock.forward(days=8)
    for one in wrote:
        add(world, one)
    for _ in range(15):
        world.report("employee2", theme="property")
    return late, wrote


def test_twenty_reports_take_no_more_than_four_presses_each(sqlite_world: World) -> None:
    world = sqlite_world
    late, _ = twenty(world)
    me = Morning(world.walk("coordinator"))
    me.walk.do("casework", "open")
    rows = [part for part in me.walk.screen.body if isinstance(part, Row)]
    assert {row.title.partition(":")[0] for row in rows[:3]} == {one.number for one in late}
    assert len(rows) == 20
    me.press("show", rows[0].open.argument if rows[0].open else None)
    seen = set()
    while me.walk.screen.step == "report":
        seen.add(me.walk.screen.title)
        me.press("form", "answer")
        me.send(message="We zijn ermee bezig.")
        me.press("next")
    assert len(seen) == 20 and me.walk.screen.step == "list"
    assert me.pressed <= 4 * 20
    assert not any(isinstance(part, Note) and part.urgent for part in me.walk.screen.body)
    done = world.walk("coordinator")
    for view in ("late", "message", "answer"):
        assert not any(isinstance(part, Row) for part in done.do("casework", "open", f"{view}:0").body)


def test_which_reporter_wrote_is_one_press_away(sqlite_world: World) -> None:
    world = sqlite_world
    _, wrote = twenty(world)
    me = Morning(world.walk("handler2"))
    me.walk.do("casework", "open")
    me.press("open", "message:0")
    rows = [part for part in me.walk.screen.body if isinstance(part, Row)]
    assert {row.title.partition(":")[0] for row in rows} == {one.number for one in wrote}
    assert me.pressed == 1
