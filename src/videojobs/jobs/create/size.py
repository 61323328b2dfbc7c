"""Convert length and size of a clip from the caller's spelling to the provider's.

``8``, ``"8"``, ``8.0`` and ``"8s"`` are the same length, ``"1280x720"``, ``"1280*720"`` and ``(1280, 720)`` the same
size, ``"16:9"`` and ``"16x9"`` the same ratio. Where the provider's document lists values, the caller's value becomes
the equal one of the list, or is refused with the list.
"""

from __future__ import annotations

import math
import re

from attrs import frozen

from videojobs.dialect import Create
from videojobs.errors import InvalidRequest, printable
from videojobs.jobs.decoding.converters import LENGTH_UNITS, MAX_CLIP_SECONDS, number

BASE_SIDE = 720
"""Short side, in pixels, of a ratio (``16:9``) where the provider lists no sizes: that of the format's base size."""
_PAIR = re.compile(r"\s*(\d{1,5})\s*[xX*×:/]\s*(\d{1,5})\s*", re.ASCII)
# Sides from 64 on count as pixels where a response is read, too.
_MAX_RATIO = 63
_RATIO_TOLERANCE = 0.02
"""1792x1024, a size of the format, is 7:4: 1.6 % off 16:9."""


@frozen
class Shape:
    """Two sides: in pixels, or in proportion to each other if ``is_ratio``."""

    width: int
    height: int

    @property
    def is_ratio(self) -> bool:
        """Whether the sides are too short to be pixels."""
        return max(self.width, self.height) <= _MAX_RATIO

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def area(self) -> int:
        """Width times height."""
        return self.width * self.height


def read_shape(text: str) -> Shape | None:
    """Read ``1280x720``, ``1280*720``, ``16:9`` or ``16x9``; None if it is none of them."""
    match = _PAIR.fullmatch(text)
    if match is None or not (int(match[1]) and int(match[2])):
        return None
    return Shape(int(match[1]), int(match[2]))


def seconds_value(seconds: object, form: str, listed: tuple[str, ...] = ()) -> str | int:
    """Return the length of the clip as the provider writes it: text (``"8"``) or a whole number (8).

    Args:
        seconds: A number, or text.
        form: ``string`` or ``integer``.
        listed: The only lengths that the provider takes; empty if its document lists none.

    Raises:
        InvalidRequest: It is no length, is not listed, or is no whole number where the provider takes only those.
    """
    text, length = _length(seconds)
    if listed:
        text = _listed_length(text, length, listed)
    if form == "string":
        return text
    if not text.isdecimal():
        raise InvalidRequest(f"seconds: {printable(text, 40)!r} is not a whole number, which the provider takes")
    return int(text)


def _length(seconds: object) -> tuple[str, float | None]:
    """Return the plain text of a length, and the length, unless the text is a word such as ``auto``."""
    if isinstance(seconds, str):
        text = seconds.strip()
        if not text:
            raise InvalidRequest("seconds: it is empty")
        length = number(text, LENGTH_UNITS)
        if length is None:
            return text, None
    elif isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise InvalidRequest(f"seconds: must be a number or text, not {type(seconds).__name__}")
    else:
        length = seconds
    if not 0 < length <= MAX_CLIP_SECONDS:  # NaN is no number of them
        raise InvalidRequest(f"seconds: {printable(str(seconds), 40)} is no length of a clip")
    length = float(length)
    text = str(int(length)) if length.is_integer() else repr(length)
    return text, length


def _listed_length(text: str, length: float | None, listed: tuple[str, ...]) -> str:
    for value in listed:
        if value == text or (length is not None and number(value, LENGTH_UNITS) == length):
            return value
    raise InvalidRequest(f"seconds: {printable(text, 40)!r} is not allowed; the provider takes {', '.join(listed)}")


