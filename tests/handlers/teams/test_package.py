"""The app package: what Teams' own schema says of it, its icons, and what the administrator is told."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from handlers.cli import main
from handlers.teams.package import package
from tests.support.teams_issuer import APP

URL = "https://baken.voorbeeldstad.example"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """What is in the package."""
    with zipfile.ZipFile(io.BytesIO(package(APP, URL))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the pixels (red, green, blue, opacity) of a PNG of ours."""
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT") + 4
    lines = zlib.decompress(png[start : start + struct.unpack(">I", png[start - 8 : start - 4])[0]])
    wide = width * 4 + 1
    rows = [lines[at + 1 : at + wide] for at in range(0, len(lines), wide)]
    return width, height, [row[at : at + 4] for row in rows for at in range(0, width * 4, 4)]


def test_the_newest_schema_takes_the_manifest_and_its_translation(
    files: dict[str, bytes], node: Callable[[str, object], object]
) -> None:
    given = {"manifest": json.loads(files["manifest.json"]), "languages": [json.loads(files["en.json"])]}
    assert node("teams_manifest.mjs", given) == []
    bad: dict[str, Any] = {**given, "manifest": given["manifest"] | {"icons": {}, "more": 1}}
    assert len(node("teams_manifest.mjs", bad)) == 3  # type: ignore[arg-type]


def test_it_asks_for_no_permission(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    asking = {"permissions", "devicePermissions", "authorization", "webApplicationInfo", "connectors"}
    assert not asking & manifest.keys()
    assert [bot["scopes"] for bot in manifest["bots"]] == [["personal"]]
    assert "$" not in json.dumps(manifest["name"]) and "teams.package" not in files["manifest.json"].decode()


def test_the_icons_have_the_sizes_and_colours_that_teams_wants(files: dict[str, bytes]) -> None:
    width, height, full = pixels(files["color.png"])
    assert (width, height) == (192, 192) and all(pixel[3] == 255 for pixel in full)
    assert len(set(full)) > 10
    width, height, line = pixels(files["outline.png"])
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in line} == {b"\xff\xff\xff"}
    assert {0, 255} <= {pixel[3] for pixel in line}


def test_the_same_settings_give_the_same_file() -> None:
    assert package(APP, URL) == package(APP, URL)


def run(*arguments: str, app: str = APP) -> Any:
    environment = {"TEAMS_APP_ID": app, "TEAMS_APP_SECRET": "x", "TEAMS_TENANT_ID": "x"}
    return CliRunner().invoke(main, ["teams", "package", *arguments], env=environment)


def test_the_command_writes_the_package_once(tmp_path: Path) -> None:
    out = tmp_path / "baken.zip"
    assert run("--url", URL, "--out", str(out)).exit_code == 0
    assert zipfile.is_zipfile(out)
    again = run("--url", URL, "--out", str(out))
    assert again.exit_code == 1 and "--force" in again.output
    assert run("--url", URL, "--out", str(out), "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "app", "said"),
    [
        (["--url", "http://baken.example"], APP, "https://"),
        (["--url", "baken"], APP, "https://"),
        (["--url", URL], "", "TEAMS_APP_ID"),
        (["--url", URL], "not-an-id", "TEAMS_APP_ID"),
        (["--url", URL, "--developer", "x" * 33], APP, "32"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], app: str, said: str, tmp_path: Path) -> None:
    result = run(*arguments, "--out", str(tmp_path / "x.zip"), app=app)
    assert result.exit_code == 1 and said in result.output and "Traceback" not in result.output
