"""SCIM as Entra ID speaks it: requests in the shapes of its documentation."""

from collections.abc import Mapping
from typing import Any

from httpx import Response
from starlette.testclient import TestClient

from bot.foundation.settings import read
from handlers.app import build
from tests.support.world import World

TOKEN = "0123456789abcdef0123456789abcdef-entra"
OTHER = "0123456789abcdef0123456789abcdef-other"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Entra:
    """Somebody with a token who sends requests to a world."""

    def __init__(self, world: World, token: str = TOKEN, tokens: str = f"{TOKEN},elders:{OTHER}") -> None:
        world.desk.address = "https://baken.example"
        settings = read(_env_file=None, baken_scim_token=tokens, database_url=world.main)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/scim+json"}
        self.client = TestClient(build(settings, world.desk), "https://baken.example", headers=headers)

    def ask(self, method: str, path: str, body: object = None, **query: str) -> Response:
        answer: Response = self.client.request(method, f"/scim/v2{path}", json=body, params=query)
        return answer

    def create(self, key: str, **more: object) -> dict[str, Any]:
        """A user as Entra creates one."""
        answer = self.ask("POST", "/Users", self.user(key, **more))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def user(self, key: str, **more: object) -> dict[str, Any]:
        return {
            "schemas": [USER, ENTERPRISE],
            "externalId": f"oid-{key}",
            "userName": f"{key}@v.example",
            "active": True,
            "displayName": f"{key.title()} Fictief",
            "emails": [{"primary": True, "type": "work", "value": f"{key}@v.example"}],
            "meta": {"resourceType": "User"},
            "name": {"formatted": "x", "familyName": "Fictief", "givenName": key},
            "roles": [],
            **more,
        }

    def group(self, name: str) -> str:
        """The path of a new group."""
        made = self.ask("POST", "/Groups", {"schemas": [GROUP], "displayName": name})
        return f"/Groups/{made.json()['id']}"

    def patch(self, path: str, *operations: Mapping[str, object]) -> Response:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": [*operations]})
