"""The floor of a start: imports the modules named in a file, says so, and waits for its input to end."""

import contextlib
import importlib
import sys
from pathlib import Path

for name in Path(sys.argv[1]).read_text().split():
    with contextlib.suppress(ImportError):  # some exist only while another is being imported
        importlib.import_module(name)
print("ready", flush=True)
sys.stdin.read()
