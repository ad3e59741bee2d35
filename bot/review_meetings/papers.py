"""The report list of a review meeting and its minutes, for word processors."""

from collections.abc import Callable

from bot.documents.word import SOFT, About, Document
from bot.files.orders import DOCX, Asked, Made
from bot.foundation import drafts, style
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.reports import conversation, deciding_screens, dossier, outgoing, readers, report_facts
from bot.review_meetings import agenda
from bot.review_meetings.agenda import Review
from bot.screens import dates
from storage.reports import ReportRow

Lines = Callable[[Context, Review, ReportRow], list[tuple[str, str]]]


def report_list(asked: Asked) -> Made:
    """What the meeting works from: each report with what was handed in, its facts, its step and its ground;
    nothing that tells of the reporter. Raises Mistake."""
    return _made(asked, "report_list", _handed_in)


def minutes(asked: Asked) -> Made:
    """Who was there, and what was said and decided about each report. Raises Mistake."""
    return _made(asked, "minutes", _decided)


def _made(asked: Asked, name: str, of_report: Lines) -> Made:
    ctx = Context.of(asked.session, asked.vault, Visitor("system"), asked.organisation, asked.now)
    ctx = ctx.moved_to(locale=asked.locale)
    state = drafts.load(ctx, asked.argument, "review_paper")
    viewer = readers.viewer_of(asked.vault, asked.person)
    if viewer is None:
        raise Mistake("not_allowed")
    review = agenda.of(ctx, state["meeting"], asked.person.id)
    document = _begun(asked, ctx, review, name)
    for report in agenda.discussed(ctx, review, viewer).reports:
        document.heading(f"{report.number} · {report_facts.theme(ctx, report.theme)}", 1)
        for label, text in of_report(ctx, review, report):
            document.term(label, text)
    if name == "minutes" and review.remarks:
        document.heading(ctx.say("review.facts.remarks"), 1)
        document.say(review.remarks)
    return Made(ctx.say(f"review.files.{name}", day=review.held_on.isoformat()), DOCX, document.content())


def _begun(asked: Asked, ctx: Context, review: Review, name: str) -> Document:
    title = ctx.say(f"review.papers.{name}")
    day = dates.written(review.held_on, ctx.locale, ctx.organisation.slug)
    about = About(
        title,
        day,
        asked.organisation.name,
        asked.locale,
        style.current(asked.organisation.slug).colour,
        ctx.say("forwarding.document.mark"),
        f"{asked.organisation.name} · {day}",
        ctx.say("forwarding.document.page"),
    )
    document = Document(about, asked.now)
    document.heading(title, 0)
    document.say(day, of="Subtitle")
    document.term(ctx.say("review.facts.people"), ", ".join(review.names))
    if review.guests:
        document.term(ctx.say("review.facts.guests"), review.guests)
    document.say(ctx.say("review.papers.text"), colour=SOFT)
    return document


def _handed_in(ctx: Context, review: Review, report: ReportRow) -> list[tuple[str, str]]:
    file = dossier.of(ctx, report)
    found = [
        (ctx.say("deciding.step"), deciding_screens.step_words(ctx, report)),
        (ctx.say("casework.facts.received"), conversation.day(ctx, report.received_on)),
    ]
    if ground := dossier.ground(file):
        said = next(one.said for one in reversed(file) if one.said.get("ground") == ground)
        found.append((ctx.say("forwarding.fields.ground"), deciding_screens.ground_of(ctx, said)))
    found += [(label, text) for _, label, text in outgoing.answers(ctx, conversation.content(ctx, report))]
    found += [
        (ctx.say("forwarding.fields.fact"), deciding_screens.words(ctx, one)) for one in outgoing.facts(file)
    ]
    return found


def _decided(ctx: Context, review: Review, report: ReportRow) -> list[tuple[str, str]]:
    here = [one for one in dossier.of(ctx, report) if one.said.get("meeting") == review.id]
    found = [
        (ctx.say(f"deciding.kinds.{'decision' if one.kind == dossier.DECISION else 'meeting'}"), words)
        for one in here
        for words in (deciding_screens.words(ctx, one),)
    ]
    return found or [(ctx.say("review.papers.nothing"), "")]
