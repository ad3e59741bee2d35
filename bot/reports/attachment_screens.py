"""What is seen of the photos and documents of a report: which there are, the form to add one, and a page.

They are added and looked at on the web alone: a chat would keep them, and who sent them when."""

from collections.abc import Sequence

from bot.foundation.context import Context
from bot.foundation.screen import Action, Heading, Input, Paragraph, Part, Photo, Row, Screen
from bot.foundation.words import prose
from bot.reports import pages
from bot.reports.attachments import Attached
from bot.reports.conversation import LONG
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import to_close

NOTE = (Question("note", "long_text", max_length=LONG),)


def listed(ctx: Context, dialogue: str, files: Sequence[Attached]) -> tuple[Part, ...]:
    """The files of a report with what opens them, and in chat where they can be looked at."""
    if not files:
        return ()
    rows = [
        Row(
            ctx.say("attach.file", number=number),
            f"{one.who}. {one.when}. {ctx.say('attach.pages', count=len(one.pages))}",
            None
            if ctx.platform.is_chat
            else Action(dialogue, "page", ctx.say("attach.actions.look"), one.pages[0]),
        )
        for number, one in enumerate(files, 1)
    ]
    elsewhere = prose(ctx.say("attach.on_web")) if ctx.platform.is_chat else ()
    return (Heading(ctx.say("attach.heading")), *rows, *elsewhere)


def button(ctx: Context, dialogue: str) -> tuple[Action, ...]:
    """What leads to the form; nothing in chat."""
    if ctx.platform.is_chat:
        return ()
    return (Action(dialogue, "attach", ctx.say("attach.actions.attach")),)


def elsewhere(ctx: Context) -> tuple[Part, ...]:
    """What a reporter reads in chat: that there is a way, where, and why not here. Nothing where it is not
    known how to reach the web."""
    if not (ctx.platform.is_chat and ctx.address):
        return ()
    return prose(ctx.say("attach.elsewhere", address=ctx.address))


def form(ctx: Context, dialogue: str, token: str, said: int) -> Screen:
    """The form to add a file; `said` is how often something was added from this window."""
    limit = pages.LARGEST // 1024 // 1024
    file = Input(
        "file",
        "attachment",
        ctx.say("attach.questions.file.label"),
        ctx.say("attach.questions.file.hint", limit=limit, pages=pages.MOST_PAGES),
        required=True,
    )
    return Screen(
        dialogue,
        "attach",
        ctx.say("attach.title"),
        (*prose(ctx.say(f"attach.text.{dialogue}")), *prose(ctx.say("attach.kept"))),
        inputs=(file, *forms.fields(ctx, "attach", NOTE, {}, {})),
        submit=Action(dialogue, "attached", ctx.say("attach.actions.add"), str(said), "primary"),
        actions=(_back(ctx, dialogue),),
        close=to_close(ctx),
        token=token,
        of="form",
        locale=ctx.locale,
    )


def page(
    ctx: Context, dialogue: str, files: Sequence[Attached], page_id: str, picture: bytes, token: str
) -> Screen:
    """A page of one of the files, with the ways to the page before it and behind it, also of another file."""
    every = [(number, one) for number, file in enumerate(files, 1) for one in file.pages]
    place = next(at for at, (_, one) in enumerate(every) if one == page_id)
    number = every[place][0]
    file = files[number - 1]
    at = {"at": file.pages.index(page_id) + 1, "of": len(file.pages), "number": number}
    turning = [
        Action(dialogue, "page", ctx.say(f"attach.actions.{name}"), every[to][1])
        for name, to in (("before", place - 1), ("next", place + 1))
        if 0 <= to < len(every)
    ]
    return Screen(
        dialogue,
        "page",
        ctx.say("attach.file", number=number),
        (
            Paragraph(f"{ctx.say('attach.place', **at)} {file.who}. {file.when}."),
            Photo(picture, pages.media_type(picture), ctx.say("attach.alt", **at)),
        ),
        actions=(*turning, _back(ctx, dialogue)),
        close=to_close(ctx),
        token=token,
        of=page_id,
        locale=ctx.locale,
    )


def _back(ctx: Context, dialogue: str) -> Action:
    return Action(dialogue, "back", ctx.say("attach.actions.back"))
