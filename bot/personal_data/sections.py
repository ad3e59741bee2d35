"""All that is kept of somebody, in words: section by section, what it is, why it is kept and for how long."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.foundation import words
from bot.foundation.context import ZONE, Context
from bot.learning import content
from bot.messages import names
from bot.messages.mailings import Naming
from bot.screens import dates
from storage import mailings, personal, saved_views
from storage.personal import Account, Kept

NAMES = (
    *("person", "roles", "accounts", "groups", "modules", "messages", "activities", "meetings", "stories"),
    *("sessions", "views", "trail"),
)
ELSEWHERE = ("reports", "exclusions", "counted", "dialogues")  # kept, and never shown here
Pairs = tuple[tuple[str, str], ...]


class Section(NamedTuple):
    """What is kept of one kind; each row is labels with values, the first of which says which row it is."""

    name: str
    title: str
    why: str
    how_long: str
    rows: tuple[Pairs, ...]


def of_person(ctx: Context, person_id: int) -> tuple[Section, ...]:
    """Every section, also those with nothing in them."""
    kept = personal.of_person(ctx.session, person_id)
    views = saved_views.of(ctx.session, ctx.vault, ctx.organisation.id, person_id) if kept.views else []
    kept = kept._replace(views=[{"view": one.name} for one in views])
    return tuple(_section(ctx, name, _rows(ctx, kept, name)) for name in NAMES)


def of_account(ctx: Context, account: Account) -> tuple[Section, ...]:
    """What is kept of the account of somebody who is not in the directory."""
    found = personal.of_accounts(ctx.session, [account])
    rows = [_pairs(ctx, one) for one in _accounts(ctx, found) if one["kept_in"]]
    return (_section(ctx, "accounts", rows),)


def elsewhere(ctx: Context) -> tuple[tuple[str, str], ...]:
    """What is kept and not shown, the same for everybody: what it is, and why it is not here."""
    return tuple(
        (ctx.say(f"kept.elsewhere.{name}.what"), ctx.say(f"kept.elsewhere.{name}.why")) for name in ELSEWHERE
    )


def _section(ctx: Context, name: str, rows: Iterable[Pairs]) -> Section:
    key = f"kept.sections.{name}"
    title, why, long = (ctx.say(f"{key}.{part}") for part in ("heading", "why", "long"))
    return Section(name, title, why, long, tuple(rows))


def _rows(ctx: Context, kept: Kept, name: str) -> list[Pairs]:
    made: dict[str, Any] = {
        "person": lambda: [_who(ctx, kept.person)],
        "accounts": lambda: _accounts(ctx, kept.accounts),
        "roles": lambda: [_role(ctx, row) for row in kept.roles],
        "modules": lambda: [_module(ctx, row) for row in kept.modules],
        "messages": lambda: _messages(ctx, kept.messages),
        "stories": lambda: [_story(ctx, row) for row in kept.stories],
        "sessions": lambda: [{"ends_at": row["expires_at"]} for row in kept.sessions],
        "trail": lambda: [_done(ctx, row) for row in kept.trail],
        "groups": lambda: [{"group": row["name"]} for row in kept.groups],
    }
    rows = made[name]() if name in made else getattr(kept, name)
    return [_pairs(ctx, row) for row in rows]


def _pairs(ctx: Context, row: Mapping[str, Any]) -> Pairs:
    """Labels and values; what is empty is left out."""
    return tuple(
        (ctx.say(f"kept.labels.{name}"), _written(ctx, value))
        for name, value in row.items()
        if value not in (None, "", ())
    )


def _written(ctx: Context, value: Any) -> str:
    if isinstance(value, bool):
        return ctx.say(f"kept.values.{'yes' if value else 'no'}")
    if isinstance(value, datetime):
        local = value.astimezone(ZONE)
        return f"{dates.written(local.date(), ctx.locale, ctx.organisation.slug)} {local:%H:%M}"
    if isinstance(value, date):
        return dates.written(value, ctx.locale, ctx.organisation.slug)
    return str(value)


def _who(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    """The name comes first, as people see it."""
    lead = row["lead"] and ctx.called(row["lead"])
    return {"name": ctx.called(row["name"])} | {**row, "name": ctx.called(row["name"]), "lead": lead}


def _accounts(ctx: Context, found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        kept_in = ", ".join(ctx.say(f"kept.places.{place}") for place in one.get("kept_in", ("newcomer",)))
        account = f"{one['platform']}: {one['user']}"
        more = {name: one[name] for name in ("name", "email") if one.get(name)}
        rows.append({"account": account, "workspace": one.get("workspace"), "kept_in": kept_in, **more})
    return rows


def _role(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    if "entry" in row:
        named = ctx.say("kept.labels.named_as")
        return {"role": ctx.say("kept.pair", label=named, value=row["entry"])}
    return {"role": ctx.say(f"kept.roles.{row['role']}")}


def _module(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    programme = content.of(ctx.organisation.slug).get(row["programme"])
    module = programme.modules.get(row["module"]) if programme else None
    title = module.words[ctx.locale].title if module else f"{row['programme']}/{row['module']}"
    rest = {name: value for name, value in row.items() if name not in ("programme", "module")}
    return {"module": title, **rest}


def _messages(ctx: Context, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    called: dict[int, str] = {}
    made = []
    for row in rows:
        if row["push_id"] not in called:
            push = mailings.found(ctx.session, ctx.organisation.id, row["push_id"])
            naming = push and Naming(ctx.session, ctx.organisation, push, ctx.locale)
            called[row["push_id"]] = names.called(naming) if naming else ""
        state = ctx.say(f"kept.states.{row['state']}")
        made.append({"message": called[row["push_id"]], "state": state, "settled_on": row["settled_on"]})
    return made


def _story(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    theme = ctx.say(f"report.questions.theme.options.{row['theme']}") if row["theme"] else ""
    return {"half": row["half"], "theme": theme, "version": row["version"], "written_on": row["written_on"]}


def _done(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    key = f"trail.what.{row['action'].replace('.', '_')}"
    known = words.has(key, ctx.locale, ctx.organisation.slug)
    at = row["at"]
    moment = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
    whose = "about" if row["about"] else "by"
    done = ctx.say(key) if known else row["action"]
    return {"done": done, "at": moment, "whose": ctx.say(f"kept.values.{whose}")}
