"""What an error answer says, whichever of the envelopes in use it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from videojobs.dialect import ErrorFields
from videojobs.errors import printable
from videojobs.jobs.decoding import converters as values
from videojobs.jobs.decoding.json_pointer import follow, split

# Where errors usually say what went wrong; looked at for every provider, after the dialect's own places.
MESSAGES = ("/error/message", "/error/error/message", "/error", "/message", "/detail", "/detail/message", "/msg")
CODES = ("/error/code", "/code")
TYPES = ("/error/type", "/type")
_MONEY = ("quota", "billing", "balance", "credit", "payment", "hard_limit", "arrears")


@frozen(kw_only=True)
class Said:
    """What the server said went wrong.

    Attributes:
        message: Its words, or None.
        code: Its machine-readable code, or None.
        type: Its class of error, or None.
    """

    message: str | None = None
    code: str | None = None
    type: str | None = None

    @property
    def about_money(self) -> bool:
        """Whether the account, not the request rate, is the trouble: asking again cannot help."""
        told = f"{self.code or ''} {self.type or ''}".lower()
        words = (self.message or "").lower()
        return any(word in told for word in _MONEY) or any(
            word in words for word in ("quota", "billing", "insufficient")
        )


def read_envelope(body: Any, fields: ErrorFields) -> Said:
    """Return what an error body says, by the dialect's pointers first, then in the usual places."""
    if isinstance(body, str):
        return Said(message=body.strip() or None)
    return Said(
        message=_first(body, (*fields.message, *MESSAGES)) or _details(body),
        code=_first(body, (*fields.code, *CODES)),
        type=_first(body, (*fields.type, *TYPES)),
    )


def says_error(body: Mapping[str, Any], fields: ErrorFields) -> str | None:
    """Return the words of an error envelope for a message, or None if the body is none."""
    said = read_envelope(body, fields)
    if said.message is None and "error" not in body:
        return None
    words = printable(said.message or said.type or "no message")
    return f"{words} (code {printable(said.code, 80)})" if said.code else words


def _first(body: Any, pointers: tuple[str, ...]) -> str | None:
    for pointer in pointers:
        found = values.text(follow(body, split(pointer)))
        if found:
            return found
    return None


def _details(body: Any) -> str | None:
    """Return the messages of a validation error: ``{"detail": [{"loc": [...], "msg": ...}]}``."""
    details = follow(body, ("detail",))
    if not isinstance(details, list):
        return None
    told: list[str] = []
    for item in details[:5]:
        message = values.text(follow(item, ("msg",)))
        where = follow(item, ("loc",))
        if message:
            at = ".".join(str(part) for part in where) if isinstance(where, list) else ""
            told.append(f"{at}: {message}" if at else message)
    return "; ".join(told) or None
