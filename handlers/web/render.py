"""Dresses a screen as a page. Server-rendered, without a line of script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.account.workbook.layout import Book
from bot.foundation import access, words
from bot.foundation.context import ZONE
from bot.foundation.screen import Action, FileOrder, Input, Option, Part, Screen
from bot.screens import pictures, reload
from bot.sign_in.links import Guest
from handlers.web import figures as drawing
from handlers.web import forms, phones, photos
from handlers.web.cast import Member
from handlers.web.figures import Period
from handlers.web.work_list import WorkList
from storage.organisations import OrganisationRow
from storage.people import PersonRow

MANY = 20  # options; from here on a list to unfold
FEW = 5  # options; up to here never, where somebody works and can do with less room
FOLDED = (("report", "start"), ("page", "front"))  # what stands before the first thing that is asked
TALL = 5_000  # characters; from here on a field for a whole story

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True)
class Around:
    """What stands around a screen: the language, whose page it is, and who somebody is: one of the people of
    the demo, or a guest from chat. `place` takes what is filled in, `home` is the first page."""

    locale: str
    demo: bool = False
    organisation: OrganisationRow | None = None
    member: Member | None = None
    guest: Guest | None = None
    place: str = "/"
    home: str = "/"

    @property
    def who(self) -> str:
        return self.member.key if self.member else ""

    @property
    def person(self) -> PersonRow | None:
        """Who is there; nobody where no login is needed."""
        if self.guest:
            return self.guest.person
        return self.member.person if self.member else None

    @property
    def until(self) -> str:
        """When a guest has to leave, as a clock shows it."""
        return f"{self.guest.until.astimezone(ZONE):%H:%M}" if self.guest else ""

    @property
    def slug(self) -> str:
        """The short name of the organisation, whose own words are used; nothing where there is none."""
        return self.organisation.slug if self.organisation else ""

    def say(self, key: str, **params: Any) -> str:
        """The words for a key of web.yml."""
        return words.text(f"web.{key}", self.locale, self.slug, **params)

    def address(self, path: str = "", **more: str) -> str:
        """An address, or that of the first page, that keeps who somebody is, their language, and no more."""
        query = {"lang": self.locale, **({"who": self.who} if self.who else {}), **more}
        return f"{path or self.home}?{urlencode(query)}"

    @property
    def counts(self) -> bool:
        """Whether there is a page with figures for whoever is there."""
        return bool(self.person and self.person.roles & access.MAY["export_account"])

    def written(self, value: str | int | float | None, share: bool = False) -> str:
        """What stands in a cell of a table; a share as a percentage without decimals."""
        if share and isinstance(value, int | float):
            return f"{value:.0%}"
        return self.number(value) if isinstance(value, int) else "" if value is None else str(value)

    def number(self, number: int) -> str:
        """A whole number as it is written in the person's language."""
        return f"{number:,}".replace(",", "." if self.locale == "nl" else ",")


def screen(
    shown: Screen, around: Around, kept: Mapping[str, str] | None = None, beside: WorkList | None = None
) -> str:
    """The page of a screen. `kept` is what somebody had typed and would otherwise lose; `beside` is the work
    list, of which it shows one report or which it is."""
    around = replace(around, locale=shown.locale)
    other = _other(around.locale)
    repeats = reload.event(shown, other)
    return page(
        "work_list.html" if beside else "screen.html",
        around,
        work=beside,
        screen=replace(
            shown,
            inputs=tuple(_with_a_way_out(one, around) for one in shown.inputs),
            actions=tuple(a for a in shown.actions if (a.dialogue, a.name) != ("report", "language")),
        ),
        groups=_grouped(shown.body),
        heading=_heading(shown, around),
        kept=list((kept or {}).values()),
        can_switch=repeats is not None,
        file=_file(shown.file, around) if shown.file else None,
    )


def cast(members: Sequence[Member], around: Around) -> str:
    """The demo's first page: who do you want to be?"""
    return page("cast.html", around, members=members)


def waiting(share: int, every: int, around: Around) -> str:
    """The page while the demo is being made: how many percent are done. It looks again by itself `every` so
    many seconds, or not at all."""
    return page("waiting.html", around, share=share, every=every)


