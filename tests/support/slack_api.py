"""A small Slack: the part of the Web API that Baken uses, on 127.0.0.1. Or a window on one that does more.

It keeps what was called and shown. With an emulator (see slack_emulator.py) it passes every call on and only
looks. It checks each view and message with slack_sdk's own models, as Slack would refuse them.
"""

import asyncio
import itertools
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import aiohttp
from aiohttp import web
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.support.slack_emulator import BOT, Emulator
from tests.support.slack_socket import Socket

Json = dict[str, Any]
TRIGGER_LASTS = 3.0  # seconds


class Call(NamedTuple):
    method: str
    arguments: Json
    answer: Json


class Refusal(NamedTuple):
    """What a method answers instead: an error of Slack's, or a status with nothing that can be read."""

    error: str = ""
    status: int = 200
    retry_after: int = 0
    wait: float = 0.0


class SlackServer:
    """Started by `running_slack`; everything on it may be read and changed from the test's thread."""

    def __init__(self, team: str, emulator: Emulator | None = None) -> None:
        self.team, self.emulator = team, emulator
        self.url = ""
        self.calls: list[Call] = []
        self.views: dict[str, Json] = {}
        self.stacks: dict[str, list[str]] = {}  # user → the modals they have open, the last on top
        self.homes: dict[str, Json] = {}
        self.messages: list[Json] = []
        self.files: dict[str, bytes] = {}
        self.kinds: dict[str, str] = {}
        self.known_files: dict[str, Json] = {}
        self.downloads: list[str] = []  # what authorised each
        self.people: dict[str, Json] = {}
        self.refusals: dict[str, list[Refusal]] = {}
        self.socket = Socket()
        self._triggers: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()
        self._ids = itertools.count(1)

    @property
    def api(self) -> str:
        """For SLACK_API_URL."""
        return f"{self.url}/api/"

    def add(self, user: str, name: str, email: str = "", locale: str = "nl-NL") -> None:
        """Somebody who is in this workspace."""
        self.people[user] = {
            "id": user,
            "team_id": self.team,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "locale": locale,
            "profile": {"real_name": name, "email": email},
        }

    def refuse(self, method: str, *refusals: Refusal) -> None:
        """The next calls of a method are refused like this."""
        self.refusals[method] = list(refusals)

    def trigger(self, user: str, age: float = 0.0) -> str:
        """What Slack sends along with a click: good for one modal, for three seconds. It stays as old
        as is said, however busy the machine."""
        made = f"{next(self._ids)}.trigger"
        if self.emulator:
            made = self.emulator.trigger(user, *self.stacks.get(user, [])[-1:])
        self._triggers[made] = (user, age)
        return made

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of a method so far."""
        return [call.arguments for call in self.calls if call.method == method]

    def said_to(self, user: str) -> list[Json]:
        """The messages somebody got."""
        places = (user, f"D{user}")
        return [one for one in self.messages if one["channel"] in places or one.get("user") == user]

    def keep(self, user: str, view: Json, view_id: str = "", push: bool = False) -> Json:
        """Shows a modal, as views.open, views.update and response_action do; gives it as Slack keeps it."""
        errors = _wrong_with(view)
        assert not errors, errors
        if self.emulator and push:
            shown = self.emulator.call("views.push", BOT, trigger_id=self.trigger(user), view=view)
            return self._keep(user, shown["view"], push)
        if self.emulator:
            shown = self.emulator.call("views.update", BOT, view_id=view_id, view=view)
            return self._keep(user, shown["view"], push)
        view_id = view_id or f"V{next(self._ids)}"
        return self._keep(user, {**view, "id": view_id, "hash": f"h{next(self._ids)}"}, push)

    def _keep(self, user: str, view: Json, push: bool) -> Json:
        if view["id"] not in self.views:
            self.stacks[user] = [*(self.stacks.get(user, []) if push else []), view["id"]]
        without = {name: value for name, value in view.items() if value is not None}
        kept = {**without, "blocks": self._with_ids(view["blocks"]), "team_id": self.team}
        self.views[view["id"]] = kept
        return kept

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _read(request)
        if waiting := self.refusals.get(method):
            refusal = waiting.pop(0)
            await asyncio.sleep(refusal.wait)
            headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
            if refusal.status != 200 and not refusal.error:
                return web.Response(status=refusal.status, text="<html>no</html>", content_type="text/html")
            if refusal.error:
                answer = {"ok": False, "error": refusal.error}
                self.calls.append(Call(method, arguments, answer))
                return web.json_response(answer, status=refusal.status, headers=headers)
        if self.emulator:
            answer = await self._pass_on(method, arguments, request.headers.get("Authorization", ""))
        else:
            answer = self._answer(method, arguments)
        self.calls.append(Call(method, arguments, answer))
        return web.json_response(answer)

    def put(self, name: str, content: bytes, kind: str = "text/csv") -> Json:
        """A file that somebody put in a modal, as Slack tells of it."""
        file, url = f"F{next(self._ids)}", f"{self.url}/files-pri"
        self.files[file], self.kinds[file] = content, kind
        whole = {"name": name, "mimetype": kind, "size": len(content), "user": "U0SOMEBODY"}
        return {"id": file, **whole, "url_private_download": f"{url}/{file}/download/{name}"}

    async def download(self, request: web.Request) -> web.Response:
        """The file, for who has the bot's token; for others Slack's page for logging in."""
        self.downloads.append(request.headers.get("Authorization", ""))
        if self.downloads[-1] != "Bearer xoxb-test":
            return web.Response(text="<html>log in</html>", content_type="text/html")
        file = request.match_info["file"]
        return web.Response(body=self.files[file], content_type=self.kinds[file])

    async def upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _pass_on(self, method: str, arguments: Json, authorization: str) -> Json:
        assert self.emulator
        url, headers = f"{self.emulator.url}/api/{method}", {"Authorization": authorization}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=arguments, headers=headers) as response,
        ):
            answer: Json = await response.json()
        if answer.get("ok"):
            self._look_at(method, arguments, answer)
        return answer

    def _look_at(self, method: str, asked: Json, answer: Json) -> None:
        if method == "views.publish":
            blocks = self._with_ids(asked["view"]["blocks"])
            self.homes[asked["user_id"]] = {**asked["view"], "blocks": blocks, "id": answer["view"]["id"]}
        elif method.startswith("views."):
            known = (user for user, stack in self.stacks.items() if answer["view"]["id"] in stack)
            user = next(known, "") or self._triggers[asked["trigger_id"]][0]
            self._keep(user, answer["view"], method == "views.push")
        elif method.startswith("chat."):
            self.messages.append({**asked, "blocks": self._with_ids(asked.get("blocks", ()))})

    def _answer(self, method: str, arguments: Json) -> Json:
        made = getattr(self, "_" + method.replace(".", "_"), None)
        if made is None:
            return {"ok": False, "error": "unknown_method"}
        for shown in ("view", "blocks"):
            if shown in arguments and (wrong := _wrong_with(arguments[shown])):
                return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [wrong]}}
        answer: Json = made(arguments)
        return {"ok": "error" not in answer, **answer}

    def _auth_test(self, _: Json) -> Json:
        return {"team_id": self.team, "user_id": "U0BAKEN", "bot_id": "B0BAKEN"}

    def _apps_connections_open(self, _: Json) -> Json:
        return {"url": f"{self.url.replace('http', 'ws')}/socket"}

    def _users_info(self, asked: Json) -> Json:
        user = self.people.get(asked["user"])
        return {"user": user} if user else {"error": "user_not_found"}

    def _users_lookupByEmail(self, asked: Json) -> Json:  # noqa: N802 (Slack's name)
        found = [user for user in self.people.values() if user["profile"]["email"] == asked["email"]]
        return {"user": found[0]} if found else {"error": "users_not_found"}

    def _users_list(self, asked: Json) -> Json:
        """In pages, as Slack does: the cursor is where the next one begins."""
        everybody, start, limit = [*self.people.values()], int(asked.get("cursor") or 0), int(asked["limit"])
        following = str(start + limit) if start + limit < len(everybody) else ""
        page = everybody[start : start + limit]
        return {"members": page, "response_metadata": {"next_cursor": following}}

    def _files_info(self, asked: Json) -> Json:
        known = self.known_files.get(asked["file"])
        return {"file": known} if known else {"error": "file_not_found"}

    def _conversations_open(self, asked: Json) -> Json:
        return {"channel": {"id": f"D{asked['users']}"}}

    def _chat_postMessage(self, said: Json) -> Json:  # noqa: N802
        if not said["channel"] or (said["channel"][0] in "UW" and said["channel"] not in self.people):
            return {"error": "channel_not_found"}
        blocks = self._with_ids(said.get("blocks", ()))
        self.messages.append({**said, "blocks": blocks, "ts": f"{next(self._ids)}.0"})
        return {"channel": said["channel"], "ts": self.messages[-1]["ts"]}

    def _chat_postEphemeral(self, said: Json) -> Json:  # noqa: N802
        return self._chat_postMessage(said)

    def _views_open(self, asked: Json) -> Json:
        user = self._exchange(asked["trigger_id"])
        return user if isinstance(user, dict) else {"view": self.keep(user, asked["view"])}

    def _views_push(self, asked: Json) -> Json:
        user = self._exchange(asked["trigger_id"])
        if isinstance(user, dict):
            return user
        if len(self.stacks.get(user, [])) > 2:
            return {"error": "push_limit_reached"}
        return {"view": self.keep(user, asked["view"], push=True)}

    def _views_update(self, asked: Json) -> Json:
        known = self.views.get(asked["view_id"])
        user = next((u for u, stack in self.stacks.items() if asked["view_id"] in stack), "")
        if known is None or not user:
            return {"error": "not_found"}
        if asked.get("hash", known["hash"]) != known["hash"]:
            return {"error": "hash_conflict"}
        return {"view": self.keep(user, asked["view"], asked["view_id"])}

    def _views_publish(self, asked: Json) -> Json:
        blocks = self._with_ids(asked["view"]["blocks"])
        self.homes[asked["user_id"]] = {**asked["view"], "blocks": blocks, "id": f"V{next(self._ids)}"}
        return {"view": self.homes[asked["user_id"]]}

    def _files_getUploadURLExternal(self, asked: Json) -> Json:  # noqa: N802
        file = f"F{next(self._ids)}"
        return {"file_id": file, "upload_url": f"{self.url}/upload/{file}"}

    def _files_completeUploadExternal(self, asked: Json) -> Json:  # noqa: N802
        files = json.loads(asked["files"]) if isinstance(asked["files"], str) else asked["files"]
        self.messages.append(
            {"channel": asked["channel_id"], "text": asked.get("initial_comment", ""), "files": files}
        )
        return {"files": files}

    def _with_ids(self, blocks: Iterable[Json]) -> list[Json]:
        """Slack gives every block an id that has none."""
        return [{"block_id": f"b{next(self._ids)}", **block} for block in blocks]

    def _exchange(self, trigger: str) -> str | Json:
        if trigger in self._used:
            return {"error": "exchanged_trigger_id"}
        user, age = self._triggers.get(trigger, ("", 0.0))
        if not user:
            return {"error": "invalid_trigger_id"}
        if age > TRIGGER_LASTS:
            return {"error": "expired_trigger_id"}
        self._used.add(trigger)
        return user


@contextmanager
def running_slack(team: str, emulator: Emulator | None = None) -> Iterator[SlackServer]:
    """A Slack in a thread of its own."""
    server, loop, ready = SlackServer(team, emulator), asyncio.new_event_loop(), threading.Event()
    app = web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_route("*", "/api/{method}", server.handle)
    app.router.add_post("/upload/{file}", server.upload)
    app.router.add_get("/files-pri/{file}/download/{name}", server.download)
    app.router.add_get("/socket", server.socket.hold)

    async def start() -> web.AppRunner:
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = "http://{}:{}".format(*runner.addresses[0])
        ready.set()
        return runner

    def run() -> None:
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _read(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    posted = {name: str(value) for name, value in (await request.post()).items()}
    return dict(request.query) | posted


def _wrong_with(shown: Json | list[Json]) -> str:
    """What slack_sdk's models have against a view or against blocks; nothing when they are good."""
    try:
        if isinstance(shown, dict):
            View(**shown).to_dict()
        for block in shown["blocks"] if isinstance(shown, dict) else shown:
            parsed = Block.parse(block)
            assert parsed is not None, f"there is no block {block.get('type')}"
            parsed.to_dict()
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is wrong)
        return str(error) or type(error).__name__
    return ""
