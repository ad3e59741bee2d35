"""What is said of the text of a practice report, by rule: whether it tells when, where, and what was seen. It
looks at words alone, reads nothing into them, and keeps nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import yaml

from bot.foundation.context import Context
from bot.foundation.screen import Bullets, Heading, Part
from bot.foundation.words import CONTENT

Rule = Literal["when", "where", "thought"]
RULES: tuple[Rule, ...] = ("when", "where", "thought")
FEW = 8  # words: with fewer there is little to go on
FILE = "practice.yml"


def notes(ctx: Context, text: str) -> tuple[Part, ...]:
    """What stands out in a text, a line each, in the language of the visitor."""
    lines = tuple(ctx.say(f"learn.practice.feedback.{name}") for name in _found(text, ctx.locale))
    return (Heading(ctx.say("learn.practice.feedback.title")), Bullets(lines))


def has(text: str, rule: Rule, locale: str) -> bool:
    """Whether a text has a word of a rule, at the beginning of one of its words. Of where it may stand within
    one as well: a "winkelstraat" is a street. A number tells when."""
    return bool(_pattern(locale, rule).search(text.casefold()))


def _found(text: str, locale: str) -> Iterator[str]:
    """The name of what is said by each rule."""
    if len(text.split()) < FEW:
        yield "short"
    for rule in RULES:
        yield rule if has(text, rule, locale) else f"no_{rule}"


@lru_cache
def _pattern(locale: str, rule: Rule) -> re.Pattern[str]:
    listed = yaml.safe_load((CONTENT / FILE).read_text(encoding="utf-8"))[locale][rule]
    inside = r"\w*" if rule == "where" else ""
    found = [rf"\b{inside}{re.escape(word)}" for word in listed]
    return re.compile("|".join([*found, *([r"\d"] if rule == "when" else [])]))
