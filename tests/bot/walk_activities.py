"""The part of the walk that comes past activities outside Baken, stories and promises."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.field_log import kinds
from bot.foundation.screen import Event, Row, Screen

HEADER = "Soort;Datum;Aantal;Notitie"
Do = Callable[..., Screen]
LONG = "In de **haven** stond [meer](https://baken.example) leeg.\n\n- Controles\n- Sluitingen\n\n" * 60


def first_row(screen: Screen) -> str:
    """What opens the first line of a list."""
    return next(part.open.argument for part in screen.body if isinstance(part, Row) and part.open)


def walk(do: Do, bring: Callable[[Event], Screen], today: date) -> None:
    """Every screen of them; `bring` gives the bot an event with a file."""
    _log(do, today)
    _bring(do, bring, today)
    _write(do)
    _promise(do)


def _log(do: Do, today: date) -> None:
    do("coordinator", "activities.open")
    form = do("coordinator", "activities.form")
    do("coordinator", "activities.save", form, more="new")
    wrong = {"kind": kinds.NEW, "own": "x" * 61, "day": "1-1-1900", "number": "99999"}
    do("coordinator", "activities.save", form, wrong, "new")
    tomorrow = f"{today + timedelta(days=1):%d-%m-%Y}"
    do("coordinator", "activities.save", form, {"kind": kinds.NEW, "day": tomorrow, "number": "0"}, "new")
    do("coordinator", "activities.save", None, {"kind": "checks"}, "new")  # open for too long

    def log(kind: str, own: str = "", number: str = "1") -> Screen:
        form = do("coordinator", "activities.form")
        said = {"kind": kind, "own": own, "number": number, "note": "Samen. " * 90}
        return do("coordinator", "activities.save", form, {**said, "day": f"{today:%d-%m-%Y}"}, "new")

    log("checks")
    one = first_row(log(kinds.NEW, "Havenscan", "3"))
    form = do("coordinator", "activities.show", more=one)
    do("coordinator", "activities.again", form, {"note": "Anders."})
    do("coordinator", "activities.remove", more=one)
    do("coordinator", "activities.drop", more=one)
    do("coordinator", "activities.drop", more=one)
    for who in ("teams", "staff"):  # the same person
        do(who, "activities.open")


def _bring(do: Do, bring: Callable[[Event], Screen], today: date) -> None:
    do("coordinator", "activities.upload")
    do("staff", "activities.upload")
    do("staff", "activities.check")
    rows = [f"Controles;{today:%d-%m-%Y};{n};Notitie {n}" for n in range(25)]
    rows += [f"Waterscan;{today:%d-%m-%Y};2;", *(f"Controles;dag {n};1;" for n in range(30))]
    many = "Soort;Datum\n" + "a;b\n" * 2_001
    for content in ("Naam\nBas", many):
        bring(Event("activities", "check", file=content.encode()))
    rows.append(f"Controles;{today:%d-%m-%Y};1;{'x' * 1_001}")
    checked = bring(Event("activities", "check", file="\n".join((HEADER, *rows)).encode()))
    do("staff", "activities.apply", checked)
    do("coordinator", "activities.open")
    do("coordinator", "activities.open", more="20")
    again = bring(Event("activities", "check", file="\n".join((HEADER, rows[1])).encode()))
    do("staff", "activities.cancel", again)


def _write(do: Do) -> None:
    listing = do("coordinator", "stories.open")
    for half in ("2025-H2", "2026-H1"):
        do("coordinator", "stories.open", more=half)
    whole = first_row(listing)
    form = do("coordinator", "stories.write", more=whole)
    do("coordinator", "stories.save", form, {}, f"{whole}/0")
    do("coordinator", "stories.save", form, {"text": "x" * 2_001, "state": "draft"}, f"{whole}/0")
    for who in ("coordinator", "teams", "staff"):
        seen = do(who, "stories.preview", form, {"text": LONG, "state": "ready"}, f"{whole}/0")
        do(who, "stories.again", seen)
    do("coordinator", "stories.preview", form, {}, f"{whole}/0")
    do("coordinator", "stories.save", form, {"text": LONG, "state": "draft"}, f"{whole}/0")
    do("teams", "stories.save", form, {"text": "Anders.", "state": "ready"}, f"{whole}/0")
    do("teams", "stories.save", form, {"text": "Anders.", "state": "ready"}, f"{whole}/1")
    do("teams", "stories.save", form, {"text": "Toch niet.", "state": "draft"}, f"{whole}/2")
    do("coordinator", "stories.write", more=f"{whole}/1")
    do("coordinator", "stories.save", form, {"text": "Een thema.", "state": "draft"}, f"{whole[:8]}drugs/0")
    do("coordinator", "stories.versions", more=whole)
    do("coordinator", "stories.version", more=f"{whole}/1")
    do("coordinator", "stories.open", more="1900-H1")


def _promise(do: Do) -> None:
    """What was promised in the plan, from an empty list on."""
    do("coordinator", "plan.open")
    form = do("coordinator", "plan.new")
    do("coordinator", "plan.add", form, {})
    own = {
        "kind": "own",
        "title": "Bibob-beleid vaststellen",
        "norm": "1",
        "per": "once",
        "due": "31-12-2026",
    }
    do("coordinator", "plan.add", form, {**own, "norm": "veel", "per": "year"})
    do("coordinator", "plan.add", form, {**own, "due": "ooit"})
    do("coordinator", "plan.add", form, own)
    do("coordinator", "plan.add", form, own)
    listing = do("coordinator", "plan.ready")
    do("coordinator", "plan.new")
    do("teams", "plan.new")
    for who in ("coordinator", "teams", "staff"):
        for part in listing.body:
            if isinstance(part, Row) and part.open:
                do(who, "plan.show", more=part.open.argument)
    own_id = first_row(listing)
    promise = do("coordinator", "plan.show", more=own_id)
    do("coordinator", "plan.note", promise, {}, own_id)
    do("coordinator", "plan.note", promise, {"done": "yes", "day": "01-01-2027", "text": "Later."}, own_id)
    do("coordinator", "plan.note", promise, {"done": "yes", "day": "02-03-2026", "text": "Klaar."}, own_id)
    noted = do(
        "coordinator",
        "plan.note",
        promise,
        {"done": "no", "day": "09-03-2026", "text": "Samen. " * 80},
        own_id,
    )
    drop = first_row(noted)
    do("coordinator", "plan.sure", more=drop)
    do("coordinator", "plan.drop", more=drop.partition(":")[2])
    do("coordinator", "plan.sure", more=f"end:{own_id}")
    do("coordinator", "plan.end", more=own_id)
