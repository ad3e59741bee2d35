"""What the doctor looks at, in the order in which somebody would mend it."""

from collections.abc import Callable, Iterator

from bot import settings as configuration
from bot.settings import BadSettings, Settings
from handlers.doctor import content, databases, machine, platforms
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
    yield from _readers(settings, found)
    yield platforms.scim(settings, found)
    yield judged("files that others can read", machine.readable(settings))
    yield judged("room on the disk", machine.room(settings))


def _everything() -> Iterator[Finding]:
    try:
        file = configuration.file()
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
    dates = databases.dates(settings)
    yield from platforms.chats(settings, dates)
    yield judged("clock", machine.clock(dates))


def _readers(settings: Settings, found: databases.Looked) -> Iterator[Finding]:
    if settings.named()["coordinator"]:
        yield Finding("people")
    else:
        text = "nobody reads reports; name somebody in BAKEN_COORDINATORS and start Baken again"
        yield Finding("people", "WRONG" if found.made else "to do", text)
