"""The first screen of a report on a small phone: its question near the top, the numbers in one line."""

import pytest
from playwright.sync_api import Browser

from tests.handlers.web.test_public_page import PATH, set_page
from tests.handlers.web.test_turn import listening
from tests.support.world import World

HIGHEST = 700


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_first_question_shows_within_seven_hundred_pixels(
    sqlite_world: World, chromium: Browser, locale: str
) -> None:
    set_page(sqlite_world)
    with listening(sqlite_world) as url, chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 320, "height": 700})
        for start, begin in ((f"/?who=employee&lang={locale}", "report"), (f"{PATH}?lang={locale}", "page")):
            page.goto(url + start)
            page.locator(f'main button[value^="{begin}/begin"]').first.click()
            demo = page.locator(".demo").bounding_box()  # which nobody has who reports
            question = page.locator("legend").first.bounding_box()
            assert demo and question and question["y"] - demo["height"] < HIGHEST
            numbers = [one.bounding_box() for one in page.locator(".numbers-first a").all()]
            assert len({one["y"] for one in numbers if one}) == 1 and len(numbers) == 3
            explained = page.locator("details.folded dl")
            assert not explained.is_visible()
            page.locator("details.folded summary").first.click()
            assert explained.is_visible()
