"""Of a photo or document nothing is kept but what is seen; what cannot be taken is refused in a sentence."""

import io
import json
import subprocess
import sys
import zlib
from typing import Any, cast

import pytest
from PIL import Image, ImageChops

from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.reports import pages
from handlers import apart
from tests.bot.reports import corpus
from tests.bot.reports.corpus import BOMBS, KEPT, MARK, REFUSED, Case

pytestmark = pytest.mark.slow


def named(case: Case) -> str:
    return case.name


def opened(page: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(page))
    image.load()
    return image


def refusal(content: bytes) -> str:
    """The key of the mistake with which a file is refused; there are words for it in both languages."""
    with pytest.raises(Mistake) as raised:
        apart.pages(content)
    key, params = raised.value.key, raised.value.params
    assert all(words.text(key, locale, **params) not in (key, "") for locale in words.LOCALES)
    return key.removeprefix("mistakes.")


def differs(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, in steps of 256 for a pixel on average."""
    assert one.size == other.size
    seen = ImageChops.difference(one.convert("L"), other.convert("L"))
    return sum(n * count for n, count in enumerate(seen.histogram())) / (one.width * one.height)


def test_the_corpus_is_large_enough() -> None:
    every = [*KEPT, *REFUSED, *BOMBS]
    assert len(every) >= 80 and len({case.name for case in every}) == len(every)


@pytest.mark.parametrize("case", KEPT, ids=named)
def test_nothing_is_kept_but_what_is_seen(case: Case, sqlite_world: object) -> None:
    content = case.make()
    kept = apart.pages(content)
    assert len(kept) == case.pages
    for page in kept:
        assert pages.is_plain(page)
        image = opened(page)
        assert not image.getexif() and image.info.keys() <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }
        for form in ("ascii", "utf-16-le", "utf-16-be"):
            assert MARK.encode(form) not in page + image.tobytes()
        assert 300 <= max(image.size) <= 2_400


HIDDEN = (
    "the properties of a PDF",
    "XMP in a PDF",
    "a file in a PDF",
    "a script in a PDF",
    "a layer that is not shown",
    "a field that is not shown",
    "a note in a PDF",
)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_in_a_document_is_not_drawn(name: str, sqlite_world: object) -> None:
    """But for a note, of which the sign is seen and the words are not."""
    (case,) = (one for one in KEPT if one.name == name)
    (page,), (plain,) = apart.pages(case.make()), apart.pages(corpus.document())
    assert differs(opened(page), opened(plain)) < (0.1 if name == "a note in a PDF" else 0.0001)


def test_what_was_written_over_is_not_drawn(sqlite_world: object) -> None:
    (page,), (plain,) = apart.pages(corpus.saved_twice()), apart.pages(corpus.document())
    assert opened(page).tobytes() == opened(plain).tobytes()


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright(turn: int, sqlite_world: object) -> None:
    """As somebody who opens it elsewhere sees it."""
    content = corpus.saved(corpus.picture(), "JPEG", exif=corpus.exif(turn))
    image = opened(apart.pages(content)[0])
    seen = Image.open(io.BytesIO(content))
    corner = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0), (1, 1), (0, 1)][turn - 1]
    assert image.size == (seen.size if turn < 5 else seen.size[::-1])
    x, y = (place * (length - 11) + 5 for place, length in zip(corner, image.size, strict=True))
    red, _, blue = cast(tuple[int, int, int], image.convert("RGB").getpixel((x, y)))
    assert red < 40 < 60 < blue


def test_a_photo_of_an_iphone_is_seen_as_it_was(sqlite_world: object) -> None:
    assert differs(opened(apart.pages(corpus.heic())[0]), corpus.picture()) < 4


def test_a_document_can_be_read(sqlite_world: object) -> None:
    """A page is as sharp as a good scan, and keeps its words black on white."""
    (page,) = apart.pages(corpus.document())
    image = opened(page)
    assert max(image.size) == 2_000 and pages.media_type(page) == "image/png"
    assert image.convert("L").getextrema() == (0, 255)


def test_a_large_photo_becomes_smaller(sqlite_world: object) -> None:
    noise = Image.effect_noise((4_000, 3_000), 90).convert("RGB")
    (page,) = apart.pages(corpus.saved(noise, "JPEG", quality=95))
    assert len(page) <= pages.PAGE and max(opened(page).size) <= 2_400


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_what_cannot_be_taken_is_refused_with_a_sentence(case: Case, sqlite_world: object) -> None:
    assert refusal(case.make()) == case.refused


# From a small process: what a process uses at most counts what it was forked from, and these tests are large.
MEASURED = """
import os, subprocess, sys
command = [sys.executable, "-m", "handlers.apart", "pages", ""]
_, _, used = os.wait4(subprocess.Popen(command, stderr=subprocess.DEVNULL).pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
os._exit(0)
"""


@pytest.mark.parametrize("case", BOMBS, ids=named)
def test_no_file_takes_more_than_it_may(case: Case, sqlite_world: object) -> None:
    """It ends within the limits of its process, in pages of a usual size or in a refusal."""
    job = apart.JOBS["pages"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], input=case.make(), capture_output=True, check=True
    )
    (seconds, kilobytes), said = map(float, done.stderr.split()), done.stdout
    assert seconds <= job.seconds + 2
    assert kilobytes * 1024 <= job.memory
    assert len(said) <= job.answer
    line, _, rest = said.partition(b"\n")
    answer: dict[str, Any] = json.loads(line) if line else {"mistake": job.heavy}
    if "mistake" in answer:
        assert answer["mistake"] in ("attach_heavy", "attach_broken")
    else:
        assert sum(answer["sizes"]) == len(rest) and max(answer["sizes"]) <= pages.PAGE


def test_what_carries_more_than_pixels_is_never_kept(
    monkeypatch: pytest.MonkeyPatch, sqlite_world: object
) -> None:
    """Whatever a process apart says: a file may have taken it over."""
    jpeg, png = corpus.jpeg(), corpus.png()
    assert pages.is_plain(jpeg) and pages.is_plain(png)
    more = [
        b"", b"<html>", jpeg[:-2], jpeg + b"x", png + b"x", png[:-12], jpeg + jpeg, png + png,
        bytes(pages.PAGE + 1),
        corpus.jpeg(corpus.segment(0xFE, b"a")), corpus.jpeg(corpus.segment(0xE1, b"Exif\0\0")),
        corpus.png(corpus.chunk(b"tEXt", b"a\0b")), corpus.png(corpus.chunk(b"tIME", bytes(7))),
        png[:-12] + corpus.chunk(b"IEND", b"a"), jpeg[:18] + b"\1\1abc" + jpeg[20:],
        corpus.with_thumbnail(), corpus.gif(), corpus.document(), zlib.compress(jpeg),
    ]  # fmt: skip
    for one in more:
        assert not pages.is_plain(one)
        answer = b'{"sizes": [%d]}\n%s' % (len(one), one)
        monkeypatch.setattr(apart, "_answer", lambda *_, answer=answer: answer)
        assert refusal(jpeg) == "attach_broken"
    monkeypatch.setattr(apart, "_answer", lambda *_: b'{"sizes": [%d]}\n%s' % (len(jpeg), jpeg))
    assert apart.pages(jpeg) == [jpeg]


def test_a_process_that_says_too_much_is_ended(monkeypatch: pytest.MonkeyPatch, sqlite_world: object) -> None:
    job = apart.JOBS["pages"]._replace(answer=1_000)
    monkeypatch.setitem(apart.JOBS, "pages", job)
    assert refusal(corpus.jpeg()) == "attach_heavy"


def test_a_process_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, sqlite_world: object
) -> None:
    monkeypatch.setitem(apart.JOBS, "pages", apart.JOBS["pages"]._replace(seconds=0))
    assert refusal(corpus.jpeg()) == "attach_heavy"


def test_once_it_decodes_it_can_open_nothing(sqlite_world: object) -> None:
    """No file and no connection: what a bad file does there, it does alone."""
    program = """
import socket, sys
from bot.reports import decoding
from handlers import apart

def tries(content):
    for way in (lambda: open("/etc/hostname"), lambda: open("/tmp/x", "w"), socket.socket):
        try:
            way()
        except OSError:
            continue
        raise SystemExit(3)
    raise ValueError("nothing can be opened")

decoding.made = tries
sys.argv = ["apart", "pages", ""]
try:
    apart.main()
except ValueError:
    raise SystemExit(7)
"""
    ended = subprocess.run([sys.executable, "-c", program], input=b"x", capture_output=True, check=False)
    assert ended.returncode == 7, ended.stderr


def test_baken_itself_loads_no_decoder() -> None:
    """A picture is decoded in the process apart alone, and Baken starts without what decodes it."""
    program = (
        "import sys, handlers.app, handlers.cli; print({'PIL', 'pypdfium2', 'pi_heif'} & {*sys.modules})"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ended.stdout.strip() == "set()"
