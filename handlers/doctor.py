"""`baken doctor`: looks over everything that can be looked over without changing anything."""

from collections.abc import Callable, Iterator
from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import overrides, words, working_time
from bot.contents import BadContent
from bot.dialogue import problems
from bot.dialogues.report import DIALOGUES
from bot.documents import style
from bot.documents.style import BadStyle
from bot.learning import check, programmes
from bot.overrides import BadOverride
from bot.settings import BadSettings, Settings, read
from handlers.logs import log_failure
from storage import audit, migrate
from storage.db import open_engine, reading
from storage.masters import WrongMaster
from storage.sealing import CannotOpen
from storage.vault import NotReady, Vault


def examine(say: Callable[[str], None]) -> int:
    """Says what is well and what is not, a line each; gives how much is not."""
    wrong = 0
    for name, found in _everything():
        say(f"{'ok   ' if not found else 'WRONG'} {name}" + (f": {found}" if found else ""))
        wrong += bool(found)
    return wrong


def _everything() -> Iterator[tuple[str, str]]:
    try:
        settings = read()
        settings.masters()
    except BadSettings as error:
        yield "settings", str(error)
        return
    yield "settings", ""
    yield "words", _words(settings)
    yield "dialogues", "; ".join(p for dialogue in DIALOGUES.values() for p in problems(dialogue))
    yield "translations", _translations()
    yield "your own words", _own_words(settings)
    yield "modules and working time", _modules(settings)
    yield "databases", _databases(settings)
    yield "people", "" if settings.baken_coordinators else "BAKEN_COORDINATORS names nobody who reads reports"
    if settings.slack_bot_token:
        yield "Slack", _slack(settings)


def _words(settings: Settings) -> str:
    try:
        words.load(settings.baken_content)
        overrides.load(settings.baken_content)
        style.load(settings.baken_colour, settings.baken_logo, settings.baken_content)
    except (words.BadWords, BadOverride, BadStyle) as error:
        return str(error)
    return ""


def _translations() -> str:
    """Keys that are missing in one of the languages, and questions or steps without words."""
    known = {locale: set(words.keys(locale)) for locale in words.LOCALES}
    every = set().union(*known.values())
    gone = [f"{key} ({locale})" for locale in words.LOCALES for key in sorted(every - known[locale])]
    for dialogue in DIALOGUES.values():
        asked = [f"{dialogue.name}.steps.{step.name}.title" for step in dialogue.steps]
        asked += [f"{dialogue.name}.questions.{q.name}.label" for _, q in dialogue.all_questions()]
        asked += [
            f"{dialogue.name}.questions.{q.name}.options.{option}"
            for _, q in dialogue.all_questions()
            if isinstance(q.options, tuple)
            for option in q.options
        ]
        gone += [key for key in asked if key not in every]
    return f"no words for {', '.join(gone)}" if gone else ""


def _own_words(settings: Settings) -> str:
    """Keys in the content folder that nothing asks for: a typing mistake would otherwise pass in silence."""
    if not settings.baken_content:
        return ""
    known = {key for locale in words.LOCALES for key in words.keys(locale)}
    strange = sorted(words.own_keys(settings.baken_content) - known)
    return f"there are no words called {', '.join(strange)}" if strange else ""


def _modules(settings: Settings) -> str:
    """Every mistake in the modules, Baken's own and the organisation's, and in who works when."""
    layers = programmes.every_layer(settings.baken_content)
    found = [str(one) for folders in layers for one in check.problems(folders)]
    try:
        working_time.load(settings.baken_content)
    except BadContent as error:
        found.append(str(error))
    return "; ".join(dict.fromkeys(found))


def _databases(settings: Settings) -> str:
    for url in (settings.keys_database_url, settings.database_url):
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
            return "not made yet; `baken migrate` or `baken serve` makes them"
    main, keys = open_engine(settings.database_url), open_engine(settings.keys_database_url)
    try:
        if not (migrate.is_current(keys, "keys") and migrate.is_current(main, "main")):
            return "from an older version; `baken migrate` brings them up to date"
        vault = Vault(keys, settings.masters())
        if lost := vault.lost_masters():
            return f"BAKEN_MASTER_KEYS does not hold every key that reports were sealed with ({lost} missing)"
        with reading(main) as session, reading(keys) as of_keys:
            if not audit.is_anchored(session, of_keys):
                return (
                    "DATABASE_URL and KEYS_DATABASE_URL are no pair, or an older backup was put back; "
                    "if it was, `baken audit accept` goes on from there"
                )
    except migrate.NewerDatabase:
        return "made by a newer version of Baken"
    except WrongMaster:
        return "BAKEN_MASTER_KEYS does not hold the key that this database was made with"
    except (SQLAlchemyError, NotReady, CannotOpen) as error:
        return f"cannot be used ({type(error).__name__})"
    finally:
        main.dispose()
        keys.dispose()
    return ""


def _slack(settings: Settings) -> str:
    if not settings.slack_signing_secret and not settings.slack_app_token:
        return "set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)"
    try:
        WebClient(
            settings.slack_bot_token, base_url=settings.slack_api_url, timeout=5, retry_handlers=[]
        ).auth_test()
    except Exception as error:
        log_failure(error)
        return f"the bot token does not work ({type(error).__name__})"
    return ""
