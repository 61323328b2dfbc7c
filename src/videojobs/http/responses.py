"""Reading answers: bounded JSON, and errors with what every envelope of the format says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Never

from videojobs.errors import (
    ApiError,
    AuthenticationError,
    DecodeError,
    NotFound,
    RateLimited,
    ServerError,
    printable,
)

if TYPE_CHECKING:
    import httpx

_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-oneapi-request-id", "apim-request-id", "cf-ray")


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the server's id of the exchange, for its support desk, or None."""
    for name in _REQUEST_ID_HEADERS:
        if value := headers.get(name):
            return printable(value, 200)
    return None


def _no_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_no_constant)


def loads(content: bytes) -> Any:
    """Decode JSON strictly.

    Raises:
        ValueError: It is not UTF-8, not JSON, nested too deep, or has a number of thousands of digits.
    """
    try:
        return _decoder.decode(content.decode("utf-8-sig").strip(" \t\r\n"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def decode_json(response: httpx.Response) -> Any:
    """Return the JSON of an answer.

    Raises:
        DecodeError: The body is not JSON. The message shows its start and its content type.
    """
    try:
        return loads(response.content)
    except ValueError as error:
        kind = response.headers.get("content-type", "no content type")
        raise DecodeError(
            f"{_where(response)} answered HTTP {response.status_code} with {printable(kind, 80)}, which is not JSON "
            f"({printable(str(error), 120)}): {_excerpt(response.content)}; check that base_url is the API's address",
            status_code=response.status_code,
            content=response.content,
        ) from None


def decode_object(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of an answer.

    Raises:
        DecodeError: The body is not JSON, or is JSON of another kind.
    """
    value = decode_json(response)
    if isinstance(value, dict):
        return value
    raise DecodeError(
        f"{_where(response)} answered HTTP {response.status_code} with a JSON {_kind(value)} where an object was "
        f"promised: {_excerpt(response.content)}",
        status_code=response.status_code,
        content=response.content,
    )


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return {list: "array", str: "string", bool: "boolean"}.get(type(value), "number")


def _where(response: httpx.Response) -> str:
    request = response.request
    return f"{request.method} {request.url.path}"


def _excerpt(content: bytes) -> str:
    return repr(printable(content[:200].decode("utf-8", "replace"), 160))


def error_body(response: httpx.Response) -> Any:
    """Return the body of an error answer: JSON if it is, else text, else None."""
    if not response.content:
        return None
    try:
        return loads(response.content)
    except ValueError:
        return response.content[:2000].decode("utf-8", "replace")


def _described(body: Any) -> tuple[str | None, str | None, str | None]:
    """Return message, code and type from any of the envelopes met in the field."""
    if isinstance(body, str):
        return (None if "<" in body[:200] else body.strip() or None), None, None
    if not isinstance(body, Mapping):
        return None, None, None
    for key in ("error", "detail"):
        inner = body.get(key)
        if isinstance(inner, Mapping):
            return _text(inner.get("message")), _text(inner.get("code") or body.get("code")), _text(inner.get("type"))
        if isinstance(inner, str) and inner:
            return inner, _text(body.get("code")), _text(body.get("type"))
        if isinstance(inner, list) and inner:
            return json.dumps(inner, ensure_ascii=False)[:500], None, None
    return _text(body.get("message") or body.get("msg")), _text(body.get("code")), _text(body.get("type"))


def _text(value: Any) -> str | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:500]


def _class_of(status: int) -> type[ApiError]:
    if status in (401, 403):
        return AuthenticationError
    if status in (404, 410):
        return NotFound
    if status == 429:
        return RateLimited
    return ServerError if status >= 500 else ApiError


def api_error(
    response: httpx.Response,
    *,
    message: str | None = None,
    code: str | None = None,
    error_type: str | None = None,
    not_found: bool = False,
    **known: Any,
) -> ApiError:
    """Return (not raise) the error for an answer with an error status, or a redirect that is not followed.

    Args:
        response: The answer, fully read.
        message: The provider's own words, if the caller knows better where they stand.
        code: Likewise, its machine-readable code.
        error_type: Likewise, its error class.
        not_found: Whether the caller knows that this answer means "no such job", whatever its status.
        known: What else the error should carry: ``provider``, ``ref``, ``job``.
    """
    body = error_body(response)
    found = _described(body)
    said = message if message is not None else found[0]
    told = code if code is not None else found[1]
    kind = error_type if error_type is not None else found[2]
    status = response.status_code
    text = f"{_where(response)} answered HTTP {status}"
    if 300 <= status < 400:
        text += f", a redirect to {printable(response.headers.get('location', 'nowhere'), 200)}, which is not followed"
    if said or told:
        text += ": " + printable(" ".join(part for part in (said, f"[{told}]" if told else None) if part))
    elif body is not None and not isinstance(body, str):
        text += f": {_excerpt(response.content)}"
    number = request_id(response.headers)
    return (NotFound if not_found else _class_of(status))(
        text + (f" (request {number})" if number else ""),
        status_code=status,
        code=told,
        error_type=kind,
        api_message=said,
        request_id=number,
        body=body,
        headers=dict(response.headers),
        **known,
    )
