"""Anybody checks a certificate by its code. It proves a module, a day and an organisation; never a person."""

from bot.foundation.context import Context
from bot.foundation.screen import Action, Event, Fact, Facts, Input, Note, Screen
from bot.foundation.words import prose
from bot.learning import files
from bot.screens import dates
from bot.screens.forms import check
from bot.screens.layout import to_close, to_menu


def open_verify(ctx: Context, event: Event) -> Screen:
    """Asks for the code."""
    code = Input(
        "code",
        "text",
        ctx.say("learn.verify.code.label"),
        ctx.say("learn.verify.code.hint"),
        required=True,
        max_length=40,
    )
    return Screen(
        "learn",
        "verify",
        ctx.say("learn.verify.title"),
        prose(ctx.say("learn.verify.text")),
        inputs=(code,),
        submit=Action("learn", "verified", ctx.say("learn.actions.verify"), style="primary"),
        close=to_close(ctx),
        locale=ctx.locale,
    )


def verify(ctx: Context, event: Event) -> Screen:
    """What the code proves, or a sentence beside the field."""
    screen = open_verify(ctx, event)
    answers, errors = check(ctx, screen.inputs, event.values)
    proof = None if errors else files.prove(ctx.session, str(answers["code"]), ctx.locale)
    if proof is None:
        return screen.with_errors(errors or {"code": ctx.say("learn.verify.wrong")}, answers)
    facts = Facts(
        (
            Fact(ctx.say("learn.verify.module"), proof.module),
            Fact(ctx.say("learn.verify.day"), dates.written(proof.day, ctx.locale, ctx.organisation.slug)),
            Fact(ctx.say("learn.verify.organisation"), proof.organisation),
        )
    )
    return Screen(
        "learn",
        "verified",
        ctx.say("learn.verify.good_title"),
        (Note(ctx.say("learn.verify.good", organisation=proof.organisation)), facts),
        actions=(to_menu(ctx),),
        close=to_close(ctx),
        locale=ctx.locale,
    )
