"""The account as a document that somebody can change, for word processors: what the PDF says, in order."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.account.document import data_of
from bot.account.workbook.layout import Book
from bot.documents.rendering import as_png, render
from bot.documents.word import RED, SOFT, About, Document
from bot.foundation import style

WORDS, FIGURES = (3, 2, 1.4, 3, 2), (2, 4, 1)  # how wide columns are beside each other
PICTURE, LOGO = 15.0, 6.0  # centimetres
PPI = 200


def write_docx(book: Book, path: Path, made: datetime) -> None:
    """Writes the document as Office Open XML."""
    data = data_of(book, made)
    looks = style.current(book.about.code)
    document = _Account(data, looks, made)
    document.cover(looks.logo)
    document.short(book)
    for chapter in data["chapters"]:
        document.chapter(chapter)
    document.reading()
    document.document.save(path)


class _Account:
    """The document, chapter by chapter."""

    def __init__(self, data: Mapping[str, Any], looks: style.Style, made: datetime) -> None:
        self.data, self.looks = data, looks
        about = About(
            data["title"],
            data["period"],
            data["organisation"],
            data["lang"],
            looks.colour,
            data["mark"],
            data["footer"],
            data["page"],
        )
        self.document = Document(about, made)

    def cover(self, logo: str) -> None:
        """The first page: whose it is, of when, and about this document."""
        data = self.data
        if logo:
            self.document.picture(as_png(logo.encode()), data["organisation"], LOGO)
        self.document.say(data["words"]["kind"], colour=SOFT, bold=True)
        self.document.say(data["heading"], "Title")
        self.document.say(data["period"], "Subtitle")
        self.document.say(data["organisation"], bold=True)
        if data["mark"]:
            self.document.say(data["mark"], colour=RED, bold=True)
        for what, text in data["facts"]:
            self.document.term(what, text)

    def short(self, book: Book) -> None:
        """The period on one page: key figures, what was written of all of it, what was promised."""
        data = self.data
        self.document.heading(data["words"]["short"], 1, new_page=True)
        rows = [(one["name"], one["means"], one["number"]) for one in data["figures"]]
        self.document.table(book.front.headings, rows, numbers=[2], widths=FIGURES)
        if data["whole"]:
            self.document.heading(data["words"]["story"], 2)
            for story in data["whole"]:
                self._story(story, len(data["whole"]) > 1)
        if promised := data["promised"]:
            self.document.heading(promised["title"], 2)
            self.document.say(promised["intro"], colour=SOFT, holds=True)
            self.document.table(promised["head"], promised["rows"], widths=WORDS)
        if data["summary"]:
            self._figures(data["summary"])

    def chapter(self, chapter: Mapping[str, Any]) -> None:
        """A heading, and its parts: stories, or tables with a picture of what can be compared."""
        self.document.heading(chapter["title"], 1)
        for part in chapter["parts"]:
            if "stories" in part:
                self.document.heading(self.data["words"]["by_theme"], 2)
                for story in part["stories"]:
                    self._story(story, True)
                continue
            self.document.heading(part["title"], 2)
            self.document.say(part["intro"], colour=SOFT, holds=True)
            if part["bars"]:
                self._bars(part)
            if part["table"]:
                self._figures(part["table"])
            for note in part["notes"]:
                self.document.say(note, colour=SOFT)

    def reading(self) -> None:
        """How to read it."""
        self.document.heading(self.data["words"]["reading"], 1)
        self.document.say(self.data["words"]["workbook"], colour=SOFT)
        for section in (one for side in self.data["reading"] for one in side):
            self.document.heading(section["title"], 2)
            for term, meaning in section["lines"]:
                self.document.term(term, meaning)

    def _story(self, story: Mapping[str, Any], titled: bool) -> None:
        if titled:
            self.document.heading(story["title"], 3)
        for block in story["blocks"]:
            for line in block["lines"]:
                self.document.say(line, "List Bullet" if block["list"] else "Normal")

    def _bars(self, part: Mapping[str, Any]) -> None:
        """The picture, which says each number too for who does not see it; then what can be seen in it."""
        data = {**self.data, "bars": part["bars"]}
        told = "; ".join(f"{label}: {number}" for label, number, _ in part["bars"])
        self.document.picture(
            render("bars", data, self.looks, "png", PPI), f"{part['title']}. {told}.", PICTURE
        )
        self.document.say(part["words"], colour=SOFT)

    def _figures(self, of: Mapping[str, Any]) -> None:
        self.document.table(of["head"], of["rows"], of["total"], range(1, len(of["head"])))
        if of["more"]:
            self.document.say(of["more"], colour=SOFT)
