"""Where every platform brings what somebody did, and gets the screen that follows. One for each process."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from bot import housekeeping, routes
from bot.account import hiding
from bot.directory import roles
from bot.directory.appointments import apply_settings
from bot.foundation import platform, words
from bot.foundation.context import Context, Visitor
from bot.foundation.limits import Limits
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen
from bot.foundation.settings import Settings
from bot.foundation.visit import Visit
from bot.learning import content as learning_content
from bot.learning import spacing
from bot.messages import working_time
from bot.reports import norms, overrides, protocol
from bot.screens import pictures
from handlers import apart, platforms, scanner
from handlers.line import Line, Queue, QueueFull
from handlers.logs import log_failure
from storage import migrate, organisations, pair
from storage.db import open_engine, reading, unit
from storage.organisations import OrganisationRow
from storage.pair import State
from storage.vault import NotReady, Vault

REMEMBER = 60.0  # seconds that a workspace's organisations are remembered
THREADS = 8
WAITING = {"files": 4, "codes": 8, "pictures": 4}  # who may wait, besides the one whose turn it is
REPORTING, STRANGERS, ALL_ELSE, FIGURES = range(4)  # what comes first
IN_LINE = (400, 300, 200, 50)  # who may wait when one of these comes; some 150 to 300 a second are helped
Found = TypeVar("Found")
FROM_CODE_OR_CHOICE = ("report", "follow")  # dialogues that find their organisation themselves

platform.declare(platforms.PLATFORMS)


class OutOfOrder(Exception):
    """Something unexpected failed; nothing was changed, so the same may be tried again. `key` is that of the
    words for it."""

    key = Mistake("something_broke").key


class TooBusy(OutOfOrder):
    """So many wait that an answer would come too late."""

    key = Mistake("too_busy").key


def utc_now() -> datetime:
    """The moment, aware."""
    return datetime.now(UTC)


class Desk:
    """Opens a unit of work, finds out who and where, and asks the bot."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        content: Path | None = None,
        now: Callable[[], datetime] = utc_now,
        address: str = "",
        scanned_at: str = "",
    ) -> None:
        """Loads all words. `address` is where people reach us on the web, `scanned_at` where files are looked
        at first, if anywhere. Raises BadWords or BadOverride."""
        words.load(content)
        overrides.load(content)
        pictures.load(content, vault.picture_mark)
        working_time.load(content)
        norms.load(content)
        protocol.load(content)
        hiding.load(content)
        learning_content.load(content)
        spacing.load(content)
        self.engine, self.vault, self.now, self.address = engine, vault, now, address
        self.scanned_at = scanned_at
        self.limits = Limits()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")
        self._line = Line(2 * THREADS, IN_LINE)  # so that a thread never waits for the event loop
        self._queues = {name: Queue(name, waiting) for name, waiting in WAITING.items()}
        self._served: dict[tuple[str, str], tuple[float, tuple[OrganisationRow, ...]]] = {}

    def close(self) -> None:
        """Lets go of both databases. SQLite writes its log into the file then: whoever copies the files of a
        Baken that was stopped copies all that is in them."""
        self.engine.dispose()
        self.vault.engine.dispose()

    async def answer(self, visitor: Visitor, event: Event, locale: str = "nl") -> Screen:
        """`respond`, off the event loop. What takes long, and what strangers have us work for, waits in a
        queue of its own; of all else what has to do with reports comes first. Raises OutOfOrder."""
        queue = self._queues.get(routes.queue_of(visitor, event))
        work = partial(self.respond, visitor, event, locale)
        if queue is None:
            return await self._helped(*_place(visitor, event), work)
        try:
            with queue.taken() as thread:
                return await asyncio.get_running_loop().run_in_executor(thread, work)
        except QueueFull:
            return routes.sorry(Mistake("too_busy"), locale)

    async def _helped(self, rank: int, whose: Sequence[str], work: Callable[[], Found]) -> Found:
        """What some work gives, when its turn has come. Raises TooBusy, and what the work raises."""
        try:
            async with self._line.place(rank, whose):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except QueueFull:
            raise TooBusy from None

    def respond(self, visitor: Visitor, event: Event, locale: str = "nl") -> Screen:
        """The screen that follows an event, committed before it is returned. Raises OutOfOrder."""
        try:
            served = self.served(visitor)
            if not served:
                return routes.sorry(Mistake("no_organisation"), locale)

            @contextmanager
            def open_in(how: Callable[[Engine], AbstractContextManager[Session]]) -> Iterator[Context]:
                with how(self.engine) as session:
                    visit = (visitor, served, served[0], locale, self.now(), self.limits)
                    ctx = Context(session, self.vault, *visit, self.address)
                    if len(served) > 1 and event.dialogue not in FROM_CODE_OR_CHOICE and ctx.person:
                        ctx = ctx.moved_to(ctx.person.organisation_id)
                    yield ctx

            try:
                opens = partial(open_in, unit), partial(open_in, reading)
                return routes.answer(Visit(visitor, self.vault, *opens, apart.read, self._pages), event)
            except Mistake as mistake:  # what was changed on the way to it is undone
                return routes.sorry(mistake, locale, served[0].slug)
        except Exception as error:
            log_failure(error)
            raise OutOfOrder from None

    def _pages(self, content: bytes) -> list[bytes]:
        scanner.look(self.scanned_at, content)
        return apart.pages(content)

    async def find(self, question: Callable[[Session], Found]) -> Found:
        """What a reader of the database finds, off the event loop. Raises OutOfOrder."""

        return await self._off_the_loop(reading, question, REPORTING)

    async def work(self, do: Callable[[Session], Found]) -> Found:
        """The same in a unit of work, for figures, which come last. Raises OutOfOrder."""
        return await self._off_the_loop(unit, do, FIGURES)

    async def _off_the_loop(
        self,
        opened: Callable[[Engine], AbstractContextManager[Session]],
        question: Callable[[Session], Found],
        rank: int,
    ) -> Found:
        def read() -> Found:
            try:
                with opened(self.engine) as session:
                    return question(session)
            except Exception as error:
                log_failure(error)
                raise OutOfOrder from None

        return await self._helped(rank, (), read)

    async def everyone(self) -> tuple[OrganisationRow, ...]:
        """All organisations, for a page that anybody may open: asked of the database once a minute. Raises
        OutOfOrder."""
        until, every = self._served.get(("web", ""), (0.0, ()))
        if every and until > time.monotonic():
            return every
        return await self.find(lambda _: self.served(Visitor("web")))

    def served(self, visitor: Visitor) -> tuple[OrganisationRow, ...]:
        """The organisations that a visitor can reach from where they are; on the web, all."""
        where = visitor.address_platform, visitor.workspace
        until, served = self._served.get(where, (0.0, ()))
        if not served or until < time.monotonic():
            with reading(self.engine) as session:
                if visitor.address_platform == "web":
                    served = organisations.everyone(session)
                elif visitor.address_platform == "public":  # there the address says whose page it is
                    found = organisations.by_slug(session, visitor.workspace)
                    served = (found,) if found else ()
                else:
                    served = organisations.served_by(session, *where)
            self._served[where] = time.monotonic() + REMEMBER, served
        return served


