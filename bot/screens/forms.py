"""Turns the questions of a dialogue into fields of a screen, and checks what was filled in."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.foundation import words
from bot.foundation.context import Context
from bot.foundation.sanitize import clean
from bot.foundation.screen import Input, Option, Screen, Value, Values
from bot.screens.dialogue import Question, as_tuple
from storage import search
from storage.directory import Known

# Options that are only known when asked: the name of the list → what it holds now.
Lists = Mapping[str, Callable[[], tuple[Option, ...]]]


def fields(
    ctx: Context, prefix: str, questions: tuple[Question, ...], values: Values, lists: Lists
) -> tuple[Input, ...]:
    """The questions as fields, filled with the values so far. A question without any choice is left out."""
    made = []
    for question in questions:
        field = words.kept(
            ("field", prefix, question, ctx.locale, ctx.organisation.slug),
            partial(_field, ctx, prefix, question),
        )
        if isinstance(question.options, str):
            options = lists[question.options]()
            if not options:
                continue
            field = replace(field, options=options)
        value = values.get(question.name, "")
        made.append(replace(field, value=value) if value != "" else field)
    return tuple(made)


def _field(ctx: Context, prefix: str, question: Question) -> Input:
    """A question as an empty field, without options that are only known when asked."""
    key = f"{prefix}.questions.{question.name}"
    known = () if isinstance(question.options, str) else question.options
    return Input(
        name=question.name,
        kind=question.kind,
        label=ctx.say(f"{key}.label"),
        hint=optional_words(ctx, f"{key}.hint"),
        required=question.required,
        max_length=question.max_length if question.kind in ("text", "long_text") else 0,
        options=tuple(
            Option(one, ctx.say(f"{key}.options.{one}"), optional_words(ctx, f"{key}.hints.{one}"))
            for one in known
        ),
    )


def check(ctx: Context, inputs: tuple[Input, ...], values: Values) -> tuple[dict[str, Value], dict[str, str]]:
    """What was filled in, made safe, and a sentence for each answer that cannot be taken."""
    answers: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for field in inputs:
        answers[field.name] = taken = take(field, values.get(field.name, ""))
        known = {option.value for option in field.options}
        if field.required and not taken:
            key = {"text": "answer_missing", "long_text": "answer_missing", "confirm": "confirm_missing"}
            errors[field.name] = ctx.say(f"mistakes.{key.get(field.kind, 'choice_missing')}")
        elif field.max_length and len(taken) > field.max_length:
            errors[field.name] = ctx.say(
                "mistakes.too_long",
                length=len(taken),
                limit=field.max_length,
                over=len(taken) - field.max_length,
            )
        elif field.kind in ("choice", "choices") and not set(as_tuple(taken)) <= known:
            errors[field.name] = ctx.say("mistakes.unknown_choice")
    return answers, errors


def check_person(ctx: Context, form: Screen, values: Values) -> tuple[Known | None, Screen]:
    """The one colleague whom the field "person" names by e-mail address or name, and the form; or nobody,
    and the form that says why."""
    answers, errors = check(ctx, form.inputs, values)
    found = search.called(ctx.session, ctx.organisation.id, str(answers["person"])) if not errors else []
    if not errors and len(found) != 1:
        errors = {"person": ctx.say("people.several_found" if found else "people.nobody_found")}
    return (None if errors else found[0]), form.with_errors(errors, answers)


def take(field: Input, given: Value) -> Value:
    """One answer in the form of its field: a cleaned text, one choice, or several in the field's order."""
    if field.kind == "choices":
        chosen = [clean(one) for one in as_tuple(given)]
        order = [option.value for option in field.options]
        return tuple(sorted(set(chosen), key=lambda one: order.index(one) if one in order else len(order)))
    single = given if isinstance(given, str) else (given[0] if given else "")
    return clean(single)


def said(ctx: Context, prefix: str, question: Question, value: Value, lists: Lists) -> str:
    """An answer as a person reads it: the words of what was chosen, or the text."""
    if isinstance(question.options, str):
        labels = {option.value: option.label for option in lists[question.options]()}
    else:
        key = f"{prefix}.questions.{question.name}.options"
        labels = {one: ctx.say(f"{key}.{one}") for one in as_tuple(value) if one in question.options}
    return ", ".join(labels.get(one, one) for one in as_tuple(value))


def has_choice(question: Question, lists: Lists) -> bool:
    """Whether there is something to fill in; a question without any choice is left out."""
    return not isinstance(question.options, str) or bool(lists[question.options]())


def optional_words(ctx: Context, key: str) -> str:
    """The words for a key, or nothing where there are none."""
    found = ctx.say(key)
    return "" if found == key else found
