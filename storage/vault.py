"""The key database at work: a key for each report, and the secrets of this deployment.

A report's key commits here first; only then the report commits in the main database. A crash between the
two leaves a key without a report, which `sweep` removes, and never a report without a key.
"""

import hashlib
import hmac
import secrets as random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Engine
from sqlmodel import col, delete, select

from storage import sealing, shuffling
from storage.db import among, one_at_a_time, reading, unit, wipe_deleted
from storage.locks import Lock
from storage.masters import MasterKeys, WrongMaster
from storage.tables.keys import ReportKey, Secret

PLACES: tuple[shuffling.Place, ...] = ((ReportKey, "report_id"),)
SECRETS = ("pepper", "salt", "audit", "index", "draft", "notice")
SOME = 500  # keys at a time
ORPHAN_AGE = timedelta(days=2)  # days are all that a key remembers of its age


class Effort(NamedTuple):
    """What the slow hash of an old receipt costs (argon2id). Every copy of Baken on a database must take the
    same, or it does not find them."""

    iterations: int
    memory: int  # KiB


EFFORT = Effort(2, 19 * 1024)  # about 30 ms
KEYED = "k"  # how the look-up of a receipt begins since decision 34; an old one is hexadecimal


class NotReady(Exception):
    """The databases were never migrated, or not yet to this version."""


class Destroyed(Exception):
    """The report's key is gone, and with it everything that was sealed in the report."""


