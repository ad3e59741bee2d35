"""`baken demo`: a made-up municipality in the browser, on this computer alone."""

import shutil
import socket
from pathlib import Path

import click

from bot import demo, words
from bot.settings import BadSettings, Settings, given
from handlers.desk import Desk, open_storage, utc_now
from handlers.logs import quiet
from storage.masters import new_master

HOST = "127.0.0.1"
MARK = "made.txt"  # there when the demo's data is complete


def settings(data: Path) -> Settings:
    """The demo's settings: all in its own folder, with a key of its own, whatever the environment says."""
    key = data / "master.key"
    return given(
        database_url=f"sqlite:///{data.resolve()}/baken.db",
        keys_database_url=f"sqlite:///{data.resolve()}/keys.db",
        baken_master_keys=key.read_text(encoding="utf-8").strip(),
    )


def reset(data: Path) -> None:
    """Throws the demo's data away; only ever a folder that `prepare` made. Raises BadSettings."""
    if data.exists() and not (data / "master.key").exists() and any(data.iterdir()):
        raise BadSettings(f"{data} was not made by the demo, so it is left alone")
    shutil.rmtree(data, ignore_errors=True)


def prepare(data: Path) -> None:
    """Makes the municipality on the first run; a run that was cut short starts over."""
    if (data / MARK).exists():
        return
    reset(data)
    data.mkdir(parents=True)
    key = data / "master.key"
    key.touch(mode=0o600)
    key.write_text(new_master() + "\n", encoding="utf-8")
    click.echo(f"Making the demo municipality Voorbeeldstad in {data}, with a master key of its own.")
    words.load()
    engine, vault = open_storage(settings(data), migrated=True)
    with click.progressbar(length=demo.REPORTS, label="A year of made-up reports") as bar:
        demo.build(engine, vault, utc_now(), lambda done, _: bar.update(done - bar.pos))
        bar.update(demo.REPORTS - bar.pos)
    (data / MARK).write_text("The demo's data is complete. Everything in it is made up.\n", encoding="utf-8")


def serve(data: Path, port: int) -> None:
    """Serves the demo on loopback until stopped. Raises BadSettings when the port is taken."""
    quiet("warning")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise BadSettings(
                f"port {port} is taken; choose another one: make demo PORT={port + 1}"
            ) from None
        port = probe.getsockname()[1]
    from handlers.app import build  # only serving needs every platform
    from handlers.serving import listen

    chosen = settings(data)
    engine, vault = open_storage(chosen, migrated=True)
    click.echo(f"Baken is on http://{HOST}:{port}  (stop with Ctrl+C)")
    click.echo(f"Everything there is made up. A receipt code to look up: {demo.EXAMPLE_CODE}")
    listen(build(chosen, Desk(engine, vault), demo=True), HOST, port)
