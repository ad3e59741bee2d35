"""Files of an activity: an entry for a calendar, and a poster with the code."""

from datetime import UTC, timedelta

from bot.documents.rendering import fitting, render
from bot.files.orders import ICS, PDF, Asked, Made
from bot.foundation import access
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.style import current
from bot.integrity_week import screens
from storage import recipients, week
from storage.week import ActivityRow


def calendar(asked: Asked) -> Made:
    """The activity for somebody's calendar. Its times are in UTC, which every calendar reads; what was moved
    or called off has the same UID and a higher SEQUENCE (RFC 5546, 3.2.1 and 3.2.5), so that it changes what
    stands there or takes it away."""
    from icalendar import Calendar, Event, vCalAddress, vText  # only where a file is made

    one = _activity(asked)
    entry = Event()
    entry.add("uid", f"activity-{one.id}@{asked.organisation.slug}.baken")
    entry.add("dtstamp", asked.now)
    entry.add("summary", screens.title_of(one, asked.locale))
    entry.add("sequence", one.sequence)
    entry.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    entry.add("dtstart", one.starts_at.astimezone(UTC))
    entry.add("dtend", (one.starts_at + timedelta(minutes=one.minutes)).astimezone(UTC))
    organiser = vCalAddress("invalid:nomail")  # who organises has no address here; the standard wants one
    organiser.params["CN"] = vText(asked.organisation.name)
    entry.add("organizer", organiser)
    entry.add("description", screens.text_of(one, asked.locale).strip())
    for name, value in (("location", one.place), ("url", one.link)):
        if value:
            entry.add(name, value)
    made = Calendar()
    made.add("prodid", "-//Baken//Baken//NL")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if one.cancelled else "PUBLISH")
    made.add_component(entry)
    return Made(_name(asked, "calendar"), ICS, made.to_ical())


def poster(asked: Asked) -> Made:
    """A page to hang up at the activity, with the code in letters and as QR. For the coordinator."""
    import segno  # only where a poster is made

    if not asked.person.roles & access.MAY["plan_gatherings"]:
        raise Mistake("not_allowed")
    one = _activity(asked)
    code, title = f"{one.code[:3]}-{one.code[3:]}", screens.title_of(one, asked.locale)
    say = asked.say
    data = {
        "lang": asked.locale,
        "title": title,
        "title_size": fitting(title, 34, 36),
        "organisation": asked.organisation.name,
        "code": code,
        "qr": segno.make_qr(code, error="m").svg_inline(border=2, omitsize=True),
        "alt": say("week.poster.alt", code=code),
        "here": say("week.poster.here"),
        "steps": [say(f"week.poster.steps.{step}") for step in ("open", "press", "type")],
        "privacy": say("week.poster.privacy"),
    }
    return Made(_name(asked, "poster"), PDF, render("poster", data, current(asked.organisation.slug)))


def _activity(asked: Asked) -> ActivityRow:
    id = parse_id(asked.argument)
    one = week.activity(asked.session, asked.organisation.id, id)
    row = week.by_id(asked.session, asked.organisation.id, one.week_id) if one else None
    if one is None or row is None:
        raise Mistake("week_gone")
    coordinator = asked.person.roles & access.MAY["plan_gatherings"]
    mine = recipients.among(asked.session, asked.organisation.id, one.groups, asked.person.id)
    if not coordinator and not (row.announced and mine):
        raise Mistake("week_gone")
    return one


def _name(asked: Asked, kind: str) -> str:
    return asked.say(f"week.files.{kind}", number=asked.argument)
