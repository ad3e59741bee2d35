"""What a server does not carry along: what takes memory, and only now and then is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.start import IMPORTED
from storage.masters import new_master
from tests.support.servers import running_server, server_environment
from tests.support.teams import TENANT
from tests.support.teams_issuer import APP

pytestmark = pytest.mark.slow

SETTINGS = {
    "slack": {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_SIGNING_SECRET": "none"},
    "teams": {"TEAMS_APP_ID": APP, "TEAMS_APP_SECRET": "none", "TEAMS_TENANT_ID": TENANT},
}
SERVE = ["-X", "importtime", "-m", "handlers.cli", "serve"]
FOR_NOBODY = {"alembic", "fastapi", "highspy", "markdown_it", "microsoft_teams", "msal", "numpy", "openpyxl"}
FOR_NOBODY |= {"requests"}
FOR_ONE = {"slack": {"aiohttp", "slack_bolt", "slack_sdk"}, "teams": {"httpx", "jwt"}}


@pytest.mark.parametrize(
    "library", ["openpyxl", "psycopg", "microsoft_teams", "msal", "slack_bolt", "alembic", "highspy", "numpy"]
)
def test_a_server_that_does_not_use_it_does_not_load(library: str) -> None:
    loaded = f"import handlers.cli, handlers.serving, sys; print({library!r} in sys.modules)"
    run = [sys.executable, "-c", loaded]
    answer = subprocess.run(run, env=server_environment(), capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


@pytest.mark.parametrize("platform", sorted(SETTINGS))
def test_a_platform_loads_its_own_libraries_and_none_before_it_is_used(platform: str, tmp_path: Path) -> None:
    settings = SETTINGS[platform] | {"BAKEN_MASTER_KEYS": new_master()}
    with running_server(["-m", "handlers.cli", "serve"], settings, cwd=tmp_path):
        pass  # makes the databases
    with running_server(SERVE, settings, cwd=tmp_path) as server:
        loaded = {name.partition(".")[0] for name in IMPORTED.findall(server.output())}
    others = set().union(*(those for name, those in FOR_ONE.items() if name != platform))
    assert FOR_ONE[platform] <= loaded
    assert not loaded & (FOR_NOBODY | others)
