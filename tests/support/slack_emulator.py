"""npm's `emulate` as Slack's Web API: triggers good for one modal, stacks of three, hashes, scopes.

It has no Socket Mode, checks no blocks and clicks nothing; tests/support/slack.py does the clicking.
"""

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.javascript import FOLDER, node_path
from tests.support.lifeline import folder as own_folder
from tests.support.patience import tries
from tests.support.servers import end, free_port, server_environment

Json = dict[str, Any]
TEAM = "T000000001"  # its only workspace
BOT, TESTER = "xoxb-baken", "xoxp-tester"


class Emulator:
    """A running emulator. `ids` gives the user id behind each name it was started with."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.ids: dict[str, str] = {}

    def call(self, method: str, token: str = TESTER, **arguments: Any) -> Json:
        """A call of the test's own, with a token that may do everything."""
        request = urllib.request.Request(
            f"{self.url}/api/{method}",
            json.dumps(arguments).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            said: Json = json.loads(answer.read())
        return said

    def trigger(self, user: str, view: str = "") -> str:
        """A trigger of Baken's app for this user, as a click in a modal (or outside one) gives."""
        where = {"view_id": view} if view else {}
        made = self.call("views.generateTriggerId", BOT, user_id=user, **where)
        return str(made["trigger_id"])


@contextmanager
def running_emulator(people: dict[str, str], scopes: Sequence[str]) -> Iterator[Emulator]:
    """Starts it with these people (name → e-mail address); Baken's token has these scopes and no more."""
    users = [{"name": name, "real_name": name.title(), "email": email} for name, email in people.items()]
    app: Json = {"app_id": "A0BAKEN", "client_id": "1.1", "client_secret": "s", "name": "Baken"}
    app |= {"redirect_uris": [], "scopes": list(scopes), "bot_name": "baken"}
    tokens = [
        {"token": BOT, "type": "bot", "scopes": list(scopes), "app_id": "A0BAKEN", "user": "baken"},
        {"token": TESTER, "scopes": ["users:read", "im:history", "chat:write", "im:read", "files:read"]},
    ]
    users.append({"name": "baken", "real_name": "Baken", "email": "baken@voorbeeldstad.example"})
    seed = {"slack": {"users": users, "oauth_apps": [app], "tokens": tokens, "strict_scopes": True}}
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="emulate-", dir=own_folder()) as folder:
        config = Path(folder, "seed.json")
        config.write_text(json.dumps(seed))
        script = FOLDER / "node_modules" / "emulate" / "dist" / "index.js"
        command = [str(node_path()), str(script), "start", "--service", "slack", "--port", str(port)]
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--seed", str(config)],
                cwd=folder,
                env=server_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        emulator = Emulator(f"http://127.0.0.1:{port}")
        try:
            _wait(emulator, process, Path(folder, "log"))
            listed = emulator.call("users.list")["members"]
            emulator.ids = {user["name"]: user["id"] for user in listed}
            yield emulator
        finally:
            end(process)


def _wait(emulator: Emulator, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in tries(pause=0.05):
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            if emulator.call("auth.test").get("ok"):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    raise AssertionError(f"the emulator does not answer:\n{log.read_text(errors='replace')}")
