"""The part of the walk past the page for who has no account: its doorstep, a report, who opens it."""

from collections.abc import Callable

import pytest

from bot.foundation.screen import Screen
from bot.public_page import address

Do = Callable[..., Screen]


def walk(do: Do) -> None:
    """Closed, opened behind a word, and a report of each kind of stranger."""
    do("public", "page.front")
    do("public", "page.begin")
    do("coordinator", "page.manage")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(address, "_host", "https://melden.example")
        form = do("coordinator", "page.manage")
        for word in ("", "ab", "Vuurtoren"):
            do("coordinator", "page.save", form, {"state": "word", "word": word})
    front = do("public", "page.front")
    for word in ("", "molen"):
        do("public", "page.begin", front, {"word": word})
    for identity, told in (("named", "de chef"), ("anonymous", "")):
        screen = do("public", "page.begin", front, {"word": "vuurtoren"})
        given = {"kind": "signal", "identity": identity, "theme": "drugs", "story": "Een busje."}
        given |= {"untold_described": told}
        if identity == "named":
            screen = do("public", "report.answer", screen, given)
            screen = do("public", "report.answer", screen, given)
            do("public", "report.answer", screen, given)
            given |= {"name": "Roos Verzonnen", "contact": "roos@thuis.example"}
        while screen.step != "review":
            screen = do("public", "report.answer", screen, given)
        screen = do("public", "report.send", screen)
        do("public", "report.keep", screen, {"kept": "kept"})
    listed = do("coordinator", "casework.open")
    for part in listed.body:
        if opened := getattr(part, "open", None):
            do("coordinator", "casework.show", more=opened.argument)
