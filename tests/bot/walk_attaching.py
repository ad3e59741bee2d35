"""A walk past photos and documents: added by the reporter and by who handles the report, and looked at."""

from collections.abc import Callable, Sequence

from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Photo, Row, Screen
from bot.reports import attachments
from handlers import apart
from tests.bot.reports import corpus

Do = Callable[..., Screen]
Bring = Callable[[str, Event], Screen]
PAPER = corpus.document(2)


def is_on_web_alone(screen: Screen) -> bool:
    """Whether a photo or document is added on a screen, or seen: no chat is ever asked to show that."""
    asks = any(one.kind == "attachment" for one in screen.inputs)
    return asks or any(isinstance(part, Photo) for part in screen.body)


def made(content: bytes) -> list[bytes]:
    """A stranger's file, as pages: made here, as the walk needs no process apart."""
    if content in (b"heavy", b"infected", b"scanner_away"):
        raise Mistake(f"attach_{content.decode()}")
    return apart.pages(content)


def walk(do: Do, bring: Bring, code: str) -> None:
    """The reporter adds files with the code on the web, and a handler does so on the report."""
    own = do("web", "follow.find", do("web", "follow.open"), {"code": code})
    add(do, bring, "web", "follow", own, OF_REPORTER)
    do("reporter", "follow.attach", own)  # in chat
    do("reporter", "follow.find", do("reporter", "follow.open"), {"code": code})


def handle(do: Do, bring: Bring, who: str, report: Screen) -> None:
    """The same by somebody who handles the report; in chat they see that there is something."""
    add(do, bring, who, "casework", report, OF_HANDLER)
    do("coordinator", "casework.back", report)
    do("coordinator", "casework.page", report)


def add(do: Do, bring: Bring, who: str, dialogue: str, on: Screen, refused: Sequence[str]) -> None:
    """Some that can be taken, all of which are looked at; then what cannot, until one has to wait."""
    form = do(who, f"{dialogue}.attach", on)

    def sent(content: bytes, note: str = "") -> Screen:
        assert form.submit is not None
        said = form.submit.argument, form.step, form.token, {"note": note}
        return bring(who, Event(dialogue, "attached", *said, content))

    sent(PAPER, "De vergunning.")
    form = do(who, f"{dialogue}.attach", on)
    shown = sent(corpus.jpeg())
    (first, *_) = [one for part in shown.body if isinstance(part, Row) and (one := part.open)]
    page = do(who, f"{dialogue}.page", on, more=first.argument)
    do(who, f"{dialogue}.page", on, more=page.actions[0].argument)
    do(who, f"{dialogue}.page", on, more="gone")
    do(who, f"{dialogue}.back", on)
    form = do(who, f"{dialogue}.attach", on)
    most, attachments.MOST = attachments.MOST, 1
    sent(PAPER)
    attachments.MOST = most
    sent(b"heavy", "x" * 3_001)
    if dialogue == "follow":
        sent(b"infected")
        sent(b"scanner_away")
    for case in corpus.REFUSED:
        if case.name in refused:
            sent(case.make())
    for _ in range(10):
        sent(b"heavy")


OF_REPORTER = ("nothing at all", "40 megabytes", "a document of Word", "a film", "a text")
OF_HANDLER = ("a PDF with a password", "half a JPEG", "10,000 pages", "100 million pixels")
