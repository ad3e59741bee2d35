"""Who waits for what, in one process: a few are helped at a time, and a line that is full says so at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from heapq import heapify, heappop, heappush
from itertools import count

PATIENCE = 2.0  # seconds that somebody waits: Slack and Teams show an error after a few

Place = tuple[int, tuple[int, ...], int]  # the rank, of whom how many were here, and a number: the least goes


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
    """Some at a time; of those who wait, whose work comes first goes before all others. Of equals those go
    first of whom the fewest are here, and else who came first. For the event loop's thread alone."""

    def __init__(self, at_once: int, waiting: Sequence[int]) -> None:
        """`waiting`: how many may wait, in all, when somebody of rank 0, 1, … comes."""
        self._free, self._most = at_once, waiting
        self._waiting: list[tuple[Place, asyncio.Future[None]]] = []
        self._numbers = count()
        self._here = Counter[str]()

    @asynccontextmanager
    async def place(self, rank: int, whose: Sequence[str] = ()) -> AsyncIterator[None]:
        """A place among those who are helped, when it comes. `whose`: of what somebody is one of many, the
        narrowest first. Raises QueueFull: at once where too many wait, when others came who go first, or when
        it did not come in time."""
        mine: Place = (rank, tuple(self._here[one] for one in whose), next(self._numbers))
        self._here.update(whose)
        try:
            if self._free:
                self._free -= 1
            else:
                await self._wait(mine)
            try:
                yield
            finally:
                self._leave()
        finally:
            for one in whose:
                self._here[one] -= 1
                if not self._here[one]:
                    del self._here[one]

    async def _wait(self, mine: Place) -> None:
        if len(self._waiting) >= self._most[mine[0]]:
            self._make_room(mine)
        turn = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (mine, turn))
        try:
            async with asyncio.timeout(PATIENCE):
                await turn
        except BaseException as ended:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._leave()  # it came at the same moment
            if isinstance(ended, TimeoutError):
                raise QueueFull from None
            raise

    def _make_room(self, mine: Place) -> None:
        """Sends away who goes last, when that is somebody of the same rank who goes after this one."""
        last = max((one for one in self._waiting if not one[1].done()), default=None)
        if last is None or last[0][0] != mine[0] or last[0] < mine:
            raise QueueFull
        self._waiting.remove(last)
        heapify(self._waiting)
        last[1].set_exception(QueueFull())

    def _leave(self) -> None:
        while self._waiting:
            _, turn = heappop(self._waiting)
            if not turn.done():  # who went away meanwhile
                turn.set_result(None)
                return
        self._free += 1
