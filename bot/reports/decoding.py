"""Makes a photo or document of a report anew, as pictures of nothing but pixels.

This is the dangerous half, for a process apart (handlers/apart.py): it decodes what a stranger made. The
original, with whatever stood in it beside what is seen, ends with that process.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from bot.foundation.mistakes import Mistake
from bot.reports.pages import KINDS, LARGEST, MOST_PAGES, PAGE, kind_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 60_000_000  # of a picture; a telephone makes 50 million at most, but for a few
SIDE = 2_400  # pixels of the longest side of a photo that is kept
PAPER = 2_000  # and of a page of a document: 170 dots to the inch of A4
ENLARGED = 4.0  # times, at most: a page may be as small as a stamp
QUALITIES = (85, 75, 60, 45)
FEW_COLOURS = 256  # of a drawing, of which at least half has the same one

# What decoders raise at a file that is not what it seems to be.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


def prepare() -> None:
    """Loads all that decoding needs: from here on no file is opened any more."""
    import encodings.ascii
    import encodings.cp1252
    import encodings.latin_1
    import encodings.utf_16
    import encodings.utf_16_le  # noqa: F401

    import pi_heif
    import pypdfium2
    from PIL import Image

    Image.preinit()
    for name in ("Mpo", "Tiff", "WebP"):
        __import__(f"PIL.{name}ImagePlugin")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    pi_heif.options.DECODE_THREADS = 1
    pypdfium2.PdfDocument.new().close()


def made(content: bytes) -> list[bytes]:
    """The pages of a file, each a JPEG or PNG picture of at most `PAGE` bytes. Raises Mistake for what cannot
    be taken."""
    kind = kind_of(content)
    if kind not in KINDS:
        raise Mistake(f"attach_{kind}", limit=LARGEST // 1024 // 1024)
    try:
        return [_written(image) for image in _DECODERS[kind](content)]
    except BROKEN:
        raise Mistake("attach_broken") from None


def _photo(*formats: str) -> Callable[[bytes], Iterator["Image"]]:
    """What decodes a picture, and turns it upright; of several in one file the first."""

    def decoded(content: bytes) -> Iterator["Image"]:
        from PIL import Image

        try:
            opened = Image.open(io.BytesIO(content), formats=formats)
        except Image.DecompressionBombError:
            raise Mistake("attach_pixels") from None
        if opened.width * opened.height > MOST_PIXELS:
            raise Mistake("attach_pixels")
        turn = _turn(opened)
        opened.draft("RGB", (SIDE, SIDE))  # so that a JPEG is read at half, a quarter or an eighth
        image = _in_colours(opened)
        image.thumbnail((SIDE, SIDE))
        if image.mode == "RGBA":
            paper = Image.new("RGB", image.size, "white")
            paper.paste(image, mask=image.getchannel("A"))
            image = paper
        yield image.transpose(turn) if turn is not None else image

    return decoded


def _in_colours(image: "Image") -> "Image":
    """A picture in colours or shades of 8 bits, whatever it was in."""
    if image.mode == "F" or image.mode.startswith("I"):  # 16 bits, as scanners for film write
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _turn(opened: "Image") -> Any:
    """How a picture has to be turned to stand upright, by its EXIF; that this is bad is no reason to refuse
    it."""
    from PIL.Image import Transpose

    turns = (
        Transpose.FLIP_LEFT_RIGHT,
        Transpose.ROTATE_180,
        Transpose.FLIP_TOP_BOTTOM,
        Transpose.TRANSPOSE,
        Transpose.ROTATE_270,
        Transpose.TRANSVERSE,
        Transpose.ROTATE_90,
    )
    try:
        said = opened.getexif().get(0x0112)
    except BROKEN:
        return None
    return turns[said - 2] if isinstance(said, int) and 2 <= said <= 8 else None


def _document(content: bytes) -> Iterator["Image"]:
    """The pages as they would be printed: no script runs, and what is hidden is not drawn."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Mistake("attach_locked" if locked else "attach_broken") from None
    if not 1 <= len(document) <= MOST_PAGES:
        raise Mistake("attach_pages" if len(document) else "attach_broken", limit=MOST_PAGES)
    for number in range(len(document)):
        try:
            page = document[number]
            scale = min(PAPER / max(1.0, *page.get_size()), ENLARGED)
            shown = page.render(scale, may_draw_forms=False, rev_byteorder=True, limit_image_cache=True)
        except pypdfium2.PdfiumError:
            raise Mistake("attach_broken") from None
        yield shown.to_pil().convert("RGB")
        shown.close()
        page.close()


_DECODERS: dict[str, Callable[[bytes], Iterator["Image"]]] = {
    "jpeg": _photo("JPEG", "MPO"),
    "png": _photo("PNG"),
    "gif": _photo("GIF"),
    "webp": _photo("WEBP"),
    "heic": _photo("HEIF"),
    "pdf": _document,
}


def _written(image: "Image") -> bytes:
    """The pixels as a picture: PNG where it is a drawing or a page of words and that is less, else JPEG."""
    from PIL import Image

    fresh = Image.frombytes(image.mode, image.size, image.tobytes())  # nothing else comes along
    colours = fresh.getcolors(FEW_COLOURS) or []
    if colours and all(isinstance(one, tuple) and len({*one}) == 1 for _, one in colours):
        fresh = fresh.convert("L")
    is_drawn = max((many for many, _ in colours), default=0) * 2 >= fresh.width * fresh.height
    while True:
        found = [_as(fresh, "PNG")] if is_drawn else []
        for quality in QUALITIES:
            found.append(_as(fresh, "JPEG", quality=quality))
            smallest = min(found, key=len)
            if len(smallest) <= PAGE:
                return smallest
        fresh = fresh.resize((max(1, fresh.width * 3 // 4), max(1, fresh.height * 3 // 4)))


def _as(image: "Image", form: str, **how: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()
