"""What axe-core has against a page, by the rules of WCAG; what is too wide or too small in it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"

TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea')].filter(e => {
    if (e.type === 'hidden' || e.tabIndex < 0 || !e.getClientRects().length) return false;
    if (getComputedStyle(e).display === 'inline') return false;  // a link inside a sentence
    const box = (e.closest('.option') || e).getBoundingClientRect();
    return box.width < 24 || box.height < (e.closest('.summary') ? 24 : 44);
}).map(e => e.outerHTML)"""


def violations(page: Page) -> list[dict[str, Any]]:
    """All of it; once the page is there, because a button that was pressed may still be bringing it."""
    page.wait_for_load_state()
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found


def found(page: Page) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with where."""
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations(page)]
