"""The coordinator writes the story behind the counts. What is written is sealed; every version stays."""

from collections.abc import Iterable

from bot.account import narratives
from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.sanitize import clean
from bot.foundation.screen import Event, Screen
from bot.narratives import coordinator_screens, periods
from bot.narratives.coordinator_screens import Writers
from bot.screens.forms import check
from storage import narratives as kept
from storage import people
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.narratives import StoryRow

PARAGRAPH = 2_000  # characters that fit in a cell of the account


def open_list(ctx: Context, event: Event) -> Screen:
    """The stories of a half-year; without an argument, of the one that is written about now."""
    half = periods.asked(event.argument, ctx.today) if event.argument else periods.about_now(ctx.today)
    return _listing(ctx, half)


def write(ctx: Context, event: Event) -> Screen:
    """One story, to write or to go on with: its newest version, or the one that the argument names."""
    which, version = _which(ctx, event.argument)
    rows = _rows(ctx, which)
    newest = rows[0] if rows else None
    row = _version(rows, version) if version else newest
    text = narratives.opened(ctx.vault, ctx.organisation.id, row) if row else ""
    state = "ready" if row and row.ready else "draft"
    return coordinator_screens.write(ctx, which, newest, text, state, _keep(ctx, "", which, text, state))


def again(ctx: Context, event: Event) -> Screen:
    """The open story once more, with what was written so far."""
    state = drafts.load(ctx, event.token, "stories")
    which, rows = state["which"], _rows(ctx, state["which"])
    text = str(event.values.get("text", state["text"]))
    chosen = str(event.values.get("state", state["state"]))
    _keep(ctx, event.token, which, text, chosen, state["base"])
    base = _version(rows, state["base"]) if state["base"] else None
    return coordinator_screens.write(ctx, which, base, text, chosen, event.token)


def preview(ctx: Context, event: Event) -> Screen:
    """What was written as somebody reads it. Nothing is kept for good yet."""
    which, version = _which(ctx, event.argument)
    text = clean(str(event.values.get("text", "")))[: 2 * coordinator_screens.LONGEST]
    token = _keep(ctx, event.token, which, text, str(event.values.get("state", "")), version)
    return coordinator_screens.preview(ctx, which, str(version), text, token)


def save(ctx: Context, event: Event) -> Screen:
    """Keeps what was written as the next version. Says so first when somebody else wrote one meanwhile."""
    which, base = _which(ctx, event.argument)
    one_at_a_time(ctx.session.connection(), Lock.NARRATIVES)
    rows = _rows(ctx, which)
    newest = rows[0] if rows else None
    form = coordinator_screens.write(ctx, which, newest, "", "draft", event.token)
    answers, errors = check(ctx, form.inputs, event.values)
    text, ready = str(answers["text"]), answers["state"] == "ready"
    if any(len(part) > PARAGRAPH for part in text.split("\n\n")):
        errors.setdefault("text", ctx.say("stories.errors.paragraph", limit=PARAGRAPH))
    if errors:
        return form.with_errors(errors, answers)
    half, theme = which.split("/")
    organisation_id = ctx.organisation.id
    same = newest is not None and narratives.opened(ctx.vault, organisation_id, newest) == text
    if newest and newest.version != base and not same:
        who = people.by_id(ctx.session, newest.written_by or 0)
        name = who.name if who else ctx.say("stories.somebody")
        return form.with_errors({"": ctx.say("stories.errors.overtaken", name=name)}, answers)
    drafts.drop(ctx, event.token)
    if newest and same and newest.ready == ready:
        return _listing(ctx, half, ctx.say("stories.saved", version=newest.version))
    named = periods.asked_theme(theme)
    version = kept.next_version(ctx.session, organisation_id, half, named)
    sealed = narratives.sealed(ctx.vault, organisation_id, half, named, version, text)
    writer = ctx.person.id if ctx.person else None
    kept.add(ctx.session, organisation_id, half, named, ctx.today, ready, sealed, writer)
    audit.tell(ctx, "story.written", f"story:{which}", f"v{version} {'ready' if ready else 'draft'}")
    said = [ctx.say("stories.saved", version=version)]
    if newest and newest.ready and not ready:
        said.append(ctx.say("stories.withdrawn"))
    return _listing(ctx, half, " ".join(said))


def list_versions(ctx: Context, event: Event) -> Screen:
    """Every version of one story; what is being written is kept meanwhile."""
    which, base = _which(ctx, event.argument)
    if event.token and "text" in event.values:
        said = {name: str(value) for name, value in event.values.items()}
        text = clean(said["text"])[: 2 * coordinator_screens.LONGEST]
        _keep(ctx, event.token, which, text, said.get("state", ""), base)
    rows = _rows(ctx, which)
    return coordinator_screens.versions(ctx, which, rows, _writers(ctx, rows), event.token)


def read_version(ctx: Context, event: Event) -> Screen:
    """One version."""
    which, number = _which(ctx, event.argument)
    row = _version(_rows(ctx, which), number)
    text = narratives.opened(ctx.vault, ctx.organisation.id, row)
    return coordinator_screens.version(ctx, which, row, text, _writers(ctx, [row]), event.token)


def _listing(ctx: Context, half: str, said: str = "") -> Screen:
    rows = kept.newest(ctx.session, ctx.organisation.id, half)
    return coordinator_screens.listing(ctx, half, rows, _writers(ctx, rows.values()), said)


def _keep(ctx: Context, token: str, which: str, text: str, state: str, base: int | None = None) -> str:
    """Keeps what is being written while the window is open; gives the token."""
    if base is None:
        rows = _rows(ctx, which)
        base = rows[0].version if rows else 0
    kept_now: State = {"dialogue": "stories", "which": which, "text": text, "state": state, "base": base}
    if not token:
        return drafts.begin(ctx, kept_now)
    drafts.save(ctx, token, kept_now)
    return token


def _which(ctx: Context, argument: str) -> tuple[str, int]:
    """Half-year and theme as they are named, and the number of a version or 0. Raises Mistake."""
    half, _, rest = argument.partition("/")
    theme, _, version = rest.partition("/")
    which = f"{periods.asked(half, ctx.today)}/{periods.asked_theme(theme) or periods.WHOLE}"
    return which, parse_id(version)


def _rows(ctx: Context, which: str) -> list[StoryRow]:
    half, theme = which.split("/")
    return kept.versions(ctx.session, ctx.organisation.id, half, periods.asked_theme(theme))


def _version(rows: Iterable[StoryRow], number: int) -> StoryRow:
    for row in rows:
        if row.version == number:
            return row
    raise Mistake("dialogue_changed")


def _writers(ctx: Context, rows: Iterable[StoryRow]) -> Writers:
    ids = {row.written_by for row in rows if row.written_by}
    return {id: people.by_id(ctx.session, id) for id in ids}
