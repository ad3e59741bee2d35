"""Draws the rooms of the bot from their imports: `python -m tests.support.drawing` writes docs/rooms.md.

An arrow says that one room imports another. What follows from other arrows is left out, and so is the ground
floor, on which everything stands."""

import ast
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

from tests.support import ROOT

PAGE = ROOT / "docs" / "rooms.md"
GROUND = "foundation"
HEAD = """# The rooms of the bot

An arrow says that a room imports another one. What follows from other arrows is left out; so is `foundation`,
on which every room stands. `bot/rooms.py` and `bot/routes.py` know all rooms, `bot/demo.py` fills them,
`bot/housekeeping.py` tidies some. This page is made by `make drawing`; a test holds it to the code.

```mermaid
flowchart TD
"""
ABOVE = frozenset({"rooms", "routes", "demo", "housekeeping"})  # modules that stand above all rooms


def imports() -> dict[str, set[str]]:
    """Each room with the rooms that it imports. A room is a folder of bot/, or a module beside them."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "bot").rglob("*.py")):
        inside = path.relative_to(ROOT / "bot")
        room = inside.parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        found[room] |= {name for name in _imported(path) if name != room}
    return dict(found)


def floors(rooms: dict[str, set[str]]) -> dict[str, int]:
    """The floor of each room: one above the highest that it imports. Raises CycleError for a circle."""
    floor: dict[str, int] = {}
    for room in TopologicalSorter(rooms).static_order():
        floor[room] = 1 + max((floor[other] for other in rooms.get(room, ())), default=0)
    return floor


def drawn() -> str:
    """The page."""
    rooms = {room: others - {GROUND} for room, others in imports().items() if room not in ABOVE | {GROUND}}
    lines = [f"    {room}" for room in sorted(rooms)]
    for room, others in sorted(rooms.items()):
        further = {far for other in others for far in _reached(rooms, other)}
        lines += [f"    {room} --> {other}" for other in sorted(others - further)]
    return HEAD + "\n".join(lines) + "\n```\n"


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "bot":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot."):
            found.add((node.module or "").split(".")[1])
    return found


def _reached(rooms: dict[str, set[str]], room: str) -> set[str]:
    """What a room imports, itself or by way of others."""
    return rooms[room].union(*(_reached(rooms, other) for other in rooms[room])) if rooms[room] else set()


if __name__ == "__main__":
    PAGE.write_text(drawn(), encoding="utf-8")
