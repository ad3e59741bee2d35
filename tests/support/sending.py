"""Sends what is due, here and now, with the couriers that a test gives."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlmodel import select

from bot.foundation.screen import FileOrder, Screen
from bot.messages.courier import Address, Courier
from bot.messages.delivery import Work, send_due
from handlers.logs import log_failure
from handlers.post import Couriers
from storage.tables.delivery import Delivery
from tests.support.world import World


@contextmanager
def post_office(world: World, couriers: Mapping[str, Courier]) -> Iterator[Couriers]:
    """Couriers that go by the world's clock."""
    post = Couriers(couriers, lambda: world.clock().timestamp())
    try:
        yield post
    finally:
        post.close()


def work_with(world: World, post: Couriers) -> Work:
    """What delivery is done with in this world."""
    return Work(world.engine, world.vault, post, world.clock, log_failure)


def send(world: World, couriers: Mapping[str, Courier]) -> int:
    """Sends all that is due; gives how many deliveries are done with."""
    with post_office(world, couriers) as post:
        return send_with(world, post)


def send_with(world: World, post: Couriers) -> int:
    """The same, with couriers that are there already."""
    before = waiting(world)
    send_due(work_with(world, post))
    return before - waiting(world)


def bring(courier: Courier, address: Address, what: Screen | FileOrder) -> None:
    """Lets a courier bring one thing. Raises what the courier raises."""

    async def once() -> None:
        try:
            if isinstance(what, Screen):
                await courier.send(address, what)
            else:
                await courier.send_file(address, what)
        finally:
            await courier.close()

    asyncio.run(once())


def waiting(world: World) -> int:
    """How many deliveries still have to go out."""
    with world.reading() as session:
        return len(session.exec(select(Delivery.id).where(Delivery.state == "pending")).all())
