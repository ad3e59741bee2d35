"""Bodies that nobody should send: real ones of which a few things were changed, by a seed."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 1.5, float("nan"), float("inf"), -0.0, 2**63),
    *("", " ", "\0", "\ud800", "é", "x" * 5_000, "//", "a/b/c", "٣", "9" * 400, "null", "<script>", "' OR 1"),
    *("@deep@", "@huge@"),
    *([], [[]], [None], [{}], ["a"], [1, 2], {}, {"type": "x"}, {"": ""}, {"value": None}, {"id": {}}),
)
TYPES = (
    *("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
    *(
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain",
        "",
        ";",
        "application/scim+json",
    ),
    *("application/json; charset=utf-16", "application/x-www-form-urlencoded; charset=nonsense"),
)
METHODS = ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW")


MARKS = {  # what would be too heavy to carry about in a tree
    b'"@deep@"': b"[" * 900 + b'{"x": 1}' + b"]" * 900,
    b'"@huge@"': b'"' + b"x" * 200_000 + b'"',
}


class Maker:
    """Changes things, by chance but always the same for one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def changed(self, tree: Any) -> Any:
        """The same JSON but for one to four places."""
        tree = json.loads(json.dumps(tree))
        for _ in range(self.chance.randint(1, 4)):
            places = list(_places(tree))
            if not places:
                return tree
            where, key = self.chance.choice(places)
            match self.chance.randrange(6):
                case 0 if isinstance(where, dict):
                    del where[key]
                case 1 if isinstance(where, list):
                    where.clear()
                case 2:
                    where[key] = self.chance.choice(places)[0]
                    tree = json.loads(json.dumps(tree)) if _is_tree(tree) else self.junk()
                case 3 if isinstance(where[key], str):
                    where[key] = self.text(where[key])
                case _:
                    where[key] = self.junk()
        return tree

    def written(self, tree: Any) -> bytes:
        """The tree as JSON, with what is deep and huge in it."""
        body = json.dumps(tree).encode()
        for mark, meant in MARKS.items():
            body = body.replace(mark, meant, 1)
        return body

    def junk(self) -> Any:
        return copy.deepcopy(self.chance.choice(JUNK))

    def text(self, text: str) -> str:
        """A text that is nearly the same."""
        at = self.chance.randint(0, len(text))
        return self.chance.choice(
            [
                text[:at],
                text[at:],
                text[:at] + self.chance.choice(["\0", "\ud800", "/", "%", "\n", "é", "x" * 200]) + text[at:],
                text.upper(),
                text + text,
                text.replace("/", "//"),
            ]
        )

    def broken(self, body: bytes) -> bytes:
        """The same bytes but for something that makes them no JSON, or no form, any more."""
        at = self.chance.randint(0, len(body))
        return self.chance.choice(
            [
                body[:at],
                body[:at]
                + self.chance.choice([b"\xff", b"\0", b"\xed\xa0\x80", b"{", b"]", b"%", b"&=&"])
                + body[at:],
                b"[" * 50_000,
                b'{"a":' * 20_000,
                b'{"type":' + b"9" * 5_000 + b"}",
                b"\xef\xbb\xbf" + body,
                body.decode(errors="replace").encode("utf-16"),
                b"",
                b"payload=" + b"%5B" * 20_000,
                b"payload=" + body,
                b"a=1&" * 2_000,
            ]
        )

    def kind(self, usual: str) -> str:
        return usual if self.chance.random() < 0.9 else self.chance.choice(TYPES)

    def method(self, usual: str = "POST") -> str:
        return usual if self.chance.random() < 0.97 else self.chance.choice(METHODS)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in a tree: where it is, and under what."""
    if not isinstance(tree, dict | list):
        return
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _is_tree(tree: Any) -> bool:
    """Whether it can be written: a part that was put into itself cannot."""
    try:
        return len(json.dumps(tree)) < 500_000
    except (ValueError, RecursionError):
        return False
