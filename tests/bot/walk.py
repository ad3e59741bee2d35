"""Walks every screen of the bot in one language, and notes which words were asked for on the way, and how a
screen looks that is shown once more."""

import os
import pickle
import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from bot import housekeeping, routes
from bot.foundation import platform, words
from bot.foundation.context import Context, Visitor
from bot.foundation.limits import Limits
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Code, Event, FileOrder, Row, Screen, Values
from bot.foundation.visit import Visit
from bot.learning import content
from bot.messages import notices, working_time
from bot.messages.courier import Address, Pace
from bot.messages.delivery import Work, send_due
from bot.reports import handling_screens, intake, protocol, receipts
from bot.reports.dialogue import REDIRECTS, THEMES
from bot.screens import pictures, reload
from bot.screens.layout import PAGE
from bot.tabular import reader
from handlers import platforms
from handlers.logs import log_failure
from handlers.post import Couriers
from storage import audit, field_log, masters, organisations, people
from storage.db import make_file, open_engine, unit
from storage.organisations import OrganisationRow
from storage.tables.directory import Department
from storage.tables.keys import KeyModel
from storage.vault import Vault, make_secrets
from tests.bot import (
    walk_account,
    walk_activities,
    walk_attaching,
    walk_deciding,
    walk_kept,
    walk_learning,
    walk_oversight,
    walk_public,
    walk_searching,
    walk_work_list,
)
from tests.bot.learning import SAMPLE
from tests.support import TOGETHER
from tests.support.world import alike

platform.declare(platforms.PLATFORMS)
ADDRESS = "https://baken.example"
NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
ROLES = ("coordinator", "handler", "deputy", "privacy_officer")
ACTIONS_ELSEWHERE = (
    "account.exported",
    "account.viewed",
    "account.closed",
    "account.corrected",
    "picture.published",
    "picture.taken_down",
    "keys.rotated",
    "trail.accepted",
    "retention.swept",
    "report.destroyed",
    "directory.changed",
    "directory.joined",
    "directory.refused",
    "role.ended",
    "role.given",
    "role.first",
    "role.changed",
    "role.renamed",
    "role.account",
    "role.reached",
    "role.held_back",
    "role.confirmed",
    "web.opened",
    "web.link_made",
    "web.opened_without_chat",
    "web.closed",
    "meetings.began",
    "week.planned",
    "meeting.read",
    "week.cancelled",
    "campaign.planned",
    "campaign.cancelled",
    "push.paused",
    "push.resumed",
    "push.cancelled",
    "push.resent",
    "push.sent_again",
    "notices.resent",
    "person.exported",
    "person.erased",
    "trail.exported",
)


def walked(locale: str) -> "Walk":
    """The whole walk in a language, taken once in a process, for a fixture of a module. Loads our words."""
    words.load()
    return _walked(locale)


@cache
def _walked(locale: str) -> "Walk":
    kept = Path(os.environ[TOGETHER]) / f"walk-{locale}" if TOGETHER in os.environ else None
    if kept and kept.exists():  # another process of this run was there before
        walk: Walk = pickle.loads(kept.read_bytes())
        return walk
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(Path(folder), locale).go()
        walk.stop()
    if kept:
        written = kept.with_name(f"{kept.name}-{os.getpid()}")
        written.write_bytes(pickle.dumps(walk))
        written.replace(kept)
    return walk


def made(url: str) -> Engine:
    """The engine for a database file that is made."""
    make_file(open_engine(url))
    return alike(url)


