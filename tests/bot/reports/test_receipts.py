"""Receipt codes: 80 bits, read however they are written down, and never found by trying."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.foundation import words
from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Screen
from bot.reports import receipts
from bot.reports.receipts import ALPHABET, plain
from storage import receipts as storage_receipts
from storage.tables.reports import Receipt
from storage.vault import Vault
from tests.support.world import Walk, World

WRONG = "0000-0000-0000-0000"


def look_up(world: World, code: str, who: str = "") -> Screen:
    walk = world.walk(who)
    walk.do("follow", "open")
    return walk.submit(code=code)


def old_receipt(world: World) -> str:
    """The code of a new report whose receipt is as it was before decision 34."""
    reported = world.report()
    with world.unit() as session:
        receipt = session.exec(select(Receipt).where(Receipt.report_id == reported.id)).one()
        receipt.lookup = world.vault.old_receipt_lookup(receipts.plain(reported.code))
    return reported.code


def refusal(screen: Screen) -> str:
    """The sentence beside the field; nothing when the report opened."""
    return screen.inputs[0].error if screen.step == "code" else ""


def test_a_code_holds_eighty_bits_in_letters_that_look_like_nothing_else(sqlite_world: World) -> None:
    assert len(set(ALPHABET)) == 32 and not set("ILOU") & set(ALPHABET)
    with sqlite_world.unit() as session:
        ctx = sqlite_world.context(session)
        made = [receipts.new(sqlite_world.vault) for _ in range(8)]
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
        "AB0D\u20131FGH\u2013JKMN\u2013PQRS",  # en dash
        "AB0D\u20111FGH\u2011JKMN\u2011PQRS.",  # non-breaking hyphen, and a full stop behind it
        "\u201cAB0D-1FGH-JKMN-PQRS\u201d,",
        "\uff21\uff220\uff24\uff0d1FGH\uff0dJKMN\uff0dPQRS",  # full width
        "\u200bAB0D\u00a01FGH\u2060JKMN\ufeffPQRS\u00ad",
        "(AB0D_1FGH_JKMN_PQRS)",
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
    assert [refusal(look_up(world, WRONG, "guesser")) for _ in range(10)] == [unknown] * 10
    waits = []
    for _ in range(5):
        refused = refusal(look_up(world, code, "guesser"))  # the right code waits too: it is not told apart
        assert refused not in ("", unknown)
        assert refusal(look_up(world, WRONG, "guesser")) == refused
        waited = 0
        while refusal(look_up(world, WRONG, "guesser")) != unknown:
            world.clock.forward(seconds=10)
            waited += 10
        waits.append(waited)
    assert waits == [30, 60, 120, 240, 480]


def test_the_right_code_works_after_the_wait(world: World) -> None:
    code = world.report().code
    for _ in range(10):
        look_up(world, WRONG, "guesser")
    assert refusal(look_up(world, code, "guesser"))
    world.clock.forward(seconds=30)
    assert look_up(world, code, "guesser").step == "report-0"


def test_one_persons_wrong_tries_make_nobody_else_wait(world: World) -> None:
    code = world.report().code
    for _ in range(12):
        look_up(world, WRONG, "guesser")
    assert refusal(look_up(world, code, "guesser"))
    assert look_up(world, code, "employee").step == "report-0"


def test_strangers_with_wrong_codes_lock_out_nobody_whom_we_know(sqlite_world: World) -> None:
    world = sqlite_world
    code = world.report().code
    refused = [refusal(look_up(world, "x")) for _ in range(1_000)]
    assert refused[-1] == words.text("mistakes.too_busy", "nl")
    assert look_up(world, code, "employee").step == "report-0"
    assert look_up(world, code, "somebody the directory does not know").step == "report-0"


def test_strangers_with_wrong_codes_do_not_lock_out_another_network(sqlite_world: World) -> None:
    code = sqlite_world.report().code
    for _ in range(1_000):
        _from(sqlite_world, "192.0.2.9", "x")
    assert _from(sqlite_world, "192.0.2.9", code).refused
    assert _from(sqlite_world, "198.51.100.7", code).step == "report-0"


def test_a_town_hall_behind_one_address_gets_in_with_all_its_slips(sqlite_world: World) -> None:
    """Three hundred look-ups an hour, each after one mistake; right ones count for nothing."""
    code = sqlite_world.report().code
    unknown = words.text("mistakes.code_unknown", "nl")
    for number in range(300):
        assert refusal(look_up(sqlite_world, "x")) == unknown
        if number % 50 == 0:
            assert look_up(sqlite_world, code).step == "report-0"
        sqlite_world.clock.forward(seconds=12)


def test_who_shares_a_network_with_a_flood_gets_in_by_trying_again(sqlite_world: World) -> None:
    """What is refused does not count, so however long it goes on, there is a place every two seconds."""
    code = sqlite_world.report().code
    for _ in range(2_000):
        look_up(sqlite_world, "x")
    for _ in range(3):
        sqlite_world.clock.forward(seconds=2)
        assert look_up(sqlite_world, code).step == "report-0"
        assert look_up(sqlite_world, "x").refused and look_up(sqlite_world, code).refused


def _from(world: World, address: str, code: str) -> Screen:
    """A look-up by somebody who is not logged in, from an address."""
    walk = Walk(world.desk, Visitor("web", known_as=address))
    walk.do("follow", "open")
    return walk.submit(code=code)


def test_no_unit_of_work_is_open_while_a_code_is_hashed(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a unit of work is the one writer: the hash of a look-up would keep everybody waiting."""
    code, slow = old_receipt(sqlite_world), Vault.old_receipt_lookup
    reported = []

    def watched(vault: Vault, typed: str) -> str:
        reported.append(sqlite_world.walk("employee2").begin().step)
        return slow(vault, typed)

    monkeypatch.setattr(Vault, "old_receipt_lookup", watched)
    assert look_up(sqlite_world, code).step == "report-0"
    assert reported == ["start"]


