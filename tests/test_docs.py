"""The documentation is complete: every setting and every command is in it, and every link leads somewhere."""

import re

import click

from bot.foundation.settings import Settings
from handlers.cli import main
from tests.support import ROOT, drawing

ADMINISTRATOR = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def commands(group: click.Group, before: str = "baken") -> list[str]:
    """Every command of the command line, such as "baken keys new"."""
    found = []
    for name, command in group.commands.items():
        whole = f"{before} {name}"
        found += commands(command, whole) if isinstance(command, click.Group) else [whole]
    return found


def test_every_setting_is_explained_in_the_example_and_in_the_docs() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    assert settings
    assert {name for name in settings if f"\n{name}=" not in EXAMPLE} == set()
    assert {name for name in settings if f"`{name}`" not in ADMINISTRATOR} == set()


def test_the_example_holds_no_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_the_example_itself_is_a_good_environment_but_for_the_key() -> None:
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    for name, value in values.items():
        assert value == ("" if defaults[name] is None else str(defaults[name])), name


def test_every_command_is_in_the_docs() -> None:
    written = ADMINISTRATOR.replace("`baken organisation add`, `link`, `list`", "")
    for verb in ("add", "link", "list"):
        written += f" baken organisation {verb} "
    assert [command for command in commands(main) if command not in written] == []


def test_every_link_in_the_docs_leads_to_a_file() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_house_in_the_docs_is_the_house_that_stands() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `bot/(\w+)/`", page, re.MULTILINE))
    assert told == {path.parent.name for path in ROOT.glob("bot/*/__init__.py")}
    named = set(re.findall(r"`((?:bot|handlers|storage)/[\w/]+\.py)`", page))
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_drawing_of_the_rooms_is_made_from_the_code() -> None:
    assert drawing.PAGE.read_text(encoding="utf-8") == drawing.drawn(), "`make drawing` makes it anew"


def test_no_room_stands_on_a_room_that_stands_on_it() -> None:
    assert max(drawing.floors(drawing.imports()).values()) <= 12  # CycleError for rooms in a circle
