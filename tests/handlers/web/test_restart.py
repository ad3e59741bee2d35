"""The real commands: the server stops and starts in the middle, and serves the public part."""

from playwright.sync_api import Page

from tests.handlers.web.browsing import ANSWERS, Browsing
from tests.handlers.web.conftest import Site


def test_a_restart_in_the_middle_of_a_dialogue_loses_nothing(site: Site, page: Page) -> None:
    browsing = Browsing(page, site.url)
    with site.demo():
        browsing.open("employee")
        browsing.answer_until("involved")
        browsing.fill(ANSWERS["involved"])
    with site.demo():
        browsing.press("report/answer")
        assert browsing.step() == "report/safety"
        browsing.press("report/answer")
        assert "Elke maandag komt dezelfde man geld ophalen." in page.inner_text(".answers")
        assert "Een man met een grijze bestelbus" in page.inner_text(".answers")
        browsing.press("report/send")
        receipt = browsing.receipt()
    with site.demo():  # the answer was lost on the way: the receipt is still there
        page.reload()
        assert browsing.receipt() == receipt


def test_serve_follows_a_report_by_code_and_offers_nothing_else(site: Site, page: Page) -> None:
    reported = site.world.report(story="Elke nacht een busje.")
    with site.serve() as server:
        browsing = Browsing(page, server.url)
        browsing.open("coordinator")
        assert page.get_by_role("link", name="0800-7000").is_visible()
        assert not page.get_by_text("Wissel van persoon").count()
        browsing.press("follow/open")
        browsing.fill({"code": reported.code})
        browsing.press("follow/find")
        browsing.fill({"addition": "Vannacht weer, planted-word."})
        browsing.press("follow/add")
        assert "Vannacht weer" in page.inner_text(".conversation")
        answer = page.request.post(server.url, form={"_do": "casework/open", "_who": "coordinator"})
        assert answer.status == 403
        assert page.request.get(f"{server.url}/file?who=coordinator&kind=account").status == 404
        assert "planted-word" not in server.output() and reported.code not in server.output()
    assert page.context.cookies() == []
