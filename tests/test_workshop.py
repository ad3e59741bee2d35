"""The promises of the workshop itself: what is committed, what is locked, what a skipped test means."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support import ROOT, browser

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
REGISTRIES = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|yarnpkg[.]com|debian[.]org")
A_MACHINES_PATH = re.compile(r"(?<![\w.>}/-])/(root|work|home/[a-z]\w*)/")
LONGEST_MODULE = 250


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def committed_lines() -> Iterator[tuple[str, str]]:
    """Every line of every committed text file, with where it is."""
    for path in committed_files():
        if b"\0" in (content := path.read_bytes()):
            continue
        for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def locked(name: str) -> dict[str, str]:
    """Each requirement of a lock file, with the whole of its entry."""
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    return {entry.split("==")[0]: entry for entry in entries if entry.strip()}


def test_no_committed_file_names_a_package_registry() -> None:
    assert [place for place, line in committed_lines() if REGISTRIES.search(line)] == []


def test_no_committed_file_names_a_path_of_somebodys_machine() -> None:
    assert [place for place, line in committed_lines() if A_MACHINES_PATH.search(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_has_a_version_and_a_hash(name: str) -> None:
    entries = locked(name)
    assert entries
    pinned = re.compile(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+( ;.*?)?\s+--hash=sha256:[0-9a-f]{64}")
    assert [entry for entry in entries.values() if not pinned.match(entry)] == []


def test_people_and_tests_run_the_same_versions() -> None:
    for_tests = locked("requirements-dev.txt")
    assert {
        name: entry for name, entry in locked("requirements.txt").items() if for_tests[name] != entry
    } == {}


def test_every_javascript_package_is_locked_by_its_hash_and_without_an_address() -> None:
    lock = json.loads((ROOT / "tests/support/node/package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [
        name for name, package in packages.items() if "integrity" not in package or "resolved" in package
    ] == []


def test_no_test_measures_how_long_something_takes() -> None:
    """A busy machine would decide. Tests let one thing wait for another; patience.py only gives up."""
    looks = re.compile(
        r"\b(monotonic|perf_counter|process_time|thread_time)(_ns)?\(|\btime\.sleep\(|deadline=\d"
    )
    chaos = ("tests/bot/messages/chaos.py", "tests/bot/reports/chaos.py")
    may = ("tests/support/patience.py", *chaos, "tests/test_workshop.py")
    places = [place for place, line in committed_lines() if place.startswith("tests/") and looks.search(line)]
    assert [place for place in places if not place.startswith(may)] == []


def test_whoever_makes_examples_takes_them_as_all_tests_do() -> None:
    """Else nothing says how long one may take, and every test loads what makes them."""
    own = re.compile(r"^(from|import) hypothesis\b")
    places = [place for place, line in committed_lines() if own.match(line)]
    assert {place.split(":")[0] for place in places} == {"tests/support/examples.py"}


def test_what_every_test_pays_for_is_little() -> None:
    program = "import sys, tests.conftest; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    heavy = {
        "sqlalchemy",
        "sqlmodel",
        "alembic",
        "handlers",
        "hypothesis",
        "playwright",
        "psycopg",
        "starlette",
    }
    assert not loaded & heavy and "bot" in loaded


def test_the_house_has_its_rooms() -> None:
    rooms = (
        "bot",
        "handlers",
        "content/locale/nl",
        "content/locale/en",
        "storage/migrations",
        "tests",
        "docs",
    )
    assert [room for room in rooms if not (ROOT / room).is_dir()] == []
    assert list((ROOT / "content").rglob("*.py")) == []


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    rooms = ("bot", "handlers", "storage")
    written = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    modules = [path for path in written if path.parent.name != "versions"]  # migrations are generated
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_make_says_what_there_is() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for recipe in ("demo", "demo-reset", "test", "check", "lint", "bench", "lock"):
        assert f"  make {recipe} " in said


def test_the_licence_is_complete() -> None:
    text = (ROOT / "LICENSE").read_text()
    articles = re.findall(r"^(\d+)\.", text, re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert re.search(r"^\s*Appendix$", text, re.MULTILINE)


def test_publiccode_has_what_the_standard_asks() -> None:
    facts = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    mandatory = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus"}
    mandatory |= {"softwareType", "description", "legal", "maintenance", "localisation"}
    assert mandatory <= facts.keys()
    assert facts["legal"]["license"] == "EUPL-1.2"
    assert set(facts["description"]) == set(facts["localisation"]["availableLanguages"]) == {"nl", "en"}
    for description in facts["description"].values():
        assert len(description["shortDescription"]) <= 150 <= len(description["longDescription"]) <= 10_000
        assert description["features"]


def test_a_browser_that_is_a_snap_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for name, script in {"chromium-browser": "exec /snap/bin/chromium", "chrome": "exec true"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    assert browser.chromium_path() == tmp_path / "chrome"
    (tmp_path / "chrome").unlink()
    assert browser.chromium_path() is None


@pytest.mark.parametrize(("ci", "exit_code"), [("", 0), ("true", 1)])
@pytest.mark.slow
def test_a_skipped_test_is_said_aloud_and_fails_on_ci(ci: str, exit_code: int, tmp_path: Path) -> None:
    some = tmp_path / "test_some.py"
    some.write_text("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('no moon tonight')\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-n", "1", some],
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == exit_code, run.stdout + run.stderr
    assert "NOT TESTED" in run.stdout and "1 tests: no moon tonight" in run.stdout


def test_the_bot_asks_what_a_platform_can_do_and_never_which_one_it_is() -> None:
    asked = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare | ast.Match | ast.Subscript):
                text = ast.unparse(node)
                named = re.search(r"['\"](slack|teams|web)['\"]", text)
                if named and "platform" in text:
                    asked.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert asked == []
