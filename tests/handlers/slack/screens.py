"""Every screen there is, and worse ones: what the renderer has to be able to show."""

from dataclasses import replace

from bot.foundation.screen import (
    Action,
    Answer,
    Bullets,
    Code,
    Fact,
    Facts,
    Heading,
    Input,
    Link,
    Note,
    Option,
    Paragraph,
    Picture,
    Rich,
    Row,
    Said,
    Screen,
    Span,
)

SLY = "<!channel> <@U123> *vet* `x` & <https://example.org|klik> :fire: www.example.org"
"""What somebody may type, and what must never become anything else than these characters."""

TALE = (SLY + " 🚐 Ik zag een busje.\n") * 130
TALE = TALE[:10_000]
SUBMIT = Action("report", "answer", "Verder", style="primary")
CLOSE = Action("report", "cancel", "Stoppen en wissen")
STORY = Input("story", "long_text", "Wat zag je?", "Een wenk", required=True, max_length=10_000)


def ask(*inputs: Input, **more: object) -> Screen:
    """A screen of an open dialogue that asks something."""
    screen = Screen(
        "report", "story", "Wat zag je?", inputs=inputs, submit=SUBMIT, close=CLOSE, token="t" * 43
    )
    return replace(screen, **more)  # type: ignore[arg-type]


def many(count: int, length: int = 20, hint: str = "") -> tuple[Option, ...]:
    """So many options, with labels of such a length."""
    return tuple(Option(f"o{number}", f"{number} ".ljust(length, "x"), hint) for number in range(count))


def talk(messages: int, length: int) -> Screen:
    """A report about which a lot was said."""
    said = tuple(
        Said("Melder", f"Aangevuld, {n} maart", f"{n}: " + SLY * (length // len(SLY)), n % 2 == 0)
        for n in range(messages)
    )
    return ask(STORY, dialogue="follow", step=f"report-{messages}", body=(Heading("Gesprek"), *said))


def worse() -> list[Screen]:
    """Screens that no dialogue shows yet, and that data or an organisation's own words could make."""
    back = Action("casework", "show", "Openen", "a" * 32)
    return [
        ask(replace(STORY, value=TALE)),
        ask(replace(STORY, value="🚐" * 10_000, error="Te lang.")),
        ask(Input("where", "text", "Waar?", max_length=300, value="é" * 400)),
        ask(Input("where", "text", "Waar?", max_length=300, value="🚐" * 299)),
        ask(*(Input(f"c{n}", "choice", f"Kies {n}", options=many(n)) for n in (1, 10, 11, 100, 101, 250))),
        ask(*(Input(f"c{n}", "choices", f"Kies {n}", options=many(n)) for n in (1, 10, 11, 100, 101))),
        ask(Input("c", "choice", "Kies", options=many(12, 140, "wenk " * 40), value="o3")),
        ask(Input("c", "choices", "Kies", options=many(9, 76), value=("o3", "o8"))),
        ask(Input("kept", "confirm", "Bewaard?", options=(Option("kept", "Ja"),), value="kept"), error=SLY),
        ask(
            title="Een titel die veel langer is dan vierentwintig tekens",
            close=replace(CLOSE, label="x" * 60),
        ),
        ask(
            body=(
                Paragraph(TALE),
                Paragraph("\n" * 6_000 + "x"),
                Note(TALE, urgent=True),
                Note("a\n\nb"),
                Heading("K" * 200),
                Bullets((SLY,) * 80),
                Rich(((Span(SLY), Span(SLY, bold=True), Span(SLY, link="https://baken.example")),)),
                Rich(((Span("een"),), (Span(SLY, bold=True),)), numbered=True),
                Facts(tuple(Fact(SLY, SLY * n) for n in range(30))),
                Facts((Fact("Politie", "0900-8844", tel=True), Fact("", ""))),
                Code("Jouw code", "ABCD-EFGH-JKMN-PQRS"),
                Answer(SLY, TALE, Action("report", "edit", "Wijzigen", "story")),
                Row(SLY, SLY, back),
                Row("Zonder knop", "Alleen lezen"),
                Picture("content/modules/x.svg", SLY),
                Picture("own/" + "x" * 200 + ".png", TALE),
                Link("Naar het web", "https://baken.example/in/" + "x" * 43),
            )
        ),
        Screen("x", "empty", "Leeg"),
        Screen("x", "buttons", "Knoppen", actions=tuple(replace(back, argument=str(n)) for n in range(30))),
        talk(5, 500),
        talk(200, 3_000),
        talk(40, 10_000),
        replace(talk(200, 100), dialogue="casework", step="report", inputs=(), submit=None),
    ]
