"""What a browser in which a coordinator came in sends: real forms of real pages, of which a few things were
changed, with the cookie of a session that is open."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import lxml.html

from bot.foundation.screen import Link
from handlers.web.forms import FORM
from tests.handlers.malformed.doors import Request, Send, as_text, posted
from tests.handlers.malformed.making import Maker
from tests.support.world import World

SAME = {"sec-fetch-site": "same-origin"}
AGAIN = 400  # requests in one session: nonsense may log out, and a session ends
DEEP, MOST = 3, 120  # buttons from the menu, and forms that are kept
FILES = (
    "/file?kind=account&argument=2026-01-01/2026-06-30",
    "/file?kind=certificate&argument=onboarding",
    "/figures?first=2026-01&last=2026-06",
    "/reports?view=late&theme=drugs&days=30&sort=newest&skip=20",
)

Form = list[tuple[str, str]]


def staff(send: Send, maker: Maker, world: World) -> Iterator[Request]:
    """Forms and addresses of somebody who is logged in."""
    cookie = come_in(send, world)
    forms = collected(send, cookie)
    while True:
        cookie = come_in(send, world)
        for _ in range(AGAIN):
            yield _one(maker, forms, SAME | {"cookie": cookie})


def come_in(send: Send, world: World) -> str:
    """The cookie of a new session, by a link from chat."""
    world.clock.now = datetime.now(UTC)
    screen = world.walk("coordinator", "slack").do("web", "open")
    url = next(part.url for part in screen.body if isinstance(part, Link))
    path = url.removeprefix(world.desk.address)
    answer = send(Request("POST", path, {"content-type": FORM} | SAME, b""))
    assert answer.status == 303, answer
    return answer.headers["set-cookie"].partition(";")[0]


def collected(send: Send, cookie: str) -> list[Form]:
    """Every form that is reached from the menu with a few buttons, as a browser would send it."""
    head = SAME | {"cookie": cookie}
    kept: dict[str, Form] = {}
    waiting = [(0, send(Request("GET", "/", head, b"")).body)]
    while waiting and len(kept) < MOST:
        deep, body = waiting.pop(0)
        for form in _forms(body):
            button = dict(form).get("_do", "")
            if button in kept or deep >= DEEP or button.startswith("language/"):
                continue
            kept[button] = form
            sent = urlencode(form).encode()
            answer = send(Request("POST", "/", head | {"content-type": FORM}, sent))
            if answer.status == 303:
                answer = send(Request("GET", answer.headers["location"], head, b""))
            waiting.append((deep + 1, answer.body))
    assert len(kept) > 20, list(kept)
    return list(kept.values())


def _forms(body: bytes) -> Iterator[Form]:
    page = lxml.html.fromstring(body)
    fields = [
        (one.get("name"), one.get("value") or one.text_content() or "")
        for one in page.xpath("//form//input | //form//textarea | //form//select")
        if one.get("name") and one.get("type") not in ("file", "checkbox")
    ]
    for button in page.xpath("//button[@name='_do']"):
        yield [*fields, ("_do", button.get("value"))]


def _one(maker: Maker, forms: list[Form], head: dict[str, str]) -> Request:
    if maker.chance.random() < 0.1:
        path = maker.text(maker.chance.choice(FILES)).encode(errors="replace").decode("latin-1")
        path = "/" + "".join(one if 32 < ord(one) < 127 else f"%{ord(one) & 255:02X}" for one in path[1:])
        return Request("GET", path, head, b"")
    changed = maker.changed([list(pair) for pair in maker.chance.choice(forms)])
    rows = changed if isinstance(changed, list) else []
    form = [(as_text(row[0]), as_text(row[1])) for row in rows if isinstance(row, list) and len(row) == 2]
    sent = posted(maker, form)
    path = maker.chance.choice((sent.path, "/reports?view=unread"))
    return sent._replace(path=path, headers=sent.headers | head)
