"""Read the message, code and type of an error response, in every shape that servers of the format send."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Protocol

from attrs import frozen

from videojobs.http.json_pointer import as_text, follow, text_at

# Where servers usually put each part. A provider's own pointers (provider.yaml) are tried first.
MESSAGES = ("/error/message", "/error/error/message", "/error", "/message", "/detail", "/detail/message", "/msg")
CODES = ("/error/code", "/code", "/detail/code")
TYPES = ("/error/type", "/type", "/detail/type")
_LONGEST_NESTED = 20_000
# Not `insufficient` alone, which is said of capacity, too; nor a load balancer.
_MONEY_CODES = re.compile("quota|billing|balance(?!r)|credit|payment|hard_limit|arrears|funds")
# Not `policy` alone, which is also of an organisation, nor `blocked`, which is also of an address.
_CONTENT_CODES = re.compile("moderation|content_?(?:policy|filter|block|violat)|safety|nsfw|sensitive|copyright|prompt")


class ErrorPointers(Protocol):
    """JSON pointers to the parts of an error body, in the order they are tried."""

    @property
    def message(self) -> tuple[str, ...]:
        """Pointers to the text for a person."""
        ...

    @property
    def code(self) -> tuple[str, ...]:
        """Pointers to the code for a program."""
        ...

    @property
    def type(self) -> tuple[str, ...]:
        """Pointers to the class of the error."""
        ...


@frozen(kw_only=True)
class ErrorBody:
    """The body of an error response.

    Attributes:
        content: The decoded JSON, else the text, else None.
        message: The server's message, or None.
        code: Its machine-readable code, or None.
        type: Its class of error, or None.
        outer_code: The code of the server itself, where its message is the JSON of an upstream's error, of which the
            other parts are; else ``code``.
    """

    content: Any = None
    message: str | None = None
    code: str | None = None
    type: str | None = None
    outer_code: str | None = None


def read_error_body(content: Any, pointers: ErrorPointers | None = None) -> ErrorBody:
    """Return the parts of a decoded error body.

    Args:
        content: Decoded JSON, or text.
        pointers: Where this provider puts the parts; the usual places are tried after them.
    """
    if isinstance(content, str):
        # Gateways answer with web pages; as a message they would bury the status.
        is_page = "<" in content[:200]
        return ErrorBody(content=content, message=None if is_page else content.strip() or None)
    messages: tuple[str, ...] = MESSAGES
    codes: tuple[str, ...] = CODES
    types: tuple[str, ...] = TYPES
    if pointers is not None:
        messages, codes, types = (*pointers.message, *messages), (*pointers.code, *codes), (*pointers.type, *types)
    message, code, error_type = text_at(content, messages), text_at(content, codes), text_at(content, types)
    upstream = _upstream_error(message)
    if upstream is not None:
        return ErrorBody(
            content=content,
            message=upstream.message,
            code=upstream.code or code,
            type=upstream.type or error_type,
            outer_code=code,
        )
    message = message or _validation_messages(content)
    return ErrorBody(content=content, message=message, code=code, type=error_type, outer_code=code)


def _upstream_error(message: str | None) -> ErrorBody | None:
    """Return the error in a message that is the JSON of another error; gateways pass on what their upstream sent."""
    if message is None or not message.lstrip().startswith("{") or len(message) > _LONGEST_NESTED:
        return None
    try:
        content, _ = json.JSONDecoder().raw_decode(message.lstrip())  # a gateway adds a sentence of its own
    except (ValueError, RecursionError):
        return None
    error_body = read_error_body(content)
    return error_body if error_body.message else None


def is_about_money(code: str | None, error_type: str | None, message: str | None) -> bool:
    """Whether the account is the reason, not the request rate, so that repeating cannot help.

    Servers of the format send ``insufficient_quota`` with status 429, as they do for a rate limit. Codes decide, those
    of an upstream's error included that is quoted in the message. Its sentences do not: some speak of a quota of
    requests per minute.
    """
    return any(_MONEY_CODES.search(code) for code in _codes_of(code, error_type, message))


def is_about_content(code: str | None, error_type: str | None, message: str | None) -> bool:
    """Whether the prompt or the image is the reason, as in ``content_policy_violation``, with whatever status."""
    return any(_CONTENT_CODES.search(code) for code in _codes_of(code, error_type, message))


def _codes_of(code: str | None, error_type: str | None, message: str | None) -> list[str]:
    """Return the codes and types of an error, and those of another error that its message quotes, in small letters."""
    codes = [code, error_type]
    start = (message or "").find("{")
    if message is not None and start >= 0:
        quoted = _upstream_error(message[start:])
        if quoted is not None:
            codes += [quoted.code, quoted.type]
    return [code.lower() for code in codes if code]


def _validation_messages(content: Any) -> str | None:
    """Return the messages of a validation error of FastAPI: ``{"detail": [{"loc": [...], "msg": ...}]}``."""
    details = follow(content, ("detail",))
    if not isinstance(details, list):
        return None
    messages: list[str] = []
    for item in details[:5]:
        message = as_text(follow(item, ("msg",)))
        location = follow(item, ("loc",))
        if message and isinstance(location, list) and location:
            message = f"{'.'.join(str(part) for part in location)}: {message}"
        if message:
            messages.append(message)
    return "; ".join(messages) or None


def has_error(content: Mapping[str, Any], error_body: ErrorBody) -> bool:
    """Whether a JSON object reports an error: it has a message, or a key ``error``."""
    return error_body.message is not None or "error" in content
