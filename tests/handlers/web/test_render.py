"""Every screen there is, as a page: well formed, labelled, in words, and without script."""

import re
from collections.abc import Iterator

import lxml.html
import pytest
import yaml

from bot.foundation import words
from bot.foundation.screen import Screen
from handlers.web import cast, forms, public, render
from handlers.web.render import Around
from storage.organisations import OrganisationRow
from storage.people import PersonRow
from tests.bot import walk
from tests.support import ROOT

HALL = OrganisationRow(1, "duindorp", "Duindorp", True)
MEMBERS = tuple(
    cast.Member(key, PersonRow(n, 1, f"Persoon {n}", "", frozenset())) for n, key in enumerate(cast.ROLES)
)
WORDS = yaml.safe_load((ROOT / "content/locale/nl/web.yml").read_text(encoding="utf-8"))
TROUBLES = [kind for kind, said in WORDS["trouble"].items() if isinstance(said, dict)]


def around(locale: str) -> Around:
    return Around(locale, demo=True, organisation=HALL, member=MEMBERS[0])


def all_screens(locale: str) -> list[Screen]:
    """Every screen of a walk through the whole bot, once for each shape that it can have."""
    shapes: dict[tuple[object, ...], Screen] = {}
    for screen in walk.walked(locale).screens:
        parts = tuple(sorted({type(part).__name__ for part in screen.body}))
        fields = tuple((one.name, bool(one.error)) for one in screen.inputs)
        buttons = tuple((action.dialogue, action.name) for action in screen.actions)
        step = re.sub(r"-\d+$", "", screen.step)
        shapes.setdefault(
            (screen.locale, screen.dialogue, step, parts, fields, buttons, screen.error), screen
        )
    return list(shapes.values())


def all_pages(locale: str) -> Iterator[tuple[str, str]]:
    """Every page there is, with a name."""
    for screen in all_screens(locale):
        yield f"{screen.dialogue}.{screen.step}", render.screen(screen, around(locale))
    yield "cast", render.cast(MEMBERS, Around(locale, demo=True, organisation=HALL))
    yield "waiting", render.waiting(40, 0, Around(locale, demo=True))
    yield "public", render.screen(public.home(Around(locale)), Around(locale))
    for kind in TROUBLES:
        yield kind, render.trouble(kind, Around(locale))
    yield "try_again", render.try_again([("story", "a\nb"), ("_do", "report/answer")], Around(locale))
    lost = next(screen for screen in all_screens(locale) if screen.step == "sorry")
    yield "kept", render.screen(lost, around(locale), {"story": "a\nb"})


@pytest.fixture(scope="module", params=words.LOCALES)
def pages(request: pytest.FixtureRequest) -> list[tuple[str, str]]:
    return list(all_pages(request.param))


def broken(pages: list[tuple[str, str]], wanted: str) -> list[str]:
    """The names of the pages where an XPath, which should find nothing, finds something."""
    return [name for name, html in pages if lxml.html.fromstring(html).xpath(wanted)]


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_page_that_looks_again_by_itself_can_be_made_to_stand_still(locale: str) -> None:
    words.load()
    moving, still = (
        lxml.html.fromstring(render.waiting(40, every, Around(locale, demo=True))) for every in (2, 0)
    )
    assert moving.xpath("//meta[@http-equiv='refresh']/@content") == ["2"]
    assert not still.xpath("//meta[@http-equiv]")
    assert moving.xpath(f"//a[@href='/?lang={locale}&still=1']")
    assert still.xpath(f"//a[@href='/?lang={locale}']")
    for page in (moving, still):
        assert "40" in page.xpath("string(//*[@id=//progress/@aria-labelledby])")


def test_the_walk_shows_what_there_is(pages: list[tuple[str, str]]) -> None:
    names = {name.split("-")[0] for name, _ in pages}
    for dialogue in ("report.start", "report.receipt", "follow.report", "casework.report", "trail.list"):
        assert dialogue in names
    assert len(TROUBLES) >= 8 and len(pages) > 60


