"""All couriers together, on an event loop of their own: many letters at once, each in its turn."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from bot.foundation.screen import Screen
from bot.messages.courier import CannotDeliver, Courier, Letter, Outcome, Pace
from handlers.logs import log_failure

AT_ONCE = 20  # letters on their way


class Couriers:
    """A bot.messages.courier.Post. `now` gives seconds since 1970; a clock that runs `speed` times as fast is
    for trying out limits."""

    def __init__(self, couriers: Mapping[str, Courier], now: Callable[[], float], speed: float = 1.0) -> None:
        self._couriers, self._now, self._speed = couriers, now, speed
        self._loop = asyncio.new_event_loop()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._thread = Thread(target=self._loop.run_forever, name="post", daemon=True)
        self._thread.start()

    @property
    def paces(self) -> Mapping[str, Pace]:
        """The platforms that are served, with how fast."""
        return {platform: courier.pace for platform, courier in self._couriers.items()}

    def wait(self, turn: float) -> None:
        """Waits until a turn has come, by the clock of this post."""
        time.sleep(max(0.0, turn - self._now()) / self._speed)

    def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Brings each letter in its turn, and says what became of each. Called from any thread."""
        return asyncio.run_coroutine_threadsafe(self._all(letters), self._loop).result()

    def close(self) -> None:
        """Ends the couriers' connections and the loop."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        if not self._thread.is_alive():
            self._loop.close()

    async def _all(self, letters: Sequence[Letter]) -> list[Outcome]:
        return list(await asyncio.gather(*(self._one(letter) for letter in letters)))

    async def _one(self, letter: Letter) -> Outcome:
        if (early := letter.turn - self._now()) > 0:
            await asyncio.sleep(early / self._speed)
        async with self._gate:
            if self._now() > letter.turn + letter.late:
                return Outcome("pending", tried=False)
            return await self._bring(letter)

    async def _bring(self, letter: Letter) -> Outcome:
        courier = self._couriers[letter.address.platform]
        try:
            if isinstance(letter.what, Screen):
                await courier.send(letter.address, letter.what)
            else:
                await courier.send_file(letter.address, letter.what)
        except CannotDeliver as failure:
            if failure.unknown:
                return Outcome("unknown", failure.why)
            if failure.never:
                return Outcome("failed", failure.why)
            return Outcome("pending", wait_seconds=failure.wait_seconds)
        except Exception as error:
            log_failure(error)
            return Outcome("unknown")  # nobody knows how far it came
        return Outcome("sent")

    async def _close(self) -> None:
        for courier in self._couriers.values():
            await courier.close()
