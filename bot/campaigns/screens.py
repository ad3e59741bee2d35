"""What a colleague sees of a campaign: its pages and questions, one by one."""

from collections.abc import Sequence

from bot.campaigns import content
from bot.campaigns.content import Ready, Step
from bot.foundation import words
from bot.foundation.context import Context
from bot.foundation.screen import Action, Input, Note, Option, Part, Screen, Value
from bot.screens.dialogue import as_tuple
from bot.screens.layout import Frame, to_menu
from bot.screens.markdown import parts as marked
from storage.campaigns import CampaignRow

FRAME = Frame("campaign")
screen, action = FRAME.screen, FRAME.action


def title_of(row: CampaignRow, locale: str) -> str:
    """What a campaign is called."""
    return content.campaign(row.name, locale).title if row.name else row.title


def step(ctx: Context, row: CampaignRow, ready: Ready, at: int) -> Screen:
    """One page or question."""
    one = ready.steps[at]
    place, of = (at + 1, len(ready.steps)), f"{row.id}:{at}"
    if not one.answers:
        turn = (_next(ctx, row, ready, at),)
        return screen(ctx, "page", marked(one.text), turn, title=one.title, progress=place, of=of)
    options = tuple(Option(name, answer.label) for name, answer in one.answers.items())
    kind = "choices" if len(one.right) > 1 else "choice"
    asked = Input("answer", kind, one.question, required=True, options=options)  # type: ignore[arg-type]
    submit = action(ctx, "answer", "answer", of, primary=True)
    return screen(
        ctx,
        "question",
        marked(one.text),
        (),
        title=one.title,
        inputs=(asked,),
        submit=submit,
        progress=place,
        of=of,
    )


def why(ctx: Context, row: CampaignRow, ready: Ready, at: int, chosen: Value) -> Screen:
    """What is said about an answer, and which one was right."""
    one = ready.steps[at]
    names = as_tuple(chosen)
    good = set(names) == set(one.right)
    parts: list[Part] = [Note(ctx.say(f"campaign.{'right' if good else 'otherwise'}"))]
    for name in names:
        parts += marked(f"**{one.answers[name].label}**\n\n{one.answers[name].why}")
    if not good:
        parts += _right(ctx, one, names)
    place = (at + 1, len(ready.steps))
    return screen(ctx, "why", parts, (_next(ctx, row, ready, at),), title=one.title, progress=place)


def done(ctx: Context, title: str) -> Screen:
    """Thanks."""
    report = Action("report", "begin", ctx.say("campaign.actions.report"))
    return screen(ctx, "done", (), (report, to_menu(ctx)), title=title)


def own(ctx: Context, row: CampaignRow) -> Screen:
    """A message of the organisation's own, to read again."""
    read = action(ctx, "finish", "read", str(row.id), primary=True)
    return screen(ctx, "own", marked(row.text), (read,), title=row.title, of=str(row.id))


def message(
    row: CampaignRow, locale: str, organisation: str
) -> tuple[str, tuple[Part, ...], tuple[Action, ...]]:
    """Title, text and button of the message in chat."""
    if row.name:
        title, said = content.campaign(row.name, locale).message
    else:
        title, said = row.title, row.text
    name, label = ("open", "start") if row.name else ("finish", "read")
    text = words.text(f"campaign.actions.{label}", locale, organisation)
    return title, marked(said), (Action("campaign", name, text, str(row.id), "primary"),)


def _right(ctx: Context, one: Step, names: Sequence[str]) -> list[Part]:
    found: list[Part] = []
    for name in one.right:
        if name not in names:
            said = ctx.say("campaign.better", answer=one.answers[name].label)
            found += [Note(said), *marked(one.answers[name].why)]
    return found


def _next(ctx: Context, row: CampaignRow, ready: Ready, at: int) -> Action:
    if at + 1 < len(ready.steps):
        return action(ctx, "go", "next", f"{row.id}:{at + 1}", primary=True)
    return action(ctx, "finish", "finish", str(row.id), primary=True)
