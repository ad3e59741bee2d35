"""A small part of Markdown as parts of a screen: paragraphs, bold, lists, links that are safe.

Whatever else somebody writes (headings, HTML, pictures, tables) is shown as the text that it is.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.foundation.screen import Bullets, Paragraph, Part, Rich, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

KNOWN = ("emphasis", "link", "list", "escape", "entity", "newline", "text_join", "balance_pairs")
SAFE = "https://"
LISTS = {"bullet_list_open": False, "ordered_list_open": True}


@lru_cache(maxsize=2_000)  # content does not change while we run, and reading it takes a while
def parts(text: str) -> tuple[Part, ...]:
    """A passage as parts of a screen, plain ones where nothing in it needs more."""
    return typed(text)


def typed(text: str) -> tuple[Part, ...]:
    """As `parts`, for what a person typed: that is not remembered."""
    return tuple(_parts(_parser().parse(text)))


def plain(text: str) -> str:
    """A passage without any marks, as one line."""
    return " ".join(" ".join(" ".join(lines(part)).split()) for part in parts(text))


def lines(part: Part) -> tuple[str, ...]:
    """What a part that came from here says, line by line."""
    match part:
        case Rich():
            return part.lines
        case Bullets():
            return part.items
        case Paragraph():
            return (part.text,)
        case _:
            return ()


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable([name for name in KNOWN if name != "text_join"])


def _parts(tokens: Sequence["Token"]) -> Iterator[Part]:
    rows: list[tuple[Span, ...]] = []
    lists: list[bool] = []  # whether each list that is open is numbered
    for token in tokens:
        if token.type in LISTS:
            lists.append(LISTS[token.type])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbered = lists.pop()
            if not lists and rows:
                yield _list(tuple(rows), numbered)
                rows = []
        elif token.type == "inline":
            spans = _spans(token.children or [])
            if lists:
                rows.append(spans)
            elif spans:
                yield Rich((spans,)) if _needs_more(spans) else Paragraph(_said(spans))


def _list(rows: tuple[tuple[Span, ...], ...], numbered: bool) -> Part:
    if numbered or any(map(_needs_more, rows)):
        return Rich(rows, bullets=not numbered, numbered=numbered)
    return Bullets(tuple(map(_said, rows)))


def _spans(tokens: Sequence["Token"]) -> tuple[Span, ...]:
    found: list[Span] = []
    bold, link = 0, ""
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "link_open":
                address = str(token.attrGet("href") or "")
                link = address if address.startswith(SAFE) else ""
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                found.append(Span(" ", bold > 0, link))
            case _ if token.content:
                found.append(Span(token.content, bold > 0, link))
    return tuple(_joined(found))


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbours of one kind as one."""
    last: Span | None = None
    for span in spans:
        if last and (last.bold, last.link) == (span.bold, span.link):
            last = Span(last.text + span.text, last.bold, last.link)
        else:
            if last:
                yield last
            last = span
    if last:
        yield last


def _needs_more(spans: Sequence[Span]) -> bool:
    return any(span.bold or span.link for span in spans)


def _said(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)
