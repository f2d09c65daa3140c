"""Pictures as cameras and programs make them, small enough for a test."""

from io import BytesIO
from typing import Any

from PIL import Image

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def picture(kind: str = "PNG", **options: Any) -> bytes:
    """Return a red picture, twice as wide as high, with a blue corner at the top left."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste((0, 0, 255), (0, 0, 8, 8))
    into = BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def photograph(kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture that was taken with a phone on its side, and says where and with what."""
    told = Image.Exif()
    told[ORIENTATION], told[MAKER] = 6, "Telefone de Maria"
    told[PLACE] = {1: "S", 2: (23.0, 33.0, 1.0)}
    return picture(kind, exif=told, **options)


def moving(**options: Any) -> bytes:
    """Return a GIF of three frames, shown for 100, 200 and 300 thousandths of a second."""
    frames = [Image.new("RGB", (30, 30), (number * 100, 0, 0)) for number in range(3)]
    into = BytesIO()
    frames[0].save(
        into,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[100, 200, 300],
        comment=b"Telefone de Maria",
        **options,
    )
    return into.getvalue()


PNG = picture()
