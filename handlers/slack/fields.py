"""Questions as input blocks, and what was filled in as values again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.foundation import words
from bot.foundation.screen import Input, Option, Value
from bot.screens.dialogue import as_tuple
from handlers.slack import codes
from handlers.slack.codes import Json
from handlers.slack.parts import CannotShow, note, section
from handlers.slack.text import cut, joined, plain, readable, shortened, units

TEXT_INPUT, FILE_INPUT = "plain_text_input", "file_input"
FILES = ("xlsx", "csv")
TEXT = 3_000  # what one text field holds
LABEL = 2_000
OPTION = 75
AT_A_GLANCE = 10  # options that radio buttons or checkboxes can show
GROUP = 100  # options in one group of a menu


def blocks(field: Input, nonce: str, locale: str, room: int = 1) -> list[Json]:
    """The blocks of one question; `room` is how many text fields it gets at least. Raises CannotShow."""
    above = list(note(field.error, urgent=True)) if field.error else []
    if field.kind in ("text", "long_text"):
        return above + _texts(field, nonce, locale, room)
    if field.kind == "file":
        element = {"type": FILE_INPUT, "action_id": field.name, "filetypes": list(FILES), "max_files": 1}
        return [*above, _input(field, 0, nonce, field.label, element)]
    if not field.options:
        raise CannotShow(f"the question {field.name}, of which there is nothing to choose or to type")
    return above + _explained(field.options) + [_input(field, 0, nonce, field.label, _chooser(field))]


def most_room(field: Input) -> int:
    """How many text fields a question can have."""
    return -(-field.max_length // TEXT) if field.kind == "long_text" else 1


def values(view: Mapping[str, Any]) -> dict[str, Value]:
    """What is filled in on a modal, by question."""
    found: dict[str, Value] = {}
    for name, _, element in _elements(view):
        if "selected_options" in element:
            found[name] = tuple(option["value"] for option in element["selected_options"] or ())
        elif element["type"] != TEXT_INPUT:
            found[name] = (element.get("selected_option") or {}).get("value", "")
    return found | typed(view)


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed on a modal, by question; several fields are one text."""
    texts: dict[str, dict[int, str]] = {}
    for name, part, element in _elements(view):
        if element["type"] == TEXT_INPUT:
            texts.setdefault(name, {})[part] = element.get("value") or ""
    return {name: joined([parts[number] for number in sorted(parts)], TEXT) for name, parts in texts.items()}


def places(view: Mapping[str, Any]) -> dict[str, list[str]]:
    """The input blocks of each question on a modal, top to bottom."""
    found: dict[str, list[str]] = {}
    for block in view.get("blocks", ()):
        if block["type"] == "input" and (name := codes.field_of(block["block_id"])[0]):
            found.setdefault(name, []).append(block["block_id"])
    return found


def _elements(view: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for block, elements in view.get("state", {}).get("values", {}).items():
        name, part = codes.field_of(block)
        for element in elements.values() if name else ():
            yield name, part, element


def _texts(field: Input, nonce: str, locale: str, room: int) -> list[Json]:
    value = field.value if isinstance(field.value, str) else ""
    parts = cut(value, TEXT) or [""]
    parts += [""] * (room - len(parts))
    made = []
    for number, part in enumerate(parts):
        element: Json = {"type": TEXT_INPUT, "action_id": field.name}
        element["max_length"] = TEXT if len(parts) > 1 else _limit(field, part)
        if field.kind == "long_text":
            element["multiline"] = True
        if part:
            element["initial_value"] = part
        label = field.label
        if number:
            label = words.text("slack.continued", locale, label=field.label, number=number + 1)
        made.append(_input(field, number, nonce, label, element))
    return made


def _limit(field: Input, typed: str) -> int:
    """Slack refuses a field that holds too much; what was typed stays, and the bot says it is too long."""
    return min(TEXT, max(field.max_length or TEXT, units(typed)))


def _chooser(field: Input) -> Json:
    chosen = as_tuple(field.value)
    several = field.kind in ("choices", "confirm")
    options = [(option.value, _option(option)) for option in field.options]
    selected = [made for value, made in options if value in chosen]
    every = [made for _, made in options]
    element: Json = {"action_id": field.name}
    if len(every) <= AT_A_GLANCE:
        element |= {"type": "checkboxes" if several else "radio_buttons", "options": every}
    elif len(every) <= GROUP:
        element |= {"type": "multi_static_select" if several else "static_select", "options": every}
    else:
        element |= {
            "type": "multi_static_select" if several else "static_select",
            "option_groups": _groups(every),
        }
    if selected:
        element |= {"initial_options": selected} if several else {"initial_option": selected[0]}
    return element


def _groups(options: Sequence[Json]) -> list[Json]:
    """More options than one menu holds, in groups that say where they begin and end."""
    made = []
    for start in range(0, len(options), GROUP):
        some = options[start : start + GROUP]
        first, last = (shortened(some[end]["text"]["text"], OPTION // 2 - 2) for end in (0, -1))
        made.append({"label": plain(f"{first} – {last}"), "options": list(some)})
    return made


def _option(option: Option) -> Json:
    made: Json = {"text": plain(shortened(option.label, OPTION)), "value": option.value}
    if option.hint and _fits(option):
        made["description"] = plain(option.hint)
    return made


def _fits(option: Option) -> bool:
    return units(option.label) <= OPTION and units(option.hint) <= OPTION


def _explained(options: Sequence[Option]) -> list[Json]:
    """The options that do not fit in a list of options, in full above it."""
    full = [f"• {o.label}: {o.hint}" if o.hint else f"• {o.label}" for o in options if not _fits(o)]
    return [section(piece) for piece in readable("\n".join(full))]


def _input(field: Input, number: int, nonce: str, label: str, element: Json) -> Json:
    if units(label) > LABEL or units(field.hint) > LABEL:
        raise CannotShow(f"the words of the question {field.name} are too long for a field")
    made: Json = {
        "type": "input",
        "block_id": codes.block_id(field.name, number, nonce),
        "label": plain(label),
        "element": element,
        "optional": not field.required or number > 0,
    }
    if field.hint and number == 0:
        made["hint"] = plain(field.hint)
    return made
