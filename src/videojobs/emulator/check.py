"""Checking what a client sent against the schema of the document."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from attrs import frozen

from videojobs.emulator.schema import Node, Schemas, View, as_node

Fault = Literal["missing", "type", "value"]


@frozen(kw_only=True)
class Upload:
    """A file that came in a multipart body.

    Attributes:
        file_name: As the client named it, or None.
        media_type: As the client declared it, or None.
        size: In bytes.
    """

    file_name: str | None
    media_type: str | None
    size: int


@frozen(kw_only=True)
class Problem:
    """One thing that is wrong with a request.

    Attributes:
        field: Where, e.g. ``input_reference.file_id``; "" is the whole body.
        fault: ``missing``, ``type`` or ``value``.
        text: What is wrong, without the field's name.
    """

    field: str
    fault: Fault
    text: str

    def __str__(self) -> str:
        return f"{self.field or 'body'}: {self.text}"


class Checker:
    """Checks values against schemas.

    Args:
        schemas: The schemas of the document.
        loose: Whether values came as text (a form, a query): ``"8"`` is then an integer, ``"true"`` a boolean.
    """

    def __init__(self, schemas: Schemas, *, loose: bool) -> None:
        self._schemas = schemas
        self._loose = loose

    def check(self, value: object, node: Node, where: str = "") -> Iterator[Problem]:
        """Yield what is wrong with a value; nothing if the schema allows it."""
        yield from self._check(value, self._schemas.view(node), where)

    def _check(self, value: object, view: View, where: str) -> Iterator[Problem]:
        if value is None:
            if not view.nullable and view.types:
                yield Problem(field=where, fault="type", text=f"expected {_expected(view)}, but got null")
        elif view.branches:
            yield from self._check_union(value, view, where)
        elif not self._fits(value, view):
            yield Problem(field=where, fault="type", text=f"expected {_expected(view)}, but got {_kind(value)}")
        else:
            yield from self._check_value(value, view, where)

    def _check_union(self, value: object, view: View, where: str) -> Iterator[Problem]:
        found = [list(self._check(value, branch, where)) for branch in view.branches]
        if all(found):
            same_type = [problems for problems in found if problems[0].fault != "type" or problems[0].field != where]
            if same_type:
                yield from same_type[0]
            else:
                yield Problem(field=where, fault="type", text=f"expected {_expected(view)}, but got {_kind(value)}")

    def _fits(self, value: object, view: View) -> bool:
        if isinstance(value, Upload):
            return view.is_binary or not view.types
        if view.is_binary and self._loose:
            return False
        if not view.types:
            return True
        return any(_is_a(value, name) or (self._loose and _reads_as(value, name)) for name in view.types)

    def _check_value(self, value: object, view: View, where: str) -> Iterator[Problem]:
        if view.closed and not self._listed(value, view):
            allowed = ", ".join(repr(word) for word in view.words)
            yield Problem(field=where, fault="value", text=f"{_shown(value)} is not one of {allowed}")
        elif isinstance(value, str):
            yield from _check_text(value, view.node, where)
        number = _number(value) if self._loose or not isinstance(value, str) else None
        if number is not None and view.types & {"integer", "number"}:
            yield from _check_number(number, view.node, where)
        if isinstance(value, Mapping):
            yield from self._check_object(cast("Mapping[str, object]", value), view, where)
        elif isinstance(value, list):
            yield from self._check_array(cast("list[object]", value), view, where)

    def _listed(self, value: object, view: View) -> bool:
        if self._loose and isinstance(value, str):
            return value in [str(word) for word in view.words]
        return any(value == word and isinstance(value, bool) == isinstance(word, bool) for word in view.words)

    def _check_object(self, value: Mapping[str, object], view: View, where: str) -> Iterator[Problem]:
        for name in sorted(view.required - value.keys()):
            yield Problem(field=_join(where, name), fault="missing", text="missing, but required")
        for name, item in value.items():
            if name in view.properties:
                yield from self.check(item, as_node(view.properties[name]), _join(where, name))
            elif view.node.get("additionalProperties") is False:
                yield Problem(field=_join(where, name), fault="value", text="unknown field")

    def _check_array(self, value: list[object], view: View, where: str) -> Iterator[Problem]:
        least, most = view.node.get("minItems", 0), view.node.get("maxItems", math.inf)
        if not least <= len(value) <= most:
            yield Problem(field=where, fault="value", text=f"{len(value)} items; allowed are {least} to {most}")
        for index, item in enumerate(value):
            if view.items is not None:
                yield from self.check(item, view.items, f"{where}[{index}]")


def _check_text(value: str, node: Node, where: str) -> Iterator[Problem]:
    least, most = node.get("minLength", 0), node.get("maxLength", math.inf)
    if not least <= len(value) <= most:
        yield Problem(field=where, fault="value", text=f"{len(value)} characters; allowed are {least} to {most}")
    pattern = node.get("pattern")
    if isinstance(pattern, str) and not _matches(pattern, value):
        yield Problem(field=where, fault="value", text=f"{_shown(value)} does not match {pattern!r}")


def _matches(pattern: str, value: str) -> bool:
    """Whether a pattern is found; one that is only good in another language's dialect is found everywhere."""
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True


def _check_number(value: float, node: Node, where: str) -> Iterator[Problem]:
    least, most = node.get("minimum", -math.inf), node.get("maximum", math.inf)
    if not least <= value <= most:
        yield Problem(field=where, fault="value", text=f"{value:g} is outside {least} to {most}")


def _is_a(value: object, name: str) -> bool:
    if name == "boolean":
        return isinstance(value, bool)
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    kinds: dict[str, type] = {"string": str, "array": list, "object": Mapping}
    return isinstance(value, kinds.get(name, object))


def _reads_as(value: object, name: str) -> bool:
    """Whether text from a form stands for a value of a type; a JSON text may stand for an object or array."""
    if name == "array":
        return True
    if not isinstance(value, str):
        return False
    if name == "integer":
        return re.fullmatch(r"[+-]?\d+", value) is not None
    if name == "number":
        return _number(value) is not None
    if name == "boolean":
        return value.lower() in {"true", "false", "1", "0"}
    return name == "object" and value.lstrip().startswith("{")


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _expected(view: View) -> str:
    if view.branches:
        return " or ".join(dict.fromkeys(_expected(branch) for branch in view.branches))
    if view.is_binary:
        return "a file"
    return " or ".join(f"a{'n' if name[0] in 'aeio' else ''} {name}" for name in sorted(view.types)) or "a value"


def _kind(value: object) -> str:
    if isinstance(value, Upload):
        return "a file"
    for name in ("boolean", "integer", "number", "string", "array", "object"):
        if _is_a(value, name):
            return f"a{'n' if name[0] in 'aeio' else ''} {name}"
    return type(value).__name__


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def readable(value: object) -> Any:
    """Return a body for a log: files as short texts, everything else as it is."""
    if isinstance(value, Upload):
        return f"<file {value.file_name} {value.media_type} {value.size} bytes>"
    if isinstance(value, Mapping):
        return {key: readable(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [readable(item) for item in cast("list[object]", value)]
    return value
