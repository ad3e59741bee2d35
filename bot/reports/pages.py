"""What a photo or document of a report may be, and what is kept of it: pages, pictures of pixels alone.

What a file is, is judged by its first bytes and by decoding it (bot/reports/decoding.py, in a process apart),
never by its name or by what a browser says. `is_plain` looks at what comes back, byte by byte and without
decoding it: whatever went wrong there, a picture that carries more than pixels is not kept.
"""

import struct
from collections.abc import Iterator

LARGEST = 15 * 1024 * 1024  # bytes of a file
MOST_PAGES = 25  # of a file
PAGE = 1024 * 1024 - 64  # bytes of a page that is kept
KINDS = ("jpeg", "png", "gif", "webp", "heic", "pdf")

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
OFFICE = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf")  # also any zip
SOUND = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1")
JFIF = b"\xff\xe0\0\x10JFIF\0"
TABLES = (0xDB, 0xC0, 0xC4, 0xDD)  # of a JPEG: quantization, frame, Huffman, restarts
SCAN = 0xDA


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes: one of `KINDS`, or else why it is not taken."""
    if not content:
        return "missing"
    if len(content) > LARGEST:
        return "large"
    if content.startswith(JPEG):
        return "jpeg"
    if content.startswith(PNG):
        return "png"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"RIFF"):
        return "webp" if content[8:12] == b"WEBP" else "sound"
    if content[4:8] == b"ftyp":
        return "heic" if content[8:12] in HEIC else "kind" if content[8:12] == b"avif" else "sound"
    if content.startswith(OFFICE):
        return "office"
    return "sound" if content.startswith(SOUND) else "kind"


def media_type(page: bytes) -> str:
    """What a page is for a browser."""
    return "image/png" if page.startswith(PNG) else "image/jpeg"


def is_plain(page: bytes) -> bool:
    """Whether a page is a JPEG or PNG picture in which nothing stands but what draws it."""
    if len(page) > PAGE:
        return False
    try:
        return _is_plain_png(page) if page.startswith(PNG) else _is_plain_jpeg(page)
    except (struct.error, IndexError):
        return False


def _is_plain_png(page: bytes) -> bool:
    """A header, data and an end: no text, profile, moment or whatever else can stand between them."""
    at, found = len(PNG), []
    while at < len(page):
        (size,) = struct.unpack_from(">I", page, at)
        found.append(page[at + 4 : at + 8])
        at += size + 12
    ends = found[0] == b"IHDR" and found[-1] == b"IEND"
    return ends and at == len(page) and set(found[1:-1]) == {b"IDAT"} and page[-12:-8] == bytes(4)


def _is_plain_jpeg(page: bytes) -> bool:
    """The usual header, tables, one scan and the end: no comment, EXIF, thumbnail or second picture."""
    if page[:2] + page[2:11] != JPEG[:2] + JFIF or page[18:20] != b"\0\0":
        return False
    at = 20
    while True:
        mark, kind, size = struct.unpack_from(">BBH", page, at)
        at += size + 2
        if mark != 0xFF or kind not in (*TABLES, SCAN):
            return False
        if kind == SCAN:
            return page.endswith(b"\xff\xd9") and set(_marks(page[at:-2])) <= {0x00, *range(0xD0, 0xD8)}


def _marks(data: bytes) -> Iterator[int]:
    """What follows each byte of 255: nothing that begins a segment, in a scan."""
    at = data.find(b"\xff")
    while at >= 0:
        yield data[at + 1]
        at = data.find(b"\xff", at + 2)
