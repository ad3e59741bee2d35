"""What one person sees at one moment, and what they do there. Pure data that every platform renders."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Value = str | tuple[str, ...]  # one choice or text; several choices
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Note:
    """Something to notice. `urgent` is for danger and for mistakes."""

    text: str
    urgent: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A piece of a line; `link` is an https address."""

    text: str
    bold: bool = False
    link: str = ""


@dataclass(frozen=True)
class Rich:
    """A paragraph (one row), or the items of a list, with bold words and links. Never what a person typed."""

    rows: tuple[tuple[Span, ...], ...]
    bullets: bool = False
    numbered: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The rows as plain text."""
        return tuple("".join(span.text for span in row) for row in self.rows)


@dataclass(frozen=True)
class Fact:
    """A label with its value; `tel` makes the value a phone number to call, `link` one to follow."""

    label: str
    value: str
    tel: bool = False
    link: str = ""


@dataclass(frozen=True)
class Facts:
    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Code:
    """Something to write down, character by character."""

    label: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What was answered to a question, with the way back to it (`edit` is an action, or none)."""

    label: str
    text: str
    edit: "Action | None" = None


@dataclass(frozen=True)
class Said:
    """One message of the conversation between reporter and handlers."""

    who: str
    when: str
    text: str
    mine: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a list, with what opens it (or nothing). `cells` say the same in columns, where there is
    room for a table; `new` is for a line that somebody has yet to read."""

    title: str
    detail: str
    open: "Action | None" = None
    cells: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, how it is sorted now, and what sorts it."""

    heading: str
    order: Literal["", "ascending", "descending"] = ""
    sort: "Action | None" = None


@dataclass(frozen=True)
class Link:
    """A button that leads to a page in the browser."""

    label: str
    url: str = field(repr=False)


@dataclass(frozen=True)
class Picture:
    """A picture (its source is one of bot/screens/pictures.py), and the same in words."""

    source: str
    alt: str


@dataclass(frozen=True)
class Photo:
    """A picture without an address, which the web alone shows, and the same in words for a chat."""

    content: bytes = field(repr=False)
    media_type: str
    alt: str


Part = (
    Paragraph | Heading | Note | Bullets | Rich | Facts | Code | Answer | Said | Row | Link | Picture | Photo
)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Input:
    """One question; `error` stands beside the field. An "attachment" is a photo, asked for on the web."""

    name: str
    kind: Literal["text", "long_text", "choice", "choices", "confirm", "file", "attachment"]
    label: str
    hint: str = ""
    required: bool = False
    max_length: int = 0
    options: tuple[Option, ...] = ()
    value: Value = ""
    error: str = ""


@dataclass(frozen=True)
class Action:
    """A button. With the screen's step and token it says which use case is called (see bot/routes.py).

    `minor` is for what is done now and then: it comes behind the others, folded away where that can be."""

    dialogue: str
    name: str
    label: str
    argument: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    minor: bool = False


@dataclass(frozen=True)
class FileOrder:
    """A file for one person, made when it is fetched (see bot/files/orders.py).

    `argument` says which one of its kind; `ticket` stands for the order where a link has to carry it."""

    kind: str
    argument: str
    person_id: int
    locale: str
    ticket: str = field(default="", repr=False)


@dataclass(frozen=True)
class Screen:
    """`submit` sends the inputs and has them checked; `actions` take them along unchecked.

    `close` is what closing the window does. A confidential screen is only ever shown where its content does
    not become part of a conversation: in a modal, a dialog or a page. `trail` is what was chosen before. `of`
    says which one a step shows of several, in the words of the action that shows it (see reload.py).
    `columns` are those of the cells of its rows."""

    dialogue: str
    step: str
    title: str
    body: tuple[Part, ...] = ()
    inputs: tuple[Input, ...] = ()
    submit: Action | None = None
    actions: tuple[Action, ...] = ()
    close: Action | None = None
    token: str = ""
    of: str = ""
    error: str = ""
    locale: str = "nl"
    confidential: bool = True
    progress: tuple[int, int] | None = None
    trail: tuple[str, ...] = ()
    file: FileOrder | None = None
    columns: tuple[Column, ...] = ()

    def with_errors(self, errors: Mapping[str, str], values: Values) -> "Screen":
        """The same screen with a sentence beside each refused answer, and with what was filled in."""
        inputs = tuple(
            replace(one, error=errors.get(one.name, ""), value=values.get(one.name, one.value))
            for one in self.inputs
        )
        return replace(self, inputs=inputs, error=errors.get("", self.error))

    @property
    def refused(self) -> bool:
        """Whether an answer was refused, so that the platform shows its own field errors."""
        return bool(self.error) or any(one.error for one in self.inputs)


@dataclass(frozen=True)
class Event:
    """What somebody did on a screen, on whatever platform."""

    dialogue: str
    action: str
    argument: str = ""
    step: str = ""
    token: str = ""
    values: Values = field(default_factory=dict)
    file: bytes = field(default=b"", repr=False)
