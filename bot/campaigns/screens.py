"""What a colleague sees of a campaign: its pages and questions, one by one."""

from collections.abc import Sequence

from bot import words
from bot.asking import optional_words
from bot.campaigns import library
from bot.campaigns.library import Ready, Step
from bot.context import Context
from bot.dialogue import as_tuple
from bot.markdown import parts as marked
from bot.screen import Action, Input, Note, Option, Part, Screen, Value
from bot.words import prose
from storage.campaigns import CampaignRow


def title_of(row: CampaignRow, locale: str) -> str:
    """What a campaign is called."""
    return library.campaign(row.name, locale).title if row.name else row.title


def step(ctx: Context, row: CampaignRow, ready: Ready, at: int) -> Screen:
    """One page or question."""
    one = ready.steps[at]
    place = (at + 1, len(ready.steps))
    if not one.answers:
        return _screen(ctx, "page", one.title, marked(one.text), (_next(ctx, row, ready, at),), place)
    options = tuple(Option(name, answer.label) for name, answer in one.answers.items())
    kind = "choices" if len(one.right) > 1 else "choice"
    asked = Input("answer", kind, one.question, required=True, options=options)  # type: ignore[arg-type]
    submit = action(ctx, "answer", "answer", f"{row.id}:{at}", primary=True)
    return _screen(ctx, "question", one.title, marked(one.text), (), place, (asked,), submit)


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
    return _screen(ctx, "why", one.title, parts, (_next(ctx, row, ready, at),), (at + 1, len(ready.steps)))


def done(ctx: Context, title: str) -> Screen:
    """Thanks."""
    report = Action("report", "begin", ctx.say("campaign.actions.report"))
    menu = Action("menu", "open", ctx.say("campaign.actions.to_menu"))
    return _screen(ctx, "done", title, (), (report, menu))


def own(ctx: Context, row: CampaignRow) -> Screen:
    """A message of the organisation's own, to read again."""
    read = action(ctx, "finish", "read", str(row.id), primary=True)
    return _screen(ctx, "own", row.title, marked(row.text), (read,))


def message(
    row: CampaignRow, locale: str, organisation: str
) -> tuple[str, tuple[Part, ...], tuple[Action, ...]]:
    """Title, text and button of the message in chat."""
    if row.name:
        title, said = library.campaign(row.name, locale).message
    else:
        title, said = row.title, row.text
    name, label = ("open", "start") if row.name else ("finish", "read")
    text = words.text(f"campaign.actions.{label}", locale, organisation)
    return title, marked(said), (Action("campaign", name, text, str(row.id), "primary"),)


def action(ctx: Context, name: str, label: str, argument: str = "", primary: bool = False) -> Action:
    """A button of this dialogue."""
    said = ctx.say(f"campaign.actions.{label}")
    return Action("campaign", name, said, argument, "primary" if primary else "plain")


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


def _screen(
    ctx: Context,
    name: str,
    title: str,
    parts: Sequence[Part],
    actions: tuple[Action, ...],
    place: tuple[int, int] | None = None,
    inputs: tuple[Input, ...] = (),
    submit: Action | None = None,
) -> Screen:
    return Screen(
        "campaign",
        name,
        title,
        (*prose(optional_words(ctx, f"campaign.steps.{name}.text")), *parts),
        inputs=inputs,
        submit=submit,
        actions=actions,
        close=Action("follow", "close", ctx.say("campaign.actions.close")),
        locale=ctx.locale,
        progress=place,
    )
