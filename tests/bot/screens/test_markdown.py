"""A small part of Markdown becomes parts of a screen, on every platform; nothing else gets through."""

from bot.foundation.screen import Bullets, Paragraph, Rich, Screen, Span
from bot.screens import markdown
from handlers.slack import render as slack
from handlers.teams import parts as teams
from handlers.web import render as web
from tests.support.examples import given, st


def test_plain_text_stays_plain() -> None:
    assert markdown.parts("Eén regel\nen nog een.\n\n- een\n- twee") == (
        Paragraph("Eén regel en nog een."),
        Bullets(("een", "twee")),
    )


def test_bold_links_and_numbers_are_carried() -> None:
    assert markdown.parts("Dit is **echt** [waar](https://voorbeeldstad.example/a).") == (
        Rich(
            (
                (
                    Span("Dit is "),
                    Span("echt", bold=True),
                    Span(" "),
                    Span("waar", link="https://voorbeeldstad.example/a"),
                    Span("."),
                ),
            )
        ),
    )
    assert markdown.parts("1. een\n2. **twee**") == (
        Rich(((Span("een"),), (Span("twee", bold=True),)), numbered=True),
    )


def test_only_https_links_lead_anywhere() -> None:
    for address in ("http://a.example", "javascript:alert(1)", "//a.example", "/x", "data:text/html,x"):
        for part in markdown.parts(f"[klik]({address})"):
            assert not (isinstance(part, Rich) and any(span.link for row in part.rows for span in row))


def test_html_headings_and_pictures_stay_the_text_that_they_are() -> None:
    text = "<b>x</b> # geen kop ![p](https://a.example/p.png)"
    (part,) = markdown.parts(text)
    assert markdown.plain("<script>x</script>") == "<script>x</script>"
    assert "<b>x</b> # geen kop" in markdown.plain(text)
    assert not isinstance(part, Bullets)


def test_plain_has_no_marks() -> None:
    assert markdown.plain("Zeg **nee**.\n\n- tegen [dit](https://a.example)") == "Zeg nee. tegen dit"


def test_every_platform_shows_it() -> None:
    body = markdown.parts("Zeg **nee**.\n\n1. eerst\n2. dan [dit](https://a.example)\n\n- **a**\n- b")
    screen = Screen("learn", "x", "Titel", body, confidential=False)
    message = slack.message(screen)
    assert "Zeg nee." in message["text"] and "https://a.example" in str(message["blocks"])
    made = [element for part in body for element in teams.elements(part, lambda *_: {})]
    assert [run["text"] for run in made[1]["inlines"]] == ["1.  ", "eerst"]
    page = web.screen(screen, web.Around("nl"))
    assert "<strong>nee</strong>" in page
    assert '<a href="https://a.example" target="_blank" rel="noopener noreferrer">dit</a>' in page
    assert "<ol" in page


@given(st.text(max_size=200))
def test_whatever_is_written_can_be_read(text: str) -> None:
    for part in markdown.parts(text):
        assert isinstance(part, Paragraph | Bullets | Rich)
