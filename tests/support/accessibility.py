"""What axe-core has against a page, by the rules of WCAG."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[dict[str, Any]]:
    """All of it; once the page is there, because a button that was pressed may still be bringing it."""
    page.wait_for_load_state()
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return found


def found(page: Page) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with where."""
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations(page)]
