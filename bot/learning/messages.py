"""The message that brings a module: what it is about, and whether to start now, later, or not now."""

from bot.foundation import words
from bot.foundation.screen import Action, Screen
from bot.learning import content
from bot.messages.mailings import Moment, Naming
from storage import learning, mailings
from storage import mailings as kept

BUTTONS = (("open", "start"), ("later", "later"), ("not_now", "not_now"))


def name(naming: Naming) -> str:
    """A module by its title, and whether this is a reminder."""
    found = content.find(naming.organisation.slug, naming.push.about)
    if found is None:
        return ""
    push, organisation_id = naming.push, naming.organisation.id
    again = not push.key.endswith("/0") and kept.was_sent(
        naming.session, organisation_id, push.kind, push.about, before=push.id
    )
    return naming.say(
        f"going_out.names.module{'_again' if again else ''}", title=found.words[naming.locale].title
    )


def show(moment: Moment) -> Screen | None:
    """The card of a module for one person; none when they finished it, put it off, or it was taken away."""
    module = content.find(moment.organisation.slug, moment.about)
    programme, _, name = moment.about.partition("/")
    row = learning.find(moment.session, moment.organisation.id, moment.person.id, programme, name)
    if module is None or row is None or row.finished_on:
        return None
    if row.snoozed_until and row.snoozed_until > moment.today:
        return None
    say = moment.say
    said = module.words[moment.locale]
    seen = row.brought > 1 and mailings.was_sent(  # what never arrived is new
        moment.session, moment.organisation.id, "module", moment.about, person_id=moment.person.id
    )
    kind = "begun" if row.begun_on else ("again" if seen else "new")
    text = say(f"learn.card.{kind}", title=said.title, summary=said.summary, minutes=module.minutes)
    return Screen(
        "learn",
        "card",
        say("learn.card.title", title=said.title),
        words.prose(text),
        actions=tuple(
            Action(
                "learn", action, say(f"learn.actions.{label}"), module.ref, "primary" if not n else "plain"
            )
            for n, (action, label) in enumerate(BUTTONS)
        ),
        locale=moment.locale,
        confidential=False,
    )
