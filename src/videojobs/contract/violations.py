"""Translate jsonschema's errors into violations: one rule at one place, without a secret in a message."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from attrs import frozen

from videojobs.contract.api_document import ApiDocument, Location
from videojobs.contract.schema_validator import schema_errors
from videojobs.contract.unknown_keys import unknown_keys

LIMITS = (
    frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"})
    | {"minLength", "maxLength", "pattern", "minProperties", "maxProperties"}
    | {"minItems", "maxItems", "uniqueItems"}
)
_UNKNOWN_KEYS = frozenset({"additionalProperties", "unevaluatedProperties"})
_UNIONS = frozenset({"anyOf", "oneOf"})
_WRONG_TYPE = frozenset({"type", "null"})


@frozen(kw_only=True)
class Violation:
    """One rule violated at one place.

    Attributes:
        path: Location in the response; of a missing or unknown key, with that key as the last part.
        rule: ``unknown``, ``required``, ``enum``, ``null``, ``type``, or the keyword of a limit.
        value: The value there; None for a missing key.
        schema: Location of the schema.
        documented: What the schema allows: a type or types, the listed values, the limit.
    """

    path: Location
    rule: str
    value: Any
    schema: Location
    documented: Any = None


def violations_of(document: ApiDocument, schema: Location, body: Any) -> list[Violation]:
    """Return all violations in a body, sorted by place."""
    violations = [
        Violation(path=unknown.path, rule="unknown", value=unknown.value, schema=unknown.schema)
        for unknown in unknown_keys(document, schema, body)
    ]
    translator = _Translator(document, schema)
    for error in schema_errors(document, schema, body, formats=True):
        violations += translator.translate(error)
    # At one place, a wrong type comes first, since all other violations follow from it.
    violations.sort(key=lambda one: (one.path, one.rule != "null", one.rule != "type", one.rule, one.schema))
    return list(_distinct(violations))


def _distinct(violations: list[Violation]) -> Iterator[Violation]:
    """Yield each violation once; of a value of the wrong type, only that."""
    for _, group in groupby(violations, key=lambda one: one.path):
        at_path = list(group)
        wrong_type = [one for one in at_path if one.rule in _WRONG_TYPE]
        yielded: set[tuple[str, Location]] = set()
        for one in wrong_type[:1] or at_path:
            if (one.rule, one.schema) not in yielded:
                yielded.add((one.rule, one.schema))
                yield one


class _Translator:
    """Translates jsonschema's errors of one body.

    Args:
        document: The document.
        root: Location of the schema of the whole body.
    """

    def __init__(self, document: ApiDocument, root: Location) -> None:
        self._document = document
        self._root = root

    def translate(self, error: Any) -> Iterator[Violation]:
        """Yield the violations that an error stands for."""
        rule = str(error.validator)
        path = tuple(str(part) for part in error.absolute_path)
        documented: Any = error.validator_value
        if rule in _UNKNOWN_KEYS:
            return  # `unknown_keys` has them, also where the schema allows them
        if rule in _UNIONS and error.context:
            yield from self._union(error, path)
            return
        schema = self._schema(error)
        if rule == "required":
            for name in documented:
                if name not in error.instance:
                    yield Violation(path=(*path, name), rule=rule, value=None, schema=schema)
            return
        if rule == "const":
            rule, documented = "enum", [documented]
        elif rule not in ("enum", "type") and rule not in LIMITS:
            documented = None
        if error.instance is None and rule in ("enum", "type"):
            rule = "null"
        yield Violation(path=path, rule=rule, value=error.instance, schema=schema, documented=documented)

    def _union(self, error: Any, path: Location) -> Iterator[Violation]:
        """Yield the violations of the branch whose type fits; if no type fits, that of the union."""
        depth = len(path)
        branches = [list(group) for _, group in groupby(error.context, key=lambda one: one.schema_path[0])]
        fitting = [branch for branch in branches if not any(_is_type_error(one, depth) for one in branch)]
        if not fitting:
            rule = "type"
            if error.instance is None:
                rule = "null"
            types = [name for branch in branches for name in _types(branch, depth)]
            yield Violation(path=path, rule=rule, value=error.instance, schema=self._schema(error), documented=types)
            return
        enums = [
            one for branch in fitting for one in branch if one.validator == "enum" and len(one.absolute_path) == depth
        ]
        if len(enums) == len(fitting):  # each branch lists values: together they are one list
            listed = [value for one in enums for value in one.validator_value]
            schema = self._schema(enums[0])
            yield Violation(path=path, rule="enum", value=error.instance, schema=schema, documented=listed)
            return
        # Nothing says which branch the server meant: the one with the fewest errors is the most likely one.
        for one in min(fitting, key=len):
            yield from self.translate(one)

    def _schema(self, error: Any) -> Location:
        """Return the location of the schema whose keyword an error is about; jsonschema leaves references out."""
        location = self._root
        parts = [str(part) for part in error.absolute_schema_path]
        for number, part in enumerate(parts):
            if part not in self._keys(location):
                location = self._document.resolve(location)[1]
            if number < len(parts) - 1:
                location = (*location, part)
        return location

    def _keys(self, location: Location) -> Any:
        node = self._document.value_at(location)
        return node if isinstance(node, dict) else [str(number) for number in range(len(node))]


def _is_type_error(error: Any, depth: int) -> bool:
    return len(error.absolute_path) == depth and error.validator == "type"


def _types(branch: list[Any], depth: int) -> list[str]:
    types: Any = next((one.validator_value for one in branch if _is_type_error(one, depth)), [])
    if isinstance(types, str):
        return [types]
    return [str(name) for name in types]