class Walk:
    """Everything that one language shows: `screens`, and `asked`, the keys of the words they needed."""

    pace = Pace(0, 0)

    def __init__(self, folder: Path, locale: str) -> None:
        self.locale = locale
        self.screens: list[Screen] = []
        self.again: list[tuple[Screen, Screen]] = []
        self.asked: set[str] = set()
        self._limits = Limits()
        self._engine, keys = (made(f"sqlite:///{folder}/{name}.db") for name in (locale, f"{locale}-keys"))
        SQLModel.metadata.create_all(self._engine)
        KeyModel.metadata.create_all(keys)
        wrapping = masters.parse_masters(masters.new_master())
        make_secrets(keys, wrapping)
        self._vault = Vault(keys, wrapping)
        with unit(self._engine) as session:
            names = ("duindorp", "heidedorp")
            self._served = tuple(organisations.add(session, name, name, demo=True) for name in names)
            self.handlers = tuple(str(self._add(session, role)) for role in ROLES)[:3]
            session.add(Department(id=1, organisation_id=self._served[0].id, name="Burgerzaken"))

    def __getstate__(self) -> dict[str, object]:
        """What was seen; the databases are gone by then."""
        return {name: known for name, known in vars(self).items() if not name.startswith("_")}

    @property
    def in_chat(self) -> list[Screen]:
        """The screens but for those that there are on the web alone: where a photo is added, or seen."""
        return [one for one in self.screens if not walk_attaching.is_on_web_alone(one)]

    def go(self) -> "Walk":
        """The whole walk, noting every word on the way."""
        ask = words.text

        def noting(key: str, locale: str, organisation: str = "", /, **params: object) -> str:
            self.asked.add(key)
            return ask(key, locale, organisation, **params)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(words, "text", noting)
            words.load()
            self._report()
            self._casework()
            self._follow()
            walk_public.walk(self._do)
            with patched.context() as waiting:
                waiting.setattr(working_time, "next_reading", lambda *_: NOW + timedelta(hours=1))
                self._wait()
            patched.setattr(content, "CONTENT", SAMPLE)
            patched.setattr(pictures, "CONTENT", SAMPLE)
            content.load(None)
            self._learn()
            walk_activities.walk(self._do, self._bring_file, NOW.date())
            self._coordinate()
            self._bring_notices()
        content.load(None)
        return self

    def stop(self) -> None:
        """Lets go of both databases: what was seen is all that is left."""
        self._engine.dispose()
        self._vault.engine.dispose()

    def _do(
        self, who: str, place: str, on: Screen | None = None, values: Values | None = None, more: str = ""
    ) -> Screen:
        dialogue, action = place.split(".")
        step, token = (on.step, on.token) if on else ("", "")
        screen = self._answer(who, Event(dialogue, action, more, step, token, values or {}))
        self.screens.append(screen)
        repeats = reload.event(screen)
        if repeats and (screen.of or not screen.token):
            self.again.append((screen, self._answer(who, repeats)))
        return screen

    def _answer(self, who: str, event: Event) -> Screen:
        try:
            return routes.answer(self._visit(who), event)
        except Mistake as mistake:
            return routes.sorry(mistake, self.locale)

    def _visit(self, who: str) -> Visit:
        @contextmanager
        def opened() -> Iterator[Context]:
            with unit(self._engine) as session:
                yield self._context(session, who)

        return Visit(
            self._context(Session(), who).visitor,
            self._vault,
            opened,
            opened,
            reader.table,
            walk_attaching.made,
        )

    def _context(self, session: Session, who: str, served: Collection[OrganisationRow] = ()) -> Context:
        platform = who if who in ("web", "teams", "public") else "slack"
        visitor = Visitor(platform, "T1", who, who, known_as=who)
        if who == "staff":  # the coordinator, who came from chat to the web
            visitor = Visitor("web", "T1", "coordinator", who, known_as=who, known_in="slack")
        every = tuple(served) or self._served[: 1 if who == "public" else None]
        return Context(
            session, self._vault, visitor, every, every[0], self.locale, NOW, self._limits, ADDRESS
        )

    def _bring_file(self, event: Event) -> Screen:
        """What the coordinator sees who brings a file on the web."""
        return self._bring("staff", event)

    def _bring(self, who: str, event: Event) -> Screen:
        screen = routes.answer(self._visit(who), event)
        self.screens.append(screen)
        return screen

    def _add(self, session: Session, role: str) -> int:
        person = people.add(session, self._served[0].id, role, f"{role}@duindorp.example")
        people.give_role(session, person, role)
        people.give_address(session, person, "slack", "T1", role)
        if role == "coordinator":
            people.give_address(session, person, "teams", "T1", "teams")
        return person

    def _report(self) -> None:
        for place in ("menu.open", "menu.about", "kept.open"):
            self._do("reporter", place)
        self._do("", "kept.open")
        for who in ("web", "teams", "staff", "reporter"):
            first = self._do(who, "report.begin")
            self._do(who, "report.answer", first)
            self._do(who, "report.answer", first, {"kind": "signal", **self._organisation()})
            self._do(who, "report.language", first, more="en" if self.locale == "nl" else "nl")
            self._do(who, "report.cancel", first)
        for kind in REDIRECTS:
            self._do("reporter", "report.go_on", self._answered({"kind": kind}))
        for theme in THEMES:
            self._answered({}, {"identity": "named"}, {"theme": theme})
        nobody = {"untold": self.handlers}
        for last in ({}, {"untold_described": "iemand"}, nobody, {"story": "x" * 10_001}):
            self._answered({}, {"identity": "confidential"}, {"theme": "drugs"}, last, {}, {}, last)
        self.codes = [self._send(identity) for identity in ("named", "anonymous")]

    def _answered(self, kind: Values, *later: Values) -> Screen:
        screen = self._do("reporter", "report.begin")
        for values in ({"kind": "signal", **self._organisation(), **kind}, *later):
            screen = self._do("reporter", "report.answer", screen, {"story": "Een raam.", **values})
        return screen

    def _organisation(self) -> Values:
        return {"organisation": str(self._served[0].id)}

    def _send(self, identity: str) -> str:
        untold = {"untold_described": "iemand" if identity == "anonymous" else "", "department": "1"}
        chosen: tuple[Values, ...] = (
            {"identity": identity},
            {"theme": "cyber"},
            {},
            {"ongoing": "over"},
            {},
            untold,
        )
        receipt = self._do("reporter", "report.send", self._answered({}, *chosen))
        self._do("reporter", "report.keep", receipt)
        for _ in range(2):
            self._do("reporter", "report.keep", receipt, {"kept": "kept"})
        return next(part.text for part in reversed(receipt.body) if isinstance(part, Code))

    def _casework(self) -> None:
        self._do("privacy_officer", "trail.retention")
        listing = self._do("coordinator", "casework.open")
        self._do("coordinator", "casework.open", more="closed")
        walk_deciding.enter(self._do, "coordinator")
        report = self._do("coordinator", "casework.show", more=first_row(listing))
        for name in handling_screens.FORMS:
            form = self._do("coordinator", "casework.form", report, more=name)
            values = {"status": "closed", "message": "Dank je.", "theme": "weapons"}
            self._do("coordinator", "casework.save", form, values)
        walk_attaching.handle(self._do, self._bring, "staff", report)
        walk_deciding.whole_road(self._do, "coordinator", report)
        result = self._do("coordinator", "casework.form", report, more="result")  # the outcome comes first
        for outcome in handling_screens.OUTCOMES:
            form = self._do("coordinator", "casework.form", report, more="finish")
            result = self._do("coordinator", "casework.save", form, {"outcome": outcome})
        self._do("coordinator", "casework.save", result, {"message": ""})
        self._do("coordinator", "casework.save", result, {"message": "Dank je wel."})
        own = self._do(
            "reporter", "follow.find", self._do("reporter", "follow.open"), {"code": self.codes[0]}
        )
        again = self._do("coordinator", "casework.form", report, more="reopen")
        self._do("coordinator", "casework.save", again, {"reason": ""})
        self._do("coordinator", "casework.save", again, {"reason": "Er kwam een tip bij."})
        late = self._do("coordinator", "casework.form", report, more="reopen")
        self._do("coordinator", "casework.save", late, {"reason": "Nog een keer."})
        self._do("reporter", "follow.find", self._do("reporter", "follow.open"), {"code": self.codes[0]})
        self._finish(report)
        late = self._do("coordinator", "casework.form", report, more="answer")
        self._do("reporter", "follow.add", own, {"addition": "Nog een raam."})
        self._do("coordinator", "casework.save", late, {"message": "Dank je."})
        late = self._do("coordinator", "casework.form", report, more="result")
        self._do("coordinator", "casework.save", late, {"message": "Nog een keer."})
        self._finish(report)  # which the addition opened
        form = self._do("coordinator", "casework.form", report, more="keep")
        self._do("coordinator", "casework.save", form, {"ground": "court"})
        form = self._do("coordinator", "casework.form", report, more="outcome")
        self._do("coordinator", "casework.save", form, {"outcome": "riec"})
        self._do("coordinator", "casework.open", more="closed")
        form = self._do("coordinator", "casework.form", report, more="status")
        self._do("coordinator", "casework.save", form, {"status": "received"})
        mine = self._do("coordinator", "casework.form", report, more="theme")
        other = self._do("handler", "casework.show", more=first_row(listing))
        theirs = self._do("handler", "casework.form", other, more="theme")
        self._do("handler", "casework.save", theirs, {"theme": "cyber"})
        self._do("coordinator", "casework.save", mine, {"theme": "drugs"})
        walk_deciding.readership(self._do, "coordinator", report, "handler", other)
        self._do("coordinator", "casework.close", report)
        self._do("coordinator", "casework.show", more="gone")
        self._do("coordinator", "casework.back", report)

    def _finish(self, report: Screen) -> None:
        form = self._do("coordinator", "casework.form", report, more="finish")
        result = self._do("coordinator", "casework.save", form, {"outcome": "no_action"})
        self._do("coordinator", "casework.save", result, {"message": "Dank je wel."})

    def _follow(self) -> None:
        form = self._do("reporter", "follow.open")
        self._do("reporter", "follow.find", form, {"code": "dat weet ik niet meer"})
        own = self._do("reporter", "follow.find", form, {"code": self.codes[0]})
        self._do("reporter", "follow.add", own, {"addition": "Nog een raam."})
        mine = self._do("reporter", "mine.open")
        own = self._do("reporter", "mine.show", more=first_row(mine))
        self._finish(self._do("coordinator", "casework.show", more=first_row(mine)))
        own = self._do("reporter", "mine.show", more=first_row(mine))
        own = self._do("reporter", "follow.rate", own, more="yes")
        self._do("reporter", "follow.close", own)
        self._do("newcomer", "mine.open")
        self._prove(mine)
        walk_attaching.walk(self._do, self._bring, self.codes[1])
        other = self._do("reporter", "follow.find", form, {"code": self.codes[1]})
        deputys = first_row(self._do("deputy", "casework.open"))
        report = self._do("deputy", "casework.show", more=deputys)
        form = self._do("deputy", "casework.reader_form", report, more="leave")
        self._do("deputy", "casework.reader_save", form, {})
        form = self._do("deputy", "casework.form", report, more="status")
        self._do("deputy", "casework.save", form, {"status": "in_progress"})
        self._do("reporter", "follow.add", other, {})
        share = self._do("deputy", "casework.form", report, more="share")
        self._do("deputy", "casework.save", share, {"readers": self.handlers[:1]})
        for _ in range(12):
            self._do("guesser", "follow.find", self.screens[-1], {"code": "0000"})

    def _prove(self, mine: Screen) -> None:
        """The coordinator shows in Teams that the account in Slack is theirs as well."""
        asked = mine
        for who in ("reporter", "web", "teams"):
            self._do(who, "proof.begin")
            asked = self._do(who, "proof.send")
            self._do(who, "proof.enter", asked, {"code": "0000-0000"})
        before = len(self.screens)
        self._bring_notices()
        told = next(one for one in self.screens[before:] if one.step == "proof")
        self._do("teams", "proof.enter", asked, {"code": re.findall(r"\b\w{4}-\w{4}\b", repr(told.body))[0]})
        for _ in range(3):
            asked = self._do("reporter", "proof.send")
        self._do("teams", "proof.enter", asked)

    def _wait(self) -> None:
        """An anonymous report and an addition, whose moment has not come."""
        form = self._do("reporter", "follow.open")
        own = self._do("reporter", "follow.find", form, {"code": self._send("anonymous")})
        self._do("reporter", "follow.add", own, {"addition": "Nog een raam."})

    def _learn(self) -> None:
        home, today = self._served[0], NOW.date()
        with unit(self._engine) as session:
            team = walk_learning.people_of_a_team(session, home)
            walk_learning.some_history(session, home, team, today)

        def show(kind: str) -> None:
            with unit(self._engine) as session:
                if kind == "recall":
                    self.screens.append(walk_learning.question(session, home, team[1], self.locale, today))
                    return
                for name in ("first", "second") if kind == "new" else ("first",):
                    made = walk_learning.card(session, home, team[1], name, self.locale, today)
                    self.screens.append(made)

        walk_learning.walk(self._do, show)

    def _coordinate(self) -> None:
        with unit(self._engine) as session:
            for position in range(PAGE * 2 + 1):
                ctx = self._context(session, f"colleague {position}", self._served[:1])
                answers = {"identity": "confidential", "theme": THEMES[position % len(THEMES)], "story": "x"}
                intake.take_in(ctx, answers, receipts.Receipt("", f"look-up {position}"), None)
            audit_secret, organisation = self._vault.audit_secret, self._served[0].id
            for action in ACTIONS_ELSEWHERE:
                actor = {"keys.rotated": "person:9999", "directory.changed": "scim"}.get(action, "system")
                about = f"person:{self.handlers[0]}"
                audit.append(session, audit_secret, NOW.isoformat(), actor, action, organisation, about)
            for kind in ("roles_changed", "link_made"):
                notices.to_staff(self._context(session, "handler"), kind, [int(self.handlers[0])])
        self._bring_notices()
        with unit(self._engine) as session:
            walk_work_list.at_every_moment(self._context(session, "handler"))
            walk_work_list.remind(self._context(session, "handler"))
        self._bring_notices()
        for position in range(PAGE * 2 + 1):
            mine = self._do(f"colleague {position}", "mine.open")
            self._do(f"colleague {position}", "mine.show", more=first_row(mine))
        page = self._do("handler", "casework.open", more=f"open:{PAGE}")
        self._do("handler", "casework.show", more=first_row(page))
        for who in ("handler", "staff"):
            walk_work_list.views(self._do, who)
            walk_work_list.work(self._do, who)
        walk_work_list.keep(self._do, "handler")
        walk_work_list.ready(self._do, "handler")
        walk_work_list.narrow(self._do, "handler", number_of(page))
        walk_searching.look(self._do, "handler")
        walk_searching.search(self._do, "handler")
        protocol.load(None)
        self._do("privacy_officer", "trail.retention")
        self._do("privacy_officer", "trail.open")
        housekeeping.fold(self._engine, self._vault, NOW + timedelta(days=1))
        walk_oversight.walk(self._do)
        with unit(self._engine) as session:
            walk_oversight.download(self._context(session, "privacy_officer"))
        for who in ROLES:
            self._do(who, "menu.open")
            self._do(who, "menu.home")
            self._do(who, "menu.coordinate")
            self._do(who, "trail.open")
        self._do("coordinator", "web.open")
        form, edition = self._do("coordinator", "account.open"), {"edition": "internal"}
        self._do("coordinator", "account.make", form, {"first": "2026-06", "last": "2026-01", **edition})
        for who in ("coordinator", "teams"):  # the same person
            self._do(who, "account.make", form, {"first": "2026-01", "last": "2026-06", **edition})
            self._do(who, "file.open", more="account/2026-01-01/2026-06-30")
        with unit(self._engine) as session:  # more than fit in a list
            home = self._served[0].id
            session.add_all(Department(organisation_id=home, name=f"Afdeling {n}") for n in range(PAGE + 1))
        walk_account.walk(self._do, self._log, NOW.date())
        with unit(self._engine) as session:
            walk_kept.furnish(session, int(self.handlers[0]))
        walk_kept.walk(self._do)
        with unit(self._engine) as session:
            self._served = (organisations.add(session, "leegdorp", "leegdorp"),)
            person = people.add(session, self._served[0].id, "new")
            people.give_role(session, person, "coordinator")
            people.give_address(session, person, "slack", "T1", "new")
        walk_work_list.views(self._do, "new")
        self._do("new", "account.final")
        self._do("new", "account.departments")

    def _log(self, day: date, number: int) -> None:
        with unit(self._engine) as session:
            field_log.add(session, self._served[0].id, "checks", day, number)

    def _bring_notices(self) -> None:
        later = NOW + timedelta(days=1)
        post = Couriers({"slack": self}, later.timestamp)
        send_due(Work(self._engine, self._vault, post, lambda: later, log_failure))
        post.close()

    async def send(self, address: Address, screen: Screen) -> None:
        """A courier that keeps what it brings."""
        self.screens.append(screen)

    async def send_file(self, address: Address, order: FileOrder) -> None:
        """The file itself is no screen."""

    async def close(self) -> None:
        """There is nothing to close."""


def number_of(listing: Screen) -> str:
    """The number of the first report on a list."""
    return next(one.title for one in listing.body if isinstance(one, Row)).partition(":")[0]


def first_row(screen: Screen) -> str:
    """What opens the first line of a list."""
    return next(part.open.argument for part in screen.body if isinstance(part, Row) and part.open)
