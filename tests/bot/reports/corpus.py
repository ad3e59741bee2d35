"""Files for a report as anybody may bring them, made here: what can stand in a photo or document beside what
is seen, what only looks like one, and what would take all of a machine.

`MARK` is what must never be kept: it stands in each of them, in every place that a format has for it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

MARK = "GEHEIM-7391-van-wie"
BYTES = MARK.encode()
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{MARK}</dc:creator></x:xmpmeta>'.encode()


class Case(NamedTuple):
    """A file, and what becomes of it: so many pages, or the mistake with which it is refused."""

    name: str
    make: Callable[[], bytes]
    pages: int = 1
    refused: str = ""


def picture(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    """A gradient with a dark corner at the top left, by which one sees how it is turned."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), (10, 20, 90))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def exif(turn: int = 0) -> Image.Exif:
    """Maker, moment, owner, a comment and where it was taken."""
    found = Image.Exif()
    found[0x010F], found[0x0110], found[0x0132] = MARK, MARK, "2026:03:10 09:30:00"
    found[0x9286], found[0xA430], found[0x013B] = BYTES, MARK, MARK
    if turn:
        found[0x0112] = turn
    found.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 1.0), 3: "E", 4: (4.0, 54.0, 1.0), 29: MARK})
    return found


def segment(kind: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(content) + 2) + content


def jpeg(*segments: bytes, behind: bytes = b"", **how: Any) -> bytes:
    """A JPEG with segments right after its beginning."""
    plain = saved(picture(), "JPEG", **how)
    return plain[:2] + b"".join(segments) + plain[2:] + behind


def with_thumbnail() -> bytes:
    """EXIF with a small picture of its own, which has a comment."""
    small = jpeg(segment(0xFE, BYTES))
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HI", 0, 14)
    tiff += (
        struct.pack(">H", 2)
        + struct.pack(">HHII", 0x0201, 4, 1, 44)
        + struct.pack(">HHII", 0x0202, 4, 1, len(small))
    )
    return jpeg(segment(0xE1, b"Exif\0\0" + tiff + bytes(4) + small))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes, behind: bytes = b"", mode: str = "RGB") -> bytes:
    """A PNG with chunks behind its header."""
    plain = saved(picture(mode=mode), "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:] + behind


def header(width: int, height: int, bits: int = 8, colours: int = 2) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    )


