"""What the account brings to people: the story is due, the figures are final, and a digest for management.

A digest tells of reports only what a closed half-year told already. Numbers by month would be told before the
half-year is decided on, and laid beside it they could give a small number away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from bot.account.disclosure.disclosed import load
from bot.account.periods import before, called, days_of, half_of
from bot.account.workbook.labels import Labels
from bot.account.workbook.summary import told_figures
from bot.foundation.context import ZONE
from bot.foundation.screen import Action, Fact, Facts, Heading, Note, Paragraph, Part, Screen
from bot.foundation.words import prose
from bot.messages import mailings
from bot.messages.mailings import Moment, Naming
from bot.messages.working_time import next_moment
from storage import closings, meeting_counts, narratives, people
from storage import mailings as kept
from storage.db import reading, unit
from storage.organisations import OrganisationRow

KIND = "account"
STORY_BEFORE = timedelta(days=30)  # the end of the half-year
READY_FOR = timedelta(days=60)  # after its end, the figures are news for so long


def name(naming: Naming) -> str:
    """What of the account, and of which half-year or month."""
    kind, of = naming.about
    if kind == "digest":
        month = f"{naming.say(f'months.m{int(of[-2:])}')} {of[:4]}"
        return naming.say("going_out.names.account.digest", month=month)
    half = called(of, naming.locale, naming.organisation.slug)
    return naming.say(f"going_out.names.account.{kind}", half=half)


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Plans what is due today; gives how many messages are new."""
    today = now.astimezone(ZONE).date()
    with reading(engine) as session:
        staff = people.staff(session, organisation.id)
        wanted = {
            about: [one.id for one in staff if role in one.roles]
            for about, role in _due(session, organisation.id, today)
        }
        due = {
            about: ids for about, ids in wanted.items() if len(ids) > _known(session, organisation.id, about)
        }
    planned = 0
    for about, ids in due.items():
        with unit(engine) as session:
            moment = next_moment(now, organisation)
            planned += mailings.plan(session, organisation.id, KIND, _key(about), ids, moment, about)
    return planned


def show(moment: Moment) -> Screen | None:
    """The message; nothing when the story was due for a half-year that is over."""
    what, _, of = moment.about.partition("/")
    if what == "story":
        whole = narratives.newest(moment.session, moment.organisation.id, of).get("")
        done = whole is not None and whole.ready
        return None if done or moment.today > days_of(of)[1] else _story(moment, of)
    return _ready(moment, of) if what == "ready" else _digest(moment, of)


def _known(session: Session, organisation_id: int, about: str) -> int:
    """For how many people this was planned already."""
    row = kept.by_key(session, organisation_id, _key(about))
    return sum(row.counts.values()) if row else 0


def _key(about: str) -> str:
    return f"{KIND}/{about}"


def _due(session: Session, organisation_id: int, today: date) -> list[tuple[str, str]]:
    """What is due, and for which role."""
    half, over = half_of(today), before(half_of(today))
    closed = closings.closed(session, organisation_id)
    found = []
    if days_of(half)[1] - today <= STORY_BEFORE:
        found.append((f"story/{half}", "coordinator"))
    if over in closed and today - days_of(over)[1] <= READY_FOR:
        found.append((f"ready/{over}", "coordinator"))
    found.append((f"digest/{today:%Y-%m}", "management"))
    return found


def _story(moment: Moment, half: str) -> Screen:
    day = _labels(moment).day(days_of(half)[1])
    parts = (Paragraph(moment.say("brought.story.text", half=half, day=day)),)
    return _screen(
        moment, "story", parts, Action("stories", "open", moment.say("brought.story.button"), half)
    )


def _ready(moment: Moment, half: str) -> Screen:
    parts = prose(moment.say("brought.ready.text", half=half))
    return _screen(moment, "ready", parts, Action("account", "open", moment.say("brought.ready.button")))


def _digest(moment: Moment, month: str) -> Screen:
    """Teams of the newest round of meetings, and the key figures of the last half-year that is closed."""
    labels = _labels(moment)
    last = date.fromisoformat(f"{month}-01") - timedelta(days=1)
    first, organisation_id = date(last.year, 1, 1), moment.organisation.id
    reached = meeting_counts.teams_reached(moment.session, organisation_id, first, last)
    newest = max((one.year for one in reached), default=0)
    rows = [one for one in reached if one.year == newest]
    teams = [
        Fact(
            moment.say("brought.digest.teams"),
            moment.say(
                "brought.digest.of",
                number=sum(one.reached for one in rows),
                whole=sum(one.teams for one in rows),
            ),
        )
    ]
    closed = closings.closed(moment.session, organisation_id)[-1:]
    parts: list[Part] = [Paragraph(moment.say("brought.digest.text"))]
    if rows:
        parts += [Heading(str(newest)), Facts(tuple(teams))]
    for row in closings.newest(moment.session, organisation_id, closed).values():
        figures = told_figures(load(row.told).account, labels)
        facts = (
            Fact(moment.say(f"workbook.front.figures.{name}"), str(figure))
            for name, figure in figures.items()
        )
        parts += [Heading(moment.say("brought.digest.half", half=row.half)), Facts(tuple(facts))]
    if len(parts) == 1:
        parts.append(Note(moment.say("brought.digest.nothing")))
    return _screen(moment, "digest", parts, None)


def _screen(moment: Moment, step: str, parts: Sequence[Part], button: Action | None) -> Screen:
    return Screen(
        "account",
        f"brought-{step}",
        moment.say(f"brought.{step}.title"),
        tuple(parts),
        actions=(button,) if button else (),
        locale=moment.locale,
        confidential=False,
    )


def _labels(moment: Moment) -> Labels:
    return Labels(moment.locale, moment.organisation.slug, {})
