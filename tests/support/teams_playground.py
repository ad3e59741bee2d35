"""Microsoft 365 Agents Playground: a Teams-like client on this machine, one instance for each user."""

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml
from playwright.sync_api import Browser, Locator, Page, ViewportSize
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.javascript import FOLDER, node_path
from tests.support.lifeline import folder as own_folder
from tests.support.patience import tries
from tests.support.servers import end, free_port, server_environment
from tests.support.slack_town import listening

CLI = FOLDER / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
TENANT = "00000000-0000-0000-0000-000000000001"


def email(who: str) -> str:
    """Somebody's e-mail address, by which the directory knows them."""
    return f"{who}@voorbeeldstad.example"


@contextmanager
def running_playground(endpoint: str, who: str) -> Iterator[str]:
    """The address of a client in which `who` talks to the bot on `endpoint`."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="playground-", dir=own_folder()) as scratch:
        folder = Path(scratch)
        (folder / ".m365agentsplayground.yml").write_text(yaml.safe_dump(_context(who)))
        arguments = ["start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--dt"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(node_path()), str(CLI), *arguments],
                cwd=folder,
                env=server_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait(f"http://127.0.0.1:{port}/", process, folder / "log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            end(process)


class Client:
    """What one person does in the client."""

    def __init__(self, browser: Browser, url: str, phone: bool = False) -> None:
        size: ViewportSize = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 1000}
        self.page: Page = browser.new_context(viewport=size).new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto(url)
        self.page.get_by_role("treeitem", name="Personal Chat").click()

    def say(self, text: str) -> None:
        """Types something in the chat."""
        self.page.get_by_role("textbox").last.fill(text)
        self.page.get_by_role("button", name="Send Message").click()

    def card(self, text: str) -> Locator:
        """A card in the conversation, by what it says; the newest."""
        return self.page.locator(".ac-adaptiveCard").filter(has_text=text).last

    def command(self, name: str) -> None:
        """Opens a dialog through the message extension, the road that this client can open."""
        self.page.get_by_role("button", name="Trigger Message Extension App").click()
        self.page.get_by_role("menuitem", name="Action Command").click()
        self.page.get_by_placeholder("Input command id or leave blanks").fill(name)
        self.page.get_by_role("button", name="Create").click()

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.get_by_role("dialog").last

    def sees(self, text: str) -> None:
        """Waits until the dialog says this."""
        self.dialog.get_by_text(text).first.wait_for()

    def choose(self, label: str) -> None:
        """Ticks a choice of the dialog."""
        self.dialog.get_by_label(label).first.check()

    def fill(self, label: str, text: str) -> None:
        """Fills in a field of the dialog."""
        self.dialog.get_by_label(label).fill(text)

    def press(self, name: str) -> None:
        """Presses a button of the dialog."""
        self.dialog.get_by_role("button", name=name, exact=True).first.click()

    def close(self) -> None:
        """Closes the dialog with the cross."""
        self.dialog.get_by_role("button", name="Close").first.click()
        self.page.get_by_role("dialog").wait_for(state="detached")


@contextmanager
def speaking(locale: str, endpoint: str) -> Iterator[str]:
    """An endpoint that passes everything on to another, in this language: the client always says en-US."""

    async def pass_on(request: Request) -> Response:
        body = json.loads(await request.body()) | {"locale": locale}
        async with httpx.AsyncClient(timeout=60) as client:
            answer = await client.post(endpoint, json=body)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    with listening(Starlette(routes=[Route("/api/messages", pass_on, methods=["POST"])])) as port:
        yield f"http://127.0.0.1:{port}/api/messages"


def _context(who: str) -> dict[str, Any]:
    def person(name: str) -> dict[str, str]:
        return {
            "id": f"{name}-id",
            "name": f"{name.title()} Voorbeeld",
            "userPrincipleName": email(name),
            "aadObjectId": f"{name}-object",
            "givenName": name.title(),
            "surname": "Voorbeeld",
            "email": email(name),
        }

    others = [f"collega{number}" for number in range(1, 6)]  # it wants at least five
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "00000000-0000-0000-0000-000000000011", "name": "Baken"},
        "currentUser": person(who),
        "users": [person(name) for name in others],
        "personalChat": {"id": f"chat-{who}"},
        "groupChat": {"id": f"group-{who}", "name": "Group Chat"},
        "team": {
            "id": "team-id",
            "name": "Team",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": "channel-id", "name": "Announcements"}],
        },
    }


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path, seconds: float = 60) -> None:
    for _ in tries(seconds, 0.1):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    raise AssertionError(f"the playground did not start:\n{log.read_text(errors='replace')}")
