"""The coordinator brings a file of staff in chat: first what it would do, then whether to do it.

Between the two what was read is part of the dialogue's draft, sealed under the token of the open window.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from bot.directory import coordinator_screens, importer, roles, staff_file
from bot.directory.transfer import Outcome
from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen
from bot.foundation.visit import Open, Visit
from bot.tabular import reader
from bot.tabular.reader import Table

LONGEST = 5_000  # rows; more of them is for the administrator's `baken people import`


def open_upload(ctx: Context, event: Event) -> Screen:
    """Asks for the file."""
    drafts.drop(ctx, event.token)
    return coordinator_screens.upload(ctx)


def check_file(visit: Visit, event: Event) -> Screen:
    """Reads the file and says what it would change."""
    with visit.reading() as ctx:
        screen = coordinator_screens.upload(ctx)
    if not event.file:
        return screen.with_errors({"file": ctx.say("people.file_missing")}, event.values)
    leavers = bool(event.values.get("leavers"))
    try:
        table: Table = visit.read_file(event.file, LONGEST)
        outcome = _take_over(visit.reading, ctx, table, leavers, dry=True)
    except Mistake as mistake:
        return screen.with_errors({"file": ctx.say(mistake.key, **mistake.params)}, event.values)
    state: State = {"dialogue": "people", "file": reader.packed(table), "leavers": leavers}
    with visit.unit() as ctx:
        return coordinator_screens.checked(ctx, outcome, drafts.begin(ctx, state))


def apply(visit: Visit, event: Event) -> Screen:
    """Takes the file over that was checked before. Pressed twice, or again after a crash halfway, it comes to
    the same."""
    with visit.reading() as ctx:
        state = drafts.load(ctx, event.token, "people")
    outcome = _take_over(visit.unit, ctx, reader.unpacked(state["file"]), state["leavers"], dry=False)
    with visit.unit() as ctx:
        drafts.drop(ctx, event.token)
        audit.tell(ctx, "directory.changed", detail=told(outcome))
        roles.settle(ctx.session, ctx.vault, ctx.organisation, ctx.now)
        return coordinator_screens.done(ctx, outcome)


def cancel(ctx: Context, event: Event) -> Screen:
    """Forgets the file."""
    drafts.drop(ctx, event.token)
    return coordinator_screens.cancelled(ctx)


def told(outcome: Outcome) -> str:
    """What the trail keeps of an import: counts."""
    counted = {name: value for name, value in vars(outcome).items() if isinstance(value, int) and value}
    return " ".join(f"{name}:{value}" for name, value in counted.items()) or "nothing"


def _take_over(opened: Open, ctx: Context, table: Table, leavers: bool, dry: bool) -> Outcome:
    """What the file changes; `ctx` is the visit, whose session is closed."""
    read = staff_file.read(table, ctx.today, longest=LONGEST)

    @contextmanager
    def session() -> Iterator[Session]:
        with opened() as here:
            yield here.session

    organisation_id = ctx.organisation.id
    return importer.take_over(
        session, organisation_id, read, ctx.today, dry=dry, leavers=leavers, guarded=True
    )
