"""A municipality in Teams that believes nobody without a token: every request has one of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from handlers.teams import client
from tests.support.teams import TENANT, Answer, Door, Somebody, TeamsTown, running_teams
from tests.support.teams_issuer import APP, Issuer, running_issuer
from tests.support.world import World


class Signed(Door):
    """Requests as Bot Framework sends them: each with a token of its own."""

    def __init__(self, town: TeamsTown, issuer: Issuer) -> None:
        super().__init__(town.connector, town.port)
        self.town, self.world, self._issuer, self._number = town, town.world, issuer, count(1)

    def post(self, activity: object, headers: dict[str, str] | None = None) -> Answer:
        token = self._issuer.token(self.connector.url, jti=str(next(self._number)))
        return super().post(activity, {"authorization": f"Bearer {token}"} | (headers or {}))

    def account(self, user: str) -> Somebody:
        """Somebody in Teams by their id in Entra, in the chat that they have with Baken."""
        one = Somebody(self, "employee")
        one.user = user
        assert one.install().status == 200
        return one

    def told(self, user: str) -> list[str]:
        """The messages in a chat, but for the menu."""
        sent = [
            json.dumps(said, ensure_ascii=False)
            for place, said in self.connector.sent
            if place == f"chat-{user}"
        ]
        return sent[1:]


@contextmanager
def running_signed_teams(world: World) -> Iterator[Signed]:
    """The app, listening, and an issuer of tokens beside it."""
    with running_issuer() as issuer, pytest.MonkeyPatch.context() as patched:

        async def token(*_: object) -> str:  # as Entra gives for what we send
            return issuer.token("")

        patched.setattr(client, "token_source", lambda *_: token)
        settings = {"teams_app_id": APP, "teams_app_secret": "none", "teams_tenant_id": TENANT}
        with running_teams(world, teams_openid_url=f"{issuer.url}/openid", **settings) as town:
            yield Signed(town, issuer)
