"""A walk through the privacy officer's view: every page of the trail, each filter, the lists, the file."""

from collections.abc import Callable

from bot.files.orders import Asked
from bot.foundation.context import Context
from bot.foundation.screen import Action, Row, Screen
from bot.oversight import export

Do = Callable[..., Screen]
WHO = "privacy_officer"


def walk(do: Do) -> None:
    """Everything that can be opened, narrowed down and not found."""
    screen = do(WHO, "trail.open")
    while older := next((one for one in screen.actions if one.label in ("Ouder", "Older")), None):
        screen = do(WHO, "trail.open", more=older.argument)
    for chosen in ("reporter", "system", "scim", "1", "99999"):
        do(WHO, "trail.open", more=f"{chosen},,,2026-11-01,2026-12-01:0")
    for _ in range(3):  # the same reading three times is one line
        do(WHO, "trail.open", more=",trail.read:0")
    reports = do(WHO, "trail.readers")
    do(WHO, "trail.readers", more="9999")
    opens = next(part.open for part in reports.body if isinstance(part, Row))
    assert isinstance(opens, Action)
    do(WHO, "trail.open", more=opens.argument)
    form = do(WHO, "trail.filter", more=opens.argument)
    number = next(one.value for one in form.inputs if one.name == "report")
    for values in (
        {"person": "nobody", "report": "AAA-AAA", "since": "x", "until": "x"},
        {"person": "1", "since": "3-11-2026", "until": "2-11-2026"},
        {"by": "reporter", "what": "report.received", "report": number, "since": "3-11-2026"},
    ):
        do(WHO, "trail.find", form, values, opens.argument)
    do(WHO, "trail.open", more=",report.opened,,2019-01-01,2019-01-02:0")


def download(ctx: Context) -> None:
    """The trail as a file."""
    assert ctx.person is not None
    asked = (ctx.session, ctx.vault, ctx.organisation, ctx.person, "", ctx.locale, ctx.now)
    assert export.make(Asked(*asked)).content
