"""Holds a document against the vocabulary before anything is made of it: what is unknown or odd is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from scripts.oas.operations import METHODS
from scripts.oas.pointers import format_pointer, parse_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Json, Path
from scripts.oas.vocabulary import KINDS, REFUSED, SCHEMA

_TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object", "null"})
_PLACES = frozenset({"path", "query", "header", "cookie"})
_CODE = re.compile(r"[1-5](?:[0-9][0-9]|XX)|default", re.ASCII)
_VERSION = re.compile(r"3\.[01]\.[0-9]+(?:-[\w.]+)?", re.ASCII)
_LONGEST_PATTERN = 1_000


def check_structure(document: Json, allowed: Collection[str] = ()) -> None:
    """Refuse a document that says anything we do not know.

    Args:
        document: An OpenAPI document.
        allowed: JSON pointers of keys that may be unknown; they are left out of the code.

    Raises:
        Unsupported: The first thing that is wrong, in the document's order.
    """
    if not isinstance(document, dict):
        raise Unsupported("", "the document is not an object", "write keys and values at the top level")
    _Checker(frozenset(allowed)).object_of("document", document, ())
    version = document.get("openapi")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise Unsupported("/openapi", f"OpenAPI {version!r} is not known here", "write 3.0.x or 3.1.x, in quotes")
    for key in ("title", "version"):
        if key not in document.get("info", {}):
            raise Unsupported("/info", f"the {key} is missing", f"write 'info' with a {key}, as text")
    for key in ("paths", "components", "webhooks"):
        if key in document:
            return
    raise Unsupported("", "there is nothing to generate", "write 'paths', 'components' or 'webhooks'")


def without_unknown(document: Json, allowed: Collection[str]) -> Json:
    """Return a document without the keys at these pointers, where there are any; the containers on the way are new."""
    found = document
    for place in sorted(allowed):
        found = _without(found, parse_pointer(place))
    return found


def _without(node: Any, parts: list[str]) -> Any:
    if not parts:
        return node
    key = parts[0]
    if isinstance(node, list) and len(parts) > 1:
        return [_without(item, parts[1:]) if str(index) == key else item for index, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    if len(parts) == 1:
        return {name: value for name, value in node.items() if name != key}
    return {name: _without(value, parts[1:]) if name == key else value for name, value in node.items()}


class _Checker:
    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._checks: dict[str, Callable[[Any, Path], None]] = {
            "any": lambda _value, _at: None,
            "text": self._kind(str, "text", "put it in quotes"),
            "flag": self._kind(bool, "true or false", "write true or false"),
            "number": self._kind((int, float), "a number", "write a number"),
            "count": self._count,
            "pattern": self._pattern,
            "type": self._word(_TYPES),
            "place": self._word(_PLACES),
            "values": self._values,
            "requirement": self._requirement,
            "responses": self._responses,
            "callback": self._callback,
            "schema": self._schema,
        }

    def object_of(self, kind: str, value: Any, at: Path) -> None:
        """Check an object of one kind, key by key."""
        self._is(dict, value, at, "an object", "write keys and values")
        fields = SCHEMA if kind == "schema" else KINDS[kind]
        for key, item in value.items():
            place = (*at, key)
            if key in fields:
                self.check(fields[key], item, place)
            elif not key.startswith("x-") and format_pointer(place) not in self._allowed:
                raise _unknown(kind, key, place, list(fields))

    def check(self, rule: str, value: Any, at: Path) -> None:
        """Check one value by a rule of the vocabulary."""
        if "|" in rule:
            first, second = rule.split("|")
            takes_second = isinstance(value, list) if second.startswith("[") else isinstance(value, bool)
            self.check(second if takes_second else first, value, at)
        elif rule.startswith("["):
            self._is(list, value, at, "a list", "write a list")
            for index, item in enumerate(value):
                self.check(rule[1:], item, (*at, index))
        elif rule.startswith("{"):
            self._is(dict, value, at, "an object", "write names and values")
            for name, item in value.items():
                self.check(rule[1:], item, (*at, name))
        elif rule in self._checks:
            self._checks[rule](value, at)
        else:
            self.object_of(rule, value, at)

    def _schema(self, value: Any, at: Path) -> None:
        if isinstance(value, bool):  # `true` and `false` are schemas, too
            if value or at[-1] in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items"):
                return
            raise Unsupported(at, "admits no value", "remove it by overlay")
        self.object_of("schema", value, at)

    def _values(self, value: Any, at: Path) -> None:
        self._is(list, value, at, "a list", "write a list of values")
        if not value:
            raise Unsupported(at, "lists no value", "list one, or remove it by overlay")

    def _requirement(self, value: Any, at: Path) -> None:
        self.check("{any", value, at)

    def _responses(self, value: Any, at: Path) -> None:
        self._is(dict, value, at, "an object", "write status codes and answers")
        for code, item in value.items():
            place = (*at, code)
            if str(code).startswith("x-"):
                continue
            if not _CODE.fullmatch(str(code)):
                raise Unsupported(place, f"{code!r} is no status code", "write 200, 4XX or default")
            self.check("response", item, place)

    def _callback(self, value: Any, at: Path) -> None:
        if isinstance(value, dict) and "$ref" in value:
            raise Unsupported(at, "is a reference to a callback", "write it out")
        self._is(dict, value, at, "an object", "write expressions and path items")
        for name, item in value.items():
            if not name.startswith("x-"):
                self.check("item", item, (*at, name))

    def _count(self, value: Any, at: Path) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Unsupported(at, f"{_shown(value)} is no count", "write a whole number, 0 or more")

    def _pattern(self, value: Any, at: Path) -> None:
        self._is(str, value, at, "text", "put it in quotes")
        if len(value) > _LONGEST_PATTERN:
            raise Unsupported(at, f"is longer than {_LONGEST_PATTERN} characters", "remove it by overlay")

    def _word(self, words: frozenset[str]) -> Callable[[Any, Path], None]:
        def check(value: Any, at: Path) -> None:
            if not isinstance(value, str) or value not in words:
                listed = ", ".join(sorted(words))
                raise Unsupported(at, f"{_shown(value)} is not known here", f"use one of: {listed}")

        return check

    def _kind(self, kind: type | tuple[type, ...], name: str, fix: str) -> Callable[[Any, Path], None]:
        def check(value: Any, at: Path) -> None:
            self._is(kind, value, at, name, fix)

        return check

    def _is(self, kind: type | tuple[type, ...], value: Any, at: Path, name: str, fix: str) -> None:
        right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not right:
            raise Unsupported(at, f"{_shown(value)} is not {name}", fix)


def _shown(value: Any) -> str:
    return "the value" if isinstance(value, dict | list) else "null" if value is None else repr(value)


def _unknown(kind: str, key: str, at: Path, known: list[str]) -> Unsupported:
    if (kind, key) in REFUSED:
        return Unsupported(at, *REFUSED[kind, key])
    if kind == "item" and key.lower() in METHODS:
        return Unsupported(at, f"the method {key!r} is not in lower case", f"write {key.lower()!r}")
    close = get_close_matches(key, known, n=1)
    fix = f"did you mean {close[0]!r}?" if close else "remove it by overlay, or allow its pointer"
    return Unsupported(at, f"the key {key!r} is not known here", fix)
