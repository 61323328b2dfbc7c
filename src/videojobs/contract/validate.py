"""The schema validator, made ready for one place of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID
from weakref import WeakKeyDictionary

from videojobs.contract.document import pointer_of
from videojobs.errors import ConfigurationError

if TYPE_CHECKING:
    from videojobs.contract.document import Document, Place

_MAIL = re.compile(r"[^@\s]+@[^@\s]+|\[redacted\]")
_ready: WeakKeyDictionary[Document, dict[Place, Any]] = WeakKeyDictionary()


def breaches(document: Document, place: Place, body: object, *, formats: bool = False) -> Iterator[Any]:
    """Yield jsonschema's errors of a value against the schema at a place.

    Args:
        document: The document.
        place: Where the schema stands.
        body: Decoded JSON.
        formats: Whether formats that can be told for sure are checked too.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """
    found: Iterator[Any] = validator(document, place, formats=formats).iter_errors(body)
    return found


def validator(document: Document, place: Place, *, formats: bool = False) -> Any:
    """Return the validator of the schema at a place; it is made once.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """
    draft, checker = needed()
    known = _ready.setdefault(document, {})
    key = (*place, "formats" if formats else "")
    if key not in known:
        # The whole document is the schema, so that references within it resolve; its own keys mean nothing here.
        schema = {**document.data, "$ref": f"#{pointer_of(place)}"}
        known[key] = draft(schema, format_checker=_formats(checker) if formats else None)
    return known[key]


def needed() -> tuple[Any, Any]:
    """Return the classes that check.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """
    try:
        from jsonschema import Draft202012Validator, FormatChecker
    except ImportError:
        raise ConfigurationError("checking answers needs `pip install 'videojobs[contract]'`") from None
    return Draft202012Validator, FormatChecker


def _formats(checker: Any) -> Any:
    """Return the formats that are told in the same way whatever else is installed."""
    made = checker(formats=())
    for name, check in _CHECKS.items():
        made.checks(name)(check)
    return made


def _text(reads: Callable[[str], object]) -> Callable[[object], bool]:
    """Return a check that text is what ``reads`` takes; what is no text is another rule's affair."""

    def check(value: object) -> bool:
        if not isinstance(value, str):
            return True
        try:
            return reads(value) is not False
        except ValueError:
            return False

    return check


def _integer(bits: int) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        return not isinstance(value, int) or -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)

    return check


_CHECKS: dict[str, Callable[[object], bool]] = {
    "date-time": _text(lambda text: datetime.fromisoformat(text).tzinfo is not None and len(text) > 15),
    "date": _text(date.fromisoformat),
    "time": _text(time.fromisoformat),
    "uuid": _text(UUID),
    "uri": _text(lambda text: bool(urlsplit(text).scheme)),
    "email": _text(lambda text: _MAIL.fullmatch(text) is not None),
    "int32": _integer(32),
    "int64": _integer(64),
}
