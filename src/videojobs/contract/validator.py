"""Compare one response with its document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from videojobs.contract.api_document import (
    ApiDocument,
    DocumentedResponse,
    Location,
)
from videojobs.contract.decode import DecodedResponse, Handling, decode_response
from videojobs.contract.redact import redacted, redacted_text
from videojobs.contract.url_paths import template_of
from videojobs.contract.violations import LIMITS, Violation, violations_of
from videojobs.errors import printable
from videojobs.http.json_pointer import join
from videojobs.jobs.response_hook import Observation
from videojobs.openapi.operations import Operation

_MAX_VALUE = 80
_MAX_EXAMPLE = 200
_MAX_LISTED = 30

RULES = {
    "operation": "the document has no such operation",
    "status": "the document has no such status here",
    "content-type": "the document has no such content type here",
    "body": "the document has no body here",
    "empty": "the response has no body, the document has one",
    "json": "the body is not JSON that can be decoded",
    "unknown": "the document does not have this key",
    "required": "missing; the document requires it",
    "enum": "not among the listed values",
    "null": "null; the document does not allow it",
    "type": "of another type",
    "unreadable": "matches the document, and the client cannot decode it",
}
"""The rules that are no keyword of a limit, in words."""


@frozen(kw_only=True)
class ResponseDeviation:
    """One deviation of one response, redacted.

    Attributes:
        pointer: JSON pointer in the response, with every index of an array as ``*``; "" is the whole response.
        rule: A key of `RULES`, or the keyword of a limit.
        documented: What the document has instead, in words; "" where the rule says enough.
        value: The value, short: the word, the type, the status.
        example: The value as one line of JSON.
        handling: How the client handles it.
        location: The part of the document that the response deviates from.
        json: The value at the pointer; None for the whole response.
    """

    pointer: str = ""
    rule: str
    documented: str = ""
    value: str = ""
    example: str = ""
    handling: Handling
    location: Location
    json: Any = None


@frozen(kw_only=True)
class ValidatedResponse:
    """One response, compared with its document.

    Attributes:
        operation: Name of the operation; method and path template where the document has none.
        method: HTTP method.
        path: Path template; derived from the path, with a parameter for each id, where the document has none.
        response: The key under ``responses`` that it was compared with, or its status.
        is_documented: Whether the document has the operation.
        deviations: Empty if the response matches the document.
    """

    operation: str
    method: str
    path: str
    response: str
    is_documented: bool = True
    deviations: list[ResponseDeviation] = field(factory=list[ResponseDeviation])


def validate_response(document: ApiDocument, observation: Observation) -> ValidatedResponse | None:
    """Compare a response with its document.

    Returns:
        None if it is of no operation of the provider, or of HEAD or OPTIONS, which documents do not specify.

    Raises:
        ConfigurationError: The observation names an unknown operation, or the extra is not installed.
    """
    if observation.method in ("HEAD", "OPTIONS"):
        return None
    if observation.operation is not None:
        operation = document.operation_named(observation.operation)
    elif observation.method is None or observation.path is None:
        return None
    else:
        matching = document.operation_at(observation.method, observation.path)
        if matching is None:
            return _undocumented(document, observation)
        operation = matching
    response = document.response(operation, observation.status)
    deviations: list[ResponseDeviation] = []
    if not _is_specified_by_http(document, operation, observation.status):
        decoded = decode_response(document, operation, observation)
        deviations.extend(_status(operation, response, observation, decoded))
        if response is not None:
            deviations.extend(_content(response, observation, decoded))
            deviations.extend(_body(document, response, observation, decoded))
        if decoded.is_refused and response is not None and not deviations:
            deviations.append(_whole("unreadable", observation, decoded, response.location))
    return ValidatedResponse(
        operation=operation.name,
        method=operation.method,
        path=operation.path,
        response=response.key if response is not None else str(observation.status),
        deviations=deviations,
    )


def _is_specified_by_http(document: ApiDocument, operation: Operation, status: int) -> bool:
    """Whether HTTP itself specifies the status: no document has to mention redirects and ranges of a clip."""
    if status < 200 or status == 304:
        return True
    if operation.role != "content":
        return False
    return status in (206, 416) or (300 <= status < 400 and document.dialect.content.redirects != "none")


def _undocumented(document: ApiDocument, observation: Observation) -> ValidatedResponse | None:
    path = document.without_mount_point(observation.path or "")
    if path is None:
        return None
    other_methods = document.operations_at(observation.path or "")
    if other_methods:
        path = other_methods[0].path
    else:
        path = template_of(path, [operation.path for operation in document.operations])[:200]
    method = printable(observation.method or "", 20)
    status = str(observation.status)
    decoded = decode_response(document, None, observation)
    return ValidatedResponse(
        operation=f"{method} {path}",
        method=method,
        path=path,
        response=status,
        is_documented=False,
        deviations=[_whole("operation", observation, decoded, ("paths",), value=status)],
    )


def _whole(
    rule: str,
    observation: Observation,
    decoded: DecodedResponse,
    location: Location,
    *,
    value: str = "",
    documented: str = "",
) -> ResponseDeviation:
    """Return a deviation of the whole response."""
    if observation.is_json:
        example = _json_line(redacted(observation.body, ids=True))
    else:
        example = redacted_text(observation.content_type or "no content type")
        if observation.size is not None:
            example += f", {observation.size:,} bytes"
    return ResponseDeviation(
        rule=rule,
        documented=documented,
        value=value,
        example=example,
        handling=decoded.handling,
        location=location,
    )


def _status(
    operation: Operation,
    response: DocumentedResponse | None,
    observation: Observation,
    decoded: DecodedResponse,
) -> Iterator[ResponseDeviation]:
    if response is None or not response.is_exact:
        documented = ", ".join(operation.responses)
        status = str(observation.status)
        yield _whole("status", observation, decoded, operation.location, value=status, documented=documented)


def _content(
    response: DocumentedResponse, observation: Observation, decoded: DecodedResponse
) -> Iterator[ResponseDeviation]:
    """Compare media type and presence of the body; `_body` compares its contents."""
    media_type, documented = observation.content_type, response.media_types
    # Beside other documented media types, a body that is no JSON may be one of those.
    expects_json = media_type == "application/json" or documented == ["application/json"]
    rule, value = "", ""
    if not documented:
        if observation.size or observation.is_json:
            rule, value = "body", media_type or ""
    elif observation.size == 0 and not observation.is_json:
        # 204 is "no content" (RFC 9110, section 15.3.5), whatever the document says.
        if observation.status != 204:
            rule = "empty"
    elif media_type is not None and not any(_covers(one, media_type) for one in documented):
        rule, value = "content-type", redacted_text(media_type) or "none"
    elif expects_json and observation.size is not None and not observation.is_json:
        rule = "json"
    if rule:
        yield _whole(rule, observation, decoded, response.location, value=value, documented=", ".join(documented))


def _covers(documented: str, media_type: str) -> bool:
    main, _, sub = documented.partition("/")
    return documented in (media_type, "*/*") or (sub == "*" and media_type.startswith(f"{main}/"))


def _body(
    document: ApiDocument, response: DocumentedResponse, observation: Observation, decoded: DecodedResponse
) -> Iterator[ResponseDeviation]:
    schema = response.json_schema
    if schema is None or not observation.is_json:
        return
    for violation in violations_of(document, schema, observation.body):
        is_missing = violation.rule == "required"
        if is_missing and observation.is_partial:
            # Documentation pages leave keys out of their examples.
            continue
        value = _redacted_at(violation.path, violation.value)
        yield ResponseDeviation(
            pointer=join(_without_indexes(observation.body, violation.path)),
            rule=violation.rule,
            documented=_documented(violation),
            value=_short_value(violation, value),
            example="" if is_missing else _json_line(value),
            handling=decoded.handling_at(violation.path, violation.rule),
            location=violation.schema,
            json=value,
        )


def _without_indexes(body: Any, path: Location) -> Location:
    """Return a location with ``*`` for every index of an array, and its keys redacted."""
    parts: list[str] = []
    for part in path:
        if isinstance(body, list):
            parts.append("*")
            body = body[int(part)]
        else:
            parts.append(redacted_text(part))
            body = body.get(part) if isinstance(body, dict) else None
    return tuple(parts)


def _redacted_at(path: Location, value: Any) -> Any:
    """Return a value redacted as its location requires: below a key like ``token`` every text is a secret."""
    for part in reversed(path):
        value = {part: value}
    value = redacted(value, ids=True, max_items=None)
    for _ in path:
        # A very deep value is replaced by a text.
        if isinstance(value, dict):
            value = next(iter(value.values()), None)
    return value


def _documented(violation: Violation) -> str:
    documented, rule = violation.documented, violation.rule
    if rule == "enum" or (rule == "null" and isinstance(documented, list)):
        return ", ".join(str(value) for value in list(documented)[:_MAX_LISTED])
    if rule in LIMITS:
        return printable(str(documented), _MAX_VALUE)
    if rule not in ("type", "null"):
        return ""
    if isinstance(documented, str):
        return documented
    return " or ".join(dict.fromkeys(documented or ()))


def _short_value(violation: Violation, value: Any) -> str:
    if violation.rule in ("required", "null"):
        return ""
    if violation.rule in ("unknown", "type") or isinstance(value, dict | list):
        return type_name(value)
    if not isinstance(value, str):
        value = json.dumps(value)
    return printable(value, _MAX_VALUE)


def type_name(value: Any) -> str:
    """Return JSON Schema's name for the type of a value."""
    if value is None:
        return "null"
    # Before int, whose subclass it is.
    if isinstance(value, bool):
        return "boolean"
    names: dict[type, str] = {str: "string", int: "integer", float: "number", dict: "object", list: "array"}
    return names.get(type(value), "number")


def _json_line(value: Any) -> str:
    return printable(json.dumps(value, ensure_ascii=False), _MAX_EXAMPLE)
