"""What somebody did in Slack, brought to the desk, and what follows shown. One method an event type."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Screen
from bot.routes import queue_of
from bot.screens import reload
from handlers.desk import Desk, OutOfOrder
from handlers.logs import log_failure
from handlers.slack import answers, codes, directory, fields, render, uploads
from handlers.slack.api import OUT_OF_REACH, call, log_refusal, refusal
from handlers.slack.codes import Code, Json
from handlers.slack.parts import CannotShow
from handlers.slack.visitors import Visitors

BEGIN = Event("report", "begin")
MENU = Event("menu", "open")
HOME = Event("menu", "home")
REMEMBERED = 10_000  # events
SOON = 2.0  # seconds; Slack waits three for the answer to a modal
AFTER_THE_ANSWER = 1.0  # seconds, so that what follows does not arrive before it
SPOKEN = (None, "file_share", "thread_broadcast")  # kinds of message that a person sends
OVERTAKEN = ("hash_conflict", "not_found", "exchanged_trigger_id")  # somebody was first, or closed the modal
TOO_LATE = ("expired_trigger_id", "trigger_expired", "invalid_trigger_id")


class Interactions:
    """Everything is safe to do twice: the desk sees to what is kept, this to what is shown."""

    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        self._desk, self._client = desk, client
        self._visitors = Visitors(client)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._later: set[asyncio.Task[None]] = set()

    async def submitted(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """A modal was sent in. What takes longer than Slack waits is shown when it is done."""
        view, carried = body["view"], codes.carried(body["view"])
        event = Event(*codes.read(view["callback_id"]), carried.step, carried.token, fields.values(view))
        visitor, locale = await self._who(context)
        follows = asyncio.ensure_future(self._after(view, event, visitor, locale))
        if queue_of(visitor, event) and not (await asyncio.wait({follows}, timeout=SOON))[0]:
            self._keep(asyncio.create_task(self._show_later(view, follows, locale)))
            await ack(answers.meanwhile("slack.upload.being_read", locale))
            return
        try:
            said = answers.after_submission(view, await follows)
        except uploads.NotFetched as error:
            said = answers.refused(view, error.key, locale)
        except OutOfOrder as error:
            said = answers.nothing_lost(view, locale, error.key)
        except CannotShow as error:
            log_failure(error)
            said = answers.nothing_lost(view, locale)
        await ack(said)

    async def closed(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """A modal was closed: what was open is wiped."""
        await self._forget(codes.carried(body["view"]), context)
        await ack()

    async def pressed(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """A button was pressed, in a modal or anywhere else."""
        code = codes.read(body["actions"][0]["action_id"])
        if code[:2] == (codes.OURS, codes.LINK):
            await ack()
            return
        if (view := body.get("view")) and view["type"] == "modal":
            await self._go_on(code, view, body["trigger_id"], context)
        else:
            late = await self._open(Event(*code), body["trigger_id"], context)
            if late:
                await self._tell(late, context)
        await ack()

    async def commanded(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """`/melden`, whatever stands behind it."""
        late = await self._open(BEGIN, body["trigger_id"], context)
        await ack(render.message(late)["text"] if late else "")

    async def shortcut(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """The shortcut of the same name."""
        if late := await self._open(BEGIN, body["trigger_id"], context):
            await self._tell(late, context)
        await ack()

    async def happened(self, body: Json, context: AsyncBoltContext) -> None:
        """A message to us (which is not read), a mention, App Home being opened, or a new colleague."""
        event = body["event"]
        if event["type"] == "team_join":  # safe to hear twice, and must not be missed
            if isinstance(user := event.get("user"), dict):
                await directory.joined(self._desk, str(context.team_id or ""), user)
            return
        if self._is_known(body.get("event_id", "")) or event.get("bot_id") or not context.user_id:
            return
        match event:
            case {"type": "message", "channel_type": "im", "channel": channel} if (
                event.get("subtype") in SPOKEN
            ):
                menu = await self._ask(MENU, context)
                await self._call("chat.postMessage", channel=channel, **render.message(menu))
            case {"type": "app_mention", "channel": _}:
                await self._answer_mention(event, context)
            case {"type": "app_home_opened", "tab": "home"}:
                home = render.home(await self._ask(HOME, context))
                await self._call("views.publish", user_id=context.user_id, view=home)

    async def _after(self, view: Json, event: Event, visitor: Visitor, locale: str) -> Screen:
        """What follows a modal, with its file. Raises NotFetched, OutOfOrder."""
        event = replace(event, file=await uploads.fetch(self._client, view))
        return await self._desk.answer(visitor, event, locale)

    async def _show_later(self, view: Json, follows: Awaitable[Screen], locale: str) -> None:
        try:
            shown = render.modal(await follows)
        except uploads.NotFetched as error:
            shown = render.modal(answers.notice(error.key, locale))
        except (OutOfOrder, CannotShow) as error:
            log_failure(error)
            shown = render.modal(answers.notice("mistakes.something_broke", locale))
        await asyncio.sleep(AFTER_THE_ANSWER)
        await self._call("views.update", view_id=view["id"], view=shown)

    def _keep(self, task: "asyncio.Task[None]") -> None:
        """The loop itself would forget a task that nobody holds."""
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _answer_mention(self, event: Json, context: AsyncBoltContext) -> None:
        """The menu says what somebody may do here, so only they see it."""
        menu = render.message(await self._ask(MENU, context))
        place = {"channel": event["channel"], "user": context.user_id}
        if "thread_ts" in event:
            place["thread_ts"] = event["thread_ts"]
        if await self._call("chat.postEphemeral", **place, **menu):
            await self._call("chat.postMessage", channel=context.user_id, **menu)

    async def _go_on(self, code: Code, view: Json, trigger: str, context: AsyncBoltContext) -> None:
        carried, typed = codes.carried(view), fields.values(view)
        event = Event(*code, carried.step, carried.token, typed)
        if code.dialogue == codes.OURS:
            event = reload.event(carried, values=typed) or Event("", "")
        visitor, locale = await self._who(context)
        why = OutOfOrder.key
        try:
            screen = await self._desk.answer(visitor, event, locale)
            ours = code.dialogue == codes.OURS
            shown = self._rearranged(code, screen, view) if ours else render.modal(screen)
            refused = await self._call("views.update", view_id=view["id"], hash=view["hash"], view=shown)
        except OutOfOrder as error:
            refused, why = "out of order", error.key
        except CannotShow as error:
            log_failure(error)
            refused = "cannot show"
        if refused and refused not in OVERTAKEN:
            note = render.modal(answers.notice(why, locale))
            await self._call("views.push", trigger_id=trigger, view=note)

    def _rearranged(self, code: Code, screen: Screen, view: Json) -> Json:
        """The same screen with what was filled in, on another page or with a field more."""
        room = {name: len(blocks) for name, blocks in fields.places(view).items()}
        if code.action == codes.MORE:
            room[code.argument] = room.get(code.argument, 0) + 1
        page = codes.number(code.argument) if code.action == codes.PAGE else 0
        return render.modal(render.filled(screen, fields.values(view)), page, room)

    async def _open(self, event: Event, trigger: str, context: AsyncBoltContext) -> Screen | None:
        """Opens a modal; gives what to tell somebody when there is none."""
        screen = await self._ask(event, context)
        try:
            view = render.modal(screen)
        except CannotShow as error:
            log_failure(error)
            view = render.modal(answers.notice("mistakes.something_broke", screen.locale))
        refused = await self._call("views.open", trigger_id=trigger, view=view)
        if not refused:
            return None
        await self._forget(codes.carried({"private_metadata": codes.carry(screen)}), context)
        if refused in OVERTAKEN:
            return None
        key = "slack.too_late" if refused in TOO_LATE else "mistakes.something_broke"
        return answers.notice(key, screen.locale)

    async def _ask(self, event: Event, context: AsyncBoltContext) -> Screen:
        visitor, locale = await self._who(context)
        try:
            screen = await self._desk.answer(visitor, event, locale)
        except OutOfOrder as error:
            return answers.notice(error.key, locale)
        # What somebody may not do, or where nothing is set up yet, is said where they asked for it.
        return replace(screen, confidential=False) if screen.step == "sorry" else screen

    async def _forget(self, carried: codes.Carried, context: AsyncBoltContext) -> None:
        if carried.close.dialogue and carried.token:
            event = Event(*carried.close, carried.step, carried.token)
            await self._ask(event, context)

    async def _tell(self, screen: Screen, context: AsyncBoltContext) -> None:
        await self._call("chat.postMessage", channel=context.user_id, **render.message(screen))

    async def _who(self, context: AsyncBoltContext) -> tuple[Visitor, str]:
        return await self._visitors.who(context.team_id or "", context.user_id or "")

    async def _call(self, method: str, **arguments: Any) -> str:
        """Calls Slack; gives nothing when that went well, else why not."""
        try:
            await call(self._client, method, arguments)
        except SlackApiError as error:
            if (why := refusal(error)) not in OVERTAKEN:
                log_refusal(method, error)
            return why
        except OUT_OF_REACH as error:
            log_refusal(method, error)
            return "out_of_reach"
        return ""

    def _is_known(self, event_id: str) -> bool:
        """Whether this event came before; Slack sends it again when our answer was lost."""
        known = event_id in self._seen
        if event_id:
            self._seen[event_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return known
