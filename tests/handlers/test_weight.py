"""What a server does not carry along: what takes memory, and only now and then is needed."""

import subprocess
import sys

import pytest

from tests.support.servers import server_environment


@pytest.mark.parametrize("library", ["openpyxl", "psycopg", "microsoft_teams", "msal"])
def test_a_server_that_does_not_use_it_does_not_load(library: str) -> None:
    loaded = f"import handlers.cli, handlers.serving, sys; print({library!r} in sys.modules)"
    run = [sys.executable, "-c", loaded]
    answer = subprocess.run(run, env=server_environment(), capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"
