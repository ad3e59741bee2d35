"""Kinds of activities outside the bot: those of Baken, and an organisation's own."""

from collections.abc import Mapping

from bot.foundation import words
from bot.foundation.context import Context
from bot.foundation.screen import Option
from bot.tabular.headers import plain
from storage import field_log

KINDS = ("checks", "tips", "closures", "bibob", "refusals", "visits", "briefings")
NEW = "own"  # the choice for a kind that has no name yet
LONGEST = 60  # characters of the name of an own kind
MOST = 40  # own kinds of an organisation

# What a column of a file may call them, beside the words on the screens.
NAMES = {
    "checks": "controle, controles, integrale controle, integrale controles, adrescontrole, check, checks",
    "tips": "m, m-melding, m-meldingen, mma, mma-melding, mma-meldingen, meld misdaad anoniem, "
    "meldingen via m, opgevolgde meldingen, crime tips",
    "closures": "sluiting, sluitingen, 13b, 13b opiumwet, sluiting 13b opiumwet, wet damocles, damocles, "
    "pandsluiting, pandsluitingen, closure, closures",
    "bibob": "bibob, bibob-onderzoek, bibob-onderzoeken, bibob-toets, bibob-toetsen, bibob investigations",
    "refusals": "weigering, weigeringen, geweigerde vergunning, geweigerde vergunningen, "
    "ingetrokken vergunningen, refused permits",
    "visits": "huisbezoek, huisbezoeken, klop-en-praat, klop en praatgesprekken, knock and talk, "
    "knock-and-talk visits",
    "briefings": "briefing, briefings, voorlichting, voorlichtingen, presentatie, presentaties",
}


def called(kind: str, locale: str, organisation: str, own: Mapping[str, str]) -> str:
    """What a kind is called, as in the account; `own` are the organisation's own, code → name."""
    if kind in KINDS:
        return words.text(f"workbook.codes.{kind}", locale, organisation)
    gone = words.text("workbook.codes.own", locale, organisation)
    return own.get(kind) or words.text("workbook.gone", locale, organisation, what=gone)


def options(ctx: Context, own: Mapping[str, str]) -> tuple[Option, ...]:
    """Every kind to choose from, and at the end a new one."""
    slug = ctx.organisation.slug
    ours = (Option(kind, called(kind, ctx.locale, slug, own)) for kind in KINDS)
    theirs = (Option(code, name) for code, name in own.items())
    return (*ours, *theirs, Option(NEW, ctx.say("activities.questions.kind.options.own")))


def known(organisation: str, own: Mapping[str, str]) -> dict[str, str]:
    """By what a kind can be found, as `plain` makes it of what somebody wrote: → its code."""
    found = {plain(name): kind for kind, names in NAMES.items() for name in names.split(",")}
    for locale in words.LOCALES:
        found |= {plain(called(kind, locale, organisation, own)): kind for kind in KINDS}
    return found | {plain(kind): kind for kind in KINDS} | {plain(name): code for code, name in own.items()}


def code_of(ctx: Context, name: str) -> str | None:
    """The code of a kind with this name, made when it is new; nothing when there are too many already."""
    own = field_log.own_kinds(ctx.session, ctx.organisation.id)
    there = known(ctx.organisation.slug, own).get(plain(name))
    if there:
        return there
    if len(own) >= MOST:
        return None
    return field_log.add_kinds(ctx.session, ctx.organisation.id, [name])[name]
