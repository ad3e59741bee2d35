"""The part of the walk that comes past modules: a newcomer, their lead, and who checks a certificate."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, update

from bot.foundation.screen import Row, Screen
from bot.learning import messages, recall
from bot.messages.mailings import Moment, Recipient
from storage import learning, mailings, people, recalls
from storage.organisations import OrganisationRow
from storage.tables.delivery import Delivery
from storage.tables.directory import Person

Do = Callable[..., Screen]
MODULES = ("first", "second", "desk")


def people_of_a_team(session: Session, organisation: OrganisationRow) -> list[int]:
    """Three people on Slack; the first leads the others."""
    found = []
    for name in ("lead", "learner", "late"):
        person = people.add(session, organisation.id, name)
        people.give_address(session, person, "slack", "T1", name)
        found.append(person)
    led = update(Person).where(col(Person.id).in_(found[1:]))
    session.execute(led.values(lead_id=found[0]))
    return found


def walk(do: Do, show: Callable[[str], None]) -> None:
    """Every screen of a module: pages, every kind of answer, results; my modules, my team, a certificate."""
    do("stranger", "learn.open", more="onboarding/first")
    do("learner", "learn.mine")
    do("learner", "file.open", more="certificate/onboarding/first")
    show("new")
    for wrong in (True, False):
        do("learner", "learn.open", more="onboarding/first")
        screen = do("learner", "learn.again", more="onboarding/first")
        screen = do("learner", "learn.next", screen)
        do("learner", "learn.answer", screen)
        screen = do("learner", "learn.answer", screen, {"answer": "take" if wrong else "ask"})
        show("begun")
        do("learner", "learn.others", screen)
        screen = do("learner", "learn.next", screen)
        given = ("same", "tie") if wrong else ("same", "haste")
        screen = do("learner", "learn.answer", screen, {"answer": given})
        do("learner", "learn.next", do("learner", "learn.next", screen))
        do("learner", "learn.mine")
    _test_out(do)
    show("recall")
    _recall(do)
    do("learner", "learn.open", more="onboarding/first")
    for page in ("", ":1", ":3"):
        do("learner", "learn.look", more=f"onboarding/first{page}")
    for name in ("later", "not_now"):
        do("learner", f"learn.{name}", more="onboarding/second")
    screen = do("learner", "learn.open", more="onboarding/second")
    do("learner", "learn.close", screen)
    screen = do("learner", "learn.next", screen)
    screen = do("learner", "learn.answer", screen, {"answer": "keep"})
    do("learner", "learn.back", screen)
    screen = do("learner", "learn.next", do("learner", "learn.show", screen))
    screen = do("learner", "learn.next", screen)
    do("learner", "learn.practise", screen)
    for story in ("Een raam.", "Maandag zag ik bij de balie een man die volgens mij verdacht is."):
        do("learner", "learn.practise", screen, {"story": story, "identity": "named"})
    do("learner", "learn.open", more="onboarding/gone")
    do("learner", "learn.mine")
    do("late", "learn.mine")
    do("lead", "learn.mine")
    do("coordinator", "learn.mine")
    team = do("lead", "learn.team")
    do("lead", "menu.open")
    rows = [part.open.argument for part in team.body if isinstance(part, Row) and part.open]
    for person in rows[:3]:
        do("lead", "learn.member", more=person)
    do("lead", "learn.team", more="20")
    do("learner", "learn.team")
    form = do("", "learn.verify")
    for code in ("", "0000"):
        do("", "learn.verified", form, {"code": code})
    do("", "learn.verified", form, {"code": "ABCDEFGHJKMN"})


def _test_out(do: Do) -> None:
    """Only the questions: one of them wrong is too few; then once more, and finished."""
    screen = do("learner", "learn.again", more="onboarding/first")
    screen = do("learner", "learn.test_out", screen)
    do("learner", "learn.test_out", screen)
    screen = do("learner", "learn.answer", screen, {"answer": "take"})
    screen = do("learner", "learn.next", screen)
    screen = do("learner", "learn.answer", screen, {"answer": ("same", "haste")})
    do("learner", "learn.next", screen)


def _recall(do: Do) -> None:
    """A question that came back: answered wrongly and rightly; none any more, and again."""
    asked = do("learner", "learn.recall", more="onboarding/first")
    do("learner", "learn.recalled", asked)
    for wrong in (True, False):
        answers = ("take" if wrong else "ask", ("same", "tie" if wrong else "haste"))
        given = answers[int(asked.submit.argument.rpartition("/")[2])] if asked.submit else ""
        do("learner", "learn.recalled", asked, {"answer": given})
    do("learner", "learn.no_recall", more="onboarding/first")
    do("learner", "learn.recall", more="onboarding/first")
    do("learner", "learn.resume_recall")


def question(
    session: Session, organisation: OrganisationRow, person_id: int, locale: str, today: date
) -> Screen:
    """The card of a question that came back."""
    row = learning.find(session, organisation.id, person_id, "onboarding", "first")
    assert row is not None
    recalls.brought(session, [row.id], 1, today)
    person = Recipient(person_id, "Noor Nieuw", "")
    made = recall.show(Moment(session, organisation, person, "onboarding/first", locale, today))
    assert made is not None
    return made


def some_history(session: Session, organisation: OrganisationRow, team: list[int], today: date) -> None:
    """One who is late, one who is in time, one certificate with a code that is known; a team of many."""
    for person, rows in ((team[1], MODULES[:2]), (team[2], MODULES)):
        for name in rows:
            learning.assign(session, [given(organisation, person, name, today, late=person == team[2])])
    learning.assign(session, [given(organisation, team[0], "first", today, late=False)])
    done = learning.find(session, organisation.id, team[0], "onboarding", "first")
    assert done is not None
    learning.change(session, done.id, finished_on=today)
    about = "onboarding/second"
    mailings.plan(session, organisation.id, "module", "module/0", about, [team[1]], datetime.now(UTC), today)
    session.execute(update(Delivery).values(state="sent", settled_on=today))
    row = learning.find(session, organisation.id, team[2], "onboarding", "desk")
    assert row is not None
    learning.change(session, row.id, finished_on=today, certificate="ABCD-EFGH-JKMN")
    for number in range(21):
        person = people.add(session, organisation.id, f"medewerker {number}")
        session.execute(update(Person).where(col(Person.id) == person).values(lead_id=team[0]))


def given(
    organisation: OrganisationRow, person: int, name: str, today: date, late: bool
) -> dict[str, object]:
    due = today - timedelta(days=3) if late else today + timedelta(days=3)
    return {
        "organisation_id": organisation.id,
        "person_id": person,
        "programme": "onboarding",
        "module": name,
        "assigned_on": today - timedelta(days=20),
        "due_on": due,
        "brought": 2 if name == "second" else 1,
    }


def card(
    session: Session, organisation: OrganisationRow, person: int, name: str, locale: str, today: date
) -> Screen:
    """The message that brings a module."""
    about = f"onboarding/{name}"
    shown = messages.show(Moment(session, organisation, Recipient(person, "", ""), about, locale, today))
    assert shown is not None
    return shown
