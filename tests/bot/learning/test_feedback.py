"""What is said of the text of a practice report, by rule."""

import pytest

from bot.foundation.screen import Bullets, Screen
from bot.foundation.words import LOCALES, text
from bot.learning import feedback
from tests.bot.learning.test_taking import SECOND
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("sample")


def practised(world: World, story: str, locale: str = "nl") -> Screen:
    walk = world.walk(locale=locale)
    walk.do("learn", "open", SECOND)
    walk.submit()
    walk.submit(answer="bring")
    walk.submit()
    return walk.submit(story=story, identity="anonymous")


def said(screen: Screen) -> list[str]:
    """The names of what is said of the text."""
    (bullets,) = [part for part in screen.body if isinstance(part, Bullets)]
    names = ("short", "when", "no_when", "where", "no_where", "thought", "no_thought")
    known = {text(f"learn.practice.feedback.{name}", screen.locale): name for name in names}
    return [known[line] for line in bullets.items]


@pytest.mark.parametrize(
    ("story", "locale", "names"),
    [
        ("Een busje.", "nl", ["short", "no_when", "no_where", "no_thought"]),
        (
            "Dinsdag om 22.00 uur zag ik in de Molenstraat een busje zonder licht.",
            "nl",
            ["when", "where", "no_thought"],
        ),
        (
            "Volgens mij is het een crimineel, iedereen heeft het over die man.",
            "nl",
            ["no_when", "no_where", "thought"],
        ),
        ("At the counter a man paid for three others, on 3 March.", "en", ["when", "where", "no_thought"]),
        (
            "I think that he launders money, everybody says so all the time.",
            "en",
            ["no_when", "no_where", "thought"],
        ),
        ("\u202e<script>%{x} \U0001f9d0 ???", "nl", ["short", "no_when", "no_where", "no_thought"]),
    ],
)
def test_a_text_is_told_what_it_has_and_what_would_help(
    sqlite_world: World, story: str, locale: str, names: list[str]
) -> None:
    assert said(practised(sqlite_world, story, locale)) == names


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sentences_that_the_module_gives_to_try_do_well(sqlite_world: World, locale: str) -> None:
    story = {
        "nl": "Een vrouw kwam vandaag met vier paspoorten aan de balie. De mensen zelf heb ik niet gezien.",
        "en": "Today a woman came to the desk with four passports. I did not see the people themselves.",
    }[locale]
    assert said(practised(sqlite_world, story, locale)) == ["when", "where", "no_thought"]


def test_words_inside_other_words_are_no_conclusion() -> None:
    assert not feedback.has("Hij zit vast in het verkeer.", "thought", "nl")
    assert not feedback.has("I saw a rethinking of the plan.", "thought", "en")
    assert feedback.has("In de winkelstraat.", "where", "nl")
    assert not feedback.has("Natuurlijk, dat meisje ging weg.", "when", "nl")
    assert not feedback.has("We shall go away.", "where", "en")
