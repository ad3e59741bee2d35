"""Phone numbers in a text, which somebody with a phone in hand calls by pressing them."""

import re

from markupsafe import Markup, escape

NUMBER = re.compile(r"\b(?:0[89]00-\d{4}|0\d\d-\d{3} \d\d \d\d)\b")


def callable_numbers(text: str) -> Markup:
    """A text in which the national phone numbers can be called, and are never broken over two lines."""
    linked = NUMBER.sub(_called, str(escape(text)))
    return Markup(linked)  # noqa: S704 (escaped above)


def _called(number: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", number[0])
    return f'<a class="number" href="tel:{digits}">{number[0]}</a>'
