"""Parse size and length of a clip."""

from __future__ import annotations

import re
from typing import Final

MAX_SECONDS: Final = 120.0
_SIZE = re.compile(r"\s*(\d{1,5})\s*[xX*×:]\s*(\d{1,5})\s*")
_MAX_RATIO_TERM: Final = 32
_SHORT_SIDE: Final = 720
_MAX_SIDE: Final = 4096
DEFAULT_PIXELS: Final = (720, 1280)
_NAMED: Final = {"landscape": (1280, 720), "portrait": (720, 1280), "square": (720, 720)}


def parse_pixels(text: str) -> tuple[int, int] | None:
    """Parse ``1280x720``, ``1280*720``, a ratio such as ``16:9`` (short side 720) or a word; None for other text.

    Sides are 16 to 4096 pixels.
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        return _NAMED.get(text.strip().lower())
    width, height = int(match[1]), int(match[2])
    if 0 < width <= _MAX_RATIO_TERM and 0 < height <= _MAX_RATIO_TERM:
        unit = _SHORT_SIDE / min(width, height)
        # Even sides: H.264 in 4:2:0 stores colour for blocks of 2 by 2 pixels.
        width, height = 2 * round(width * unit / 2), 2 * round(height * unit / 2)
    if min(width, height) < 16 or max(width, height) > _MAX_SIDE:
        return None
    return width, height


def parse_ratio(text: str) -> tuple[int, int] | None:
    """Parse a proportion of sides such as ``16:9``; None for other text."""
    match = _SIZE.fullmatch(text)
    if match is None or not (int(match[1]) and int(match[2])):
        return None
    return int(match[1]), int(match[2])


def parse_seconds(value: object) -> float | None:
    """Parse a length above 0 and up to 120 seconds from a number or its text, also ``5s``; None for other values."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        seconds = float(value.removesuffix("s") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    if not 0 < seconds <= MAX_SECONDS:  # nor NaN, which is in no order
        return None
    return seconds