def intranet(parts: Sequence[Part], around: Around, names: Sequence[tuple[str, str]] = ()) -> str:
    """The page for an intranet; `names` are the organisations to choose from, with their addresses."""
    return page("intranet.html", around, names=names, groups=_grouped(parts))


def figures(around: Around, period: Period, today: date, book: Book | None = None, error: str = "") -> str:
    """The page of a period's figures, or one that says what is wrong with the period."""
    return page(
        "figures.html",
        around,
        PATH=drawing.PATH,
        first=f"{period.first:%Y-%m}",
        last=f"{period.last:%Y-%m}",
        argument=period.argument,
        months=drawing.choices(today, around.locale),
        periods=drawing.by_name(today, around.locale),
        error=error,
        book=book,
        sheets=[(sheet, drawing.drawing(sheet)) for sheet in book.sheets] if book else [],
        written=around.written,
    )


def enter(name: str, around: Around) -> str:
    """The page behind a link from chat: whose it is, and the button that uses it."""
    return page("enter.html", around, name=name)


def trouble(kind: str, around: Around, kept: Sequence[str] = ()) -> str:
    """A page that says in words what is wrong, for trouble outside the dialogues. `kept` is what somebody had
    typed and would otherwise lose."""
    return page("trouble.html", around, kind=kind, kept=kept)


def try_again(fields: Sequence[tuple[str, str]], around: Around) -> str:
    """A page for when the bot is out of order; it keeps everything that was sent and can send it again."""
    return page("try_again.html", around, fields=fields)


def page(template: str, around: Around, **more: Any) -> str:
    other = _other(around.locale)
    return _templates.get_template(template).render(
        around=around,
        say=around.say,
        other=other,
        other_language=words.text("web.language", other),
        TALL=TALL,
        FOLDED=FOLDED,
        LANGUAGE=forms.LANGUAGE,
        UPLOADS=forms.UPLOADS,
        ACCEPT=forms.ACCEPT,
        **more,
    )


def _heading(shown: Screen, around: Around) -> str:
    """The title of the browser's tab: whether something is wrong, the screen, and the place in the whole."""
    title = shown.title if shown.title != around.say("name") else around.say("tagline")
    if shown.progress:
        at, of = shown.progress
        title = around.say("title_with_step", title=title, at=at, of=of)
    return around.say("title_wrong", title=title) if shown.refused else title


def _with_a_way_out(one: Input, around: Around) -> Input:
    """Radio buttons cannot be emptied again, so a choice that may be left open gets an option for that."""
    if one.kind != "choice" or one.required:
        return one
    return replace(one, options=(*one.options, Option("", around.say("no_choice"))))


def _file(file: FileOrder, around: Around) -> str:
    return around.address("/file", kind=file.kind, argument=file.argument)


def _grouped(parts: Sequence[Part]) -> list[tuple[str, list[Part]]]:
    """Parts of one kind that follow each other are shown as one list."""
    return [(kind, list(some)) for kind, some in groupby(parts, key=_kind)]


def _kind(part: Part) -> str:
    return type(part).__name__.lower()


def _other(locale: str) -> str:
    return next(one for one in words.LOCALES if one != locale)


def button_value(action: Action) -> str:
    """A button's value, which forms.read takes apart again."""
    return "/".join(filter(None, (action.dialogue, action.name, action.argument)))


def is_list(one: Input, dialogue: str) -> bool:
    """Whether somebody chooses from a list to unfold: it takes less room, and hides what there is to choose.
    So a reporter gets it for what is longer than a screen alone, and nobody where an option has a hint."""
    number = len(one.options)
    is_short = dialogue == "report" or number <= FEW or any(option.hint for option in one.options)
    return one.kind == "choice" and (number > MANY or not is_short)


_templates.globals["button_value"] = button_value
_templates.globals["is_list"] = is_list
_templates.globals |= {"picture": pictures.path, "by_night": pictures.by_night}
_templates.globals["in_page"] = photos.in_page
_templates.filters["callable_numbers"] = phones.callable_numbers
