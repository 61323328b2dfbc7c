"""Parse the values of faults; each function raises ValueError with the form that a value must have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, cast, get_args

from videojobs.emulator.job_lifecycle import EndStatus

MAX_SECONDS: Final = 86_400.0
_WHEN: Final = ("before", "after", "body")
_REDIRECTS: Final = (301, 302, 303, 307, 308)


def no_value(text: str) -> None:
    """Refuse any value."""
    if text:
        raise ValueError("it has no value")


def word(text: str) -> str:
    """Return a word or an error code."""
    if not text or len(text) > 100:
        raise ValueError("its value has 1 to 100 characters")
    return text


def word_or(default: str) -> Callable[[str], str]:
    """Return a parser of a word that may be left out."""
    return lambda text: word(text or default)


def seconds(text: str) -> float:
    """Return a time, in seconds."""
    value = _number(text)
    if value is None or not 0 <= value <= MAX_SECONDS:
        raise ValueError(f"its value is a number of seconds, 0 to {MAX_SECONDS:.0f}")
    return value


def difference_of_clocks(text: str) -> float:
    """Return a difference, in seconds."""
    sign, digits = _signed(text)
    value = _number(digits)
    if value is None or value > 3650 * MAX_SECONDS:
        raise ValueError("its value is a number of seconds, up to ten years forward or back, e.g. -3600")
    return sign * value


def percent(text: str) -> int:
    """Return a progress; 50 if it is left out."""
    value = _integer(text or "50")
    if value is None or not 0 <= value <= 99:
        raise ValueError("its value is a percentage, 0 to 99")
    return value


def size(text: str) -> int:
    """Return a number of bytes."""
    value = _integer(text)
    if value is None:
        raise ValueError("its value is a number of bytes, 0 or more")
    return value


def rate(text: str) -> int:
    """Return bytes per second."""
    value = _integer(text)
    if not value:
        raise ValueError("its value is a number of bytes per second, 1 or more")
    return value


def difference_of_lengths(text: str) -> int:
    """Return a difference, in bytes, other than 0."""
    sign, digits = _signed(text)
    value = _integer(digits)
    if not value:
        raise ValueError("its value is a number of bytes more or less, e.g. 9 or -9")
    return sign * value


def status(default: int, *more: int) -> Callable[[str], int]:
    """Return a parser of an HTTP status of an error, or of one of ``more``; ``default`` if it is left out."""

    def parse(text: str) -> int:
        value = _integer(text) if text else default
        if value is None or not (value in (default, *more) or 400 <= value <= 599):
            listed = ", ".join(map(str, (*more, "400 to 599")))
            raise ValueError(f"its value is an HTTP status: {listed}")
        return value

    return parse


def redirect(text: str) -> int:
    """Return the HTTP status of a redirect; 302 if it is left out."""
    value = _integer(text or "302")
    if value not in _REDIRECTS:
        raise ValueError(f"its value is one of {', '.join(map(str, _REDIRECTS))}")
    return value


def when(text: str) -> str:
    """Return when a connection is reset; ``after`` if it is left out."""
    if (text or "after") not in _WHEN:
        raise ValueError(f"its value is one of {', '.join(_WHEN)}")
    return text or "after"


def end(text: str) -> tuple[EndStatus, str | None]:
    """Return the status with which a job ends, and the error code of a failure."""
    name, _, code = (part.strip() for part in text.partition(":"))
    if name not in get_args(EndStatus) or (code and name != "failed") or len(code) > 100:
        raise ValueError(f"{text[:80]!r} ends no job: completed, failed, failed:CODE, cancelled and expired do")
    if name == "failed":
        return "failed", code or "generation_failed"
    return cast("EndStatus", name), None


def header(text: str) -> str:
    """Return the value of a header."""
    # What else a header cannot carry (RFC 9110, section 5.5) would end the connection in place of the response.
    if not re.fullmatch(r"[\x21-\x7e]?|[\x21-\x7e][\x20-\x7e]{0,198}[\x21-\x7e]", text):
        raise ValueError("its value is visible ASCII, at most 200 characters, as a header can carry")
    return text


def _signed(text: str) -> tuple[int, str]:
    """Return the sign, 1 or -1, and the rest of the text."""
    if text.startswith("-"):
        return -1, text[1:]
    return 1, text.removeprefix("+")


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) else None


def _integer(text: str) -> int | None:
    """Return a natural number, or None; text of thousands of digits is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None
