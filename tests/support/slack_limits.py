"""What Slack's documentation says about sizes, looked at by hand: more than slack_sdk's models know."""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
AT_A_GLANCE = ("radio_buttons", "checkboxes")


def length(text: str) -> int:
    """In UTF-16, the longest that Slack could count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def problems(shown: Json) -> list[str]:
    """What Slack would refuse of a view or a message (`{"text", "blocks"}`)."""
    return list(_problems(shown))


def _problems(shown: Json) -> Iterator[str]:
    blocks, kind = shown["blocks"], shown.get("type", "message")
    if not 1 <= len(blocks) <= (50 if kind == "message" else 100):
        yield f"{len(blocks)} blocks"
    if len(json.dumps(shown)) > 250_000:
        yield "larger than 250 kB"
    for name, limit in {"title": 24, "submit": 24, "close": 24}.items():
        if name in shown and not 1 <= length(shown[name]["text"]) <= limit:
            yield f"{name} of {length(shown[name]['text'])}"
    for name, limit in {"private_metadata": 3_000, "callback_id": 255}.items():
        if length(shown.get(name, "")) > limit:
            yield f"{name} too long"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)) or any(length(one) > 255 for one in ids):
        yield "block ids twice, or too long"
    if kind == "modal" and any(block["type"] == "input" for block in blocks) and "submit" not in shown:
        yield "inputs without submit"
    if kind != "modal" and any(block["type"] == "input" for block in blocks):
        yield "inputs outside a modal"
    for number, block in enumerate(blocks):
        yield from (f"block {number}: {problem}" for problem in _block(block))


def _block(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield from _text(block["text"], 150)
        case "section":
            if "text" in block:
                yield from _text(block["text"], 3_000)
            fields = block.get("fields", ())
            if len(fields) > 10 or ("text" not in block and not fields):
                yield f"{len(fields)} fields"
            for field in fields:
                yield from _text(field, 2_000)
            if "accessory" in block:
                yield from _button(block["accessory"])
        case "image":
            if not block["image_url"].startswith("https://") or len(block["image_url"]) > 3_000:
                yield "an address that Slack cannot fetch"
            if not 1 <= length(block["alt_text"]) <= 2_000:
                yield f"alt text of {length(block['alt_text'])}"
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield "context elements"
            for element in block["elements"]:
                yield from _text(element, 3_000)
        case "actions":
            elements = block["elements"]
            ids = [element["action_id"] for element in elements]
            if not 1 <= len(elements) <= 25 or len(set(ids)) != len(ids):
                yield f"{len(elements)} buttons, or one action id twice"
            for element in elements:
                yield from _button(element)
        case "rich_text":
            yield from _rich(block["elements"])
        case "input":
            yield from _text(block["label"], 2_000)
            if "hint" in block:
                yield from _text(block["hint"], 2_000)
            yield from _element(block["element"])
        case other:
            yield f"a {other}, which nobody looked at yet"


def _rich(elements: list[Json]) -> Iterator[str]:
    """Sections, and lists of sections, of texts and links."""
    for element in elements:
        match element["type"]:
            case "rich_text_list" if element["style"] in ("bullet", "ordered"):
                yield from _rich(element["elements"])
            case "rich_text_section" if element["elements"]:
                for piece in element["elements"]:
                    if piece["type"] not in ("text", "link") or not 1 <= length(piece["text"]) <= 3_000:
                        yield f"a {piece['type']} in a rich text"
                    if piece["type"] == "link" and not piece["url"].startswith("https://"):
                        yield "a link that is not safe"
            case other:
                yield f"a {other} in a rich text"


def _text(text: Json, limit: int) -> Iterator[str]:
    if not 1 <= length(text["text"]) <= limit or not text["text"].strip():
        yield f"a text of {length(text['text'])} where {limit} is the most"
    if text["type"] == "plain_text" and text.get("emoji") is not False:
        yield "plain text in which :words: become pictures"
    if text["type"] == "mrkdwn" and text.get("verbatim") is not True:
        yield "marked text in which Slack looks for links and names"


def _button(button: Json) -> Iterator[str]:
    yield from _text(button["text"], 75)
    if length(button["action_id"]) > 255 or length(button.get("accessibility_label", "")) > 75:
        yield "a button's code or label is too long"


def _element(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind == "plain_text_input":
        if not 1 <= element["max_length"] <= 3_000:
            yield f"max_length {element['max_length']}"
        if length(element.get("initial_value", "")) > element["max_length"]:
            yield "more in a field than it may hold"
        return
    if kind == "file_input":
        if not 1 <= element.get("max_files", 10) <= 10 or not element.get("filetypes", ["csv"]):
            yield "a field for files that takes none"
        return
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    options = [option for group in groups for option in group["options"]]
    most = 10 if kind in AT_A_GLANCE else 100
    if not all(1 <= len(group["options"]) <= most for group in groups) or len(groups) > 100:
        yield f"{len(options)} options in {kind}"
    for label in (group["label"] for group in groups if "label" in group):
        yield from _text(label, 75)
    for option in options:
        yield from _text(option["text"], 75)
        if "description" in option:
            yield from _text(option["description"], 75)
        if not 1 <= length(option["value"]) <= 75:
            yield "an option's value"
    if len({option["value"] for option in options}) != len(options):
        yield "an option twice"
    initial = element.get(
        "initial_options", [element["initial_option"]] if "initial_option" in element else []
    )
    if any(option not in options for option in initial) or ("initial_options" in element and not initial):
        yield "chosen what is not offered"
