"""Receipt codes: 80 bits, read however they are written down, and never found by trying."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot import receipts, words
from bot.receipts import ALPHABET, plain
from bot.screen import Screen
from storage.vault import Vault
from tests.support.world import Walk, World

WRONG = "0000-0000-0000-0000"


def look_up(world: World, code: str, who: str = "") -> Screen:
    walk = world.walk(who)
    walk.do("follow", "open")
    return walk.submit(code=code)


def refusal(screen: Screen) -> str:
    """The sentence beside the field; nothing when the report opened."""
    return screen.inputs[0].error if screen.step == "code" else ""


def test_a_code_holds_eighty_bits_in_letters_that_look_like_nothing_else(sqlite_world: World) -> None:
    assert len(set(ALPHABET)) == 32 and not set("ILOU") & set(ALPHABET)
    with sqlite_world.unit() as session:
        ctx = sqlite_world.context(session)
        made = [receipts.new(ctx) for _ in range(8)]
        numbers = {receipts.new_number(ctx) for _ in range(500)}
    assert len({receipt.code for receipt in made}) == 8
    for receipt in made:
        groups = receipt.code.split("-")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert set("".join(groups)) <= set(ALPHABET)
        assert receipt.lookup == sqlite_world.vault.receipt_lookup("".join(groups))
    assert len(numbers) == 500
    assert {len(number) for number in numbers} == {7}


def test_report_numbers_tell_nothing_of_how_many_there_are(sqlite_world: World) -> None:
    numbers = [sqlite_world.report(f"colleague{n}").number for n in range(4)]
    assert numbers != sorted(numbers) or numbers != sorted(numbers, reverse=True)
    assert len({number[:3] for number in numbers}) == 4


@pytest.mark.parametrize(
    "written",
    [
        "AB0D-1FGH-JKMN-PQRS",
        "ab0d-1fgh-jkmn-pqrs",
        "ABOD IFGH JKMN PQRS",
        "abodlfghjkmnpqrs",
        "  ab0d - 1fgh\n\tjkmn-pqrs ",
    ],
)
def test_a_code_is_read_however_it_was_written_down(written: str) -> None:
    assert plain(written) == "AB0D1FGHJKMNPQRS"


def test_a_code_may_be_typed_in_small_letters_with_spaces(world: World) -> None:
    code = world.report().code
    typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert look_up(world, typed).step == "report-0"


@pytest.mark.parametrize(
    "code",
    [
        WRONG,
        "x",
        "0000-0000-0000-000",
        f"{WRONG}0",
        "UUUU-UUUU-UUUU-UUUU",
        "' OR 1=1 --",
        "\x00😀",
        "ßßßßßßßß",
    ],
)
def test_an_unknown_code_and_a_code_that_cannot_be_one_get_the_same_answer(
    code: str, sqlite_world: World
) -> None:
    sqlite_world.report()
    assert refusal(look_up(sqlite_world, code)) == words.text("mistakes.code_unknown", "nl")


def test_after_ten_wrong_tries_somebody_waits_ever_longer(world: World) -> None:
    code = world.report().code
    unknown = words.text("mistakes.code_unknown", "nl")
    assert [refusal(look_up(world, WRONG)) for _ in range(10)] == [unknown] * 10
    waits = []
    for _ in range(5):
        refused = refusal(look_up(world, code))  # the right code waits too: it is not told apart
        assert refused not in ("", unknown)
        assert refusal(look_up(world, WRONG)) == refused
        waited = 0
        while refusal(look_up(world, "")) and refusal(look_up(world, WRONG)) != unknown:
            world.clock.forward(seconds=10)
            waited += 10
        waits.append(waited)
    assert waits == [30, 60, 120, 240, 480]


def test_the_right_code_works_after_the_wait(world: World) -> None:
    code = world.report().code
    for _ in range(10):
        look_up(world, WRONG)
    assert refusal(look_up(world, code))
    world.clock.forward(seconds=30)
    assert look_up(world, code).step == "report-0"


def test_one_persons_wrong_tries_make_nobody_else_wait(world: World) -> None:
    code = world.report().code
    for _ in range(12):
        look_up(world, WRONG, "guesser")
    assert refusal(look_up(world, code, "guesser"))
    assert look_up(world, code, "employee").step == "report-0"


def test_many_people_together_cannot_try_without_end(sqlite_world: World) -> None:
    world = sqlite_world
    code = world.report().code
    unknown = words.text("mistakes.code_unknown", "nl")
    for number in range(300):
        assert refusal(look_up(world, "x", f"bot{number}")) == unknown
    waits = refusal(look_up(world, "x", "bot-new"))
    assert waits and waits != unknown
    assert refusal(look_up(world, code, "employee")) == waits
    world.clock.forward(seconds=1)
    assert look_up(world, code, "employee").step == "report-0"
    for number in range(20):  # however long it goes on, an honest reporter waits ten seconds at most
        world.clock.forward(seconds=10)
        assert refusal(look_up(world, "x", f"more{number}")) == unknown


def test_tries_at_the_same_moment_are_all_counted(sqlite_world: World) -> None:
    walks = list(_walks(sqlite_world, 40))
    with ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(lambda walk: refusal(walk.submit(code=WRONG)), walks))
    unknown = words.text("mistakes.code_unknown", "nl")
    assert refused.count(unknown) == 10


def _walks(world: World, number: int) -> Iterator[Walk]:
    for _ in range(number):
        walk = world.walk("guesser")
        walk.do("follow", "open")
        yield walk


def test_an_empty_code_is_not_a_try(sqlite_world: World) -> None:
    code = sqlite_world.report().code
    for _ in range(30):
        assert refusal(look_up(sqlite_world, "  ")) == words.text("mistakes.answer_missing", "nl")
    assert look_up(sqlite_world, code).step == "report-0"


def test_a_code_that_exists_and_one_that_does_not_go_through_the_same_slow_hash(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = sqlite_world.report().code
    hashed: list[str] = []
    slow = Vault.receipt_lookup

    def watched(vault: Vault, typed: str) -> str:
        hashed.append(typed)
        return slow(vault, typed)

    monkeypatch.setattr(Vault, "receipt_lookup", watched)
    look_up(sqlite_world, "0123-4567-89AB-CDEF", "somebody")
    look_up(sqlite_world, code, "somebody else")
    assert hashed == ["0123456789ABCDEF", code.replace("-", "")]


def test_the_wait_is_over_when_the_day_is(sqlite_world: World) -> None:
    for _ in range(25):
        look_up(sqlite_world, WRONG, "guesser")
        sqlite_world.clock.forward(seconds=1)
    sqlite_world.clock.now += timedelta(days=1)
    unknown = words.text("mistakes.code_unknown", "nl")
    assert refusal(look_up(sqlite_world, WRONG, "guesser")) == unknown
