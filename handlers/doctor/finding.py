"""What the doctor says of one thing."""

from typing import Literal, NamedTuple

Verdict = Literal["ok", "WRONG", "to do"]


class Finding(NamedTuple):
    """What was looked at, how it is, and what to do or where it is."""

    name: str
    verdict: Verdict = "ok"
    text: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:<5} {self.name}" + (f": {self.text}" if self.text else "")


def judged(name: str, wrong: str) -> Finding:
    """Wrong when there is something to say of it, and well otherwise."""
    return Finding(name, "WRONG", wrong) if wrong else Finding(name)
