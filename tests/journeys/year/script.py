"""What happens in 2026 in two municipalities, one in Slack and one in Teams, and who does it through which
door. Everything is done twice: in Baken, and in the diary."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import yaml

from bot.foundation import words
from tests.bot.account.making import Ended
from tests.bot.gatherings.town import of
from tests.journeys.year.diary import Activity, Colleague, Logged, Meeting, Message, Report, TownDiary
from tests.journeys.year.play import AFTERNOON, Play, Town, working_day
from tests.support.world import World

FIRST, CLOSED, CORRECTED = date(2026, 1, 5), date(2026, 7, 8), date(2026, 7, 20)
SECOND_CLOSED, LAST = date(2027, 1, 8), date(2027, 1, 22)
THEMES = ("drugs", "laundering", "influence", "care_fraud", "cyber", "permits_and_benefits", "unknown")
OUTCOMES = ("no_signal", "department", "check", "riec")
IDENTITIES = ("named", "confidential", "anonymous")
ORIGINS = ("telephone", "m")
REDIRECTS = ("danger", "threat", "digital", "inside", "nuisance")
IN_SPRING = (date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 1), date(2026, 6, 22))
JOINING = (*IN_SPRING, *(date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 2), date(2026, 12, 21)))


def hire(town: Town, play: Play, teams: dict[str, str], old: int, new: int) -> None:
    """Who works there on the first day; who comes, leaves, comes back and moves during the year."""
    rng, names = town.rng, list(teams)
    staff = []
    for number in range(old + new):
        team = names[number % len(names)]
        group = rng.choice(["", "", "", "Balie", "Buitendienst"])
        began = None if number < old else JOINING[number % len(JOINING)]
        key = f"{town.home.slug[:1]}{number}"
        staff.append(Colleague(key, f"Collega {key}", teams[team], team, group, began))
    town.take(*staff[:old])
    for day in JOINING:
        some = [one for one in staff[old:] if one.began == day]
        play.on(working_day(day - timedelta(days=5), 0), partial(town.take, *some))
    others = [one for one in staff[len(names) :] if one.began in (None, *JOINING[:3])]
    leaving = rng.sample(others, (old + new) // 12)
    for number, one in enumerate(leaving):
        last = date(2026, 5, 29) if number % 2 else date(2026, 10, 30)
        play.on(last - timedelta(days=3), partial(_end, town, one, last))
        if number % 4 == 1:
            play.on(date(2026, 9, 7), partial(_return, town, one))
    play.on(date(2026, 3, 17), partial(_move, town, others[-1], names[0], teams[names[0]]))
    stays = next(one for one in others if one.team == names[1] and not one.began and one not in leaving)
    play.on(date(2026, 3, 24), partial(_move, town, stays, names[0], teams[names[0]]))


def _end(town: Town, one: Colleague, last: date) -> None:
    one.ends.append((town.today, last))
    town.take(one)


def _return(town: Town, one: Colleague) -> None:
    one.back = town.today
    one.ends.append((town.today, None))
    town.take(one)


def _move(town: Town, one: Colleague, team: str, place: str) -> None:
    one.team, one.place = team, place
    town.take(one)


def reports(town: Town, play: Play, number: int, left_out: Sequence[dict[str, object]]) -> None:
    """So many reports over the year, at any hour, and what became of each."""
    rng = town.rng
    for at in range(number):
        day = date(2026, 1, 6) + timedelta(days=(at * 358) // number + rng.randint(0, 5))
        said: dict[str, object] = {
            "identity": IDENTITIES[at % 3],
            "theme": THEMES[min(int(rng.random() ** 1.5 * len(THEMES)), len(THEMES) - 1)],
            "place": rng.choice([*town.diary.places, ""]),
        }
        if at % 4 == 3:  # somebody called
            said |= {"origin": ORIGINS[at % 8 // 7], "identity": "anonymous"}
        said |= next((one for one in left_out if one["at"] == at), {})
        play.on(day, partial(_report, town, play, said), rng.choice([AFTERNOON, play.world.clock.now.time()]))
    for at in range(number // 2):
        day = date(2026, 1, 8) + timedelta(days=rng.randrange(350))
        play.on(day, partial(_redirect, town, REDIRECTS[min(at % 7, 4)]))


def _report(town: Town, play: Play, said: dict[str, object]) -> None:
    answers = {name: str(said[name]) for name in ("identity", "theme")}
    if said["place"]:
        answers["department"] = str(place_of(town, str(said["place"])))
    unknown = tuple(str(one) for one in said.get("unknown", ()))  # type: ignore[attr-defined]
    if unknown:
        answers |= {"untold": tuple(str(play.world.people[one]) for one in unknown)}  # type: ignore[dict-item]
    if "described" in said:
        answers |= {"untold_described": str(said["described"])}
    if said.get("origin"):
        walk = town.walk(HANDLERS[town.platform][0][0])
        walk.do("entering", "begin")
        walk.submit(origin=str(said["origin"]), story="Iemand belde.", **answers)
    else:
        walk = town.walk(town.rng.choice(town.staff()))
        walk.reach("receipt", **answers)
    number, _ = walk.codes()
    keep(town, play, number, said)


def keep(town: Town, play: Play, number: str, said: dict[str, object]) -> None:
    """Notes a report that was just handed in, and lets somebody see to it later."""
    theme, place = str(said["theme"]), str(said["place"])
    unknown = frozenset(str(one) for one in said.get("unknown", ()))  # type: ignore[attr-defined]
    if "described" in said:
        unknown = frozenset(key for key, role in HANDLERS[town.platform] if role != "deputy")
    came = str(said.get("origin", ""))
    one = Report(town.today, str(said["identity"]), place, [(town.today, theme)], unknown, origin=came)
    town.diary.reports.append(one)
    id, rng = play.world.report_id(number), town.rng
    handler = next(key for key, _ in HANDLERS[town.platform] if key not in unknown)
    if rng.random() < 0.9:
        day = working_day(town.today + timedelta(days=rng.randint(0, 11)), 0)
        play.on(day, partial(_answer, town, handler, id, one), AFTERNOON)
        if rng.random() < 0.8:
            day = working_day(day + timedelta(days=rng.randint(1, 60)), 0)
            close = partial(_close, town, play, handler, id, one, rng.choice(OUTCOMES))
            play.on(day, close, AFTERNOON)


HANDLERS = {
    "slack": (("handler", ""), ("coordinator", ""), ("deputy", "deputy"), ("handler2", "")),
    "teams": (("onderzoeker", ""), ("regisseur", ""), ("vervanger", "deputy")),
}


def _answer(town: Town, handler: str, id: str, one: Report) -> None:
    _handled(town, handler, id, "answer", message="Dank je. We zoeken het uit.")
    one.answered = town.today


def _close(town: Town, play: Play, handler: str, id: str, one: Report, outcome: str) -> None:
    walk = town.walk(handler)
    walk.do("casework", "show", id)
    assert walk.finish(outcome).step == "report", walk.screen.inputs
    one.closed, one.outcome = town.today, outcome
    one.decided = one.decided or town.today
    opened = sum(len(each.again) for each in town.diary.reports)
    if opened < 2 and not one.unknown_to and not one.again and town.today >= (SOON, LATER)[opened]:
        back = partial(_reopen, town, play, handler, id, one)
        play.on(working_day(town.today + timedelta(days=14), 0), back, AFTERNOON)


SOON, LATER = date(2026, 2, 1), date(2026, 6, 1)  # from when a closed report is opened again, and another one


def _reopen(town: Town, play: Play, handler: str, id: str, one: Report) -> None:
    """A report comes back, and is closed again in three weeks."""
    if sum(len(each.again) for each in town.diary.reports) < 2:
        _handled(town, handler, id, "reopen", reason="Er kwam een tip bij.")
        assert one.closed
        since = one.again[-1].reopened_on if one.again else one.received
        one.again.append(Ended(one.closed, one.outcome, (one.closed - since).days, town.today))
        one.closed, one.outcome = None, ""
        day = working_day(town.today + timedelta(days=21), 0)
        play.on(day, partial(_close, town, play, handler, id, one, "no_action"), AFTERNOON)


def retheme(town: Town, play: Play, old: str, new: str, last: date) -> None:
    """What came in until a day was about something else all the time."""
    handler = HANDLERS[town.platform][0][0]
    for one in town.diary.reports:
        if one.received <= last and one.theme(town.today) == old and not one.unknown_to:
            (id,) = [row[0] for row in _like(play.world, town, one)][:1]
            _handled(town, handler, str(id), "theme", theme=new)
            one.themes.append((town.today, new))


def _like(world: World, town: Town, one: Report) -> list[tuple[object, ...]]:
    """A report in Baken that nothing in the diary tells from this one."""
    told = f"theme = '{one.themes[-1][1]}' AND received_on = '{one.received}' AND identity = '{one.identity}'"
    return of(world.engine, f"SELECT id FROM report WHERE organisation_id = {town.home.id} AND {told}")


def _handled(town: Town, handler: str, id: str, form: str, **said: str) -> None:
    walk = town.walk(handler)
    walk.do("casework", "show", id)
    walk.press("form", form)
    assert walk.submit(**said).step == "report", walk.screen.inputs


def _redirect(town: Town, kind: str) -> None:
    walk = town.walk(town.rng.choice(town.staff()))
    walk.begin()
    walk.submit(kind=kind)
    town.diary.redirects.append((kind, town.today))


def place_of(town: Town, name: str) -> object:
    """The number that a department has in Baken, which its forms send."""
    told = f"organisation_id = {town.home.id} AND name = '{name}'"
    return of(town.world.engine, f"SELECT id FROM department WHERE {told}")[0][0]


def meet(town: Town, team: str, held: date, present: int) -> None:
    """The lead of a team tells that it met."""
    lead = next(key for key, one in town.diary.people.items() if one.team == team)
    walk = town.walk(lead)
    walk.do("meeting", "open")
    walk.press("log")
    walk.submit(held_on=f"{held:%d-%m-%Y}", present=str(present), agreements="")
    assert walk.screen.step == "logged", walk.screen.inputs
    met(town, team, held, present)


def met(town: Town, team: str, held: date, present: int) -> None:
    size = sum(one.team == team and one.is_here(town.today) for one in town.diary.people.values())
    year = max(year for year in town.diary.rounds)
    town.diary.meetings.setdefault(year, []).append(Meeting(team, held, town.today, present, size))


def log(town: Town, kind: str, day: date, number: int, own: str = "") -> None:
    """The coordinator notes what was done outside Baken."""
    walk = town.walk(COORDINATOR[town.platform])
    walk.do("activities", "form")
    walk.submit(kind="new" if own else kind, own=own, day=f"{day:%d-%m-%Y}", number=str(number), note="")
    assert walk.screen.step == "list", walk.screen.inputs
    town.diary.log.append(Logged(own or kind, day, number, town.today))


def promise(town: Town) -> None:
    """The coordinator takes over what plans promise most."""
    walk = town.walk(COORDINATOR[town.platform])
    walk.do("plan", "open")
    walk.press("ready")


COORDINATOR = {"slack": "coordinator", "teams": "regisseur"}


def campaign(town: Town, title: str, day: date) -> None:
    """The coordinator plans a campaign; whoever gets it opens it, or does not."""
    walk = town.walk(COORDINATOR[town.platform])
    walk.do("campaign", "new")
    walk.submit(name="own", title=title, text="Let op: klopt de afzender?", day=f"{day:%d-%m-%Y}")
    assert walk.screen.step == "campaign", walk.screen.inputs
    town.diary.campaigns[title] = Message(day)


def campaign_id(town: Town, title: str) -> str:
    told = f"organisation_id = {town.home.id} AND title = '{title}'"
    return str(of(town.world.engine, f"SELECT id FROM campaign WHERE {told}")[0][0])


def respond(town: Town, title: str, opened: float, finished: float) -> None:
    id = campaign_id(town, title)
    message = town.diary.campaigns[title]
    for who in [one for one in sorted(message.sent) if one in town.here() and one not in town.apart]:
        luck = town.rng.random()
        if luck < opened:
            town.walk(who).do("campaign", "open", id)
            message.opened.add(who)
        if luck < finished:
            for _ in range(2):  # pressed twice
                town.walk(who).do("campaign", "finish", id)
            message.finished.add(who)


def open_elsewhere(town: Town, title: str) -> None:
    """Whoever got a campaign and moved since goes through it only now."""
    id, message = campaign_id(town, title), town.diary.campaigns[title]
    moved = [who for who, place in message.sent.items() if town.diary.people[who].place != place]
    late = [who for who in moved if who in town.here() and who not in town.apart]
    assert late
    for who in late:
        town.walk(who).do("campaign", "finish", id)
        message.opened.add(who)
        message.finished.add(who)


def week(town: Town, play: Play, first: date) -> None:
    """An integrity week from the ready programme, planned three weeks before; people come and vote."""
    days = yaml.safe_load((words.CONTENT / "week" / "week.yml").read_text(encoding="utf-8"))["days"]
    play.on(first - timedelta(days=21), partial(_plan_week, town, first))
    for at, said in enumerate(days):
        day = first + timedelta(days=at)
        for one in said["activities"]:
            town.diary.week[one["name"]] = Activity(one["kind"], day)
        town.diary.votes[day] = set()
        names = [one["name"] for one in said["activities"]]
        play.on(day, partial(_day_of_week, town, day, names), AFTERNOON)
    play.on(first + timedelta(days=7), partial(_count_heads, town, str(days[0]["activities"][0]["name"])))


def _plan_week(town: Town, first: date) -> None:
    walk = town.walk(COORDINATOR[town.platform])
    walk.do("week", "begin")
    last = first + timedelta(days=4)
    walk.submit(title="Week", first=f"{first:%d-%m-%Y}", last=f"{last:%d-%m-%Y}", programme="ready")
    walk.press("sure")
    walk.press("announce")


def activity(town: Town, name: str) -> str:
    told = f"organisation_id = {town.home.id} AND name = '{name}'"
    return str(of(town.world.engine, f"SELECT id FROM activity WHERE {told}")[0][0])


def poll(town: Town, day: date) -> str:
    told = f"organisation_id = {town.home.id} AND kind = 'dilemma' AND opens_on = '{day}'"
    return str(of(town.world.engine, f"SELECT id FROM poll WHERE {told}")[0][0])


def _day_of_week(town: Town, day: date, names: Sequence[str]) -> None:
    for name in names:
        id = activity(town, name)
        for who in town.some(0.12):
            for _ in range(2):  # pressed twice
                assert town.walk(who).do("week", "here", id).step == "present"
            town.diary.week[name].came.add(who)
    for who in [one for one in town.some(0.2) if one not in town.apart]:
        walk = town.walk(who)
        walk.do("week", "dilemma", poll(town, day))
        assert walk.submit(answer=town.rng.choice("abc")).step == "voted"
        town.diary.votes[day].add(who)


def _count_heads(town: Town, name: str) -> None:
    one = town.diary.week[name]
    one.heads = len(one.came) + 6
    walk = town.walk(COORDINATOR[town.platform])
    walk.do("week", "count", activity(town, name))
    walk.submit(headcount=str(one.heads))


def begin_round(town: Town, until: date) -> None:
    walk = town.walk(COORDINATOR[town.platform])
    walk.do("meeting", "begin")
    walk.submit(pack="drugs", until=f"{until:%d-%m-%Y}")
    assert walk.screen.step == "overview", walk.screen.inputs
    town.diary.rounds[town.today.year] = (town.today, until)


def diary(*places: str) -> TownDiary:
    return TownDiary(places)
