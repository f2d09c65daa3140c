"""A picture is decoded under a bound and written anew, so that it shows what it shows and tells nothing else."""

import struct
import threading
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from workbench.models.base import DomainError
from workbench.text.messages import N_

# Of all images of a moving picture together. Decoded, a pixel takes four bytes, twice while it is turned.
MOST_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "GIF")
JPEG_QUALITY = 90
# What is kept beside the pixels, as it changes how they look; place, time, camera and words are not.
LOOKS = frozenset({"icc_profile", "transparency", "gamma", "duration", "loop", "disposal", "blend"})
# How a JPEG says what it is, its colours, and how they are stored; all other segments tell more.
PLAIN_SEGMENTS = (b"JFIF", b"ICC_PROFILE", b"Adobe")
UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    OverflowError,
    AttributeError,
    TypeError,
    struct.error,
    zlib.error,
)

# Our own bound stands in the place of Pillow's, which warns first.
Image.MAX_IMAGE_PIXELS = None
# Each may take some hundred megabytes: one process decodes one at a time.
_turn = threading.Lock()


def rewritten(data: bytes, filename: str) -> bytes:
    """Return the picture turned upright and without what else stood in its file.

    Raises DomainError for one that cannot be read whole or has more than MOST_PIXELS.
    """
    with _turn:
        try:
            with opened(data) as image:
                is_large = pixels(image) > MOST_PIXELS
                found = b"" if is_large else saved(image)
        except UNREADABLE as error:
            why = N_(
                "The picture %(filename)s is damaged or cut off. Save it anew and attach that."
            )
            raise DomainError(why, filename=filename) from error
    if is_large:
        why = N_(
            "The picture %(filename)s has more than 50 million pixels. Make it smaller and attach that."
        )
        raise DomainError(why, filename=filename)
    return found


def reduced(data: bytes, side: int) -> bytes:
    """Return a picture that was rewritten before with no side longer than so many pixels; a moving one as it is."""
    with _turn, opened(data) as image:
        if max(image.size) <= side or getattr(image, "n_frames", 1) > 1:
            return data
        image.load()
        image.thumbnail((side, side))
        return saved(image)


def opened(data: bytes) -> Image.Image:
    """Return the picture of which only the head was read."""
    return Image.open(BytesIO(data), formats=FORMATS)


def pixels(image: Image.Image) -> int:
    """Return how many pixels it has; frames of a moving picture are counted without decoding them whole."""
    area = image.width * image.height
    # Frames of one that is too large already are not looked for.
    return area if area > MOST_PIXELS or is_jpeg(image) else area * getattr(image, "n_frames", 1)


def is_jpeg(image: Image.Image) -> bool:
    """Return whether it is a JPEG; "MPO" is one with further pictures behind, which are left out."""
    return image.format in ("JPEG", "MPO")


def saved(image: Image.Image) -> bytes:
    """Return the bytes of the picture in its own format."""
    into = BytesIO()
    if is_jpeg(image):
        turn_upright(image)
        image = image if image.mode in ("L", "RGB") else image.convert("RGB")
        profile = image.info.get("icc_profile")
        image.info = {}
        image.save(into, "JPEG", quality=JPEG_QUALITY, icc_profile=profile)
    elif getattr(image, "n_frames", 1) > 1:
        frames = [plain(frame.copy()) for frame in ImageSequence.Iterator(image)]
        whole = {"loop": image.info["loop"]} if "loop" in image.info else {}
        times = [frame.info.get("duration", 0) for frame in frames]
        frames[0].save(
            into, image.format, save_all=True, append_images=frames[1:], duration=times, **whole
        )
    else:
        turn_upright(image)
        image.save(into, image.format)
    return into.getvalue()


def turn_upright(image: Image.Image) -> None:
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    plain(image)


def plain(image: Image.Image) -> Image.Image:
    """Leave out what does not change how the picture looks."""
    image.info = {name: value for name, value in image.info.items() if name in LOOKS}
    return image


def tells_more(data: bytes) -> bool:
    """Return whether the file holds more than the picture, such as place, time or a comment."""
    with _turn, opened(data) as image:
        if pixels(image) > MOST_PIXELS:
            return False
        if is_jpeg(image):
            segments: Any = getattr(image, "applist", [])
            return image.format == "MPO" or any(
                not content.startswith(PLAIN_SEGMENTS) for _name, content in segments
            )
        image.load()
        texts: Any = getattr(image, "text", {})
        return bool(texts or {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & image.info.keys())
