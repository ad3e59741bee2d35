"""Baken's two icons for Teams, drawn here: the beacon of handlers/web/static/baken.svg as PNG."""

import struct
import zlib
from collections.abc import Sequence

Colour = tuple[int, int, int]
Shape = tuple[Colour, Sequence[tuple[float, float]]]  # convex, on a field of 64 by 64

FIELD = 64
FINE = 4  # lines looked at for each line of pixels
SEA, LIGHT, WHITE, RED, WAVE = (11, 74, 99), (255, 209, 102), (255, 255, 255), (209, 73, 91), (124, 198, 222)

BEAMS = [(23.0, 19.0), (4.0, 11.0), (4.0, 27.0)], [(41.0, 19.0), (60.0, 11.0), (60.0, 27.0)]
ROOF = [(25.0, 14.0), (32.0, 6.0), (39.0, 14.0)]
LAMP = [(27.0, 14.0), (37.0, 14.0), (37.0, 24.0), (27.0, 24.0)]
GALLERY = [(24.0, 24.0), (40.0, 24.0), (40.0, 27.0), (24.0, 27.0)]
TOWER = [(27.5, 27.0), (36.5, 27.0), (39.6, 52.0), (24.4, 52.0)]
BANDS = (
    [(27.02, 31.0), (36.98, 31.0), (37.73, 37.0), (26.27, 37.0)],
    [(25.53, 43.0), (38.47, 43.0), (39.22, 49.0), (24.78, 49.0)],
)
SHORE = [(10.0, 53.5), (54.0, 53.5), (54.0, 56.5), (10.0, 56.5)]

COLOUR: tuple[Shape, ...] = (
    *((LIGHT, beam) for beam in BEAMS),
    (WHITE, ROOF),
    (LIGHT, LAMP),
    (WHITE, GALLERY),
    (WHITE, TOWER),
    *((RED, band) for band in BANDS),
    (WAVE, SHORE),
)
OUTLINE: tuple[Shape, ...] = tuple((WHITE, shape) for shape in (*BEAMS, ROOF, GALLERY, TOWER, SHORE))


def colour(size: int = 192) -> bytes:
    """The icon in full colour, without transparency: Teams rounds its corners itself."""
    return _png(_painted(COLOUR, size, SEA), size)


def outline(size: int = 32) -> bytes:
    """The icon in white on nothing, as Teams wants it."""
    return _png(_painted(OUTLINE, size, None), size)


def _painted(shapes: Sequence[Shape], size: int, ground: Colour | None) -> list[list[tuple[float, ...]]]:
    """Rows of pixels: red, green, blue, opacity (0–255)."""
    empty: tuple[float, ...] = (*(ground or WHITE), 255.0 if ground else 0.0)
    rows = [[empty] * size for _ in range(size)]
    for paint, corners in shapes:
        for y, row in enumerate(rows):
            for x, part in _covered(corners, y, size):
                red, green, blue, opacity = row[x]
                mixed = (was + (new - was) * part for was, new in zip((red, green, blue), paint, strict=True))
                row[x] = (*mixed, opacity + (255 - opacity) * part)
    return rows


def _covered(corners: Sequence[tuple[float, float]], y: int, size: int) -> list[tuple[int, float]]:
    """Which pixels of a line a shape covers, and how much of each."""
    parts = [0.0] * size
    for step in range(FINE):
        at = (y + (step + 0.5) / FINE) * FIELD / size
        left, right = (edge * size / FIELD for edge in _edges(corners, at))
        for x in range(max(0, int(left)), min(size, int(right) + 1)):
            parts[x] += max(0.0, min(right, x + 1) - max(left, x)) / FINE
    return [(x, min(1.0, part)) for x, part in enumerate(parts) if part > 0]


def _edges(corners: Sequence[tuple[float, float]], y: float) -> tuple[float, float]:
    """Where a convex shape begins and ends on a horizontal line."""
    crossings = [
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
        if min(y1, y2) <= y < max(y1, y2)
    ]
    return (min(crossings), max(crossings)) if crossings else (0.0, 0.0)


def _png(rows: list[list[tuple[float, ...]]], size: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(round(value) for pixel in row for value in pixel) for row in rows)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )
