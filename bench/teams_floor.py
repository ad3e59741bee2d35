"""What Microsoft's SDK costs when nothing is done: a no-op behind its own check of tokens."""

import asyncio
import os
import warnings
from typing import Any

import uvicorn
from starlette.responses import Response

warnings.simplefilter("ignore")
from microsoft_teams.api import InvokeResponse  # noqa: E402
from microsoft_teams.api.activities.invoke import TaskSubmitInvokeActivity  # noqa: E402
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides  # noqa: E402
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter  # noqa: E402

ISSUER = os.environ["BENCH_ISSUER"]


async def nothing(_: ActivityContext[TaskSubmitInvokeActivity]) -> InvokeResponse[Any]:
    """Answers with nothing."""
    return InvokeResponse(status=200)


def build() -> FastAPIAdapter:
    """The SDK as its documentation sets it up, asking our issuer for keys."""
    adapter = FastAPIAdapter()
    cloud = with_overrides(PUBLIC, openid_metadata_url=f"{ISSUER}/openidconfiguration", login_endpoint=ISSUER)
    app = App(
        client_id=os.environ["TEAMS_APP_ID"],
        client_secret="none",
        tenant_id=os.environ["TEAMS_TENANT_ID"],
        cloud=cloud,
        http_server_adapter=adapter,
    )
    app.on_dialog_submit(nothing)
    asyncio.run(app.initialize())
    adapter.app.add_route("/healthz", lambda _: Response("ok"))
    return adapter


if __name__ == "__main__":
    port = int(os.environ["BAKEN_PORT"])
    uvicorn.run(build().app, host="127.0.0.1", port=port, access_log=False, log_config=None)
