"""Draw the pictures of a clip with Pillow."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from PIL import Image, ImageDraw, ImageFont, ImageOps

if TYPE_CHECKING:
    from videojobs.emulator.scenes import Scene

# Luminance in video is 16 to 235 (ITU-R BT.601, section 2.5.3).
_DARK: Final = 90
_LIGHT: Final = 235
_NO_COLOUR: Final = 128
_SATURATION: Final = 48
_LONGEST: Final = 1280
_MAX_IMAGE_PIXELS: Final = 50_000_000
_TOO_LARGE: Final = (100_000, 100_000)
"""In place of the size of an image that Pillow refuses to open for its size."""

_STRIP: Final = Fraction(1, 10)
"""Height of the strip with the counter, as a part of the picture's."""


@frozen
class Picture:
    """A picture as its luminance and the two differences of its colours, which have half the size.

    Video is stored in this way; text has no colour of its own, so that it is drawn in one plane, in a third of
    the time.
    """

    y: Image.Image
    cb: Image.Image
    cr: Image.Image

    def to_rgb(self) -> Image.Image:
        """Return it as an RGB image."""
        size = self.y.size
        return Image.merge("YCbCr", (self.y, self.cb.resize(size), self.cr.resize(size))).convert("RGB")


def draw(scene: Scene, width: int, height: int, chroma_size: tuple[int, int], *, shows_image: bool) -> Picture:
    """Draw a scene without its counter, or its reference image."""
    if shows_image and scene.image is not None:
        image = Image.open(io.BytesIO(scene.image)).convert("YCbCr")
        planes = ImageOps.pad(image, (width, height), color=(0, _NO_COLOUR, _NO_COLOUR)).split()
        limited = planes[0].point([16 + value * 219 // 255 for value in range(256)])
        picture = Picture(limited, planes[1].resize(chroma_size), planes[2].resize(chroma_size))
    else:
        picture = _drawn(scene, width, height, chroma_size)
    # The strip over it is grey.
    tall = round(strip_height(height) * chroma_size[1] / height)
    for plane in (picture.cb, picture.cr):
        plane.paste(_NO_COLOUR, (0, chroma_size[1] - tall, *chroma_size))
    return picture


def _drawn(scene: Scene, width: int, height: int, chroma_size: tuple[int, int]) -> Picture:
    # Each clip has a colour of its own: an angle around grey in the plane of cb and cr.
    digest = hashlib.sha256(scene.title.encode("utf-8", "replace")).digest()
    angle = math.tau * digest[0] / 256
    cb, cr = (round(_NO_COLOUR + _SATURATION * side) for side in (math.cos(angle), math.sin(angle)))
    picture = Picture(
        Image.new("L", (width, height), _DARK), Image.new("L", chroma_size, cb), Image.new("L", chroma_size, cr)
    )
    text = ImageDraw.Draw(picture.y)
    margin = max(1, width // 30)
    top = margin
    bottom = height - strip_height(height) - margin
    if scene.source is not None:
        bottom -= _paste_source(picture, scene.source, bottom)
    for line, font in _lines(scene, width - 2 * margin, min(width, height)):
        line_height = round(font.size * 1.25)
        if top + line_height > bottom:
            break
        text.text((margin, top), line, font=font, fill=_LIGHT)
        top += line_height
    return picture


def strip_height(height: int) -> int:
    """Return the height of the strip with the counter."""
    return max(2, round(height * _STRIP))


def draw_strip(width: int, height: int, index: int, count: int, *, line: int = 0) -> Image.Image:
    """Draw the strip at the bottom of a picture: a counter, and a bar as long as the part of the clip that is over.

    Args:
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        index: Of the frame.
        count: Of frames.
        line: Width of the result, at least that of the picture.
    """
    tall = strip_height(height)
    strip = Image.new("L", (max(width, line), tall), 16)
    drawing = ImageDraw.Draw(strip)
    drawing.rectangle((0, tall * 3 // 4, max(0, width * (index + 1) // count - 1), tall), fill=_LIGHT)
    font = _font(max(6, tall * 2 // 3))
    drawing.text((max(1, width // 30), 0), f"{index + 1} / {count}", font=font, fill=_LIGHT)
    return strip


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in the header of an image; None for other bytes."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _TOO_LARGE
    except Exception:  # noqa: BLE001 - decoders raise anything about damaged data, up to IndexError and SyntaxError
        return None


def reduced(content: bytes) -> bytes | None:
    """Return an image as a JPEG with sides of at most 1280 pixels; None if it is none, is damaged or too large."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > _MAX_IMAGE_PIXELS:
                return None
            image.draft("RGB", (_LONGEST, _LONGEST))  # a JPEG is decoded at a part of its size
            smaller = ImageOps.exif_transpose(image).convert("RGB")
    except Exception:  # noqa: BLE001 - as above
        return None
    smaller.thumbnail((_LONGEST, _LONGEST))
    return encoded(smaller, "image/jpeg")


def encoded(image: Image.Image, media_type: str) -> bytes:
    """Encode an image as ``image/webp``, ``image/png`` or ``image/jpeg``."""
    output_file = io.BytesIO()
    # The fastest method of WebP; other formats have none.
    image.save(output_file, format=media_type.removeprefix("image/").upper(), quality=80, method=0)
    return output_file.getvalue()


def _paste_source(picture: Picture, source: Scene, bottom: int) -> int:
    """Draw a scene at a third of the size at the bottom right; return the height that it takes."""
    width, height = picture.y.width // 3, picture.y.height // 3
    chroma_size = (max(1, picture.cb.width // 3), max(1, picture.cb.height // 3))
    small = draw(source, width, height, chroma_size, shows_image=source.image is not None)
    left, top = picture.y.width - width - max(1, picture.y.width // 30), bottom - height
    picture.y.paste(small.y, (left, top))
    ImageDraw.Draw(picture.y).rectangle((left, top, left + width - 1, bottom - 1), outline=_LIGHT)
    at = (left * picture.cb.width // picture.y.width, top * picture.cb.height // picture.y.height)
    picture.cb.paste(small.cb, at)
    picture.cr.paste(small.cr, at)
    return height


def _lines(scene: Scene, width: int, short_side: int) -> Iterator[tuple[str, Any]]:
    small, large = _font(max(6, short_side // 28)), _font(max(7, short_side // 16))
    for text, font in ((scene.title, small), (scene.note, small), (scene.text, large)):
        # Pillow draws no lone surrogates, which a prompt may have, and breaks no lines.
        words = text.encode("utf-8", "replace").decode().split()
        for line in _wrapped(words, font, width):
            yield line, font


def _wrapped(words: Sequence[str], font: Any, width: int) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
        while len(line) > 1 and font.getlength(line) > width:
            # From the left: to measure long texts again and again would take seconds.
            end = next(end for end in range(2, len(line) + 1) if font.getlength(line[:end]) > width) - 1
            yield line[:end]
            line = line[end:]
    if line:
        yield line


@lru_cache(maxsize=64)
def _font(size: int) -> Any:
    # Pillow's own font: which fonts a system has would change the clips. It has no Chinese, for example.
    return ImageFont.load_default(size)
