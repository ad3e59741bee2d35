"""The coordinator brings a file of staff in chat: first what it would do, then whether to do it.

Between the two the file is part of the dialogue's draft, sealed under the token of the open window.
"""

import base64
import zlib
from contextlib import nullcontext

from bot import access, drafts, trail
from bot.context import Context
from bot.directory import importing, reading, roles, screens
from bot.directory.taking import Outcome
from bot.drafts import State
from bot.mistakes import Mistake
from bot.screen import Event, Screen

LONGEST = 5_000  # rows; more of them is for the administrator's `baken people import`


def open_upload(ctx: Context, event: Event) -> Screen:
    """Asks for the file."""
    access.demand(ctx, "manage_people")
    drafts.drop(ctx, event.token)
    return screens.upload(ctx)


def check_file(ctx: Context, event: Event) -> Screen:
    """Reads the file and says what it would change."""
    access.demand(ctx, "manage_people")
    screen = screens.upload(ctx)
    if not event.file:
        return screen.with_errors({"file": ctx.say("people.file_missing")}, event.values)
    leavers = bool(event.values.get("leavers"))
    try:
        outcome = _take_over(ctx, event.file, leavers, dry=True)
    except Mistake as mistake:
        return screen.with_errors({"file": ctx.say(mistake.key, **mistake.params)}, event.values)
    packed = base64.b64encode(zlib.compress(event.file)).decode()
    state: State = {"dialogue": "people", "file": packed, "leavers": leavers}
    return screens.checked(ctx, outcome, drafts.begin(ctx, state))


def apply(ctx: Context, event: Event) -> Screen:
    """Takes the file over that was checked before."""
    access.demand(ctx, "manage_people")
    state = drafts.load(ctx, event.token, "people")
    outcome = _take_over(ctx, zlib.decompress(base64.b64decode(state["file"])), state["leavers"], dry=False)
    drafts.drop(ctx, event.token)
    trail.tell(ctx, "directory.changed", detail=told(outcome))
    roles.settle(ctx.session, ctx.vault, ctx.organisation, ctx.now)
    return screens.done(ctx, outcome)


def cancel(ctx: Context, event: Event) -> Screen:
    """Forgets the file."""
    drafts.drop(ctx, event.token)
    return screens.cancelled(ctx)


def told(outcome: Outcome) -> str:
    """What the trail keeps of an import: counts."""
    counted = {name: value for name, value in vars(outcome).items() if isinstance(value, int) and value}
    return " ".join(f"{name}:{value}" for name, value in counted.items()) or "nothing"


def _take_over(ctx: Context, file: bytes, leavers: bool, dry: bool) -> Outcome:
    read = reading.read(file, ctx.today, longest=LONGEST)
    return importing.take_over(
        lambda: nullcontext(ctx.session),
        ctx.organisation.id,
        read,
        ctx.today,
        dry=dry,
        leavers=leavers,
        guarded=True,
    )
