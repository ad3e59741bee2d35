"""What was passed on, as a file: a signal form for word processors, and JSON (docs/forwarding.md)."""

import json

from bot.documents.word import SOFT, About, Document
from bot.files.orders import DOCX, JSON, Asked, Made
from bot.foundation import drafts, style
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.reports import forwarding, outgoing, readers
from bot.reports.outgoing import Outgoing
from storage import reports


def as_json(asked: Asked) -> Made:
    """As it was written down. Raises Mistake for who may not know of the report any more."""
    out = _out(asked)
    content = json.dumps(out, ensure_ascii=False, indent=2).encode()
    return Made(_name(asked, out, "json"), JSON, content)


def as_docx(asked: Asked) -> Made:
    """The same as a form. Raises Mistake for who may not know of the report any more."""
    out = _out(asked)
    say = asked.say
    title = say("forwarding.document.title")
    about = About(
        title,
        out["signal"]["number"],
        out["sender"]["organisation"],
        asked.locale,
        style.current(asked.organisation.slug).colour,
        say("forwarding.document.mark"),
        f"{out['sender']['organisation']} · {out['signal']['number']}",
        say("forwarding.document.page"),
    )
    document = Document(about, asked.now)
    document.heading(title, 0)
    document.say(say("forwarding.document.text"), colour=SOFT)
    document.table(
        (say("forwarding.document.field"), say("forwarding.document.content")),
        outgoing.lines(out, say),
        widths=(1, 2),
    )
    document.heading(say("forwarding.document.received"), 1)
    document.table(
        (say("forwarding.document.field"), say("forwarding.document.content")),
        [(say(f"forwarding.document.{one}"), "") for one in ("by", "on", "reference")],
        widths=(1, 2),
    )
    return Made(_name(asked, out, "docx"), DOCX, document.content())


def _out(asked: Asked) -> Outgoing:
    ctx = Context.of(asked.session, asked.vault, Visitor("system"), asked.organisation, asked.now)
    state = drafts.load(ctx, asked.argument, "signal")
    viewer = readers.viewer_of(asked.vault, asked.person)
    report = reports.get_for(asked.session, viewer, state["report"]) if viewer else None
    if report is None:
        raise Mistake("report_gone")
    out: Outgoing = forwarding.forwarded(ctx, report, state["at"]).said["out"]
    return out


def _name(asked: Asked, out: Outgoing, form: str) -> str:
    return asked.say("forwarding.file", number=out["signal"]["number"], form=form)
