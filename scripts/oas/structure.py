"""Check the structure of a document before code is generated: unknown keys and wrong types are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from scripts.oas.operations import METHODS
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_pointer
from scripts.oas.problems import UnknownKey, Unsupported
from scripts.oas.references import local_pointer
from scripts.oas.schemas import Json, Path
from scripts.oas.vocabulary import KINDS, REFUSED, SCHEMA

_JSON_TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object", "null"})
_PARAMETER_PLACES = frozenset({"path", "query", "header", "cookie"})
# `1XX` to `5XX` are the ranges of OpenAPI, with a capital X: https://spec.openapis.org/oas/v3.1.1.html#responses-object
_STATUS_CODE = re.compile(r"[1-5](?:[0-9][0-9]|XX)|default", re.ASCII)
_MEMBERS = {"responses": "response", "callback": "item"}
_HEADER = {"schema": "schema", "content": "{media"}
_NAMES = {"body": "request body", "scheme": "security scheme"}
_LENIENT = frozenset({"parameter", "body", "media", "response", "info", "tag", "server"})
"""Kinds of objects beside which exporters write keys of their own, such as the title of a parameter."""
_MISSING = object()
_VERSION = re.compile(r"3\.[01]\.[0-9]+(?:-[\w.]+)?", re.ASCII)
# The client matches patterns before it sends a request; nobody can review one that is longer.
_MAX_PATTERN = 1_000


def check_structure(document: Json, allowed: Collection[str] = ()) -> list[str]:
    """Refuse a document with anything that OpenAPI 3.0 and 3.1, as described in ``vocabulary``, do not have.

    Args:
        document: An OpenAPI document.
        allowed: JSON pointers of keys that may be unknown; no code is generated for them.

    Returns:
        A warning for each unknown key that is ignored: beside a parameter and the like, where no known key is similar.

    Raises:
        Unsupported: The first thing that is wrong, in the document's order.
    """
    if not isinstance(document, dict):
        raise Unsupported("", "the document is not an object", "write keys and values at the top level")
    checker = _Checker(document, frozenset(allowed))
    checker.check_object("document", document, ())
    version = document.get("openapi")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise Unsupported("/openapi", f"OpenAPI {version!r} is not supported", "write 3.0.x or 3.1.x, in quotes")
    for key in ("title", "version"):
        if key not in document.get("info", {}):
            raise Unsupported("/info", f"the {key} is missing", f"write 'info' with a {key}, as text")
    # OpenAPI 3.1 requires one of the three, 3.0 `paths`: https://spec.openapis.org/oas/v3.1.1.html#openapi-object
    if not document.keys() & {"paths", "components", "webhooks"}:
        raise Unsupported("", "there is nothing to generate", "write 'paths', 'components' or 'webhooks'")
    return checker.warnings


def without_unknown(document: Json, allowed: Collection[str]) -> Json:
    """Return a document without the keys at these pointers; only the containers of these keys are copied."""
    for pointer in sorted(allowed):
        document = _without(document, parse_pointer(pointer))
    return document


def _without(node: Any, keys: list[str]) -> Any:
    if not keys:
        return node
    key, *rest = keys
    if isinstance(node, list) and rest:
        return [_without(item, rest) if str(index) == key else item for index, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    if not rest:
        return {name: value for name, value in node.items() if name != key}
    return {name: _without(value, rest) if name == key else value for name, value in node.items()}


class _Checker:
    """Walks a document by the tables of ``vocabulary``."""

    def __init__(self, document: Json, allowed: frozenset[str]) -> None:
        self._document = document
        self._allowed = allowed
        self._headers: set[str] = set()
        self.warnings: list[str] = []
        self._checks: dict[str, Callable[[Any, Path], None]] = {
            # Examples, links and extensions are for people: no code is made from them, so any value will do.
            "any": lambda _value, _at: None,
            "text": self._of_type(str, "text", "put it in quotes"),
            "flag": self._of_type(bool, "true or false", "write true or false"),
            "number": self._of_type((int, float), "a number", "write a number"),
            "count": self._count,
            "pattern": self._pattern,
            "type": self._word(_JSON_TYPES),
            "place": self._word(_PARAMETER_PLACES),
            "values": self._values,
            "requirement": self._requirement,
            "responses": self._responses,
            "callback": self._callback,
            "schema": self._schema,
        }

    def check_object(self, kind: str, value: Any, at: Path) -> None:
        """Check an object of one kind, key by key."""
        self._require(dict, value, at, "an object", "write keys and values")
        fields = SCHEMA if kind == "schema" else KINDS[kind]
        for key, item in value.items():
            place = (*at, key)
            if key in fields:
                self.check(fields[key], item, place)
            elif not key.startswith("x-") and format_pointer(place) not in self._allowed:
                if kind not in _LENIENT or (kind, key) in REFUSED or get_close_matches(key, fields, n=1, cutoff=0.7):
                    raise _unknown_key(kind, key, place, list(fields))
                self.warnings.append(f"{format_pointer(place)}: the key {key!r} is unknown: it is ignored")
        if "$ref" in fields and "$ref" in value:
            self._check_target(kind, value["$ref"], (*at, "$ref"))

    def _check_target(self, kind: str, reference: str, at: Path) -> None:
        """Refuse a reference from a place of one kind to one of another kind: it would be read as what it is not."""
        pointer = local_pointer(reference)
        if pointer is None or resolve_pointer(self._document, pointer, _MISSING) is _MISSING:
            return  # it is refused where it is followed
        if kind == "schema" and pointer.startswith(("/$defs/", "/definitions/")):
            return
        keys = parse_pointer(pointer)
        if _rule_at(keys) != kind:
            what = f"the reference {reference!r} leads to a place that is not a {_NAMES.get(kind, kind)}"
            raise Unsupported(at, what, f"refer to a {_NAMES.get(kind, kind)}")
        if kind == "schema" and "headers" in keys and pointer not in self._headers:
            self._headers.add(pointer)  # no other schema of a header is read
            self._schema(resolve_pointer(self._document, pointer), tuple(keys))

    def check(self, rule: str, value: Any, at: Path) -> None:
        """Check one value by a rule of the vocabulary."""
        if "|" in rule:
            first, second = rule.split("|")
            # Of the two, the second is a list or a flag: `type|[type`, `number|flag`.
            is_second = isinstance(value, list if second.startswith("[") else bool)
            self.check(second if is_second else first, value, at)
        elif rule.startswith("["):
            self._require(list, value, at, "a list", "write a list")
            for index, item in enumerate(value):
                self.check(rule[1:], item, (*at, index))
        elif rule.startswith("{"):
            self._require(dict, value, at, "an object", "write names and values")
            for name, item in value.items():
                self.check(rule[1:], item, (*at, name))
        elif rule in self._checks:
            self._checks[rule](value, at)
        else:
            self.check_object(rule, value, at)

    def _schema(self, value: Any, at: Path) -> None:
        if isinstance(value, bool):  # `true` and `false` are schemas, too
            # `false` elsewhere (a property that must be absent, a branch that never holds) has no type in Python.
            if value or at[-1] in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items"):
                return
            raise Unsupported(at, "this schema allows no value", "remove it by overlay")
        self.check_object("schema", value, at)

    def _values(self, value: Any, at: Path) -> None:
        self._require(list, value, at, "a list", "write a list of values")
        # JSON Schema only discourages an empty `enum`; a class without members could never be read or sent.
        if not value:
            raise Unsupported(at, "the list of values is empty", "list one, or remove it by overlay")

    def _requirement(self, value: Any, at: Path) -> None:
        self.check("{any", value, at)

    def _responses(self, value: Any, at: Path) -> None:
        self._require(dict, value, at, "an object", "write status codes and responses")
        for code, item in value.items():
            place = (*at, code)
            if str(code).startswith("x-"):
                continue
            if not _STATUS_CODE.fullmatch(str(code)):
                raise Unsupported(place, f"{code!r} is not a status code", "write 200, 4XX or default")
            self.check("response", item, place)

    def _callback(self, value: Any, at: Path) -> None:
        if isinstance(value, dict) and "$ref" in value:
            raise Unsupported(at, "is a reference to a callback", "write it out")
        self._require(dict, value, at, "an object", "write expressions and path items")
        for name, item in value.items():
            if not name.startswith("x-"):
                self.check("item", item, (*at, name))

    def _count(self, value: Any, at: Path) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Unsupported(at, f"{_text(value)} is not a count", "write a whole number, 0 or more")

    def _pattern(self, value: Any, at: Path) -> None:
        self._require(str, value, at, "text", "put it in quotes")
        if len(value) > _MAX_PATTERN:
            raise Unsupported(at, f"is longer than {_MAX_PATTERN} characters", "remove it by overlay")

    def _word(self, words: frozenset[str]) -> Callable[[Any, Path], None]:
        def check(value: Any, at: Path) -> None:
            if not isinstance(value, str) or value not in words:
                listed = ", ".join(sorted(words))
                raise Unsupported(at, f"{_text(value)} is not one of the words allowed here", f"use one of: {listed}")

        return check

    def _of_type(self, kind: type | tuple[type, ...], name: str, fix: str) -> Callable[[Any, Path], None]:
        def check(value: Any, at: Path) -> None:
            self._require(kind, value, at, name, fix)

        return check

    def _require(self, kind: type | tuple[type, ...], value: Any, at: Path, name: str, fix: str) -> None:
        # True is an int in Python, and no number in JSON.
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise Unsupported(at, f"{_text(value)} is not {name}", fix)


def _rule_at(keys: list[str]) -> str:
    """Return the rule of the vocabulary for a place: the kind of object there, or another rule."""
    rule = "document"
    for key in keys:
        if rule == "schema":
            rule = SCHEMA.get(key, "any")
        elif key == "headers" and rule in ("components", "response"):
            rule = "{header"
        elif rule in KINDS:
            rule = KINDS[rule].get(key, "any")
        elif rule == "header":
            rule = _HEADER.get(key, "any")
        elif rule[0] in "[{":
            rule = rule[1:]
        else:
            rule = _MEMBERS.get(rule, "any")
    return rule


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return "the value"
    if value is None:
        return "null"
    return repr(value)


def _unknown_key(kind: str, key: str, at: Path, allowed_keys: list[str]) -> Unsupported:
    if (kind, key) in REFUSED:
        return Unsupported(at, *REFUSED[kind, key])
    if kind == "item" and key.lower() in METHODS:
        return Unsupported(at, f"the method {key!r} is not in lower case", f"write {key.lower()!r}")
    close = get_close_matches(key, allowed_keys, n=1)
    fix = f"did you mean {close[0]!r}?" if close else "remove it by overlay, or allow its pointer"
    return UnknownKey(at, f"the key {key!r} is unknown", fix)
