"""A process that sends: `python -m bench.sender ours` (a whole replica), `bare` (slack_sdk and no more), or
`plan` (no more than planned).

A replica answers each line on its input with what it used so far: processor time, and the most memory."""

import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bench import crowd
from bench.measure import highest
from bot.foundation.settings import given
from bot.messages.courier import Pace
from bot.messages.mailings import Moment, Recipient
from handlers import clock, engine
from handlers.desk import Desk, open_storage
from handlers.logs import quiet
from handlers.slack import render, send
from storage.db import open_engine


def usage() -> str:
    """One line of JSON."""
    return json.dumps({"processor": time.process_time(), "megabytes": highest()})


def ours() -> None:
    """Delivers until its input ends."""
    quiet("error")
    crowd.shown()
    fast = crowd.FastClock(float(os.environ["BEGAN"]), float(os.environ["SPEED"]))
    engine.LOOK_EVERY /= fast.speed
    settings = given(
        database_url=os.environ["DATABASE_URL"],
        keys_database_url=os.environ["KEYS_DATABASE_URL"],
        baken_master_keys=os.environ["BAKEN_MASTER_KEYS"],
        slack_bot_token="xoxb-bench",
        slack_signing_secret="bench",
        slack_api_url=os.environ["API"],
    )
    storage, vault = open_storage(settings)
    pace = Pace(*json.loads(os.environ["PACE"])) if "PACE" in os.environ else send.PACE
    courier = send.SlackCourier(settings, lambda _: None, pace)  # type: ignore[arg-type,return-value]
    desk = Desk(storage, vault, now=lambda: fast.moment(time.time()))
    with clock.running(desk, {"slack": courier}, fast.speed):
        answer_lines()


def bare() -> None:
    """Sends so many messages one after the other over one session, and then answers."""
    number = int(os.environ["NUMBER"])
    who = Recipient(1, "Persoon 1000", "")
    message = render.message(crowd.show(Moment(None, None, who, "onboarding/signals", "nl", None)))  # type: ignore[arg-type]

    async def send_all() -> tuple[float, float]:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                "xoxb-bench", os.environ["API"], session=session, retry_handlers=[], timeout=10
            )
            before, began = time.process_time(), time.perf_counter()
            for n in range(number):
                await client.api_call("chat.postMessage", json={"channel": f"U{n:07}", **message})
            return time.process_time() - before, time.perf_counter() - began

    processor, seconds = asyncio.run(send_all())
    print(json.dumps({"processor": processor, "seconds": seconds}), flush=True)


def plan() -> None:
    """Plans one campaign, and answers."""
    storage = open_engine(os.environ["DATABASE_URL"])
    crowd.campaign(storage, int(os.environ["NUMBER"]), "plan", datetime.now(UTC))
    print(usage(), flush=True)


def answer_lines() -> None:
    """Says "ready", and what was used for each line."""
    print("ready", flush=True)
    for _ in sys.stdin:
        print(usage(), flush=True)


if __name__ == "__main__":
    {"ours": ours, "bare": bare, "plan": plan}[sys.argv[1]]()
