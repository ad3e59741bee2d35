"""After the story of a report nothing has to be answered: at once to the review, and back to the rest."""

from dataclasses import replace

from bot.foundation.context import Context
from bot.foundation.screen import Action, Event, Note, Screen, Values
from bot.screens import forms
from bot.screens.dialogue import Dialogue
from bot.screens.forms import Lists

FROM = ("story", "circumstances", "involved", "safety")
TO = "review"  # in a button that answers, and skips what is optional
REST = "rest"  # in a button that leads back: what was not answered


def buttons(ctx: Context, step: str) -> tuple[Action, ...]:
    """The button that goes on to the review, where there is one."""
    label = ctx.say("report.actions.look_over")
    return (Action("report", "answer", label, TO),) if step in FROM else ()


def first_unanswered(dialogue: Dialogue, answers: Values, lists: Lists) -> str:
    """The first step with a question that was not answered; the review where there is none."""
    for name in dialogue.path(answers, TO):
        asked = (one for one in dialogue.questions(name, answers) if forms.has_choice(one, lists))
        if any(not answers.get(one.name) for one in asked):
            return name
    return TO


def refused(ctx: Context, screen: Screen, errors: Values, event: Event) -> Screen:
    """A step with what is wrong. In chat a button is no form, which shows it beside its fields: there it
    stands on top."""
    if event.argument == TO and ctx.platform.is_chat:
        wrong = tuple(Note(str(one), urgent=True) for one in dict.fromkeys(errors.values()))
        return replace(screen, body=(*wrong, *screen.body))
    return screen
