"""A Slack of one's own, as far as this needs it: keeps the modals that are opened, says yes to the rest."""

import json
import os
from itertools import count

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ME = {"team": "Bench", "team_id": "T1", "user": "baken", "user_id": "UB1", "bot_id": "B1", "app_id": "A1"}
numbers = count(1)
by_trigger: dict[str, dict[str, object]] = {}
by_id: dict[str, dict[str, object]] = {}


async def method(request: Request) -> Response:
    """Any method of the Web API, with JSON or a form."""
    if "json" in request.headers.get("content-type", ""):
        given = await request.json()
    else:
        given = dict(await request.form())
    answer: dict[str, object] = {"ok": True, **ME}
    if view := given.get("view"):
        view = json.loads(view) if isinstance(view, str) else view
        opened = by_id.get(
            str(given.get("view_id")), {"id": f"V{next(numbers)}", "hash": "1.a", "team_id": "T1"}
        )
        opened.update(view)
        answer["view"] = by_id[str(opened["id"])] = opened
        by_trigger[str(given.get("trigger_id"))] = opened
    return JSONResponse(answer)


async def opened(request: Request) -> Response:
    """The modal that was opened with a trigger."""
    return JSONResponse(by_trigger.get(request.path_params["trigger"]))


async def health(_: Request) -> Response:
    return Response("ok")


if __name__ == "__main__":
    routes = [
        Route("/healthz", health),
        Route("/opened/{trigger}", opened),
        Route("/api/{name}", method, methods=["POST"]),
    ]
    port = int(os.environ["BAKEN_PORT"])
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=port, access_log=False, log_config=None)
