"""WCAG 2.2 AA: axe-core on every page there is, and what axe cannot see."""

from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html
import pytest
from playwright.sync_api import Browser, Page, Route

from bot.foundation import words
from handlers.web import http
from handlers.web.guard import HEADERS
from tests.handlers.web.test_render import all_pages
from tests.support import accessibility
from tests.support.accessibility import TOO_SMALL, TOO_WIDE

AT = "http://baken.test"
# On a phone every page, in both languages. Elsewhere the pages that together have every element: in a wide
# window and in dark colours nothing depends on the words.
VIEWS = {"nl 320": ("nl", 320, "light"), "en 320": ("en", 320, "light")}
OTHERS = {"nl 1280": ("nl", 1280, "light"), "nl dark": ("nl", 1280, "dark")}

FOCUS = """() => {
    const e = document.activeElement, shown = getComputedStyle(e.closest('.option') || e);
    const order = [...document.querySelectorAll('*')];
    return {at: order.indexOf(e), what: e.outerHTML.slice(0, 80), outline: parseFloat(shown.outlineWidth),
            style: shown.outlineStyle, seen: e.getBoundingClientRect().width > 0};
}"""


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><path d="M0 0h640v360H0z"/></svg>'


class Shelf:
    """All pages of a language, in a browser without a server behind it."""

    def __init__(self, page: Page, pages: dict[str, str], walked: Iterable[str] = ()) -> None:
        self.page, self.pages, self.walked = page, pages, walked or pages
        page.route(f"{AT}/**", self._give)

    def walk(self) -> Iterator[str]:
        """Opens each page in turn and gives its name."""
        for name in self.walked:
            self.page.goto(f"{AT}/{name}")
            yield name

    def _give(self, route: Route) -> None:
        path = route.request.url.removeprefix(f"{AT}/")
        if path.startswith("static/"):
            route.fulfill(path=http.STATIC / path.removeprefix("static/"))
        elif path.startswith("pictures/"):
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        else:
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=HEADERS)


@pytest.fixture(scope="module")
def pages() -> dict[str, dict[str, str]]:
    """All pages by language and name."""
    return {
        locale: {f"{n}-{name}": html for n, (name, html) in enumerate(all_pages(locale))}
        for locale in words.LOCALES
    }


def that_show_everything(pages: dict[str, str]) -> list[str]:
    """A few pages that together have every element, with its classes, that any page has."""
    left = {
        name: {(e.tag, e.get("class", "")) for e in lxml.html.fromstring(html).iter("*")}
        for name, html in pages.items()
    }
    chosen = []
    while any(left.values()):
        best = max(left, key=lambda name: len(left[name]))
        chosen.append(best)
        seen = left.pop(best)
        left = {name: elements - seen for name, elements in left.items()}
    return chosen


@pytest.fixture(scope="module", params=VIEWS | OTHERS)
def shelf(
    request: pytest.FixtureRequest, chromium: Browser, pages: dict[str, dict[str, str]]
) -> Iterator[Shelf]:
    locale, width, scheme = (VIEWS | OTHERS)[request.param]
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with chromium.new_context(**options) as context:
        walked = that_show_everything(pages[locale]) if request.param in OTHERS else ()
        yield Shelf(context.new_page(), pages[locale], walked)


@pytest.fixture(scope="module")
def findings(shelf: Shelf) -> dict[str, list[str]]:
    """What is wrong, after one walk along all pages: by axe, too wide, too small."""
    found: dict[str, list[str]] = {"axe": [], "wide": [], "small": []}
    for name in shelf.walk():
        found["axe"] += [f"{name}: {problem}" for problem in violations(shelf.page)]
        found["wide"] += [name] if shelf.page.evaluate(TOO_WIDE) else []
        found["small"] += [f"{name}: {what}" for what in shelf.page.evaluate(TOO_SMALL)]
    return found


def violations(page: Page) -> list[str]:
    """What axe-core has against the page that is shown."""
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
        for one in accessibility.violations(page)
    ]


def test_axe_finds_nothing_on_any_page(findings: dict[str, list[str]]) -> None:
    assert findings["axe"] == []


def test_no_page_scrolls_sideways(findings: dict[str, list[str]]) -> None:
    assert findings["wide"] == []


def test_everything_to_press_is_large_enough(findings: dict[str, list[str]]) -> None:
    assert findings["small"] == []


def test_axe_would_find_a_mistake(page: Page) -> None:
    page.set_content("<p style='color:#999;background:#aaa'>Grijs</p><input><button></button>")
    found = " ".join(violations(page))
    assert all(rule in found for rule in ("color-contrast", "label", "button-name", "html-has-lang"))


@pytest.mark.parametrize("step", ["report.involved", "report.review", "casework.list", "menu.menu", "cast"])
def test_tab_goes_through_a_page_in_order_and_shows_where_it_is(shelf: Shelf, step: str) -> None:
    name = next(name for name in shelf.pages if name.partition("-")[2].startswith(step))
    shelf.page.goto(f"{AT}/{name}")
    places: list[int] = []
    for _ in range(100):
        shelf.page.keyboard.press("Tab")
        focus = shelf.page.evaluate(FOCUS)
        if focus["at"] <= (places[-1] if places else 0):
            break
        places.append(focus["at"])
        assert focus["seen"] and focus["outline"] >= 3 and focus["style"] == "solid", focus["what"]
    assert len(places) > 5 and places == sorted(places)


def test_nothing_loses_its_edge_in_forced_colours(
    chromium: Browser, pages: dict[str, dict[str, str]]
) -> None:
    with chromium.new_context(forced_colors="active") as context:
        shelf = Shelf(context.new_page(), pages["nl"])
        for name in shelf.pages:
            if name.partition("-")[2] in ("report.involved", "casework.list"):
                shelf.page.goto(f"{AT}/{name}")
                for edged in shelf.page.locator(".button, .option, .bubble").all():
                    assert edged.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1