def _place(visitor: Visitor, event: Event) -> tuple[int, tuple[str, ...]]:
    """What comes first, and of what somebody is one of many: strangers after whom we know, and among them
    each network, and then each organisation, has as much of it as another."""
    if not routes.is_reporting(event):
        return ALL_ELSE, ()
    if visitor.user:
        return REPORTING, ()
    where = visitor.workspace
    return STRANGERS, (f"{where}/{visitor.known_as}", where)


def open_prepared(settings: Settings, migrated: bool = True, slug: str = "") -> tuple[Engine, Vault]:
    """`open_storage`, with the first organisation in it and the roles that the settings give.

    `slug` is the short name of that organisation when it is made now. Raises Mistake for a bad one too."""
    engine, vault = open_storage(settings, migrated)
    with unit(engine) as session:
        roles.settle(session, vault, apply_settings(session, settings, slug), utc_now())
    housekeeping.anchor(engine, vault)  # so that a lost or an older database shows from the first moment on
    return engine, vault


def open_storage(settings: Settings, migrated: bool = False) -> tuple[Engine, Vault]:
    """Both databases; `migrated` makes them, or brings them to this version first.

    From here on it is known below how many a number is hidden. Raises BadContent, BadSettings, NotAPair,
    NewerDatabase, WrongMaster, or NotReady when not at this version."""
    masters = settings.masters()
    hiding.load(settings.baken_content)
    engine, keys = open_engine(settings.database_url), open_engine(settings.keys_database_url)
    there = pair.check(engine, keys)
    if migrated:
        return engine, migrate.migrate(engine, keys, masters)
    if there != (State.MAIN, State.KEYS) or not (
        migrate.is_current(keys, "keys") and migrate.is_current(engine, "main")
    ):
        raise NotReady(f"{pair.place(engine)} and {pair.place(keys)}")
    vault = Vault(keys, masters)
    pair.verify(engine, vault)
    return engine, vault
