"""The organisation's own colour and logo, for everything that is made in its name."""

import base64
import json
import re
import struct
from pathlib import Path
from typing import NamedTuple

import yaml

OWN = "#0b4a63"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5  # contrast that white letters need on a colour (WCAG 2.2 AA)
LARGEST = 2 * 1024 * 1024  # bytes of a logo
WIDEST = 4096  # pixels
PNG = b"\x89PNG\r\n\x1a\n"


class Style(NamedTuple):
    """A colour as #rrggbb, and a logo as SVG or nothing."""

    colour: str = OWN
    logo: str = ""


class BadStyle(Exception):
    """An organisation's own style that cannot be used; the message names the file and the reason."""


_styles: dict[str, Style] = {}  # by short name of the organisation; "" is for all others


def load(colour: str, logo: Path | None, own: Path | None = None) -> None:
    """Takes the colour and the logo of the settings, at start, and where an organisation has its own in
    `<own>/<slug>/style.yml`, those. Raises ValueError, or BadStyle."""
    _styles.clear()
    _styles[""] = Style(read_colour(colour) or OWN, read_logo(logo) if logo else "")
    for file in sorted(own.glob("*/style.yml")) if own else ():
        _styles[file.parent.name] = _read(file)


def current(organisation: str = "") -> Style:
    """The style of what is made for an organisation (its short name)."""
    return _styles.get(organisation) or _styles.get("") or Style()


def _read(file: Path) -> Style:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadStyle(f"{file}: this is not valid YAML") from None
    if not isinstance(data, dict) or not set(data) <= {"colour", "logo"}:
        raise BadStyle(f"{file}: write `colour:` with a colour and `logo:` with the name of a file beside it")
    colour, logo = str(data.get("colour") or ""), str(data.get("logo") or "")
    try:
        return Style(read_colour(colour) or OWN, read_logo(file.parent / Path(logo).name) if logo else "")
    except ValueError as error:
        raise BadStyle(f"{file}: {logo or colour} {error}") from None


def read_colour(value: str) -> str:
    """The colour, in small letters. Raises ValueError for what is none, or too light for white letters."""
    if value and not COLOUR.fullmatch(value):
        raise ValueError("must be a colour such as #154273")
    if value and contrast(value) < READABLE:
        raise ValueError("is too light: white letters on it cannot be read; choose a darker colour")
    return value.lower()


def contrast(colour: str) -> float:
    """How well white letters stand out on a colour: 1 is not at all, 21 is black."""
    shares = []
    for at in (1, 3, 5):
        share = int(colour[at : at + 2], 16) / 255
        shares.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = shares
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def read_logo(file: Path) -> str:
    """A logo as SVG; a PNG is put into one. Raises ValueError for what cannot be a logo."""
    if not file.is_file():
        raise ValueError("must be an SVG or PNG file that exists")
    if file.stat().st_size > LARGEST:
        raise ValueError("is larger than 2 MB; save the logo as SVG, or as a smaller PNG")
    content = file.read_bytes()
    width, height = struct.unpack(">II", content[16:24].ljust(8, b"\xff"))
    if content.startswith(PNG) and max(width, height) > WIDEST:
        raise ValueError(f"is over {WIDEST} pixels wide or tall; save the logo as SVG, or as a smaller PNG")
    if not _can_be_shown(content):
        raise ValueError("is not a picture that can be read; it must be an SVG or PNG file")
    return _in_svg(content, width, height) if content.startswith(PNG) else content.decode()


def _can_be_shown(content: bytes) -> bool:
    import typst  # only where there is a logo

    template = b"#image(bytes(json(bytes(sys.inputs.picture))))"
    try:
        typst.compile(template, ignore_system_fonts=True, sys_inputs={"picture": json.dumps(list(content))})
    except typst.TypstError:
        return False
    return True


def _in_svg(content: bytes, width: int, height: int) -> str:
    """Typst is given its files as text."""
    data = base64.b64encode(content).decode()
    size = f'width="{width}" height="{height}"'
    image = f'<image {size} href="data:image/png;base64,{data}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{image}</svg>'
