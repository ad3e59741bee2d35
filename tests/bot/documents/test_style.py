"""The organisation's own colour and logo: what is refused, with which sentence, and where it shows."""

import struct
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.documents.certificate import certificate
from bot.foundation import style, words
from bot.foundation.settings import BadSettings, given
from storage.organisations import OrganisationRow

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9" fill="#c01"/></svg>'
TOWN = OrganisationRow(1, "voorbeeldstad", "Gemeente Voorbeeldstad", True)


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height))
    return style.PNG + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def back_to_our_own() -> Iterator[None]:
    words.load()
    yield
    style.load("", None)


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [
        ("blauw", "must be a colour such as #154273"),
        ("#15427", "must be a colour"),
        ("#154273; x", "must be a colour"),
        ("#ffd166", "too light"),
        ("#808080", "too light"),
    ],
)
def test_a_colour_that_white_letters_cannot_stand_on_is_refused(colour: str, sentence: str) -> None:
    with pytest.raises(BadSettings, match=f"BAKEN_COLOUR: .*{sentence}"):
        given(baken_colour=colour)


def test_contrast_is_that_of_wcag() -> None:
    assert [round(style.contrast(one), 2) for one in ("#000000", "#ffffff", "#767676")] == [21.0, 1.0, 4.54]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "exists"),
        (b"", "not a picture"),
        (b"GIF89a...", "not a picture"),
        (b"<html><body>logo</body></html>", "not a picture"),
        (style.PNG + b"cut off", "pixels|not a picture"),
        (png(4, 4)[:-20], "not a picture"),
        (png(5000, 1), "4096 pixels"),
        (b"\x89PNG\r\n\x1a\n" + bytes(style.LARGEST), "larger than 2 MB"),
        (SVG + b" " * style.LARGEST, "larger than 2 MB"),
    ],
    ids=["none", "empty", "gif", "html", "short", "cut", "wide", "large-png", "large-svg"],
)
def test_a_logo_that_is_none_is_refused_with_what_to_do(
    content: bytes | None, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "logo"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadSettings, match=f"BAKEN_LOGO: .*({sentence})"):
        given(baken_logo=str(file))


@pytest.mark.parametrize("content", [SVG, png(40, 20)], ids=["svg", "png"])
def test_a_logo_and_a_colour_are_on_paper(content: bytes, tmp_path: Path, back_to_our_own: None) -> None:
    def made() -> bytes:
        return certificate(TOWN, "P", "S", date(2026, 1, 1), "K", "nl")

    plain = made()
    file = tmp_path / "logo.anything"
    file.write_bytes(content)
    settings = given(baken_logo=str(file), baken_colour="#7A1F2B")
    style.load(settings.baken_colour, settings.baken_logo)
    assert style.current().colour == "#7a1f2b" and made() != plain


def test_each_organisation_can_have_its_own(tmp_path: Path, back_to_our_own: None) -> None:
    (tmp_path / "oosterdorp").mkdir()
    (tmp_path / "oosterdorp" / "logo.svg").write_bytes(SVG)
    (tmp_path / "oosterdorp" / "style.yml").write_text('colour: "#154273"\nlogo: logo.svg\n')
    style.load("#7a1f2b", None, tmp_path)
    assert style.current("oosterdorp") == style.Style("#154273", SVG.decode())
    assert style.current("westerdorp") == style.current() == style.Style("#7a1f2b")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("colour: [", "not valid YAML"),
        ("colour: '#fff000'", "too light"),
        ("logo: gone.svg", "exists"),
        ("logo: ../outside.svg", "exists"),
        ("color: '#154273'", "write `colour:`"),
        ("- x", "write `colour:`"),
    ],
    ids=["yaml", "light", "gone", "outside", "word", "list"],
)
def test_an_own_style_that_cannot_be_used_is_named_with_what_to_do(
    written: str, sentence: str, tmp_path: Path, back_to_our_own: None
) -> None:
    (tmp_path / "outside.svg").write_bytes(SVG)
    (tmp_path / "oosterdorp").mkdir()
    (tmp_path / "oosterdorp" / "style.yml").write_text(written)
    with pytest.raises(style.BadStyle, match=f"oosterdorp/style.yml: .*{sentence}"):
        style.load("", None, tmp_path)