def test_no_page_has_script_style_or_a_field_that_cuts_text(pages: list[tuple[str, str]]) -> None:
    assert (
        broken(pages, "//script | //style | //@style | //@maxlength | //@*[starts-with(name(), 'on')]") == []
    )


def test_every_page_has_one_heading_a_title_and_landmarks(pages: list[tuple[str, str]]) -> None:
    for landmark in ("h1", "title", "main", "body/header", "body/footer"):
        assert (
            broken(pages, f"//html[count(.//{landmark}) != 1 or normalize-space(.//{landmark}) = '']") == []
        )
    assert broken(pages, "//html[not(@lang)]") == []


def test_every_field_has_a_name_and_points_at_what_is_there(pages: list[tuple[str, str]]) -> None:
    visible = "(//input[not(@type='hidden')] | //textarea | //select)"
    assert broken(pages, f"{visible}[not(@id = //label/@for)]") == []
    assert broken(pages, "//fieldset[not(legend[normalize-space()])]") == []
    assert broken(pages, "//label[not(@for = //@id)]") == []
    assert broken(pages, "//a[starts-with(@href, '#') and not(substring(@href, 2) = //@id)]") == []
    assert broken(pages, "//*[@id and @id = preceding::*/@id]") == []
    for name, html in pages:
        page = lxml.html.fromstring(html)
        told = {one for value in page.xpath("//@aria-describedby") for one in value.split()}
        assert told <= set(page.xpath("//@id")), name


def test_every_form_goes_to_one_address_and_tells_the_browser_to_remember_nothing(
    pages: list[tuple[str, str]],
) -> None:
    assert broken(pages, "//form[@method != 'post' or @autocomplete != 'off']") == []
    assert broken(pages, "//form[@action != '/#now'][not(.//input[@type='file'])]") == []
    places = " or ".join(f"@action = '{one}#now'" for one in forms.UPLOADS.values())
    file = f"({places}) and @enctype = 'multipart/form-data'"
    assert broken(pages, f"//form[.//input[@type='file']][not({file})]") == []
    assert broken(pages, "//textarea[not(@spellcheck='false')] | //input[@type='text' and @spellcheck]") != []
    assert broken(pages, "(//textarea | //input[@type='text'])[not(@spellcheck='false')]") == []


def test_every_word_is_there(pages: list[tuple[str, str]]) -> None:
    missing = re.compile(r"\b(web|demo|trouble|contacts)\.[a-z_]+\.?[a-z_]*\b|%\{|\bNone\b|&lt;built-in")
    read = [(name, re.sub(r'<option value="[^"]*"', "<option", html)) for name, html in pages]  # not codes
    assert [(name, found.group()) for name, html in read if (found := missing.search(html))] == []


def test_enter_presses_the_button_that_checks(pages: list[tuple[str, str]]) -> None:
    for name, html in pages:
        page = lxml.html.fromstring(html)
        if page.xpath("//input[@type='text']"):
            first = page.xpath("//button")[0]
            shown = page.xpath("//div[contains(@class, 'buttons')]//button")[0]
            assert first.get("value") == shown.get("value") and "primary" in shown.get("class"), name


def test_a_screen_that_was_refused_says_so_first(pages: list[tuple[str, str]]) -> None:
    refused = [html for _, html in pages if 'role="alert"' in html]
    assert refused
    for html in refused:
        page = lxml.html.fromstring(html)
        assert page.findtext(".//title").startswith(("Fout: ", "Error: "))
        assert page.xpath("//main//*[self::h2 or self::h1]")[0].getparent().get("role") == "alert"
        assert page.xpath("//*[@autofocus]/@role") == ["alert"]


def test_what_a_button_says_is_what_is_read_back() -> None:
    from bot.foundation.screen import Action

    for argument in ("", "closed:20", "a/b", "0f3c"):
        value = render.button_value(Action("casework", "open", "x", argument))
        dialogue, _, rest = value.partition("/")
        assert (dialogue, *rest.partition("/")[::2]) == ("casework", "open", argument)
