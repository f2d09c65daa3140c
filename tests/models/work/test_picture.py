"""A picture shows what it shows, upright, and tells nothing else; what cannot be decoded safely is refused."""

from __future__ import annotations

import random
import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from pictures import PNG, moving, photograph, picture
from PIL import Image

from workbench.models.base import DomainError
from workbench.models.work.picture import rewritten, tells_more

BLUE = (0, 0, 255)


def decoded(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_stands_upright_and_says_neither_where_nor_with_what(kind: str) -> None:
    taken = photograph(kind, comment=b"Telefone de Maria")
    assert b"Maria" in taken
    assert tells_more(taken)
    kept = rewritten(taken, "foto")
    assert b"Maria" not in kept
    assert not tells_more(kept)
    image = decoded(kept)
    assert not image.getexif()
    assert image.size == (20, 40)
    red, _green, blue = image.convert("RGB").getpixel((16, 3))  # the corner, turned by a quarter
    assert blue > 200 > 50 > red


def test_a_moving_picture_goes_on_moving() -> None:
    kept = rewritten(moving(loop=2), "passos.gif")
    image = decoded(kept)
    assert (image.n_frames, image.info["loop"]) == (3, 2)
    assert b"Maria" not in kept
    times = []
    for number in range(3):
        image.seek(number)
        times.append(image.info["duration"])
    assert times == [100, 200, 300]


def test_pictures_that_belong_together_are_kept_as_the_first() -> None:
    several = picture("MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert decoded(rewritten(several, "foto.jpg")).format == "JPEG"


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "1"), ("PNG", "I;16"), ("PNG", "LA"), ("JPEG", "CMYK")]
)
def test_colours_of_every_kind_are_kept(kind: str, mode: str) -> None:
    into = BytesIO()
    Image.new(mode, (9, 9)).save(into, kind)
    assert decoded(rewritten(into.getvalue(), "tela")).size == (9, 9)


def test_a_plain_picture_stays_as_it_is() -> None:
    assert rewritten(PNG, "tela.png") == PNG


def head_of(width: int, height: int) -> bytes:
    facts = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", facts), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    coded = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(coded)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    for size in ((65_000, 65_000), (10_000, 5_001)):
        with pytest.raises(DomainError, match="50 million pixels"):
            rewritten(head_of(*size), "grande.png")


def test_what_is_damaged_is_refused_in_one_sentence() -> None:
    whole = [PNG, photograph(), moving()]
    cut = [data[: len(data) // 2] for data in whole]
    for data in [*cut, head_of(40, 20), b"GIF89a" + b"\xff" * 30, b"\xff\xd8\xff" + b"\0" * 30]:
        with pytest.raises(DomainError, match="damaged or cut off"):
            rewritten(data, "foto")


@pytest.mark.filterwarnings("ignore:::PIL")
def test_no_bytes_at_all_lead_to_another_error() -> None:
    dice = random.Random(7)
    for data in [PNG, photograph(), photograph("PNG"), moving()] * 60:
        changed = bytearray(data)
        for _time in range(dice.randint(1, 6)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        with suppress(DomainError):
            rewritten(bytes(changed), "foto")
