"""Teams' way in: POST /api/messages. Why no SDK: docs/decisions/0006 and 0026."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.foundation.settings import Settings
from handlers.desk import Desk
from handlers.files import Make
from handlers.limits import Refused
from handlers.logs import log_failure, logger
from handlers.teams import activity
from handlers.teams.activity import Unreadable
from handlers.teams.client import Client
from handlers.teams.conversation import Conversation
from handlers.teams.files import FilePage
from handlers.teams.guard import Guard, Keys, NotFromTeams, Unchecked

PATH = "/api/messages"
CHANNEL = "msteams"
KINDS = (*activity.INVOKES, "message", "installationUpdate", "conversationUpdate")


class Teams:
    """The Teams side of one process."""

    def __init__(self, settings: Settings, desk: Desk, make: Make) -> None:
        self._tenant = settings.teams_tenant_id.lower()
        self._guard = (
            Guard(settings.teams_app_id, Keys(settings.teams_openid_url)) if settings.teams_app_id else None
        )
        self._client = Client(settings, patient=True)
        self._conversation = Conversation(desk, self._client)
        self._address = desk.address
        self._file_page = FilePage(desk, make)

    def routes(self) -> list[Route]:
        """Where Teams calls us, and where files are handed out."""
        return [Route(PATH, self.receive, methods=["POST"]), *self._file_page.routes()]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Says aloud when nobody is asked who they are, and closes connections at the end."""
        if self._guard is None:
            logger.warning("TEAMS_UNAUTHENTICATED: whoever reaches this machine's own address is believed")
        yield
        await self._client.close()

    async def receive(self, request: Request) -> Response:
        """An activity; what is refused is refused without a word about it."""
        try:
            return await self._receive(request)
        except NotFromTeams:
            return Response(status_code=401)
        except Unchecked:
            return Response(status_code=503, headers={"retry-after": "60"})
        except Unreadable:
            return Response(status_code=400)
        except Refused:
            raise
        except Exception as error:
            log_failure(error)
            return Response(status_code=503)

    async def _receive(self, request: Request) -> Response:
        claims = await self._guard.check(request.headers.get("authorization", "")) if self._guard else None
        body = activity.parsed(await request.body())
        if claims:
            claims.vouch_for(body["serviceUrl"], body["channelId"])
        elif not _all_here(request, body):
            return Response(status_code=403)
        if body["channelId"] != CHANNEL:
            raise Unreadable
        kind = body.get("name") if body["type"] == "invoke" else body["type"]
        if kind not in KINDS:
            return Response(status_code=501 if body["type"] == "invoke" else 200)
        one = activity.read(body)
        if self._tenant and one.tenant.lower() != self._tenant:
            return Response(status_code=403)
        answer = await self._conversation.respond(one, self._base(request))
        return JSONResponse(answer) if answer else Response(status_code=200)

    def _base(self, request: Request) -> str:
        """Where people reach us. Without an address in the settings only who is on this machine knows:
        whoever sends a request can put any Host in it."""
        if self._address or self._guard:
            return self._address
        host, port = request.scope["server"]
        return f"http://{host}:{port}"


def _all_here(request: Request, body: activity.Json) -> bool:
    """Without tokens, everything has to be on this machine; a web page elsewhere cannot send JSON here."""
    caller = request.client.host if request.client else ""
    answer_to = activity.host(body["serviceUrl"])
    named = activity.host(f"http://{request.headers.get('host', '')}")
    json = request.headers.get("content-type", "").startswith("application/json")
    return json and all(map(activity.is_loopback, (caller, answer_to, named)))
