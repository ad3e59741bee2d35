"""What the doctor looks at, in the order in which somebody would mend it."""

from collections.abc import Callable, Iterator

from bot.foundation import settings as configuration
from bot.foundation import settings_file
from bot.foundation.settings import BadSettings, Settings
from handlers.doctor import content, databases, machine, platforms, unread, waiting
from handlers.doctor.finding import Finding, judged


def examine(say: Callable[[str], None]) -> int:
    """Says how everything is, a line each; gives how much is wrong. What is yet to be done is not wrong."""
    wrong = 0
    for finding in _everything():
        say(str(finding))
        wrong += finding.verdict == "WRONG"
    return wrong


def at_start(settings: Settings) -> Iterator[Finding]:
    """What can be said at once and without asking anybody outside: `baken serve` says what of it is wrong."""
    yield judged("settings", "; ".join(configuration.strange()))
    found = databases.look(settings)
    yield from found.findings
    yield from content.of_organisations(settings, found)
    yield from content.own_contacts(settings, found)
    yield from _readers(settings, found)
    yield platforms.scim(settings, found)
    yield judged("files that others can read", machine.readable(settings))
    yield judged("room on the disk", machine.room(settings))


def _everything() -> Iterator[Finding]:
    try:
        file = settings_file.find()
        settings = configuration.read()
        if settings.baken_master_keys.strip():
            settings.masters()
    except BadSettings as error:
        yield Finding("settings", "WRONG", str(error))
        return
    first, *others = at_start(settings)
    where = f"from {file}" if file else "from the environment alone; there is no .env"
    yield first if first.text else Finding("settings", "ok", where)
    yield from content.findings(settings)
    yield from others
    yield from machine.port(settings)
    found = databases.look(settings)
    yield unread.look(settings, found)
    yield waiting.look(settings, found)
    dates = databases.dates(settings)
    yield from platforms.chats(settings, dates)
    yield judged("photos and documents", machine.drawing())
    yield from platforms.virus_scanner(settings)
    yield judged("clock", machine.clock(dates))


def _readers(settings: Settings, found: databases.Looked) -> Iterator[Finding]:
    named = settings.named()["coordinator"]
    if found.made and found.slugs is not None and not (named and found.readers):
        text = (
            "nobody who works here reads reports; name somebody in BAKEN_COORDINATORS and start Baken again"
        )
        yield Finding("people", "WRONG", text)
    elif not named:
        yield Finding("people", "to do", "name in BAKEN_COORDINATORS who reads reports")
    elif found.held_back:
        entries = ", ".join(found.held_back)
        text = f"in the settings, and another human's by now: {entries}; see `baken people confirm`"
        yield Finding("people", "WRONG", text)
    elif found.without_readers:
        text = f"nobody of {', '.join(found.without_readers)} reads reports, so nothing can be reported there"
        yield Finding("people", "WRONG", f"{text}; the settings give roles in the first organisation alone")
    else:
        yield Finding("people")
