"""Validate a value against a schema of a document, with jsonschema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from uuid import UUID
from weakref import WeakKeyDictionary

from videojobs.errors import ConfigurationError
from videojobs.http.json_pointer import join

if TYPE_CHECKING:
    from videojobs.contract.api_document import ApiDocument, Location

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+|\[redacted\]")
# Preparing a validator costs more than a hundred validations: one per schema is kept, as long as its document.
_validators: WeakKeyDictionary[ApiDocument, dict[Location, Any]] = WeakKeyDictionary()


def schema_errors(document: ApiDocument, schema: Location, body: object, *, formats: bool = False) -> Iterator[Any]:
    """Yield jsonschema's errors.

    Args:
        document: The document.
        schema: Location of the schema.
        body: Decoded JSON.
        formats: Whether to check formats too.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """
    errors: Iterator[Any] = _validator(document, schema, formats=formats).iter_errors(body)
    return errors


def _validator(document: ApiDocument, schema: Location, *, formats: bool) -> Any:
    draft, format_checker = require_jsonschema()
    validators = _validators.setdefault(document, {})
    key = (*schema, str(formats))
    if key not in validators:
        # The whole document is the schema, so that its references resolve; its own keys are no keywords of a schema.
        root = {**document.data, "$ref": "#" + quote(join(schema))}
        checker = _formats(format_checker) if formats else None
        validators[key] = draft(root, format_checker=checker)
    return validators[key]


def require_jsonschema() -> tuple[Any, Any]:
    """Return the classes of jsonschema.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """
    try:
        from jsonschema import Draft202012Validator, FormatChecker
    except ImportError:
        raise ConfigurationError("checking responses needs `pip install 'videojobs[contract]'`") from None
    return Draft202012Validator, FormatChecker


def _formats(format_checker: Any) -> Any:
    """Return a checker of our formats only: jsonschema's own depend on which packages are installed."""
    checker = format_checker(formats=())
    for name, check in _CHECKS.items():
        checker.checks(name)(check)
    return checker


def _text(parse: Callable[[str], object]) -> Callable[[object], bool]:
    """Return a check that ``parse`` takes a text; other types are ignored, as JSON Schema says of formats."""

    def check(value: object) -> bool:
        if not isinstance(value, str):
            return True
        try:
            return parse(value) is not False
        except ValueError:
            return False

    return check


def _integer(bits: int) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        return not isinstance(value, int) or -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)

    return check


_CHECKS: dict[str, Callable[[object], bool]] = {
    # fromisoformat() takes a date alone and a time without zone, which RFC 3339 does not.
    "date-time": _text(lambda text: datetime.fromisoformat(text).tzinfo is not None and len(text) > 15),
    "date": _text(date.fromisoformat),
    "time": _text(time.fromisoformat),
    "uuid": _text(UUID),
    "uri": _text(lambda text: bool(urlsplit(text).scheme)),
    "email": _text(lambda text: _EMAIL.fullmatch(text) is not None),
    "int32": _integer(32),
    "int64": _integer(64),
}
