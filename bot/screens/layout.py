"""What every screen has around it: the words under its name, its buttons, and the ways out."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.foundation import access
from bot.foundation.context import Context
from bot.foundation.screen import Action, Input, Part, Screen
from bot.foundation.words import prose
from bot.screens.forms import optional_words

PAGE = 20  # rows of a list at a time


class Frame(NamedTuple):
    """The screens of one dialogue: their words are in content/locale, in the file of its name."""

    dialogue: str

    def screen(
        self,
        ctx: Context,
        step: str,
        parts: Sequence[Part],
        actions: Sequence[Action],
        *,
        title: str = "",
        words: str = "",
        inputs: tuple[Input, ...] = (),
        submit: Action | None = None,
        close: Action | None = None,
        token: str = "",
        of: str = "",
        progress: tuple[int, int] | None = None,
    ) -> Screen:
        """A screen with the title and text of its step; `words` names a step whose text it has instead."""
        text = optional_words(ctx, f"{self.dialogue}.steps.{words or step}.text")
        return Screen(
            self.dialogue,
            step,
            title or ctx.say(f"{self.dialogue}.steps.{step}.title"),
            (*prose(text), *parts),
            inputs=inputs,
            submit=submit,
            actions=tuple(actions),
            close=close or to_close(ctx),
            token=token,
            of=of,
            locale=ctx.locale,
            progress=progress,
        )

    def action(
        self, ctx: Context, name: str, label: str, argument: str = "", primary: bool = False
    ) -> Action:
        """A button with the words of its label."""
        return self.button(name, ctx.say(f"{self.dialogue}.actions.{label}"), argument, primary)

    def button(self, name: str, said: str, argument: str = "", primary: bool = False) -> Action:
        """A button with these words."""
        return Action(self.dialogue, name, said, argument, "primary" if primary else "plain")

    def ask(self, ctx: Context, verb: str, argument: str = "", primary: bool = False) -> Action:
        """The button to `sure`."""
        return self.action(ctx, "sure", verb, f"{verb}:{argument}", primary)

    def sure(
        self, ctx: Context, verb: str, argument: str, parts: Sequence[Part], back: Action, calm: bool = False
    ) -> Screen:
        """Asks before something that cannot be taken back, in the words of the step "sure_" and the verb;
        `calm` when nothing is lost by it."""
        said = ctx.say(f"{self.dialogue}.actions.{verb}_now")
        do = Action(self.dialogue, verb, said, argument, "primary" if calm else "danger")
        return self.screen(ctx, f"sure_{verb}", parts, (do, back), of=f"{verb}:{argument}")

    def upload(self, ctx: Context) -> list[Action]:
        """The button to read a file; to the web where the platform takes none."""
        if ctx.platform.takes_files:
            return [self.action(ctx, "upload", "upload")]
        if ctx.address and access.may(ctx, "open_web"):
            return [Action("web", "open", ctx.say(f"{self.dialogue}.actions.upload_on_web"))]
        return []

    def turning(self, ctx: Context, name: str, skip: int, more: bool, which: str = "") -> list[Action]:
        """The buttons to the next and the previous rows of a list; `which` goes before their number."""
        found = [("later", skip + PAGE)] if more else []
        found += [("earlier", max(0, skip - PAGE))] if skip else []
        return [self.button(name, ctx.say(f"frame.{label}"), f"{which}{to}") for label, to in found]


def to_menu(ctx: Context) -> Action:
    """The button to the menu."""
    return Action("menu", "open", ctx.say("frame.to_menu"))


def to_close(ctx: Context) -> Action:
    """What closing the window does where nothing has to be kept."""
    return Action("follow", "close", ctx.say("frame.close"))
