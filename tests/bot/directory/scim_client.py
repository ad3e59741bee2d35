"""SCIM as another maker's client speaks it. To load that takes a second: its test does so when it runs."""

from typing import Any

from httpx import Response
from scim2_client import BaseSyncSCIMClient

from handlers.scim.models import PROVIDER
from tests.bot.directory.entra import Entra


class Client(BaseSyncSCIMClient):
    """A client of another maker that talks to a world."""

    def __init__(self, entra: Entra) -> None:
        super().__init__(provider=PROVIDER)
        self.entra = entra

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return True

    def request(self, method: str, url: str, **kwargs: Any) -> Response:
        base = "https://baken.example/scim/v2"
        whole = url if url.startswith("http") else f"{base}/{url.lstrip('/')}"
        answer: Response = self.entra.client.request(method, whole, **kwargs)
        return answer
