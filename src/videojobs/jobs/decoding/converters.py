"""Convert single values of a response, in every form that servers send. A value without a meaning is None, no error."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from videojobs.http.json_pointer import as_text
from videojobs.jobs.model.video_job import JobError

# No exponents, and bounded digits: float() would read `1e999` as infinity, and `nan` and `1_000` as numbers.
_NUMBER = re.compile(r"\s*([+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18}))\s*(%|s|sec|seconds)?\s*", re.ASCII)
_SIZE = re.compile(r"\s*(\d{1,5})\s*[xX*×:]\s*(\d{1,5})\s*", re.ASCII)
# Characters that RFC 3986 does not allow in a URL, and lone surrogates, which cannot be encoded.
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`\ud800-\udfff]")
# Providers send both, without a unit. In seconds this is the year 5138, in milliseconds 1973.
_MILLISECONDS_FROM = 100_000_000_000
# 9999-12-31T23:59:59Z, the last second of datetime.
_LAST_SECOND = 253_402_300_799
LENGTH_UNITS = (None, "s", "sec", "seconds")
# A day. More is a length in another unit.
MAX_CLIP_SECONDS = 86_400.0
# Below are ratios (16x9), above is no video size.
_PIXELS = range(64, 32_769)
_MESSAGE_KEYS = ("message", "msg", "detail", "reason", "fail_reason")
_fromtimestamp = datetime.fromtimestamp


def number(value: Any, units: tuple[str | None, ...] = (None,)) -> float | None:
    """Return a finite number from a JSON number or from text, or None."""
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value)
        if match is None or match[2] not in units:
            return None
        return float(match[1])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        result = float(value)
    except OverflowError:  # an integer beyond the range of float
        return None
    if not math.isfinite(result):
        return None
    return result


def progress(value: Any, *, fraction: bool, done: bool) -> float | None:
    """Return percent done, 0 to 100, from ``45``, ``"45%"`` or ``0.45``.

    Args:
        value: The value as sent.
        fraction: Whether the provider sends fractions.
        done: Whether the job is completed: a fraction of 1 is ambiguous (1 % or all) before that.
    """
    if value.__class__ is int and not fraction and 0 <= value <= 100:
        return float(value)
    percent = number(value, (None, "%"))
    if percent is None:
        return None
    has_sign = isinstance(value, str) and "%" in value
    if fraction and not has_sign and (0 < percent < 1 or (percent == 1 and done)):
        percent *= 100
    return min(max(percent, 0.0), 100.0)


def time(value: Any) -> datetime | None:
    """Return an aware UTC time from Unix seconds, Unix milliseconds or ISO 8601 text; 0 means never."""
    if value.__class__ is int and 0 < value < _MILLISECONDS_FROM:
        return _fromtimestamp(value, UTC)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str) or len(value) > 64:
        return None
    timestamp = number(value)
    if timestamp is None:
        return _from_iso(value.strip())
    return _from_number(timestamp)


def _from_number(value: float) -> datetime | None:
    if not 0 < value <= _LAST_SECOND * 1000:
        return None
    if value < _MILLISECONDS_FROM:
        return _fromtimestamp(value, UTC)
    whole, thousandths = divmod(value, 1000)
    if whole > _LAST_SECOND:
        return None
    return _fromtimestamp(whole, UTC).replace(microsecond=int(thousandths * 1000))


def _from_iso(text: str) -> datetime | None:
    try:
        result = datetime.fromisoformat(text)
        if result.tzinfo is None:
            result = result.replace(tzinfo=UTC)
        else:
            result = result.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if result.year == 1:  # the zero value of Go's time.Time: https://pkg.go.dev/time#Time
        return None
    return result


@lru_cache(maxsize=512)  # a program meets few lengths and sizes; a look-up takes a tenth of the time of parsing
def seconds(raw: str | None) -> float | None:
    """Return the length of a clip from the provider's text, or None for ``""``, ``"auto"`` and the like."""
    if raw is None or len(raw) > 40:
        return None
    length = number(raw, LENGTH_UNITS)
    if length is None or not 0 < length <= MAX_CLIP_SECONDS:
        return None
    return length


@lru_cache(maxsize=512)
def size(raw: str | None) -> tuple[int, int] | None:
    """Return width and height in pixels from ``1280x720`` or ``1280*720``; a ratio (``16x9``) is no size."""
    if raw is None or len(raw) > 40:
        return None
    match = _SIZE.fullmatch(raw)
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    if width not in _PIXELS or height not in _PIXELS:  # 16x9 is a ratio
        return None
    return width, height


def url(value: object, base_url: str | None) -> str | None:
    """Return an absolute ``http``, ``https`` or ``data`` URL, or None; ``base_url`` completes a relative one."""
    if not isinstance(value, str):
        return None
    value = value.strip()
    # Before the check of characters, which would walk through a whole clip.
    if value[:5].lower() == "data:":
        return value if "," in value else None  # without a comma there is no data (RFC 2397)
    if not value or _NOT_IN_URLS.search(value) is not None:
        return None
    try:
        if not urlsplit(value).scheme:
            if base_url is None:
                return None
            value = urljoin(base_url.rstrip("/") + "/", value)
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return value


def error(value: Any) -> JobError | None:
    """Return why a job failed, from an object or a text; None for ``{}``, ``""`` and an object of nulls."""
    if value is None or value is False or value in ("", []):
        return None
    if not isinstance(value, Mapping):
        text = as_text(value)
        if text is None:
            return JobError(extra={"error": value})
        return JobError(message=text)
    if all(item is None or item in ("", [], {}) for item in value.values()):
        return None
    message_key = next((key for key in _MESSAGE_KEYS if isinstance(value.get(key), str) and value[key]), None)
    code = as_text(value.get("code"))
    extra: dict[Any, Any] = {}
    for key, item in value.items():
        is_used = key == message_key or (key == "code" and code is not None)
        is_empty = key in ("code", "message") and item in (None, "")
        if not is_used and not is_empty:
            extra[key] = item
    message: str | None = None
    if message_key is not None:
        message = value[message_key]
    return JobError(code=code or None, message=message, extra=extra)
