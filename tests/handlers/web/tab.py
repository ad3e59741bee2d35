"""A browser without script, as small as one can be: shows a page, fills its form in, presses a button."""

from collections.abc import Mapping
from urllib.parse import urlencode

import lxml.html
from httpx import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from bot.foundation.screen import Value
from handlers.web.forms import FORM

ADDRESS = "http://127.0.0.1:8000"
LOCAL = ("127.0.0.1", 50000)


class Tab:
    """One tab. What it shows now is `page`, as elements, and `text`, as a person reads it."""

    def __init__(self, app: ASGIApp, client: tuple[str, int] = LOCAL, address: str = ADDRESS) -> None:
        self.client = TestClient(app, address, client=client)
        self.response = Response(204)

    def open(self, who: str = "", locale: str = "nl") -> "Tab":
        """The first page, of the demo as somebody."""
        return self.show(self.client.get("/", params={"lang": locale, "who": who}))

    def go(self, path: str) -> "Tab":
        """The page at an address."""
        return self.show(self.client.get(path))

    def press(self, what: str, filled_in: Mapping[str, Value] | None = None) -> "Tab":
        """Fills fields in by name and presses the first button whose value begins with `what`."""
        return self.send(self.pressed(what, filled_in))

    def send(self, pairs: list[tuple[str, str]], headers: Mapping[str, str] | None = None) -> "Tab":
        """Posts a form as a browser would."""
        head = {"content-type": FORM, "sec-fetch-site": "same-origin"} | dict(headers or {})
        actions = self.page.xpath("//form[@id='screen']/@action") if self.response.text else []
        own = actions and actions[0].startswith(("/reports", "/melden"))
        to = actions[0].partition("#")[0] if own else "/"
        return self.show(self.client.post(to, content=urlencode(pairs), headers=head))

    def pressed(self, what: str, filled_in: Mapping[str, Value] | None = None) -> list[tuple[str, str]]:
        """What the browser would send: every field as it stands or as filled in, and the button."""
        found = [one.get("value") for one in self.page.iter("button") if one.get("name") == "_do"]
        buttons = [value for value in found if value.startswith(what)]
        assert buttons, f"no button {what}, but {found}"
        wanted = filled_in or {}
        missing = [name for name in wanted if not self.page.xpath(f"//form//*[@name='{name}']")]
        assert not missing, f"no field {missing}"
        pairs = [pair for pair in self.fields() if pair[0] not in wanted]
        for name, value in wanted.items():
            pairs += [(name, one) for one in ((value,) if isinstance(value, str) else value)]
        return [*pairs, ("_do", buttons[0])]

    def show(self, response: Response) -> "Tab":
        """Shows what a server answered."""
        self.response = response
        self.page = lxml.html.fromstring(response.text)
        return self

    @property
    def text(self) -> str:
        """What can be read on the page, with single spaces."""
        return " ".join(self.page.find("body").text_content().split())

    @property
    def title(self) -> str:
        """What the browser writes on the tab."""
        return str(self.page.findtext(".//title"))

    @property
    def step(self) -> str:
        """Which screen this is, as "dialogue/step"."""
        return "/".join(self.page.xpath(f"//input[@name='{n}']/@value")[0] for n in ("_dialogue", "_step"))

    def field(self, name: str) -> Value:
        """What a field holds now; of choices, those that are ticked."""
        values = tuple(value for key, value in self.fields() if key == name)
        return values[0] if len(values) == 1 else values

    def error(self, name: str) -> str:
        """The sentence beside a field."""
        return " ".join(self.page.get_element_by_id(f"f-{name}-error").text_content().split())

    def code(self) -> str:
        """The code on a receipt."""
        return str(self.page.xpath("//code")[-1].text_content())

    def reach(self, step: str, **answers: Value) -> "Tab":
        """From the menu to a step of the report, with these answers where they are asked for."""
        given: dict[str, Value] = {"kind": "signal", "identity": "anonymous", "theme": "drugs"}
        given |= {"story": "Een busje, elke nacht.", **answers}
        self.press("report/begin")
        for _ in range(12):
            if self.step == f"report/{step}":
                return self
            asked = {name: value for name, value in given.items() if self.page.xpath(f"//*[@id='f-{name}']")}
            self.press("report/answer", asked)
        raise AssertionError(f"{step} was not reached, but {self.step}")

    def hand_in(self, **answers: Value) -> str:
        """From the menu to the end of a report; gives its code."""
        code = self.reach("review", **answers).press("report/send").code()
        self.press("report/keep", {"kept": "kept"})
        return code

    def fields(self) -> list[tuple[str, str]]:
        """Every field of the page as the browser would send it, without a button."""
        pairs = []
        for field in self.page.xpath("//form//input | //form//textarea | //form//select"):
            text = field.get("value", "")
            if field.tag == "textarea":
                text = field.text_content().removeprefix("\n")  # HTML leaves the first line end out
            elif field.tag == "select":
                text = field.xpath("./option[@selected]/@value | ./option[1]/@value")[-1]
            elif field.get("type") in ("radio", "checkbox") and field.get("checked") is None:
                continue
            pairs.append((field.get("name"), text.replace("\n", "\r\n")))
        return pairs
