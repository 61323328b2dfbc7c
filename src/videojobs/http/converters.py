"""What the models use to decode and encode: lenient in, exact out.

A value of another kind than the document promises is kept as it is: one odd field must not cost the whole answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from videojobs.http.unset import UNSET, Unset


class Model(Protocol):
    """A generated model."""

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Decode an object."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Encode to what JSON knows."""
        ...


M = TypeVar("M", bound=Model)


def extra_keys(src: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """Return the items of ``src`` whose keys the document does not know; always a new dict."""
    if known.issuperset(src):
        return {}
    return {key: value for key, value in src.items() if key not in known}


Field = tuple[str, str, Callable[[Any], Any] | None]
"""Key on the wire, name of the attribute, and how the value is decoded (None: it is kept as it is)."""


def read_fields(target: object, src: Mapping[str, Any], fields: tuple[Field, ...]) -> None:
    """Set every attribute of a model from an object that lacks keys, or holds values of another kind."""
    for wire, name, decode in fields:
        value = src.get(wire, UNSET)
        setattr(target, name, value if decode is None else decode(value))


def as_model(model: type[M], value: Any) -> Any:
    """Decode an object; anything else comes back as it is."""
    if value.__class__ is dict or isinstance(value, Mapping):
        return model.from_dict(value)
    return value


def as_list(decode: Callable[[Any], Any], value: Any) -> Any:
    """Decode each item of an array; anything else comes back as it is."""
    return [decode(item) for item in value] if isinstance(value, list) else value


def as_dict(decode: Callable[[Any], Any], value: Any) -> Any:
    """Decode each value of an object of no class; anything else comes back as it is."""
    return {key: decode(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def as_union(value: Any, *members: tuple[type[Model], Mapping[str, Any], frozenset[str]]) -> Any:
    """Decode an object as the member it is meant for; anything else comes back as it is.

    Each member is a model, its constants (which tell members apart, if they have any) and its required keys.
    An object that fits none stays a dict: a guess could lose data.
    """
    if not isinstance(value, Mapping):
        return value
    best: type[Model] | None = None
    best_score = -1
    for model, constants, required in members:
        if any(value.get(key) != wanted for key, wanted in constants.items()) or not required.issubset(value):
            continue
        score = len(constants) * 1000 + len(required)
        if score > best_score:
            best, best_score = model, score
    return best.from_dict(value) if best is not None else value


def as_datetime(value: Any) -> Any:
    """Decode RFC 3339 text to a datetime; text that is none, null and numbers come back as they are."""
    return _parsed(datetime.fromisoformat, value)


def as_date(value: Any) -> Any:
    """Decode an ISO date; what is none comes back as it is."""
    return _parsed(date.fromisoformat, value)


def as_uuid(value: Any) -> Any:
    """Decode a UUID; what is none comes back as it is."""
    return _parsed(UUID, value)


def _parsed(parse: Callable[[str], Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except ValueError:
        return value


_PLAIN = frozenset({str, int, float, bool, type(None), Unset})


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: models as dicts, enums as their values, times as text. Files stay."""
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.astimezone()).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if to_dict is not None else value