def test_strangers_wait_in_a_line_that_has_an_end_and_nobody_else_waits_for_it(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = old_receipt(sqlite_world)
    event = Event("follow", "find", values={"code": code})
    go_on, slow = threading.Event(), Vault.old_receipt_lookup

    def held(vault: Vault, typed: str) -> str:
        if threading.current_thread().name.startswith("codes"):
            go_on.wait(20)
        return slow(vault, typed)

    monkeypatch.setattr(Vault, "old_receipt_lookup", held)

    async def flood() -> tuple[list[Screen], Screen, Screen]:
        desk, stranger = sqlite_world.desk, sqlite_world.visitor("")
        tasks = [asyncio.create_task(desk.answer(stranger, event)) for _ in range(30)]
        await asyncio.sleep(0)
        known = await desk.answer(sqlite_world.visitor("employee"), event)
        begun = await desk.answer(sqlite_world.visitor("employee"), Event("report", "begin"))
        go_on.set()
        return await asyncio.gather(*tasks), known, begun

    strangers, known, begun = asyncio.run(flood())
    assert (known.step, begun.step) == ("report-0", "start")
    steps = [screen.step for screen in strangers]
    assert (steps.count("report-0"), steps.count("sorry")) == (9, 21)
    too_busy = words.text("mistakes.too_busy", "nl")
    assert all(too_busy in repr(screen.body) for screen in strangers if screen.step == "sorry")


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


@pytest.mark.both
def test_a_receipt_from_before_still_opens_its_report_and_a_new_one_needs_no_slow_hash(world: World) -> None:
    new = world.report("employee2").code
    with world.reading() as session:
        assert not storage_receipts.has_old_receipts(session)
    old = old_receipt(world)
    with world.reading() as session:
        assert storage_receipts.has_old_receipts(session)
    for code in (old, new):
        opened = look_up(world, code)
        assert opened.step == "report-0"
    assert refusal(look_up(world, WRONG)) == words.text("mistakes.code_unknown", "nl")


def test_a_wrong_code_costs_a_slow_hash_as_long_as_there_are_receipts_from_before_and_no_longer(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    slow = Vault.old_receipt_lookup

    def watched(vault: Vault, typed: str) -> str:
        hashed.append(typed)
        return slow(vault, typed)

    monkeypatch.setattr(Vault, "old_receipt_lookup", watched)
    new = sqlite_world.report("employee2").code
    look_up(sqlite_world, new, "somebody")
    look_up(sqlite_world, "0123-4567-89AB-CDEF", "somebody")
    assert hashed == []
    old = old_receipt(sqlite_world)
    hashed.clear()
    look_up(sqlite_world, "0123-4567-89AB-CDEF", "somebody else")
    look_up(sqlite_world, old, "somebody else")
    look_up(sqlite_world, new, "somebody else")
    assert hashed == ["0123456789ABCDEF", old.replace("-", "")]


def test_the_wait_is_over_when_the_day_is(sqlite_world: World) -> None:
    for _ in range(25):
        look_up(sqlite_world, WRONG, "guesser")
        sqlite_world.clock.forward(seconds=1)
    sqlite_world.clock.now += timedelta(days=1)
    unknown = words.text("mistakes.code_unknown", "nl")
    assert refusal(look_up(sqlite_world, WRONG, "guesser")) == unknown
