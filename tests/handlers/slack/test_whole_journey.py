"""One report from /melden to the figures that are left of it, as signed requests through the real app."""

import json
from functools import partial
from pathlib import Path

import pytest

from bot.foundation import words
from handlers import files
from storage import satisfaction
from storage.tables.delivery import Delivery
from storage.tables.reports import Report
from tests.bot.account.reading import tabs
from tests.handlers.slack.journeys import THEFT, count, hand_in, number_of
from tests.support import afterwards
from tests.support.slack import Somebody
from tests.support.slack_town import Town
from tests.support.world import slack_id

WEIGHED = (
    {"roots": ["business"], "signal": "yes"},
    {"task": "shared"},
    {"legal_ground": "integrity"},
)
RESULT = "Dank je. We bespreken het met onze partners."


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_report_is_weighed_passed_on_told_of_and_destroyed_and_its_figures_stay(
    town: Town, locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = partial(afterwards.workbook, town.world)
    monkeypatch.setitem(files.APART, "account", lambda settings, asked: apart(asked, tmp_path))
    for who in ("employee", "coordinator"):
        town.slack.people[slack_id(who)]["locale"] = {"nl": "nl-NL", "en": "en-US"}[locale]
    reporter, reader = town.somebody("employee"), town.somebody("coordinator")
    hand_in(reporter, identity="confidential")
    number = number_of(reporter)
    report_id = town.world.report_id(number)
    reporter.submit(kept=["kept"])
    reporter.close()
    ask(town, reader, number)
    answer(town, reporter, number)
    decide(town, reader, number, locale)
    rate(town, reporter, locale)

    town.deliver()
    afterwards.close_half_year(town.world)
    export(town, reader, tmp_path, locale)
    public, known = figures(town, tmp_path)
    assert known["summary", "received", "number"] == known["summary", "decided", "number"] == 1
    assert known["outcomes", "riec", "number"] == 1
    assert not {1} & {value for place, value in public.items() if place[0] in ("summary", "outcomes")}
    afterwards.destroy(town.world, report_id)
    assert figures(town, tmp_path) == (public, known)
    reporter.command()
    reporter.close()
    for somebody, action in ((reporter, "mine/open"), (reader, "casework/open")):
        somebody.open_home()
        somebody.press_in(town.slack.homes[somebody.user], action)
        assert number not in somebody.seen()
    assert count(town, Report) == 1


def ask(town: Town, reader: Somebody, number: str) -> None:
    """From the notice to the report and the list, and a question to its reporter."""
    assert town.deliver() == 3 and count(town, Delivery) == 0  # the coordinator and two handlers
    notice = town.messages("coordinator")[-1]
    assert THEFT not in json.dumps(notice) and number not in json.dumps(notice)
    reader.press_in(notice, "casework/next")
    assert THEFT in reader.seen()
    reader.press("casework/open")
    assert number in reader.seen() and THEFT not in reader.seen()
    reader.press("casework/show")
    assert THEFT in reader.seen()
    reader.press("casework/form/question")
    reader.submit(message="Zag je ook een kenteken?")
    assert "Zag je ook een kenteken?" in reader.seen()
    reader.close()


def answer(town: Town, reporter: Somebody, number: str) -> None:
    """The reporter hears that something is there, reads the question and answers it."""
    assert town.deliver() == 1
    waiting = town.messages("employee")[-1]
    assert "kenteken" not in json.dumps(waiting) and number not in json.dumps(waiting)
    reporter.press_in(waiting, "mine/open")
    reporter.press("mine/show")
    assert "Zag je ook een kenteken?" in reporter.seen() and "Coördinator Een" not in reporter.seen()
    reporter.submit(addition="Ja: 00-XX-00")
    assert "Ja: 00-XX-00" in reporter.seen()
    reporter.close()


def decide(town: Town, reader: Somebody, number: str, locale: str) -> None:
    """The weighings, a fact, a review meeting, passing on, and the result to the reporter."""
    town.deliver()
    reader.press_in(town.messages("coordinator")[-1], "casework/next")
    assert "Ja: 00-XX-00" in reader.seen()
    for step in WEIGHED:
        reader.press("casework/decide")
        reader.submit(**step)
        assert reader.step == "casework.report"
    assert words.text("deciding.grounds.integrity.name", locale) in reader.seen()
    reader.press("casework/note")
    reader.submit(note="De aanvrager is nieuw hier.", source="permits", legal_ground="integrity")
    assert "De aanvrager is nieuw hier." in reader.seen()
    meet(reader, number, locale)
    reader.press("casework/show")
    pass_on(reader)
    reader.press("casework/decide")
    assert reader.step.startswith("casework.result")
    reader.submit(message=RESULT)
    assert reader.step == "casework.report"
    reader.press("casework/open")
    assert number not in reader.seen()
    reader.press("casework/open/closed")
    assert number in reader.seen()
    reader.close()


def offered(reader: Somebody, name: str) -> list[str]:
    """What can be chosen for a question."""
    return [one["value"] for one in reader.fields(name)[0]["element"]["options"]]


def meet(reader: Somebody, number: str, locale: str) -> None:
    """A review meeting with the report on its agenda, in which the RIEC is asked to take the lead."""
    reader.press("casework/open")
    reader.press("review/open")
    reader.press("review/begin")
    reader.submit(day="17-03-2026", people=[], guests="Wijkagent")
    assert number in reader.seen()
    reader.submit(reports=[offered(reader, "reports")[0]])
    assert number in reader.seen() and "Wijkagent" in reader.seen()
    reader.press("review/take")
    reader.submit(**{f"choice_{number}": "riec", f"said_{number}": ""})
    assert f"said_{number}" in reader.errors
    reader.submit(**{f"choice_{number}": "riec", f"said_{number}": "Dit is groter dan onze gemeente."})
    assert reader.step == "review.meeting"
    reader.press("review/papers")
    assert words.text("forwarding.on_web", locale) in reader.seen()
    reader.press("review/back")


def pass_on(reader: Somebody) -> None:
    """To the RIEC, without the reporter; there is no file in chat."""
    reader.press("casework/forward")
    chosen = [one for one in offered(reader, "parts") if one in ("story", "fact-1")]
    reader.submit(
        to="riec", name="RIEC Verzonnen", legal_ground="integrity", parts=chosen, summary="Kijk mee."
    )
    assert "RIEC Verzonnen" in reader.seen() and "Employee" not in reader.seen()
    reader.press("casework/forward_send")
    assert "web/open" in json.dumps(reader.modal) and "signal_docx" not in json.dumps(reader.modal)
    reader.press("casework/back")


def rate(town: Town, reporter: Somebody, locale: str) -> None:
    """The reporter reads the result, and says once whether they are satisfied."""
    assert town.deliver() == 1
    told = town.messages("employee")[-1]
    assert RESULT not in json.dumps(told)
    reporter.press_in(told, "mine/open")
    reporter.press("mine/show")
    assert RESULT in reporter.seen()
    reporter.press("follow/rate/partly")
    assert words.text("follow.rated", locale) in reporter.seen()
    assert words.text("follow.satisfaction.title", locale) not in reporter.seen()
    reporter.close()
    with town.world.reading() as session:
        given = satisfaction.counts(session, town.world.organisation.id, afterwards.FIRST)
    assert given == {"partly": 1}


def export(town: Town, reader: Somebody, folder: Path, locale: str) -> None:
    """The coordinator asks for the workbook of the half-year, and gets it in chat."""
    reader.write()
    reader.press_in(town.messages("coordinator")[-1], "menu/coordinate")
    reader.press("account/open")
    reader.submit(first="2026-01", last="2026-06", edition="internal")
    assert reader.step == "account.made"
    assert town.deliver() == 1
    path = folder / "account.xlsx"
    path.write_bytes([*town.slack.files.values()][-1])
    reports = tabs(path)[words.text("workbook.tabs.reports", locale)]
    assert [words.text("workbook.outcomes.riec", locale), 1.0, 1.0] in [row[:3] for row in reports]


def figures(town: Town, folder: Path) -> tuple[afterwards.Figures, afterwards.Figures]:
    """What the council reads, and the coordinator."""
    return afterwards.council(town.world, folder), afterwards.known_to(town.world, "coordinator", folder)
