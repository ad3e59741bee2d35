"""Words, dialogues and modules: Baken's own and the organisation's."""

from collections.abc import Iterator

from bot.account import hiding
from bot.foundation import contacts, style, words
from bot.foundation.content_files import BadContent
from bot.foundation.organisations import FOLDERS
from bot.foundation.settings import Settings
from bot.foundation.style import BadStyle
from bot.learning import check, content
from bot.messages import working_time
from bot.reports import norms, overrides, protocol
from bot.reports.dialogue import DIALOGUES
from bot.reports.overrides import BadOverride
from bot.screens.dialogue import problems
from handlers.doctor.databases import Looked
from handlers.doctor.finding import Finding, judged


def findings(settings: Settings) -> Iterator[Finding]:
    """All that can be said of content without a database."""
    yield judged("words", _words(settings))
    wrong = "; ".join(p for dialogue in DIALOGUES.values() for p in problems(dialogue))
    yield judged("dialogues", wrong)
    yield judged("translations", _translations())
    yield judged("your own words", _own_words(settings))
    yield judged("modules and working time", _modules(settings))


def of_organisations(settings: Settings, found: Looked) -> Iterator[Finding]:
    """Folders of own words that are named after no organisation: nobody would ever see what is in them."""
    if not settings.baken_content or found.slugs is None:
        return
    folders = [one for one in settings.baken_content.iterdir() if one.is_dir() and one.name[0] != "."]
    lost = sorted({one.name for one in folders} - {*found.slugs, *FOLDERS})
    text = f"BAKEN_CONTENT has folders for {', '.join(lost)}, and no organisation has that short name"
    yield judged("your own folders", text if lost else "")


def own_contacts(settings: Settings, found: Looked) -> Iterator[Finding]:
    """Contacts of which people still read only where they might be: no name, no number and no link."""
    for slug in found.slugs or ():
        try:
            given = {locale: _given(settings, locale, slug) for locale in words.LOCALES}
        except words.BadWords:
            return  # said of the words already
        missing = [set(contacts.missing(given[locale].get)) for locale in words.LOCALES]
        everywhere = set.intersection(*missing)
        gone = [name for name in contacts.OWN if name in everywhere]
        gone += [
            f"{name} ({locale})"
            for locale, some in zip(words.LOCALES, missing, strict=True)
            for name in contacts.OWN
            if name in some - everywhere
        ]
        name = f"contacts of {slug}"
        text = f"not filled in: {', '.join(gone)}; see docs/contacts.md"
        yield Finding(name, "to do", text) if gone else Finding(name)


def _given(settings: Settings, locale: str, slug: str) -> dict[str, str]:
    return words.own(settings.baken_content, locale, slug) if settings.baken_content else {}


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
    layers = content.every_layer(settings.baken_content)
    found = [str(one) for folders in layers for one in check.problems(folders)]
    for load in (working_time.load, norms.load, protocol.load, hiding.load):
        try:
            load(settings.baken_content)
        except BadContent as error:
            found.append(str(error))
    return "; ".join(dict.fromkeys(found))