class Vault:
    """Opens and closes what is confidential. One for each process; safe in threads."""

    def __init__(self, engine: Engine, masters: MasterKeys, effort: Effort = EFFORT) -> None:
        """Loads the secrets. Another `effort` is for tests. Raises WrongMaster, NotReady (never migrated)."""
        self._effort = effort
        self.engine = engine
        self.masters = masters
        with reading(engine) as session:
            rows = session.exec(select(Secret)).all()
        self._secrets = {
            row.name: masters.unwrap(row.wrapped, row.master, "secret", row.name) for row in rows
        }
        if set(SECRETS) - set(self._secrets):
            raise NotReady
        self.audit_secret = self._secrets["audit"]
        self.pair_mark = self._keyed("index", "pair")
        self.notice_key = sealing.derive(self._secrets["notice"], "notice")

    def make_report_key(
        self, report_id: str, organisation_id: int, reporter: str | None, today: date
    ) -> bytes:
        """A new key, committed before it is returned. `reporter` finds the report under "My reports"."""
        key = sealing.new_key()
        wrapped, master = self.masters.wrap(key, "report-key", organisation_id, report_id)
        found_by = self.reporter_hash(organisation_id, reporter) if reporter else None
        kept: dict[str, Any] = {"wrapped": wrapped, "master": master, "reporter": found_by, "made_on": today}
        with unit(self.engine) as session:
            session.add(ReportKey(report_id=report_id, organisation_id=organisation_id, **kept))
        return key

    def report_keys(self, organisation_id: int, report_ids: Iterable[str]) -> dict[str, bytes]:
        """The keys of those reports that were not destroyed."""
        wanted = select(ReportKey.report_id, ReportKey.wrapped, ReportKey.master)
        with reading(self.engine) as session:
            some = among(session, col(ReportKey.report_id), report_ids)
            rows = session.exec(wanted.where(some, ReportKey.organisation_id == organisation_id)).all()
        place = "report-key", organisation_id
        return {one: self.masters.unwrap(key, master, *place, one) for one, key, master in rows}

    def report_key(self, organisation_id: int, report_id: str) -> bytes:
        """The key of one report. Raises Destroyed."""
        keys = self.report_keys(organisation_id, [report_id])
        if report_id not in keys:
            raise Destroyed
        return keys[report_id]

    def reports_of(self, organisation_id: int, reporters: Iterable[str]) -> list[str]:
        """The ids of the reports that somebody (known by any of these names) handed in under a name."""
        hashes = [self.reporter_hash(organisation_id, reporter) for reporter in reporters]
        with reading(self.engine) as session:
            return list(session.exec(select(ReportKey.report_id).where(col(ReportKey.reporter).in_(hashes))))

    def destroy(self, *report_ids: str) -> None:
        """Destroys the keys of reports: they are gone, also from every backup of the main database."""
        if report_ids:
            with unit(self.engine) as session:
                session.exec(delete(ReportKey).where(col(ReportKey.report_id).in_(report_ids)))
            wipe_deleted(self.engine, ReportKey)

    def shuffle(self, report_ids: Iterable[str]) -> None:
        """Writes the keys of these reports anew, in a random order."""
        with unit(self.engine) as session:
            shuffling.hold(session, PLACES)
            shuffling.shuffle(session, PLACES, report_ids)

    def sweep(self, existing: Callable[[list[str]], set[str]], today: date) -> int:
        """Removes keys older than two days whose report never came; gives how many. Looks first, a few at a
        time, and writes only what is to go: nobody who reports waits for it."""
        _, orphans = self.orphans(existing, today - ORPHAN_AGE)
        for start in range(0, len(orphans), SOME):
            self.destroy(*orphans[start : start + SOME])
        return len(orphans)

    def orphans(self, existing: Callable[[list[str]], set[str]], before: date) -> tuple[int, list[str]]:
        """How many keys were made before a day, and the ids of those whose report is not there."""
        number, found, last = 0, list[str](), ""
        while some := self._old(before, last):
            number += len(some)
            found += set(some) - existing(some)
            last = some[-1]
        return number, found

    def _old(self, before: date, after: str) -> list[str]:
        """The next ids of keys made before a day."""
        wanted = select(ReportKey.report_id).where(ReportKey.made_on < before, ReportKey.report_id > after)
        with reading(self.engine) as session:
            return list(session.exec(wanted.order_by(ReportKey.report_id).limit(SOME)))

    def rotate(self) -> int:
        """Wraps everything with the newest master key, a few at a time; changes no key and no secret.

        Gives how many. Raises WrongMaster, before anything is changed, when a master key is missing."""
        if self.lost_masters():
            raise WrongMaster
        with unit(self.engine) as session:
            secrets = session.exec(select(Secret).where(Secret.master != self.masters.newest)).all()
            for secret in secrets:
                value = self.masters.unwrap(secret.wrapped, secret.master, "secret", secret.name)
                secret.wrapped, secret.master = self.masters.wrap(value, "secret", secret.name)
        changed = len(secrets)
        while some := self._rewrap():
            changed += some
        wipe_deleted(self.engine)  # whoever has the old master key finds nothing that it opens
        return changed

    def _rewrap(self) -> int:
        wanted = select(ReportKey).where(ReportKey.master != self.masters.newest).limit(SOME)
        with unit(self.engine) as session:
            rows = session.exec(wanted).all()
            for row in rows:
                row.wrapped, row.master = self.masters.wrap(self._open(row), *_place(row))
        return len(rows)

    def lost_masters(self) -> int:
        """How many master keys that are not given wrap the key of a report, which so cannot be opened."""
        wanted = select(ReportKey.master).where(col(ReportKey.master).not_in(self.masters.by_fingerprint))
        with reading(self.engine) as session:
            return len(session.exec(wanted.distinct()).all())

    def draft_key(self, token: str) -> bytes:
        """The key of one draft: it needs the token, which lives in the open dialogue alone."""
        return sealing.derive(self._secrets["draft"], "draft", salt=token.encode())

    def learning_key(self, learning_id: int) -> bytes:
        """The key under which it is kept how far somebody is in one module."""
        return sealing.derive(self._secrets["draft"], "learning", salt=str(learning_id).encode())

    def reporter_hash(self, organisation_id: int, reporter: str) -> str:
        return self._keyed("index", "reporter", organisation_id, reporter)

    def handler_hash(self, organisation_id: int, person_id: int) -> str:
        """How the main database names a handler who may not know of a report, for good."""
        return self._keyed("index", "handler", organisation_id, person_id)

    def handler_keys(self, organisation_id: int, person_id: int) -> tuple[str, str]:
        """The same, and the name of one who may not know of it until they are let in."""
        aside = self._keyed("index", "aside", organisation_id, person_id)
        return self.handler_hash(organisation_id, person_id), aside

    def person_mark(self, organisation_id: int, kind: str, value: str) -> str:
        """By what somebody is known again who was erased: an address, id, number or chat account."""
        return self._keyed("index", "person", organisation_id, kind, value)

    def session_mark(self, token: str, at: int) -> str:
        """What only we can have written beside the moment (in seconds) at which a session was used."""
        return self._keyed("index", "session", token, at)

    def lane(self, platform: str, workspace: str, user: str) -> str:
        """What a conversation is called where it is noted when it had its last message."""
        return self._keyed("index", "lane", platform, workspace, user)

    def proof_mark(self, token: str, asker: str, *places_and_code: str) -> str:
        """What is kept of a code by which somebody shows that another account is theirs."""
        return self._keyed("index", "proof", token, asker, *places_and_code)

    def picture_mark(self, name: str) -> str:
        """What only we can have put in the address of a picture."""
        return self._keyed("index", "picture", name)[:32]

    def label_mark(self, organisation_id: int, label: str) -> str:
        """What stands for a label of reports in addresses; it is kept nowhere."""
        return self._keyed("index", "label", organisation_id, label)[:16]

    def once_hash(self, scope: str, person_id: int) -> str:
        """How it is noted that somebody was counted already in a scope."""
        return self._keyed("index", "once", scope, person_id)

    def receipt_lookup(self, code: str) -> str:
        """Where a receipt is found: a keyed hash, as a code has 80 random bits (decision 34)."""
        return KEYED + self._keyed("pepper", "receipt", code)

    def old_receipt_lookup(self, code: str) -> str:
        """Where a receipt from before decision 34 is found. Slow: call it while no unit of work is open."""
        iterations, memory = self._effort
        slow = Argon2id(
            salt=self._secrets["salt"][:16], length=32, iterations=iterations, lanes=1, memory_cost=memory
        ).derive(code.encode())
        return hmac.new(self._secrets["pepper"], slow, hashlib.sha256).hexdigest()

    def _open(self, row: ReportKey) -> bytes:
        return self.masters.unwrap(row.wrapped, row.master, *_place(row))

    def _keyed(self, secret: str, *parts: str | int) -> str:
        text = "\x1f".join(str(part) for part in parts)
        return hmac.new(self._secrets[secret], text.encode(), hashlib.sha256).hexdigest()


def _place(row: ReportKey) -> tuple[str | int, ...]:
    return "report-key", row.organisation_id, row.report_id


def make_secrets(engine: Engine, masters: MasterKeys) -> None:
    """Makes the secrets that are not there yet; part of every migration, does nothing the second time."""
    with unit(engine) as session:
        one_at_a_time(session.connection(), Lock.SECRETS)
        present = set(session.exec(select(Secret.name)).all())
        for name in SECRETS:
            if name not in present:
                wrapped, master = masters.wrap(random.token_bytes(32), "secret", name)
                session.add(Secret(name=name, wrapped=wrapped, master=master))
