"""The certificate of a module that was finished, and the code by which anybody can check it."""

import secrets
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from bot.documents.certificate import certificate, whole_certificate
from bot.files.orders import PDF, Asked, Made
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.learning import content as learning_content
from bot.learning import programmes
from bot.learning.content import Module
from bot.reports import receipts
from storage import learning

KIND, WHOLE = "certificate", "programme_certificate"
GROUPS, GROUP = 3, 4  # 60 random bits


class Proof(NamedTuple):
    """What a code proves: that somebody of this organisation finished this module on this day."""

    organisation: str
    module: str
    day: date


def earned(ctx: Context, module: Module) -> dict[str, Any]:
    """What is noted of a module that was finished today."""
    return {"finished_on": ctx.today, "version": module.version, "certificate": new_code()}


def new_code() -> str:
    """A random code in groups, made to be written down."""
    groups = ("".join(secrets.choice(receipts.ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def make(asked: Asked) -> Made:
    """The certificate of the person who asks; the argument is the module. Raises Mistake without one."""
    module = learning_content.find(asked.organisation.slug, asked.argument)
    programme, _, name = asked.argument.partition("/")
    row = learning.find(asked.session, asked.organisation.id, asked.person.id, programme, name)
    if module is None or row is None or row.finished_on is None or row.certificate is None:
        raise Mistake("learn_not_finished")
    content = certificate(
        asked.organisation,
        asked.person.name,
        module.words[asked.locale].title,
        row.finished_on,
        row.certificate,
        asked.locale,
        learning_content.of(asked.organisation.slug)[programme].titles[asked.locale],
    )
    return Made(f"{name}-{row.finished_on:%Y-%m-%d}.pdf", PDF, content)


def make_whole(asked: Asked) -> Made:
    """The certificate of a whole programme, which the argument names. It lists each module with its day and
    its code: those prove it. Raises Mistake before all of it is done."""
    rows = learning.of_person(asked.session, asked.organisation.id, asked.person.id)
    theirs = programmes.modules(asked.session, asked.organisation, asked.person.id, rows)
    every = programmes.begun(asked.organisation, rows, theirs)
    found = next((one for one in every if one.programme.name == asked.argument), None)
    if found is None or not found.is_complete:
        raise Mistake("learn_not_finished")
    proofs = []
    for module in found.modules:
        row = found.finished[module.name]
        assert row.finished_on is not None
        proofs.append((module.words[asked.locale].title, row.finished_on, row.certificate or ""))
    last, title = max(day for _, day, _ in proofs), found.programme.titles[asked.locale]
    about = asked.organisation, asked.person.name, title, last
    return Made(f"{asked.argument}-{last:%Y-%m-%d}.pdf", PDF, whole_certificate(*about, proofs, asked.locale))


def prove(session: Session, code: str, locale: str) -> Proof | None:
    """What a code proves, however it was typed; nothing when there is no such certificate."""
    plain = receipts.plain(code)
    if len(plain) != GROUPS * GROUP:
        return None
    written = "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
    found = learning.certified(session, written)
    if found is None:
        return None
    module = learning_content.find(found.slug, f"{found.programme}/{found.module}")
    title = module.words[locale].title if module else found.module
    return Proof(found.organisation, title, found.finished_on)
