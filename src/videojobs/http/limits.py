"""Check the limits of a document before a request is sent: a paid job must not fail on a limit that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from attrs import frozen

from videojobs.errors import InvalidRequest
from videojobs.http.types import UNSET


@frozen(kw_only=True)
class Limit:
    """The limits of one value.

    Attributes:
        required: Whether the key must be present.
        min_length: Fewest characters (or items) allowed.
        max_length: Most characters (or items) allowed.
        minimum: Smallest number allowed.
        maximum: Largest number allowed.
        pattern: Regular expression that must match anywhere in the text.
        values: The allowed texts or numbers; empty if all are.
    """

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    values: tuple[str | float, ...] = ()


def check_limits(values: Mapping[str, Any], limits: Mapping[str, Limit], prefix: str = "") -> None:
    """Check the values of a body or of parameters, by the names of the document.

    Raises:
        InvalidRequest: A value is missing or outside its limits; the message names them.
    """
    for name, limit in limits.items():
        value = values.get(name, UNSET)
        label = f"{prefix}{name}"
        if value is UNSET:
            if limit.required:
                raise InvalidRequest(f"{label}: missing; the provider's document requires it")
        elif value is not None:
            _check(label, value, limit)


def _check(label: str, value: Any, limit: Limit) -> None:
    if limit.values and isinstance(value, str | int | float) and _plain(value) not in limit.values:
        allowed = ", ".join(str(item) for item in limit.values)
        text = repr(str(_plain(value))[:80])
        if not isinstance(value, str) and str(value) in limit.values:
            text = f"the number {value}"  # "'4' is not allowed; the provider takes 4" would contradict itself
            allowed = ", ".join(repr(item) for item in limit.values)
        raise InvalidRequest(f"{label}: {text} is not allowed; the provider takes {allowed}")
    if isinstance(value, str | list):
        _check_length(label, value, limit)
    if isinstance(value, str) and limit.pattern is not None:
        _check_pattern(label, value, limit.pattern)
    # In Python, True is a number; in JSON it is none.
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_range(label, value, limit)


def _plain(value: str | float) -> str | float:
    return value.value if isinstance(value, Enum) else value


def _check_length(label: str, value: str | list[Any], limit: Limit) -> None:
    unit = "characters" if isinstance(value, str) else "items"
    if limit.min_length is not None and len(value) < limit.min_length:
        raise InvalidRequest(f"{label}: {len(value)} {unit}; the provider takes at least {limit.min_length}")
    if limit.max_length is not None and len(value) > limit.max_length:
        raise InvalidRequest(f"{label}: {len(value)} {unit}; the provider takes at most {limit.max_length}")


def _check_range(label: str, value: float, limit: Limit) -> None:
    if limit.minimum is not None and value < limit.minimum:
        raise InvalidRequest(f"{label}: {value} is below {limit.minimum:g}, the least that the provider takes")
    if limit.maximum is not None and value > limit.maximum:
        raise InvalidRequest(f"{label}: {value} is above {limit.maximum:g}, the most that the provider takes")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _check_pattern(label: str, value: str, pattern: str) -> None:
    # search(), not fullmatch(): JSON Schema does not anchor a pattern.
    # https://json-schema.org/understanding-json-schema/reference/regular_expressions
    if _compiled(pattern).search(value) is None:
        raise InvalidRequest(f"{label}: {value[:80]!r} does not match {pattern}, which the provider asks for")
