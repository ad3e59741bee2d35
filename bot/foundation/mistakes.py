"""Expected mistakes: one exception that carries the words for what to do."""

from typing import Any


class Mistake(Exception):
    """Something a person can put right. `key` is in content/locale/<language>/mistakes.yml."""

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key)
        self.key = f"mistakes.{key}"
        self.params = params
