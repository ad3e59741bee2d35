"""`baken demo`: a made-up municipality in the browser, on this computer alone."""

import fcntl
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bot import demo
from bot.foundation import words
from bot.foundation.settings import BadSettings, Settings, given
from bot.public_page import address
from handlers.desk import Desk, open_storage, utc_now
from handlers.logs import quiet
from handlers.web.waiting import shown
from storage.masters import new_master

HOST = "127.0.0.1"
KEY = "master.key"
MARK = "made.txt"  # there when the demo's data is complete


def run(data: Path, port: int) -> None:
    """Serves the demo on loopback until stopped, and makes it first, behind a page that says how far it is.

    Raises BadSettings when the port is taken, before anything is made, or the folder is not ours to use."""
    quiet("warning")
    with _door(port) as door:
        prepare(data, door)
        serve(data, door)


def settings(data: Path) -> Settings:
    """The demo's settings: all in its own folder, with a key of its own, whatever the environment says."""
    key = data / KEY
    return given(
        database_url=f"sqlite:///{data.resolve()}/baken.db",
        keys_database_url=f"sqlite:///{data.resolve()}/keys.db",
        baken_master_keys=key.read_text(encoding="utf-8").strip(),
        baken_content=demo.OWN,
    )


def reset(data: Path) -> None:
    """Throws the demo's data away; only ever a folder that `prepare` made. Raises BadSettings."""
    if data.exists() and not (data / KEY).exists() and any(data.iterdir()):
        raise BadSettings(f"{data} was not made by the demo, so it is left alone")
    with _holding(data, fcntl.LOCK_EX):
        shutil.rmtree(data, ignore_errors=True)


def prepare(data: Path, door: socket.socket | None = None) -> None:
    """Makes the municipality on the first run; a run that was cut short starts over.

    Whoever comes to `door` meanwhile sees how far it is. Raises BadSettings when another run is at it."""
    if (data / MARK).exists():
        return
    reset(data)
    data.mkdir(parents=True)
    key = data / KEY
    key.touch(mode=0o600)
    key.write_text(new_master() + "\n", encoding="utf-8")
    with _holding(data, fcntl.LOCK_EX):
        _make(data, door)
        made = "The demo's data is complete. Everything in it is made up.\n"
        (data / MARK).write_text(made, encoding="utf-8")


def _make(data: Path, door: socket.socket | None) -> None:
    click.echo(f"Making the demo municipality Voorbeeldstad in {data}, with a master key of its own.")
    words.load(demo.OWN)
    with ExitStack() as stack:
        waiting = stack.enter_context(shown(door)) if door else None
        if door:
            click.echo(f"Meanwhile {_address(door)} shows how far it is.")
        bar = stack.enter_context(click.progressbar(length=100, label="A year of made-up history"))

        def hear(share: float) -> None:
            bar.update(round(100 * share) - bar.pos)
            if waiting:
                waiting.share = share

        engine, vault = open_storage(settings(data), migrated=True)
        demo.build(engine, vault, utc_now(), hear)
        engine.dispose()
        vault.engine.dispose()


def serve(data: Path, door: socket.socket) -> None:
    """Serves the demo on a listening socket until stopped. The last line that it prints is the address."""
    from handlers.app import build  # only serving needs every platform
    from handlers.serving import listen

    with _holding(data, fcntl.LOCK_SH):
        chosen = settings(data)
        app = build(chosen, Desk(*open_storage(chosen, migrated=True), chosen.baken_content), demo=True)
        click.echo(f"Everything there is made up. A receipt code to look up: {demo.EXAMPLE_CODE}")
        address.reach(_address(door))
        click.echo(f"Baken is on {_address(door)}  (stop with Ctrl+C)")
        listen(app, HOST, 0, door=door)


def _door(port: int) -> socket.socket:
    """A socket that listens from now on, so that nobody else takes the port. Raises BadSettings."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
        door.listen()
    except OSError:
        door.close()
        raise BadSettings(f"port {port} is taken; choose another one: make demo PORT={port + 1}") from None
    return door


def _address(door: socket.socket) -> str:
    return f"http://{HOST}:{door.getsockname()[1]}"


@contextmanager
def _holding(data: Path, how: int) -> Iterator[None]:
    """Whoever makes or removes a demo's folder is alone in it; those who serve it may share it. Let go when
    the process dies, however it dies. Raises BadSettings when another run is in the way."""
    if not (data / KEY).exists():
        yield
        return
    with (data / KEY).open(encoding="utf-8") as key:
        try:
            fcntl.flock(key, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadSettings(f"another `baken demo` is using {data}; stop that one first") from None
        yield
