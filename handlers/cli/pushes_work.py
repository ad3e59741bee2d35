"""What `baken pushes …` does. Sentences are English, as on the whole command line."""

from collections.abc import Iterator
from typing import cast

from bot.foundation import words
from bot.foundation.context import ZONE
from bot.messages import names, once_more, steering
from bot.messages.mailings import Naming
from bot.messages.monitor import LOST_FOR
from bot.messages.steering import NOTICES_TOLD, TOLD, Verb, stage, tally
from handlers.cli.people_work import LOCALE, Opened, opened, person
from handlers.desk import utc_now
from storage import audit, db, mailings

__all__ = ["about", "before", "opened", "send", "steer", "table"]
AT_ONCE = 500  # pushes, or people in trouble, that are asked for at a time


def table(at: Opened, everything: bool) -> Iterator[str]:
    """What is going out, one on a line with tabs; last the notices, which are only counted."""
    since = None if everything else utc_now().astimezone(ZONE).date() - LOST_FOR
    with db.reading(at.engine) as session:
        skip = 0
        while found := mailings.listed(session, at.organisation.id, AT_ONCE, skip, since):
            skip += len(found)
            for push in found:
                count = tally(push)
                name = names.called(Naming(session, at.organisation, push, LOCALE))
                told = f"{count.sent} of {count.all} sent\t{count.failed} failed\t{count.unknown} unknown"
                yield f"{push.id}\t{stage(push)}\t{told}\t{name}"
        counts = mailings.notices(session, at.organisation.id)
        numbers = [f"{counts.get(state, 0)} {said}" for state, said in _NOTICES]
        yield "\t".join(["notices", *numbers])


def about(at: Opened, push_id: int) -> Iterator[str]:
    """How far a push is, and who did not get it. Raises Mistake."""
    with db.reading(at.engine) as session:
        push = steering.found(session, at.organisation.id, push_id)
        yield f"Name: {names.called(Naming(session, at.organisation, push, LOCALE))}"
        yield f"Key: {push.key}"
        yield f"Planned on: {push.planned_on}"
        yield f"Status: {stage(push)}"
        for field, number in tally(push)._asdict().items():
            yield f"{words.text(f'going_out.facts.{field}', LOCALE)}: {number}"
        skip = 0
        while found := mailings.trouble(session, push_id, AT_ONCE, skip):
            skip += len(found)
            for row in found:
                unknown = row.state == "unknown"
                key = "going_out.perhaps" if unknown else f"people.why.{row.why}"
                yield "\t".join([row.name, row.email, words.text(key, LOCALE, email=row.email)])


def steer(at: Opened, push_id: int | None, what: str) -> int:
    """Pauses, resumes, cancels or sends again, and tells the trail; without an id the notices. Gives how many
    messages that was about. Raises Mistake."""
    now, verb, organisation_id = utc_now(), cast(Verb, what), at.organisation.id
    with db.unit(at.engine) as session:
        if push_id is None:
            many, told, subject = steering.resend_notices(session, organisation_id, now), NOTICES_TOLD, ""
        else:
            many = steering.steer(session, organisation_id, push_id, verb, now)
            told, subject = TOLD[verb], f"push:{push_id}"
        when = now.isoformat(timespec="seconds")
        audit.append(
            session, at.vault.audit_secret, when, "system", told, organisation_id, subject, str(many)
        )
    return many


def before(at: Opened, push_id: int, who: str) -> str:
    """Whether somebody (by e-mail address or number) had a message, in a sentence. Raises Mistake."""
    with db.reading(at.engine) as session:
        push = steering.found(session, at.organisation.id, push_id)
        had = once_more.before(session, at.organisation, push, person(session, at, who), utc_now(), LOCALE)
    return words.text(f"going_out.before.{had.state}", LOCALE, day=had.day)


def send(at: Opened, push_id: int, who: str) -> str:
    """Sends a message to somebody once more, and tells the trail; gives their name. Raises Mistake."""
    now, organisation_id = utc_now(), at.organisation.id
    with db.unit(at.engine) as session:
        push, to = steering.found(session, organisation_id, push_id), person(session, at, who)
        once_more.again(session, at.organisation, push, to, now)
        when, subject = now.isoformat(timespec="seconds"), f"push:{push_id}"
        told = ("system", once_more.SENT, organisation_id, subject, f"person:{to.id}")
        audit.append(session, at.vault.audit_secret, when, *told)
    return to.name


_NOTICES = (("pending", "waiting"), ("sending", "under way"), ("failed", "failed"), ("unknown", "unknown"))
