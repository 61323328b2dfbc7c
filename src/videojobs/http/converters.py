"""Convert values between JSON and Python.

A value of another type than the document lists is kept as it is: one odd field must not cost the whole response.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from videojobs.http.types import Unset


def as_list(decode: Callable[[Any], Any], value: Any) -> Any:
    """Decode each item of an array; any other value is returned unchanged."""
    if not isinstance(value, list):
        return value
    return [decode(item) for item in value]


def as_dict(decode: Callable[[Any], Any], value: Any) -> Any:
    """Decode each value of an object that has no class; any other value is returned unchanged."""
    if not isinstance(value, Mapping):
        return value
    return {key: decode(item) for key, item in value.items()}


def as_datetime(value: Any) -> Any:
    """Decode an RFC 3339 timestamp; any other value is returned unchanged."""
    return _parsed(datetime.fromisoformat, value)


def as_date(value: Any) -> Any:
    """Decode an ISO 8601 date; any other value is returned unchanged."""
    return _parsed(date.fromisoformat, value)


def as_uuid(value: Any) -> Any:
    """Decode a UUID; any other value is returned unchanged."""
    return _parsed(UUID, value)


def _parsed(parse: Callable[[str], Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except ValueError:
        return value


PLAIN_TYPES = frozenset({str, int, float, bool, type(None), Unset})


def plain(value: Any) -> Any:
    """Return a value as JSON: models as dicts, enums as their values, times as text. A `File` is kept."""
    if value.__class__ in PLAIN_TYPES:
        return value
    # Before `str | int`, which members of a StrEnum or an IntEnum are, too.
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    # Before `date`, whose subclass it is.
    if isinstance(value, datetime):
        # RFC 3339 requires an offset (https://www.rfc-editor.org/rfc/rfc3339#section-5.6): a naive time is local time.
        aware = value if value.tzinfo else value.astimezone()
        return aware.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if to_dict is not None else value


def as_text(value: Any) -> str:
    """Return a plain value as the text of a parameter or a form field: booleans as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
