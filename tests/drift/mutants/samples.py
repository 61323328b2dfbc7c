"""Make JSON values that are valid for a schema: the least, the fullest, with null, and each listed value in turn."""

from __future__ import annotations

import re
from typing import Any

from tests.drift.mutants.sites import Doc, resolved

WAYS = 5
_MAX_DEPTH = 12


class Sampler:
    """Makes values for the schemas of one document.

    Attributes:
        way: From 0 to ``WAYS``: 0 has the required keys only, the others have all; the odd ones prefer null.
        hidden: The flag of the properties to leave out: ``readOnly`` in requests, ``writeOnly`` in responses.
    """

    def __init__(self, document: Doc, way: int, hidden: str) -> None:
        self._document = document
        self._way = way
        self._hidden = hidden

    def value(self, schema: Any, depth: int = 0) -> Any:
        """Return a value that is valid for a schema."""
        schema = resolved(self._document, schema)
        if not isinstance(schema, dict) or depth > _MAX_DEPTH:
            return {}
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][self._way % len(schema["enum"])]
        if "allOf" in schema:
            rest = {key: value for key, value in schema.items() if key != "allOf"}
            return self._all([resolved(self._document, part) for part in (*schema["allOf"], rest)], depth)
        for key in ("oneOf", "anyOf"):
            if schema.get(key) and not all(_only_requires(member) for member in schema[key]):
                return self.value(schema[key][self._way % len(schema[key])], depth + 1)
        return self._of_type(schema, depth)

    def _all(self, parts: list[Any], depth: int) -> Any:
        # A part may require what another one describes.
        required = [name for part in parts for name in part.get("required", ())]
        values = [self.value({**part, "required": required}, depth + 1) for part in parts if part]
        if values and all(isinstance(value, dict) for value in values):
            return {key: item for value in values for key, item in value.items()}
        return values[0] if values else {}

    def _of_type(self, schema: Doc, depth: int) -> Any:
        kinds = schema.get("type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if self._way % 2 and (schema.get("nullable") is True or "null" in names):
            return None
        names = sorted(name for name in names if name not in ("null", None))
        if not names and isinstance(kinds, list | str):
            return None
        name = names[self._way // 2 % len(names)] if names else "object"
        if name == "array":
            return [self.value(schema.get("items", True), depth + 1)] * max(
                schema.get("minItems", 0), int(self._way > 0)
            )
        if name == "boolean":
            return bool(self._way % 2)
        if name in ("integer", "number"):
            return _number(schema)
        if name == "string":
            return _text(schema)
        return self._object(schema, depth)

    def _object(self, schema: Doc, depth: int) -> Doc:
        required = schema.get("required", ())
        return {
            name: self.value(item, depth + 1)
            for name, item in schema.get("properties", {}).items()
            if (self._way or name in required) and not self._is_hidden(item)
        }

    def _is_hidden(self, schema: Any) -> bool:
        return bool((resolved(self._document, schema) or {}).get(self._hidden)) if schema is not True else False


def _only_requires(member: Any) -> bool:
    """Whether an alternative only names keys of the object beside it: it describes no value of its own."""
    return isinstance(member, dict) and "required" in member and member.keys() <= {"required", "type"}


def _number(schema: Doc) -> Any:
    low, high = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    number = high if low is None else low
    if low is not None and (schema.get("exclusiveMinimum") is not None):
        number = low + 1
    return 4 if number is None else number


def _text(schema: Doc) -> str:
    known = {
        "date-time": "2026-11-21T10:00:00Z",
        "date": "2026-11-21",
        "uuid": "6f0a2c1e-8f5a-4f5e-9a53-1a0c7a3c4f11",
        "uri": "https://clips.example/a",
        "byte": "YWJj",
    }
    text = known.get(schema.get("format", ""), "fresh")
    if text == "fresh":
        pattern = schema.get("pattern", "")
        # The patterns of real documents are those of lengths and sizes.
        text = next((one for one in ("fresh", "4", "1280x720") if re.search(pattern, one)), text)
        text = (text * (1 + schema.get("minLength", 0)))[: schema.get("maxLength")]
    return text
