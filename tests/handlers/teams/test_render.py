"""Every screen can be shown in Teams, whole and as meant: Microsoft's own renderer and the limits say so."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.foundation import words
from bot.foundation.screen import Action, Code, Input, Note, Option, Paragraph, Screen
from handlers.teams import codes, render
from tests.bot import walk
from tests.handlers.slack.screens import SLY, worse
from tests.support.examples import given, st
from tests.support.teams import elements

Json = dict[str, Any]

ADVISED = 80 * 1024  # bytes in UTF-16: what Teams' documentation advises for a message
OLD_LIMIT = 28 * 1024  # bytes: what a message was allowed before, and what some clients still count on


@pytest.fixture(scope="module")
def walked() -> list[Screen]:
    """Every screen of the bot in both languages."""
    return [screen for locale in words.LOCALES for screen in walk.walked(locale).in_chat]


@pytest.fixture(scope="module")
def shown(walked: list[Screen]) -> list[Json]:
    """All of them and the worse ones as Teams is given them, each page of each, with a name."""
    every = []
    for screen in [*walked, *worse()]:
        name = f"{screen.dialogue}.{screen.step} ({screen.locale})"
        every += [{"name": name, "card": card(page)} for page in pages(screen)]
        if not screen.confidential:
            every.append({"name": f"message {name}", "card": render.message(screen)})
    return every


def card(task: Json) -> Json:
    found: Json = task["task"]["value"]["card"]["content"]
    return found


def pages(screen: Screen) -> Iterator[Json]:
    """Every page of a dialog."""
    for number in range(100):
        page = render.dialog(screen, number, "https://baken.example/teams/file/x" if screen.file else "")
        yield page
        if f'"teams/page/{number + 1}"' not in json.dumps(page):
            return
    raise AssertionError("a hundred pages")


def read(made: Json) -> str:
    """Everything on a card that can be read."""
    return "\n".join(str(e.get("text") or e.get("label") or e.get("title") or "") for e in elements(made))


def test_microsofts_own_renderer_takes_every_screen(
    shown: list[Json], node: Callable[[str, object], object]
) -> None:
    assert len(shown) > 300
    assert node("adaptive_cards.mjs", shown) == []


def test_the_validator_would_say_so_if_it_did_not(node: Callable[[str, object], object]) -> None:
    bad = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "Input.Text"}, {"type": "Foo"}, {"type": "TextBlock", "text": "x", "wrapp": True}],
    }
    said = "\n".join(node("adaptive_cards.mjs", [{"name": "bad", "card": bad}]))  # type: ignore[arg-type]
    assert "no element Foo" in said and "has no wrapp" in said and "must have a unique Id" in said


def test_no_dialog_is_larger_than_teams_advises(shown: list[Json]) -> None:
    sizes = {
        one["name"]: len(json.dumps(one["card"], ensure_ascii=False).encode("utf-16-le")) for one in shown
    }
    too_large = {name: size for name, size in sizes.items() if size > ADVISED}
    # One field that was filled in far over its limit is given back whole all the same.
    assert {name: size for name, size in too_large.items() if "report.story" not in name} == {}


def test_no_message_is_larger_than_it_ever_was_allowed(shown: list[Json]) -> None:
    messages = [one for one in shown if one["name"].startswith("message")]
    assert messages
    assert [m["name"] for m in messages if len(json.dumps(m["card"]).encode()) > OLD_LIMIT] == []


def test_every_field_has_a_label_and_an_id_of_its_own(shown: list[Json]) -> None:
    for one in shown:
        fields = [e for e in elements(one["card"]) if e["type"].startswith("Input.")]
        assert all(field["label"].strip() for field in fields), one["name"]
        assert len({field["id"] for field in fields}) == len(fields), one["name"]


def test_no_field_cuts_off_what_is_typed_or_keeps_somebody_from_going_back(shown: list[Json]) -> None:
    for one in shown:
        for element in elements(one["card"]):
            assert not {"maxLength", "isRequired", "regex"} & element.keys(), one["name"]


def test_no_row_of_buttons_is_folded_away(shown: list[Json]) -> None:
    for one in shown:
        for element in elements(one["card"]):
            if element["type"] == "ActionSet":
                assert 1 <= len(element["actions"]) <= render.IN_A_ROW, one["name"]


def test_every_card_has_a_heading_and_words_for_where_no_card_is_shown(shown: list[Json]) -> None:
    for one in shown:
        first = one["card"]["body"][0]
        assert first["style"] == "heading" and first["text"], one["name"]
        assert one["card"]["fallbackText"] and one["card"]["speak"] and one["card"]["lang"], one["name"]


def test_everything_on_a_screen_is_on_its_pages(walked: list[Screen]) -> None:
    for screen in walked:
        text = "".join(read(card(page)) for page in pages(screen)).replace("\\", "")
        for part in screen.body:
            for name, value in vars(part).items():
                if isinstance(value, str) and name not in ("url", "source"):
                    for line in filter(None, map(str.strip, value.splitlines())):
                        assert line in text, f"{screen.dialogue}.{screen.step}: {line}"


def test_a_confidential_screen_never_becomes_a_message(walked: list[Screen]) -> None:
    for screen in walked:
        if screen.confidential or screen.token or screen.inputs:
            with pytest.raises(render.Confidential):
                render.message(screen)


def test_what_somebody_typed_is_never_read_as_markdown(shown: list[Json]) -> None:
    for one in shown:
        for element in elements(one["card"]):
            if element["type"] == "TextBlock":
                assert SLY not in element["text"], one["name"]


def test_the_token_is_in_dialogs_alone(shown: list[Json]) -> None:
    for one in shown:
        if one["name"].startswith("message"):
            for action in (e for e in elements(one["card"]) if e["type"].startswith("Action.")):
                assert set(action["data"]["baken"]) == {"do"}, one["name"]


def test_a_card_in_the_conversation_opens_a_dialog_or_is_replaced(shown: list[Json]) -> None:
    found = set()
    for one in shown:
        if one["name"].startswith("message"):
            for action in (e for e in elements(one["card"]) if e["type"].startswith("Action.")):
                if action["type"] == "Action.Submit":
                    assert action["data"]["msteams"] == {"type": "task/fetch"}
                found.add((action["type"], action["data"]["baken"]["do"]))
    assert ("Action.Execute", "menu/about/") in found and ("Action.Submit", "report/begin/") in found
    assert ("Action.Submit", "casework/open/") in found


def test_a_phone_number_can_be_called(shown: list[Json]) -> None:
    first = next(one["card"] for one in shown if one["name"] == "report.start (nl)")
    calls = [e["selectAction"]["url"] for e in elements(first) if "selectAction" in e]
    assert calls == ["tel:112", "tel:09008844", "tel:08007000"]


@given(st.dictionaries(st.text(max_size=8), st.text() | st.integers() | st.lists(st.text()) | st.none()))
def test_whatever_a_button_carries_can_be_read(data: dict[str, object]) -> None:
    pressed = codes.read({**data, "baken": data})
    assert all(isinstance(one, str) for one in (pressed.event.dialogue, pressed.event.step))


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_filled_in_comes_back_as_it_was(text: str, other: str) -> None:
    options = (Option("a", "A"), Option("b", "B"))
    inputs = (
        Input("story", "long_text", "Wat?", value=text),
        Input("kind", "choice", "Wie?", options=options, value="a"),
        Input("source", "choices", "Hoe?", options=options, value=("a", "b")),
    )
    screen = Screen(
        "report", "x", "X", inputs=inputs, token=other, submit=Action("report", "answer", "Verder")
    )
    shown = [e for e in elements(card(render.dialog(screen))) if e["type"].startswith("Input.")]
    sent = {field["id"]: field.get("value", "") for field in shown}
    [action] = [e for e in elements(card(render.dialog(screen))) if e["type"] == "Action.Submit"]
    event = codes.read({**action["data"], **sent}).event
    assert event.values == {"story": text, "kind": "a", "source": ("a", "b")}
    assert (event.dialogue, event.action, event.step, event.token) == ("report", "answer", "x", other)


def test_a_choice_that_may_be_left_open_can_be_taken_back() -> None:
    words.load()
    options = (Option("over", "Voorbij"),)
    optional = Input("ongoing", "choice", "Is het nog bezig?", options=options, value="over")
    screen = Screen("report", "circumstances", "Waar", inputs=(optional,))
    [field] = [e for e in elements(card(render.dialog(screen))) if e["type"] == "Input.ChoiceSet"]
    nothing = field["choices"][-1]
    assert nothing["title"] == "Ik kies niets"
    assert codes.read({"baken": {}, field["id"]: nothing["value"]}).values == {"ongoing": ""}


def test_when_out_of_order_everything_comes_along_to_be_sent_again() -> None:
    words.load()
    data = {"baken": {"do": "report/answer/", "on": ["report", "story", "t"], "in": []}, "t.story": "a\nb"}
    pressed = codes.read({**data, "m.source": "saw,heard"})
    again = card(render.try_again(pressed, "nl"))
    assert "Je bent niets kwijt" in read(again)
    [action] = [e for e in elements(again) if e["type"] == "Action.Submit"]
    assert codes.read(action["data"]).event == pressed.event


def test_a_message_that_is_too_long_is_not_sent() -> None:
    words.load()
    long = Screen("menu", "menu", "Baken", (Paragraph("x" * 20_000),), confidential=False)
    with pytest.raises(render.CannotShow):
        render.message(long)
    for part in (Code("Code", "X"), Note("x")):
        assert render.message(Screen("menu", "menu", "Baken", (part,), confidential=False))
