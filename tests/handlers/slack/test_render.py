"""Every screen can be shown in Slack, whole and as it was meant; two validators and the documents say so."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.foundation import words
from bot.foundation.screen import Action, Input, Paragraph, Screen
from handlers.slack import codes, fields, render, text
from handlers.slack.parts import CannotShow
from tests.bot import walk
from tests.handlers.slack.screens import SLY, STORY, SUBMIT, TALE, ask, many, talk, worse
from tests.support import slack_limits
from tests.support.examples import given, st

Json = dict[str, Any]


@pytest.fixture(scope="module")
def walked() -> list[Screen]:
    """Every screen of the bot in both languages."""
    return [screen for locale in words.LOCALES for screen in walk.walked(locale).in_chat]


@pytest.fixture(scope="module")
def shown(walked: list[Screen]) -> list[Json]:
    """All of them and the worse ones as Slack is given them, each page of each, with a name."""
    every = []
    for screen in [*walked, *worse()]:
        name = f"{screen.dialogue}.{screen.step} ({screen.locale})"
        every += [{"name": name, "view": page} for page in pages(screen)]
        if not screen.confidential:
            every.append({"name": f"message {name}", "message": render.message(screen)})
            every.append({"name": f"home {name}", "view": render.home(screen)})
    return every


def pages(screen: Screen) -> Iterator[Json]:
    """Every page of a modal."""
    page, before = render.modal(screen), None
    for number in range(1, 100):
        yield page
        before, page = page, render.modal(screen, number)
        if [b.get("text") for b in before["blocks"]] == [b.get("text") for b in page["blocks"]]:
            return
    raise AssertionError("a hundred pages")


def content(shown: Any, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    """Everything that can be read."""
    if isinstance(shown, dict):
        if shown.get("type") in kinds:
            yield shown["text"]
        if "plain_text" in kinds and "initial_value" in shown:
            yield shown["initial_value"]
        for value in shown.values():
            yield from content(value, kinds)
    elif isinstance(shown, list):
        for one in shown:
            yield from content(one, kinds)


def state(view: Json, **typed: Any) -> Json:
    """A view as Slack sends it back, with what is in its fields."""
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            entry: Json = {"type": element["type"]}
            if element["type"] == "plain_text_input":
                entry["value"] = typed.get(block["block_id"], element.get("initial_value"))
            elif element["type"] in ("checkboxes", "multi_static_select"):
                entry["selected_options"] = element.get("initial_options", [])
            else:
                entry["selected_option"] = element.get("initial_option")
            values[block["block_id"]] = {element["action_id"]: entry}
    return {**view, "state": {"values": values}}


def test_slack_sdk_finds_nothing_wrong_with_any_screen(shown: list[Json]) -> None:
    for one in shown:
        blocks = one["message"]["blocks"] if "message" in one else one["view"]["blocks"]
        for block in blocks:
            parsed = Block.parse(block)
            assert parsed is not None and type(parsed) is not Block, one["name"]
            parsed.to_dict()
        if "view" in one:
            View(**one["view"]).to_dict()


def test_slacks_own_types_allow_every_screen(shown: list[Json], node: Callable[..., object]) -> None:
    assert node("slack_schema.mjs", shown) == []


def test_slacks_own_types_do_refuse(node: Callable[..., object]) -> None:
    good = render.modal(ask(STORY))
    junk = {**good, "blocks": [{**good["blocks"][0], "colour": "red"}]}
    unknown = {**good, "blocks": [{"type": "marquee"}]}
    bare = {**good, "blocks": [{"type": "input", "element": {"type": "plain_text_input"}}]}
    marked = {"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}
    bad = [{"name": str(n), "view": view} for n, view in enumerate((junk, unknown, bare))]
    refused = node("slack_schema.mjs", [*bad, {"name": "3", "message": marked}, {"name": "4", "view": good}])
    assert isinstance(refused, list)
    assert [one["name"] for one in refused] == ["0", "1", "2", "3"]


def test_every_screen_keeps_to_the_documented_limits(shown: list[Json]) -> None:
    wrong = {one["name"]: slack_limits.problems(one.get("message") or one["view"]) for one in shown}
    assert {name: problems for name, problems in wrong.items() if problems} == {}


def test_the_walk_shows_every_kind_of_screen(walked: list[Screen]) -> None:
    dialogues = {screen.dialogue for screen in walked}
    assert dialogues >= {"report", "follow", "mine", "casework", "account", "trail", "menu", "notice"}
    assert any(screen.refused for screen in walked) and any(not screen.confidential for screen in walked)


def test_only_what_is_not_confidential_can_be_a_message_or_app_home(walked: list[Screen]) -> None:
    for screen in [*walked, *worse()]:
        if screen.confidential:
            with pytest.raises(render.Confidential):
                render.message(screen)
            with pytest.raises(render.Confidential):
                render.home(screen)


def test_a_screen_with_fields_or_a_token_is_no_message_even_when_it_says_it_may_be() -> None:
    for screen in (ask(STORY, token=""), ask()):
        with pytest.raises(render.Confidential):
            render.message(replace(screen, confidential=False))


def test_what_is_typed_stands_there_letter_by_letter_and_means_nothing() -> None:
    for screen in worse():
        for page in pages(screen):
            marked = "\n".join(content(page, ("mrkdwn",)))
            assert not re.search(r"<", marked), marked
    story = render.modal(ask(body=worse()[10].body))
    assert SLY in "\n".join(content(story, ("plain_text",)))


@pytest.mark.parametrize("screen", worse(), ids=lambda screen: f"{screen.dialogue}.{screen.step}")
def test_nothing_is_cut_without_a_word(screen: Screen) -> None:
    """Every word of a body and of every option stands somewhere on the pages."""
    said = "".join("".join(content(page)) for page in pages(screen))
    letters = re.sub(r"\s|…|[*>]|&(amp|lt|gt);", "", said)
    for part in screen.body:
        for name in ("text", "label", "title", "detail", "who", "when"):
            wanted = re.sub(r"\s|[*><&]", "", getattr(part, name, ""))
            assert wanted in letters.replace("<", "").replace("&", "")
    for field in screen.inputs:
        for option in field.options:
            assert option.label in said and option.hint.strip() in said


def test_a_long_conversation_goes_over_pages_and_all_of_it_can_be_read() -> None:
    shown = list(pages(talk(200, 3_000)))
    assert len(shown) > 3
    said = ["".join(content(page)) for page in shown]
    assert all(any(f"{n}: <!channel>" in page for page in said) for n in range(200))
    buttons = [
        [e["action_id"] for b in page["blocks"] if b["type"] == "actions" for e in b["elements"]]
        for page in shown
    ]
    assert "slack/page/1" in buttons[0] and "slack/page/0" in buttons[1]
    assert not any(button.startswith("slack/page/") for button in render_buttons(render.modal(talk(3, 50))))


def render_buttons(view: Json) -> list[str]:
    return [e["action_id"] for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), st.integers(2, 9))
def test_text_cut_into_fields_is_the_same_text_again(typed: str, limit: int) -> None:
    parts = text.cut(typed, limit)
    assert text.joined(parts, limit) == typed
    assert all(text.units(part) <= limit for part in parts)


def test_ten_thousand_characters_come_back_as_they_were() -> None:
    view = render.modal(ask(replace(STORY, value=TALE)))
    assert [block["type"] for block in view["blocks"]].count("input") == 4
    assert fields.values(state(view)) == {"story": TALE}


def test_a_field_that_was_not_filled_up_ends_its_line() -> None:
    view = render.modal(ask(STORY), room={"story": 3})
    first, second, third = (block["block_id"] for block in view["blocks"] if block["type"] == "input")
    typed = {first: "een", second: None, third: "drie"}
    assert fields.values(state(view, **typed)) == {"story": "een\ndrie"}


def test_more_room_is_offered_until_everything_fits() -> None:
    offered = {
        room: "slack/more/story" in render_buttons(render.modal(ask(STORY), room={"story": room}))
        for room in (1, 2, 3, 4)
    }
    assert offered == {1: True, 2: True, 3: True, 4: False}
    short = Input("risk", "long_text", "Risico?", max_length=3_000)
    assert "slack/more/risk" not in render_buttons(render.modal(ask(short)))


def test_no_field_is_the_same_field_on_the_next_screen() -> None:
    blocks = [
        block["block_id"]
        for _ in range(50)
        for block in render.modal(ask(STORY))["blocks"]
        if "block_id" in block
    ]
    assert len(set(blocks)) == len(blocks)
    assert {codes.field_of(block) for block in blocks} == {("story", 0)}


def test_what_was_chosen_comes_back() -> None:
    screen = ask(
        Input("a", "choice", "A", options=many(3), value="o1"),
        Input("b", "choice", "B", options=many(40)),
        Input("c", "choices", "C", options=many(200), value=("o7", "o150")),
        Input("d", "confirm", "D", options=many(1), value="o0"),
    )
    assert fields.values(state(render.modal(screen))) == {
        "a": "o1",
        "b": "",
        "c": ("o7", "o150"),
        "d": ("o0",),
    }


@given(st.text(max_size=40), st.sampled_from(["report/answer", "casework/form"]))
def test_a_button_says_again_what_it_stands_for(argument: str, place: str) -> None:
    dialogue, name = place.split("/")
    code = codes.read(codes.write(Action(dialogue, name, "x", argument)))
    assert code == (dialogue, name, argument)


@pytest.mark.parametrize(
    "odd", [None, "", "x", "a/b", 3, "[]", "{}", "null", "[1,2,3,4,5]", '["a","b"]', "€"]
)
def test_whatever_slack_sends_back_of_another_version_is_nothing_of_ours(odd: object) -> None:
    assert codes.read(odd) == codes.Code()
    assert codes.carried({"private_metadata": odd}) == codes.Carried()


def test_slack_carries_a_token_and_codes_and_nothing_that_was_typed(walked: list[Screen]) -> None:
    for screen in walked:
        view = render.modal(screen)
        assert json.loads(view["private_metadata"])[2] == screen.token
        ours = [
            view["private_metadata"],
            view["callback_id"],
            *(b.get("block_id", "") for b in view["blocks"]),
        ]
        assert not re.search(r"[^\w\[\]\", /.:-]", "".join(ours).replace(screen.token, ""))


def test_a_question_that_cannot_be_sent_in_is_refused() -> None:
    with pytest.raises(CannotShow):
        render.modal(replace(ask(STORY), submit=None))


@pytest.mark.parametrize(
    "screen",
    [
        ask(actions=(replace(SUBMIT, label="x" * 76),)),
        ask(replace(STORY, label="x" * 2_001)),
        ask(replace(STORY, hint="x" * 2_001)),
        ask(Input("c", "choice", "Kies")),
    ],
)
def test_words_that_do_not_fit_are_refused_and_not_cut(screen: Screen) -> None:
    with pytest.raises(CannotShow):
        render.modal(screen)


def test_a_message_too_long_for_slack_is_refused() -> None:
    screen = Screen("x", "long", "Lang", tuple(Paragraph("x") for _ in range(50)), confidential=False)
    with pytest.raises(CannotShow):
        render.message(screen)


def test_a_modal_tells_when_it_is_closed_only_if_something_must_be_wiped() -> None:
    assert render.modal(ask(STORY))["notify_on_close"] is True
    assert render.modal(Screen("menu", "about", "Hoe?"))["notify_on_close"] is False


def test_emergency_numbers_can_be_read_in_every_client(walked: list[Screen]) -> None:
    first = next(screen for screen in walked if (screen.dialogue, screen.step) == ("report", "start"))
    assert {"112", "0900-8844", "0800-7000"} <= set(content(render.modal(first)))


def test_a_message_reads_well_without_its_blocks(walked: list[Screen]) -> None:
    for screen in walked:
        if not screen.confidential:
            shown = render.message(screen)
            bodies = [block for block in shown["blocks"] if block["type"] != "actions"]
            for said in content(bodies):
                for line in re.sub(r"[*>•]", "", said).splitlines():
                    assert line.strip() in shown["text"]