def in_16_bits() -> bytes:
    rows = b"".join(b"\0" + b"".join(struct.pack(">H", x * 200) for x in range(320)) for _ in range(200))
    return header(320, 200, 16, 0) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def wide_png(side: int) -> bytes:
    """One bit for a pixel: a few kilobytes of file."""
    row = b"\0" + bytes(-(-side // 8))
    data = zlib.compressobj()
    rows = b"".join(data.compress(row) for _ in range(side)) + data.flush()
    return header(side, side, 1, 0) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(*extensions: bytes, behind: bytes = b"", **how: Any) -> bytes:
    plain = saved(picture(mode="P"), "GIF", **how)
    at = 13 + 3 * 2 ** ((plain[10] & 7) + 1)
    return plain[:at] + b"".join(extensions) + plain[at:] + behind


def zipped(name: str = "a.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, MARK)
    return out.getvalue()


def heic(turn: int = 0) -> bytes:
    file = pillow_heif.from_pillow(picture())
    out = io.BytesIO()
    file.save(out, exif=exif(turn).tobytes(), xmp=XMP)
    return out.getvalue()


def document(
    pages: int = 1, size: tuple[float, float] = (595, 842), words: str = "Wat er staat", more: bytes = b""
) -> bytes:
    """A PDF by hand: some pages with a line of words and a grey block."""
    stream = f"0.8 g 50 50 200 100 re f 0 g BT /F1 24 Tf 60 700 Td ({words}) Tj ET ".encode() + more
    return from_streams([stream] * pages, size)


def from_streams(streams: list[bytes], size: tuple[float, float] = (595, 842), filter: bytes = b"") -> bytes:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(streams)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {5 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filter, stream))
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def changed(change: Callable[[PdfWriter], object]) -> bytes:
    """The same PDF with something put in."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document())))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _xmp(writer: PdfWriter) -> None:
    writer.xmp_metadata = XMP


def _script(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(f"app.alert('{MARK}');"),
        }
    )


def _hidden_layer(writer: PdfWriter) -> None:
    """Words in a layer that is switched off."""
    layer = writer._add_object(
        DictionaryObject(
            {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(MARK)}
        )
    )
    page = writer.pages[0]
    page[NameObject("/Resources")][NameObject("/Properties")] = DictionaryObject({NameObject("/L"): layer})  # type: ignore[index]
    content = page.get_contents()
    assert content is not None
    content.set_data(content.get_data() + f" /OC /L BDC BT /F1 40 Tf 60 400 Td ({MARK}) Tj ET EMC".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {
            NameObject("/OCGs"): ArrayObject([layer]),
            NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([layer])}),
        }
    )


def _hidden_field(writer: PdfWriter) -> None:
    """A field that is not shown, with what somebody filled in."""
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): TextStringObject("naam"),
                NameObject("/V"): TextStringObject(MARK),
                NameObject("/F"): NumberObject(2),
                NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (50, 300, 300, 330)]),
            }
        )
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field])}
    )


def _note(writer: PdfWriter) -> None:
    writer.add_annotation(0, Text(text=MARK, rect=(400, 400, 420, 420), title_bar=MARK))


def saved_twice() -> bytes:
    """First with the mark on the page, then saved once more over it: the first is still in the file."""
    first = document(words=MARK)
    stream = b"0.8 g 50 50 200 100 re f 0 g BT /F1 24 Tf 60 700 Td (Wat er staat) Tj ET "
    at = len(first)
    second = b"5 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(stream), stream)
    before = int(first.rsplit(b"startxref", 1)[1].split()[0])
    table = b"xref\n5 1\n%010d 00000 n \ntrailer << /Size 6 /Root 1 0 R /Prev %d >>\n" % (at, before)
    return first + second + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(second))


def deflated_bomb() -> bytes:
    """A page of a gigabyte, in a megabyte."""
    data = zlib.compressobj(9)
    stream = b"".join(data.compress(b"0 0 m " * 1_000_000) for _ in range(170)) + data.flush()
    return from_streams([stream], filter=b"/Filter /FlateDecode")


def locked() -> bytes:
    return changed(lambda writer: writer.encrypt("wachtwoord", algorithm="AES-128"))


def text_bomb() -> bytes:
    """Text of a gigabyte beside the pixels."""
    return png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)))


KEPT = (
    Case("camera and place (EXIF)", lambda: saved(picture(), "JPEG", exif=exif())),
    Case("turned by its EXIF", lambda: saved(picture(), "JPEG", exif=exif(6))),
    Case("EXIF that is broken", lambda: jpeg(segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + BYTES))),
    Case("a picture in the EXIF", with_thumbnail),
    Case("XMP in a JPEG", lambda: jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP))),
    Case("IPTC in a JPEG", lambda: jpeg(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + BYTES))),
    Case("a colour profile with words", lambda: jpeg(icc_profile=bytes(128) + BYTES)),
    Case("a comment in a JPEG", lambda: jpeg(segment(0xFE, BYTES))),
    Case("content credentials (JUMBF)", lambda: jpeg(segment(0xEB, b"JP\0\1\0\0\0\1" + BYTES))),
    Case("a segment of a maker", lambda: jpeg(segment(0xE7, BYTES))),
    Case("bytes behind a JPEG", lambda: jpeg(behind=BYTES)),
    Case("a zip behind a JPEG", lambda: jpeg(behind=zipped())),
    Case("a PDF behind a JPEG", lambda: jpeg(behind=document(words=MARK))),
    Case("a page of the web in a JPEG", lambda: jpeg(segment(0xFE, b"<html><script>" + BYTES))),
    Case(
        "two pictures in one (MPO)",
        lambda: saved(picture(), "MPO", save_all=True, append_images=[picture()], exif=exif()),
    ),
    Case("progressive", lambda: jpeg(segment(0xFE, BYTES), progressive=True)),
    Case("four colours (CMYK)", lambda: saved(picture(mode="CMYK"), "JPEG", comment=BYTES)),
    Case("shades of grey", lambda: saved(picture(mode="L"), "JPEG", comment=BYTES)),
    Case("text in a PNG", lambda: png(chunk(b"tEXt", b"Author\0" + BYTES))),
    Case("text in many languages in a PNG", lambda: png(chunk(b"iTXt", b"Author\0\0\0\0\0" + BYTES))),
    Case("XMP in a PNG", lambda: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP))),
    Case("packed text in a PNG", lambda: png(chunk(b"zTXt", b"Author\0\0" + zlib.compress(BYTES)))),
    Case("EXIF in a PNG", lambda: saved(picture(), "PNG", exif=exif())),
    Case("a profile in a PNG", lambda: png(chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(128) + BYTES)))),
    Case("a moment in a PNG", lambda: png(chunk(b"tIME", struct.pack(">HBBBBB", 2026, 3, 10, 9, 30, 0)))),
    Case("a chunk of a maker in a PNG", lambda: png(chunk(b"prVt", BYTES))),
    Case("bytes behind a PNG", lambda: png(behind=BYTES + zipped())),
    Case("one that can be seen through", lambda: png(chunk(b"tEXt", b"a\0" + BYTES), mode="RGBA")),
    Case("a palette", lambda: png(mode="P") + BYTES),
    Case("one bit for a pixel", lambda: png(chunk(b"tEXt", b"a\0" + BYTES), mode="1")),
    Case("16 bits for a pixel", in_16_bits),
    Case("a screenshot with text chunks", lambda: saved(picture((1170, 2532)), "PNG", pnginfo=_screenshot())),
    Case("a comment in a GIF", lambda: gif(b"!\xfe" + bytes([len(BYTES)]) + BYTES + b"\0")),
    Case("XMP in a GIF", lambda: gif(b"!\xff\x0bXMP DataXMP" + bytes([len(BYTES)]) + BYTES + b"\0")),
    Case("a zip behind a GIF", lambda: gif(behind=zipped())),
    Case(
        "a GIF that moves",
        lambda: saved(
            picture(mode="P"),
            "GIF",
            save_all=True,
            append_images=[picture(mode="P").rotate(180)],
            comment=BYTES,
        ),
    ),
    Case("EXIF in a WebP", lambda: saved(picture(), "WEBP", exif=exif(), xmp=XMP)),
    Case("a profile in a WebP", lambda: saved(picture(), "WEBP", icc_profile=bytes(128) + BYTES)),
    Case("a photo of an iPhone (HEIC)", heic),
    Case(
        "the properties of a PDF",
        lambda: changed(lambda writer: writer.add_metadata({"/Author": MARK, "/Title": MARK})),
    ),
    Case("XMP in a PDF", lambda: changed(_xmp)),
    Case("a file in a PDF", lambda: changed(lambda writer: writer.add_attachment(f"{MARK}.txt", BYTES))),
    Case("a script in a PDF", lambda: changed(_script)),
    Case("a PDF that was saved twice", saved_twice),
    Case("a layer that is not shown", lambda: changed(_hidden_layer)),
    Case("a field that is not shown", lambda: changed(_hidden_field)),
    Case("a note in a PDF", lambda: changed(_note)),
    Case("a zip behind a PDF", lambda: document() + zipped()),
    Case("a picture behind a PDF", lambda: document() + jpeg(segment(0xFE, BYTES))),
    Case("25 pages", lambda: document(25), 25),
)


def _screenshot() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", MARK)
    info.add_itxt("Comment", MARK, zip=True)
    return info


REFUSED = (
    Case("nothing at all", lambda: b"", refused="attach_missing"),
    Case("40 megabytes", lambda: jpeg(behind=bytes(40_000_000)), refused="attach_large"),
    Case("a document of Word", lambda: zipped("word/document.xml"), refused="attach_office"),
    Case(
        "an old document of Word",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + BYTES,
        refused="attach_office",
    ),
    Case("rich text", lambda: b"{\\rtf1 " + BYTES, refused="attach_office"),
    Case("a film", lambda: b"\0\0\0\x18ftypmp42" + BYTES, refused="attach_sound"),
    Case("a film of an iPhone", lambda: b"\0\0\0\x14ftypqt  " + BYTES, refused="attach_sound"),
    Case("sound", lambda: b"ID3\x04" + BYTES, refused="attach_sound"),
    Case("a recording", lambda: b"RIFF\0\0\0\0WAVEfmt " + BYTES, refused="attach_sound"),
    Case("a program called photo.jpg", lambda: b"MZ\x90\0" + BYTES, refused="attach_kind"),
    Case("a program of Linux", lambda: b"\x7fELF" + BYTES, refused="attach_kind"),
    Case(
        "a drawing (SVG)", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>' + BYTES, refused="attach_kind"
    ),
    Case("a page of the web", lambda: b"<!doctype html><script>" + BYTES, refused="attach_kind"),
    Case("a text", lambda: BYTES, refused="attach_kind"),
    Case("a bitmap", lambda: saved(picture(), "BMP"), refused="attach_kind"),
    Case("a TIFF", lambda: saved(picture(), "TIFF"), refused="attach_kind"),
    Case("an AVIF", lambda: saved(picture(), "AVIF"), refused="attach_kind"),
    Case("a PDF behind something else", lambda: BYTES + document(), refused="attach_kind"),
    Case("a PDF with a password", locked, refused="attach_locked"),
    Case("half a JPEG", lambda: jpeg(segment(0xFE, BYTES))[:2_000], refused="attach_broken"),
    Case("half a PNG", lambda: png()[:600], refused="attach_broken"),
    Case("half a WebP", lambda: saved(picture(), "WEBP")[:300], refused="attach_broken"),
    Case("half an HEIC", lambda: heic()[:900], refused="attach_broken"),
    Case("the beginning of a JPEG", lambda: b"\xff\xd8\xff\xe0", refused="attach_broken"),
    Case("the beginning of a GIF", lambda: b"GIF89a" + BYTES, refused="attach_broken"),
    Case("the beginning of a PDF", lambda: b"%PDF-1.7\n" + BYTES, refused="attach_broken"),
    Case("a PDF without pages", lambda: from_streams([]), refused="attach_broken"),
    Case("10,000 pages", lambda: document(10_000), refused="attach_pages"),
    Case(
        "2.5 thousand million pixels",
        lambda: header(50_000, 50_000) + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        refused="attach_pixels",
    ),
    Case("100 million pixels", lambda: wide_png(10_000), refused="attach_pixels"),
)

# What takes much: it becomes pages or is refused, within the limits of its process.
BOMBS = (
    Case("a page of a gigabyte", deflated_bomb),
    Case("text of a gigabyte in a PNG", text_bomb),
    Case("59 million pixels", lambda: wide_png(7_690)),
    Case("pages of 14,400 inches", lambda: document(3, (1_036_800, 1_036_800))),
    Case("a page of 14,400 inches by one point", lambda: document(1, (1_036_800, 1))),
    Case("a page that is no larger than a point", lambda: document(1, (1, 1))),
    Case("a page of no size", lambda: document(1, (0, 0))),
    Case("a page that is drawn a million times", lambda: document(more=b"0 0 600 800 re f " * 300_000)),
)
