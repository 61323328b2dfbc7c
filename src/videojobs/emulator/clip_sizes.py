"""Parse size and length of a clip."""

from __future__ import annotations

import re
from typing import Final

from videojobs.emulator.byte_ranges import bounded_int

MAX_SECONDS: Final = 120.0
_SIZE = re.compile(r"\s*([0-9]+)\s*[xX*×:]\s*([0-9]+)\s*")
_LINES = re.compile(r"\s*([0-9]+)\s*[pP]\s*")
_MAX_RATIO_TERM: Final = 32
_SHORT_SIDE: Final = 720
_MAX_SIDE: Final = 4096
DEFAULT_PIXELS: Final = (720, 1280)
_NAMED: Final = {
    "landscape": (1280, 720),
    "portrait": (720, 1280),
    "square": (720, 720),
    "2k": (2560, 1440),
    "4k": (3840, 2160),
}


def parse_pixels(text: str) -> tuple[int, int] | None:
    """Parse ``1280x720``, ``1280*720``, a ratio such as ``16:9`` (short side 720), ``1080p`` or a word like ``auto``.

    Returns:
        Width and height, those of the default for a word that is not known; None if a side is not 16 to 4096 pixels.
    """
    match = _SIZE.fullmatch(text)
    lines = _LINES.fullmatch(text)
    if match is not None:
        width, height = bounded_int(match[1]), bounded_int(match[2])
        if 0 < width <= _MAX_RATIO_TERM and 0 < height <= _MAX_RATIO_TERM:
            width, height = _scaled(width, height, _SHORT_SIDE)
    elif lines is not None:
        width, height = _scaled(16, 9, bounded_int(lines[1]))
    else:
        return _NAMED.get(text.strip().lower(), DEFAULT_PIXELS)
    if min(width, height) < 16 or max(width, height) > _MAX_SIDE:
        return None
    return width, height


def _scaled(width: int, height: int, short_side: int) -> tuple[int, int]:
    unit = short_side / min(width, height)
    # Even sides: H.264 in 4:2:0 stores colour for blocks of 2 by 2 pixels.
    return 2 * round(width * unit / 2), 2 * round(height * unit / 2)


def parse_ratio(text: str) -> tuple[int, int] | None:
    """Parse a proportion of sides such as ``16:9``; None for other text."""
    match = _SIZE.fullmatch(text)
    sides = (0, 0)
    if match is not None:
        sides = bounded_int(match[1]), bounded_int(match[2])
    return sides if all(sides) else None


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
