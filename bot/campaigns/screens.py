"""What a colleague sees of a campaign: its pages and questions, one by one."""

from bot.campaigns import content
from bot.campaigns.content import Campaign
from bot.foundation import words
from bot.foundation.context import Context
from bot.foundation.screen import Action, Part, Screen
from bot.lessons.screens import feedback, page, question, words_of
from bot.screens.layout import Frame, to_menu
from bot.screens.markdown import parts as marked
from storage.campaigns import CampaignRow

FRAME = Frame("campaign")
screen, action = FRAME.screen, FRAME.action


def title_of(row: CampaignRow, locale: str) -> str:
    """What a campaign is called."""
    return content.campaign(row.name).words[locale].title if row.name else row.title


def step(ctx: Context, row: CampaignRow, campaign: Campaign, at: int) -> Screen:
    """One page or question."""
    one = campaign.steps[at]
    place, of = (at + 1, len(campaign.steps)), f"{row.id}:{at}"
    title, body = words_of(ctx, campaign).steps[one.name].title, page(ctx, campaign, one)
    if one.kind == "page":
        turn = (_next(ctx, row, campaign, at),)
        return screen(ctx, "page", body, turn, title=title, progress=place, of=of)
    asked = (question(ctx, campaign, one, one.answers),)
    submit = action(ctx, "answer", "answer", of, primary=True)
    return screen(ctx, "question", body, (), title=title, inputs=asked, submit=submit, progress=place, of=of)


def why(ctx: Context, row: CampaignRow, campaign: Campaign, at: int, chosen: tuple[str, ...]) -> Screen:
    """What is said about an answer, and which one was right."""
    one, place = campaign.steps[at], (at + 1, len(campaign.steps))
    title, body = words_of(ctx, campaign).steps[one.name].title, feedback(ctx, campaign, one, chosen)
    return screen(ctx, "why", body, (_next(ctx, row, campaign, at),), title=title, progress=place)


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
        title, said = content.campaign(row.name).messages[locale]
    else:
        title, said = row.title, row.text
    name, label = ("open", "start") if row.name else ("finish", "read")
    text = words.text(f"campaign.actions.{label}", locale, organisation)
    return title, marked(said), (Action("campaign", name, text, str(row.id), "primary"),)


def _next(ctx: Context, row: CampaignRow, campaign: Campaign, at: int) -> Action:
    if at + 1 < len(campaign.steps):
        return action(ctx, "go", "next", f"{row.id}:{at + 1}", primary=True)
    return action(ctx, "finish", "finish", str(row.id), primary=True)
