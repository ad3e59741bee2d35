"""Which words the code asks for, as far as its text tells."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support import ROOT

ANY = r"\w+"  # where the code fills something in
FRAME = ROOT / "bot" / "screens" / "layout.py"
A_KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


def written_in_full() -> Iterator[tuple[str, str]]:
    """Every key that stands in the code as it is, with its file: say("…"), Mistake("…"), key = "…"."""
    for source, text, left_out in _sources():
        if source.suffix == ".html":
            named = re.findall(r"""say\((["'])([\w.]+)\1[,)]""", text)
            yield from ((source.name, left_out + key) for _, key in named)
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                kept = node.value.value if isinstance(node.value, ast.Constant) else None
                if node.targets[0].id == "key" and isinstance(kept, str) and A_KEY.fullmatch(kept):
                    yield source.name, kept
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if not isinstance(key, str):
                continue
            if name == "Mistake":
                yield source.name, f"mistakes.{key}"
            elif name == "say":
                yield source.name, left_out + key
            elif name in ("text", "has") and A_KEY.fullmatch(key):
                yield source.name, key


def patterns() -> set[str]:
    """Every key that may be asked for, as a regular expression with ANY where something is filled in."""
    found = set()
    for source, text, left_out in _sources():
        in_file = _in_page(text) if source.suffix == ".html" else _in_module(text)
        for pattern in in_file:
            found |= {pattern, re.escape(left_out) + pattern}
    framed = {pattern for pattern in _in_module(FRAME.read_text(encoding="utf-8")) if pattern.startswith(ANY)}
    found |= {pattern.replace(ANY, name, 1) for pattern in framed for name in _frames()}
    return {pattern for pattern in found if r"\." in pattern and not pattern.startswith(ANY)}


def _frames() -> Iterator[str]:
    """The dialogues whose screens and buttons bot/screens/layout.py makes."""
    for _, text, _ in _sources():
        yield from re.findall(r'\bFrame\("(\w+)"\)', text)


def _in_module(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else ANY for p in node.values)
            yield "".join(parts)


def _in_page(text: str) -> Iterator[str]:
    """say("trouble." ~ kind ~ ".title") asks for trouble, anything, title."""
    for asked in re.findall(r"say\(([^,)]+)", text):
        parts = (re.fullmatch(r"""\s*(["'])(.*)\1\s*""", part) for part in asked.split("~"))
        yield "".join(re.escape(part[2]) if part else ANY for part in parts)


def _sources() -> Iterator[tuple[Path, str, str]]:
    """Every module and page that shows words, its text, and the part of the key that it leaves out."""
    for kind in ("bot/**/*.py", "handlers/**/*.py", "handlers/**/*.html"):
        for source in sorted(ROOT.glob(kind)):
            of_the_web = source.is_relative_to(ROOT / "handlers" / "web")
            yield source, source.read_text(encoding="utf-8"), "web." if of_the_web else ""