def size_fields(size: object, create: Create) -> dict[str, str | int]:
    """Return the values of a size by the fields that the provider has for it.

    Raises:
        InvalidRequest: The provider does not take it.
    """
    fields = create.fields
    if fields.width:
        shape = read_shape(size_value(size))
        if shape is None:
            raise _no_sides(size)
        return {fields.width: shape.width, fields.height: shape.height}
    if not fields.aspect_ratio:
        value = size_value(size, create.size_values)
        if create.size_in_pixels and read_shape(value) is None:
            raise _no_sides(size)
        return {fields.size: value}
    text, shape = _read_size(size)
    if shape is None:
        return {fields.resolution: _listed_word("size", text, create.resolution_values)}
    values: dict[str, str | int] = {fields.aspect_ratio: _aspect_ratio(shape, create.aspect_ratio_values)}
    if not shape.is_ratio:
        resolution = f"{min(shape.width, shape.height)}p"
        values[fields.resolution] = _listed_word("size", resolution, create.resolution_values)
    return values


def _no_sides(size: object) -> InvalidRequest:
    return InvalidRequest(f"size: {printable(str(size), 40)!r} has no width and height, which the provider takes")


def _aspect_ratio(shape: Shape, listed: tuple[str, ...]) -> str:
    if listed:
        return size_value((shape.width, shape.height), listed)
    divisor = math.gcd(shape.width, shape.height)
    return f"{shape.width // divisor}:{shape.height // divisor}"


def _listed_word(name: str, word: str, listed: tuple[str, ...]) -> str:
    """Return the listed word that equals ``word``, apart from upper and lower case."""
    for value in listed:
        if value.lower() == word.lower():
            return value
    if listed:
        raise InvalidRequest(f"{name}: {printable(word, 40)!r} is not allowed; the provider takes {', '.join(listed)}")
    return word


def size_value(size: object, listed: tuple[str, ...] = ()) -> str:
    """Return the size as the provider writes it.

    A ratio (``16:9``) becomes the smallest listed size of that ratio, or, where the provider lists none, the size
    with a short side of 720 pixels. Pixels become a ratio where the provider lists only ratios. Other text
    (``landscape``) is sent as it is, unless there is a list that lacks it.

    Args:
        size: Text, or a pair of whole numbers.
        listed: The only sizes that the provider takes; empty if its document lists none.

    Raises:
        InvalidRequest: It is neither text nor a pair of whole numbers above 0, or the provider does not list it.
    """
    text, shape = _read_size(size)
    if not listed:
        return text if shape is None else _pixels(shape)
    for value in listed:
        if value.lower() == text.lower():
            return value
    match: str | None = None
    if shape is not None:
        match = _match(shape, listed)
    if match is None:
        raise InvalidRequest(f"size: {printable(text, 40)!r} is not allowed; the provider takes {', '.join(listed)}")
    return match


def _read_size(size: object) -> tuple[str, Shape | None]:
    if isinstance(size, str):
        text = size.strip()
        if not text:
            raise InvalidRequest("size: it is empty")
        return text, read_shape(text)
    if isinstance(size, tuple | list) and len(size) == 2:
        width, height = size
        if all(isinstance(side, int) and not isinstance(side, bool) and 0 < side < 100_000 for side in (width, height)):
            return f"{width}x{height}", Shape(width, height)
    raise InvalidRequest(
        f"size: must be text like '1280x720' or '16:9', or a pair like (1280, 720), not {printable(repr(size), 80)}"
    )


def _pixels(shape: Shape) -> str:
    """Return ``1280x720`` for pixels, and for a ratio the size with the base's short side; encoders need even sides."""
    if not shape.is_ratio:
        return f"{shape.width}x{shape.height}"
    unit = BASE_SIDE / min(shape.width, shape.height)
    return f"{2 * round(shape.width * unit / 2)}x{2 * round(shape.height * unit / 2)}"


def _match(requested: Shape, listed: tuple[str, ...]) -> str | None:
    """Return the listed size that equals the requested one, or is the smallest of its ratio."""
    shapes = {value: shape for value in listed if (shape := read_shape(value)) is not None}
    if not requested.is_ratio:
        same = [value for value, shape in shapes.items() if shape == requested]
        if same:
            return same[0]
        if not all(shape.is_ratio for shape in shapes.values()):
            return None
    similar: list[tuple[float, int, str]] = []
    for value, shape in shapes.items():
        difference = abs(shape.ratio / requested.ratio - 1)
        if difference <= _RATIO_TOLERANCE:
            similar.append((round(difference, 3), shape.area, value))
    if not similar:
        return None
    return min(similar)[2]
