"""Responses of FastAPI and Starlette to requests that no operation handles, in the words of those frameworks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from videojobs.emulator.error_responses import RequestRefused
from videojobs.emulator.routes import match_routes

if TYPE_CHECKING:
    from starlette.requests import Request

    from videojobs.emulator.routes import Route
    from videojobs.emulator.validation import Violation

# Pydantic's types and messages of errors: https://docs.pydantic.dev/latest/errors/validation_errors/
_LIMITS: Final[Mapping[str, tuple[str, str, str]]] = {
    "minimum": ("greater_than_equal", "Input should be greater than or equal to {}", "ge"),
    "maximum": ("less_than_equal", "Input should be less than or equal to {}", "le"),
    "exclusiveMinimum": ("greater_than", "Input should be greater than {}", "gt"),
    "exclusiveMaximum": ("less_than", "Input should be less than {}", "lt"),
    "minLength": ("string_too_short", "String should have at least {} characters", "min_length"),
    "maxLength": ("string_too_long", "String should have at most {} characters", "max_length"),
    "pattern": ("string_pattern_mismatch", "String should match pattern '{}'", "pattern"),
}
_PARSED: Final[Mapping[str, tuple[str, str]]] = {
    "integer": ("int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
    "number": ("float_parsing", "Input should be a valid number, unable to parse string as a number"),
    "boolean": ("bool_parsing", "Input should be a valid boolean, unable to interpret input"),
}
_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "integer": ("int_type", "Input should be a valid integer"),
    "number": ("float_type", "Input should be a valid number"),
    "boolean": ("bool_type", "Input should be a valid boolean"),
    "string": ("string_type", "Input should be a valid string"),
    "array": ("list_type", "Input should be a valid list"),
    "object": ("dict_type", "Input should be a valid dictionary"),
}


def no_route(routes: Sequence[Route], request: Request, raw_path: str) -> RequestRefused:
    """Return the response to a path that no operation has: a redirect if only a slash at its end is superfluous."""
    shorter = raw_path.rstrip("/")
    if shorter != raw_path and any(match_routes(routes, shorter)):
        # https://www.starlette.io/routing/#routing-priority: `redirect_slashes` is on by default.
        url = request.url.replace(path=shorter)
        return RequestRefused(307, "Redirect", code="redirect", headers={"location": str(url)}, text="")
    return _detail(404, "Not Found")


def no_method(route: Route) -> RequestRefused:
    """Return the response to a method that a path does not have; its first route is the one that is named."""
    methods = [name.upper() for name in route.operation.path_item if name in ("get", "put", "post", "delete", "patch")]
    return _detail(405, "Method Not Allowed", headers={"allow": methods[0]})


def _detail(status: int, text: str, headers: dict[str, str] | None = None) -> RequestRefused:
    return RequestRefused(status, text, code="http", body={"detail": text}, headers=headers)


def field_errors(refused: RequestRefused, declared: frozenset[str]) -> dict[str, Any]:
    """Return the body that lists what is wrong with each field, with the keys that the document has."""
    entries = [_entry(violation) for violation in refused.violations]
    if not entries:
        entries = [{"type": refused.code, "loc": ["body"], "msg": refused.message, "input": None}]
    return {"detail": [{key: value for key, value in entry.items() if key in declared} for entry in entries]}


def _entry(violation: Violation) -> dict[str, Any]:
    place = "body" if violation.source in ("form", "json") else violation.source
    location = [place, *(name for name in violation.field.split(".") if name)]
    entry: dict[str, Any] = {"loc": location, "input": violation.value}
    if violation.keyword == "required":
        return {"type": "missing", **entry, "msg": "Field required", "input": None}
    if violation.keyword in _LIMITS:
        kind, message, name = _LIMITS[violation.keyword]
        return {"type": kind, **entry, "msg": message.format(violation.limit), "ctx": {name: violation.limit}}
    if violation.keyword in ("enum", "const"):
        values = violation.limit if isinstance(violation.limit, list) else [violation.limit]
        *others, last = map(repr, values)
        expected = f"{', '.join(others)} or {last}" if others else last
        return {
            "type": "literal_error",
            **entry,
            "msg": f"Input should be {expected}",
            "ctx": {"expected": expected},
        }
    if violation.expects_file:
        message = f"Value error, Expected UploadFile, received: {type(violation.value)}"
        return {"type": "value_error", **entry, "msg": message, "ctx": {"error": {}}}
    expected_type = str(violation.limit)
    table = _PARSED if violation.source != "json" and expected_type in _PARSED else _TYPES
    kind, message = table.get(expected_type, ("value_error", f"Value error, {violation.text}"))
    return {"type": kind, **entry, "msg": message}
