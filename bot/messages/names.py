"""What a person calls a push: "Module Signalen herkennen, herinnering" and not a key."""

from bot.account.periods import called
from bot.campaigns.screens import title_of
from bot.foundation import words
from bot.integrity_week import screens
from bot.integrity_week.messages import OF_ACTIVITY
from bot.learning import content
from bot.messages.mailings import Naming
from storage import campaigns, mailings, meetings, teams
from storage import week as weeks


def module(naming: Naming) -> str:
    """A module by its title, and whether this is a reminder."""
    found = content.find(naming.organisation.slug, naming.push.about)
    if found is None:
        return ""
    push, home = naming.push, naming.organisation.id
    again = not push.key.endswith("/0") and mailings.was_sent(
        naming.session, home, push.kind, push.about, before=push.id
    )
    return say(
        naming, f"going_out.names.module{'_again' if again else ''}", title=found.words[naming.locale].title
    )


def meeting(naming: Naming) -> str:
    """What of a team's meeting, and of which team."""
    kind, id = (*naming.push.about.split("/"), "")[:2]
    home, day = naming.organisation.id, naming.push.planned_on
    row = meetings.by_id(naming.session, home, int(id)) if id.isdecimal() else None
    team = teams.one(naming.session, home, row.team_id, day) if row else None
    return say(naming, f"going_out.names.meeting.{kind}", team=team.name) if team else ""


def week(naming: Naming) -> str:
    """What of an integrity week, or of which activity in it."""
    kind, id = (*naming.push.about.split("/"), "")[:2]
    home = naming.organisation.id
    if not id.isdecimal():
        return ""
    if kind in OF_ACTIVITY:
        one = weeks.activity(naming.session, home, int(id))
        title = screens.title_of(one, naming.locale) if one else ""
    else:
        row = weeks.by_id(naming.session, home, int(id))
        title = row.title if row else ""
    return say(naming, f"going_out.names.week.{kind}", title=title) if title else ""


def account(naming: Naming) -> str:
    """What of the account, and of which half-year or month."""
    kind, of = (*naming.push.about.split("/"), "")[:2]
    if kind == "digest":
        month = f"{say(naming, f'months.m{int(of[-2:])}')} {of[:4]}"
        return say(naming, "going_out.names.account.digest", month=month)
    half = called(of, naming.locale, naming.organisation.slug)
    return say(naming, f"going_out.names.account.{kind}", half=half)


def campaign(naming: Naming) -> str:
    """A campaign by its title."""
    about = naming.push.about
    row = campaigns.by_id(naming.session, naming.organisation.id, int(about)) if about.isdecimal() else None
    return say(naming, "going_out.names.campaign", title=title_of(row, naming.locale)) if row else ""


def say(naming: Naming, key: str, **params: object) -> str:
    """The words for a key, in the language and the own words of the organisation."""
    return words.text(key, naming.locale, naming.organisation.slug, **params)
