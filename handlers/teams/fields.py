"""Questions as inputs of an Adaptive Card.

No input is `isRequired` and none has a `maxLength`: Teams would keep somebody from going back, or cut off
what they typed. The bot checks the answers, and what is wrong stands above its field.
"""

from dataclasses import replace

from bot.foundation import words
from bot.foundation.screen import Input, Option
from bot.screens.dialogue import as_tuple
from handlers.teams import codes, parts
from handlers.teams.codes import Json

AT_A_GLANCE = 15  # choices; more of them unfold from a list


def elements(field: Input, locale: str) -> list[Json]:
    """One question: what was wrong with the answer, and the input with its label."""
    if field.kind == "choice" and not field.required:  # a choice, once made, cannot be taken back
        nothing = Option(codes.NOTHING, words.text("teams.no_choice", locale))
        field = replace(field, options=(*field.options, nothing))
    make = {"choice": _choice, "choices": _choice, "confirm": _confirm}.get(field.kind, _text)
    made: Json = {"id": codes.field_id(field.name, field.kind), "label": _label(field, locale), **make(field)}
    if not field.error:
        return [made | {"spacing": "Large"}]
    error = parts.line(parts.run(field.error, color="Attention", weight="Bolder"), spacing="Large")
    return [error, made | {"spacing": "Small"}]


def _label(field: Input, locale: str) -> str:
    """The question with its hint: what stands beside a field, a screen reader does not read with it."""
    label = field.label if field.required else words.text("teams.optional", locale, label=field.label)
    return f"{label}\n{field.hint}" if field.hint else label


def _text(field: Input) -> Json:
    made: Json = {"type": "Input.Text"}
    if field.kind == "long_text":
        made["isMultiline"] = True
    return made | ({"value": field.value} if field.value else {})


def _choice(field: Input) -> Json:
    glance = len(field.options) <= AT_A_GLANCE
    chosen = ",".join(as_tuple(field.value))
    return {
        "type": "Input.ChoiceSet",
        "choices": [
            {"title": f"{one.label} – {one.hint}" if one.hint else one.label, "value": one.value}
            for one in field.options
        ],
        "style": "expanded" if glance else "compact",
        "wrap": True,
        **({"isMultiSelect": True} if field.kind == "choices" else {}),
        **({"value": chosen} if chosen else {}),
    }


def _confirm(field: Input) -> Json:
    option = field.options[0]
    ticked = option.value if field.value == option.value else ""
    return {
        "type": "Input.Toggle",
        "title": option.label,
        "valueOn": option.value,
        "valueOff": "",
        "value": ticked,
        "wrap": True,
    }
