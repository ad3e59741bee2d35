"""What somebody sees of one step of a lesson: its page, its question, what is said after an answer."""

from collections.abc import Sequence

from bot.foundation.context import Context
from bot.foundation.screen import Heading, Input, Note, Option, Part, Picture, Rich, Span
from bot.lessons import player
from bot.lessons.content import Lesson, Step, StepWords, Words
from bot.screens import markdown, pictures


def words_of(ctx: Context, lesson: Lesson) -> Words:
    """The words of a lesson in the language of the visitor."""
    return lesson.words[ctx.locale]


def page(ctx: Context, lesson: Lesson, step: Step) -> tuple[Part, ...]:
    """The picture of a step, if there is one, and its text."""
    said = words_of(ctx, lesson)
    text = markdown.parts(said.steps[step.name].text)
    if step.drawing:
        return (pictures.shown_drawing(step.drawing, ctx.locale), *text)
    if not step.image:
        return text
    return (Picture(pictures.of_file(lesson.folder / step.image), said.images[step.image]), *text)


def question(ctx: Context, lesson: Lesson, step: Step, order: Sequence[str]) -> Input:
    """What is asked, with the answers to choose from, in this order."""
    said, several = words_of(ctx, lesson).steps[step.name], len(step.right) > 1
    return Input(
        player.ANSWER,
        "choices" if several else "choice",
        said.question,
        ctx.say("lesson.several") if several else "",
        required=True,
        options=tuple(Option(name, said.answers[name].label) for name in order),
    )


def feedback(ctx: Context, lesson: Lesson, step: Step, names: tuple[str, ...]) -> tuple[Part, ...]:
    """What is said after these answers: how good they are, why, and what would have fitted better."""
    said, verdict = words_of(ctx, lesson).steps[step.name], player.verdict(step, names)
    parts: list[Part] = [Note(ctx.say(f"lesson.verdict.{verdict}")), Heading(ctx.say("lesson.you_chose"))]
    parts += [part for name in names for part in explained(said, name)]
    if missed := player.missed(step, names):
        parts.append(Heading(ctx.say("lesson.better_many" if verdict == "half" else "lesson.better")))
        parts += [part for name in missed for part in explained(said, name)]
    return tuple(parts)


def all_answers(ctx: Context, lesson: Lesson, step: Step) -> tuple[Part, ...]:
    """A question to read again: every answer, with what there is to say of it."""
    said = words_of(ctx, lesson).steps[step.name]
    parts: list[Part] = [Heading(said.question)]
    for heading, fits in (("fits", True), ("fits_not", False)):
        parts.append(Heading(ctx.say(f"lesson.{heading}")))
        names = [name for name in step.answers if (name in step.right) is fits]
        parts += [part for name in names for part in explained(said, name)]
    return tuple(parts)


def explained(said: StepWords, name: str) -> tuple[Part, ...]:
    """An answer, and what there is to say of it."""
    answer = said.answers[name]
    return (Rich(((Span(answer.label, bold=True),),)), *markdown.parts(answer.why))
