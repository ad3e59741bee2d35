"""What somebody did in Teams, brought to the desk, and what follows shown. One method a kind of activity."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.foundation import words
from bot.foundation.screen import Event, Note, Screen
from bot.reports.dialogue import REDIRECTS
from bot.routes import WINDOW_CLOSED
from bot.screens import reload
from handlers.desk import Desk, OutOfOrder
from handlers.logs import log_failure
from handlers.teams import codes, render
from handlers.teams.activity import Activity
from handlers.teams.client import LONGEST, Client, message
from handlers.teams.codes import Json, Pressed
from handlers.teams.visitors import Greeter, visitor

BEGIN = Event("report", "begin")
MENU = Event("menu", "open")
COMMANDS = {"report": BEGIN}  # of the message extension; all others open the menu
GREETINGS = ("hoi", "hallo", "hey", "hi", "hello", "dag", "start", "menu", "goedemorgen", "goedemiddag")
IN_OUR_CHAT = ("task/fetch", "task/submit")  # a message extension may stand in a chat of other people

Respond = Callable[[Activity, str], Awaitable[Json | None]]


class Conversation:
    """Everything is safe to do twice: the desk sees to what is kept. Nothing here raises."""

    def __init__(self, desk: Desk, client: Client) -> None:
        self._desk, self._client = desk, client
        self._greeter = Greeter(desk, client)
        self._respond: dict[str, Respond] = {
            "message": self._said,
            "installationUpdate": self._installed,
            "conversationUpdate": self._joined,
            "task/fetch": self._in_dialog,
            "task/submit": self._in_dialog,
            "composeExtension/fetchTask": self._commanded,
            "composeExtension/submitAction": self._in_dialog,
            "adaptiveCard/action": self._in_place,
        }

    async def respond(self, activity: Activity, base: str) -> Json | None:
        """The body of the answer, or none. `base` is where people reach us, for links."""
        return await self._respond[activity.kind](activity, base)

    async def _in_dialog(self, activity: Activity, base: str) -> Json | None:
        """A button that opens a dialog or stands in one. Closing a dialog is answered with nothing."""
        return await self._dialog(codes.read(activity.data), activity, base)

    async def _commanded(self, activity: Activity, base: str) -> Json | None:
        """The message extension: a dialog without a card."""
        event = COMMANDS.get(activity.action, MENU)
        return await self._dialog(Pressed(f"{event.dialogue}/{event.action}/"), activity, base)

    async def _dialog(self, pressed: Pressed, activity: Activity, base: str) -> Json | None:
        event = pressed.event if pressed.page is None else _again(pressed)
        if (event.dialogue, event.action) == ("menu", "open") and activity.kind in IN_OUR_CHAT:
            await self._greeter.greet(activity)
        try:
            screen = await self._desk.answer(visitor(activity), event, activity.locale)
        except OutOfOrder as error:
            return render.try_again(pressed, activity.locale, error.key)
        left = (event.dialogue, event.action)
        if left in WINDOW_CLOSED or (left == ("report", "cancel") and event.step in REDIRECTS):
            return None
        if pressed.page is not None:
            screen = render.filled(screen, pressed.values)
        if (screen.dialogue, screen.step) == ("menu", "sorry"):
            typed = [one for one in pressed.values.values() if isinstance(one, str) and " " in one.strip()]
            screen = replace(screen, body=(*screen.body, *render.kept(typed, screen.locale)))
        link = _link(base, screen)
        if screen.file and not base:
            away = Note(words.text("mistakes.web_not_ready", screen.locale), urgent=True)
            screen = replace(screen, body=(*screen.body, away))
        return render.dialog(screen, pressed.page or 0, link)

    async def _in_place(self, activity: Activity, base: str) -> Json:
        """A button on a card in the conversation, which the next card takes the place of."""
        event = codes.read(activity.data).event
        if (event.dialogue, event.action) not in render.IN_PLACE:
            event = MENU
        await self._greeter.greet(activity)
        screen = await self._ask(event, activity)
        return {"statusCode": 200, "type": codes.CARD, "value": render.message(screen)}

    async def _said(self, activity: Activity, base: str) -> None:
        """A message: the menu. What was said is looked at for a greeting and for nothing else."""
        if not activity.personal:
            await self._send(activity, _notice("teams.only_personal", activity.locale))
            return
        await self._greeter.greet(activity)
        screen = await self._ask(MENU, activity)
        if _plain(activity.text) not in GREETINGS:
            help = Note(words.text("teams.help", activity.locale))
            screen = replace(screen, body=(help, *screen.body))
        await self._send(activity, screen)

    async def _installed(self, activity: Activity, base: str) -> None:
        """Baken was added, renewed or taken away."""
        if activity.action.startswith("remove"):
            try:
                await self._greeter.left(activity)
            except Exception as error:
                log_failure(error)
            return
        await self._greeter.greet(activity, installed=True)
        if activity.action == "add" and activity.personal:
            await self._send(activity, await self._ask(MENU, activity))

    async def _joined(self, activity: Activity, base: str) -> None:
        """People were added to where Baken is. In their own chat the installation says who they are."""
        if not activity.personal:
            await self._greeter.joined(activity)

    async def _ask(self, event: Event, activity: Activity) -> Screen:
        try:
            screen = await self._desk.answer(visitor(activity), event, activity.locale)
        except OutOfOrder as error:
            return _notice(error.key, activity.locale)
        return replace(screen, confidential=False) if screen.step == "sorry" else screen

    async def _send(self, activity: Activity, screen: Screen) -> None:
        said = message(render.message(screen), render.spoken(screen))
        try:
            async with asyncio.timeout(LONGEST):
                await self._client.send(activity.service_url, activity.conversation, said)
        except Exception as error:  # whatever it was, the next message gets its answer
            log_failure(error)


def _again(pressed: Pressed) -> Event:
    """What shows the same screen again, to turn a page of it."""
    shown = reload.event(pressed, values=pressed.values)
    return shown or Event("", "")


def _notice(key: str, locale: str) -> Screen:
    """One sentence as a screen that may be shown anywhere."""
    title = words.text("teams.title", locale)
    body = (Note(words.text(key, locale), urgent=True),)
    return Screen("teams", "notice", title, body, locale=locale, confidential=False)


def _plain(text: str) -> str:
    return text.strip().strip("!.?, ").lower()


def _link(base: str, screen: Screen) -> str:
    """Where the screen's file is, if it has one."""
    if screen.file is None or not screen.file.ticket or not base:
        return ""
    return f"{base}/teams/file/{screen.file.ticket}?lang={screen.locale}"
