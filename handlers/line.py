"""Who waits for what, in one process: a few are helped at a time, and a line that is full says so at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from heapq import heappop, heappush
from itertools import count

PATIENCE = 2.0  # seconds that somebody waits: Slack and Teams show an error after a few


class QueueFull(Exception):
    """So many wait that one more waits for too long."""


class Queue:
    """One at a time, while some wait. For the event loop's thread alone."""

    def __init__(self, name: str, waiting: int) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._free = waiting + 1

    @contextmanager
    def taken(self) -> Iterator[ThreadPoolExecutor]:
        """A place in it. Raises QueueFull."""
        if not self._free:
            raise QueueFull
        self._free -= 1
        try:
            yield self._thread
        finally:
            self._free += 1


class Line:
    """Some at a time; of those who wait, whose work comes first goes before all others, whoever came first.
    For the event loop's thread alone."""

    def __init__(self, at_once: int, waiting: Sequence[int]) -> None:
        """`waiting`: how many may wait, in all, when somebody of rank 0, 1, … comes."""
        self._free, self._most = at_once, waiting
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def place(self, rank: int) -> AsyncIterator[None]:
        """A place among those who are helped, when it comes. Raises QueueFull, at once where too many wait or
        when it did not come in time."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(rank)
        try:
            yield
        finally:
            self._leave()

    async def _wait(self, rank: int) -> None:
        if len(self._waiting) >= self._most[rank]:
            raise QueueFull
        turn = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (rank, next(self._numbers), turn))
        try:
            async with asyncio.timeout(PATIENCE):
                await turn
        except BaseException as ended:
            if turn.done() and not turn.cancelled():
                self._leave()  # it came at the same moment
            if isinstance(ended, TimeoutError):
                raise QueueFull from None
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, turn = heappop(self._waiting)
            if not turn.done():  # who went away meanwhile
                turn.set_result(None)
                return
        self._free += 1
