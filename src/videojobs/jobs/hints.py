"""When to ask again: what the server says in its headers, and what is sensible if it says nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from videojobs.jobs.clock import Clock

LONGEST = 60.0
SHORTEST = 0.05
_ABSURD = 7 * 86_400.0


def server_hint(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Return the seconds that a server asks to wait, between 0.05 and 60, or None if it asks nothing sensible.

    Read are ``openai-poll-after-ms``, ``retry-after-ms`` and ``Retry-After`` (seconds, whole or not, or a date, which
    counts from the server's own ``Date``). Negative values, no numbers, and more than a week are ignored.
    """
    for name in ("openai-poll-after-ms", "retry-after-ms"):
        found = _sensible(_number(headers.get(name)), 1000)
        if found is not None:
            return found
    text = headers.get("retry-after")
    if text is None:
        return None
    seconds = _number(text)
    return _sensible(seconds if seconds is not None else _until(text, headers.get("date"), clock), 1)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None and len(text) <= 32 else None
    except ValueError:
        return None


def _until(text: str, date: str | None, clock: Clock) -> float | None:
    """Return the seconds from the server's own date (else from ours) until a date."""
    then = _date(text)
    now = _date(date) if date is not None else None
    if then is None:
        return None
    return max(0.0, then - (now if now is not None else clock.time()))


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text[:64]).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _sensible(value: float | None, per_second: int) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    seconds = value / per_second
    return min(max(seconds, SHORTEST), LONGEST) if 0 <= seconds <= _ABSURD else None


def backoff(attempt: int, clock: Clock, *, first: float = 0.5, factor: float = 2.0, most: float = 8.0) -> float:
    """Return the seconds to wait before the next try: growing, bounded, and at random up to a quarter shorter."""
    return min(most, first * factor ** min(attempt, 32)) * (1 - 0.25 * clock.random())
