"""A whole programme: how far somebody is in it, and the certificate of all of it."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import col, select, update

from bot.documents.certificate import whole_certificate
from bot.files.orders import Asked
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Row, Screen
from bot.foundation.words import LOCALES
from bot.learning import files
from storage import groups, people
from storage.tables.learning import Learning
from tests.bot.learning.test_taking import FIRST, SECOND, opened, to_the_end
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("sample")


def whole(screen: Screen) -> Row | None:
    """The line about the programme as a whole."""
    rows = [part for part in screen.body if isinstance(part, Row)]
    return next((one for one in rows if "klaar." in one.detail and "van de" in one.detail), None)


def finish(world: World, *modules: str, on: date = date(2026, 3, 10)) -> None:
    """Somebody has these modules behind them."""
    for at, ref in enumerate(modules):
        opened(world, ref)
        name = ref.partition("/")[2]
        done = {"finished_on": on, "version": 1, "certificate": f"ABCD-EFGH-{at:04}".replace("0", "J")}
        with world.unit() as session:
            session.exec(update(Learning).where(col(Learning.module) == name).values(**done))


def make(world: World, programme: str = "onboarding", locale: str = "nl") -> bytes:
    with world.reading() as session:
        person = people.by_id(session, world.people["employee"])
        assert person
        asked = Asked(session, world.vault, world.organisation, person, programme, locale, world.clock())
        return files.make_whole(asked).content


@pytest.mark.both
def test_my_modules_say_how_far_somebody_is_and_give_the_certificate_at_the_end(world: World) -> None:
    assert whole(world.walk().do("learn", "mine")) is None  # who has nothing is not behind with anything
    walk = opened(world)
    assert whole(world.walk().do("learn", "mine")) is None  # nor with all that is to come
    to_the_end(walk)
    line = whole(world.walk().do("learn", "mine"))
    assert line and (line.detail, line.open) == ("1 van de 2 klaar.", None)
    with pytest.raises(Mistake):
        make(world)
    finish(world, SECOND)
    line = whole(world.walk().do("learn", "mine"))
    assert line and line.detail == "2 van de 2 klaar." and line.open
    assert "programme_certificate/onboarding" in line.open.argument
    text = " ".join(PdfReader(BytesIO(make(world))).pages[0].extract_text().split())
    with world.reading() as session:
        codes = session.exec(select(Learning.certificate)).all()
        assert len(codes) == 2
        for code in codes:
            assert code and code in text and files.prove(session, code, "nl")


def test_a_module_of_somebodys_group_is_part_of_it(sqlite_world: World) -> None:
    world = sqlite_world
    finish(world, FIRST, SECOND)
    assert make(world).startswith(b"%PDF")
    with world.unit() as session:
        group = groups.add(session, world.organisation.id, "balie", "Balie")
        groups.change_members(session, [(group.id, world.people["employee"])], [])
    line = whole(world.walk().do("learn", "mine"))
    assert line and (line.detail, line.open) == ("2 van de 3 klaar.", None)
    with pytest.raises(Mistake):
        make(world)


@pytest.mark.parametrize("programme", ["", "none", "onboarding/first", "../onboarding"])
def test_what_is_no_programme_of_theirs_gives_no_certificate(sqlite_world: World, programme: str) -> None:
    finish(sqlite_world, FIRST, SECOND)
    with pytest.raises(Mistake):
        make(sqlite_world, programme)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("number", [1, 8, 20])
def test_it_is_one_page_with_every_module_however_long_their_names(
    sqlite_world: World, locale: str, number: int
) -> None:
    lines = [
        (f"Een module met een tamelijk lange naam, nummer {n}", date(2026, 3, n), f"CODE-{n:04}")
        for n in range(1, number + 1)
    ]
    made = whole_certificate(
        sqlite_world.organisation,
        "Zo\u00eb de Vries-van den Heuvel",
        "Goed begonnen",
        date(2026, 3, 20),
        lines,
        locale,
    )
    reader = PdfReader(BytesIO(made))
    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1 and all(code in text for _, _, code in lines)
