"""Does a payload fit a schema of a document? Each breach says what is wrong, and which schema node says so.

The document may be foreign: what a schema validator chokes on is a breach that cannot be told, never a traceback, and
no pattern of it may keep us busy for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import UndefinedTypeCheck, UnknownType
from referencing import Registry
from referencing.exceptions import NoSuchResource, Unresolvable, Unretrievable
from referencing.jsonschema import DRAFT202012

from scripts.oas.document import Json, JsonObject
from scripts.oas.pointers import child, format_pointer, parse_pointer, resolve_keys
from scripts.oas.references import local_pointer

_HOME = "urn:document"
_REPEATED_GROUP = re.compile(r"\)[*+{]")
_QUANTIFIER = re.compile(r"[*+{]")
_MOST_QUANTIFIERS = 3
_LONGEST_TEXT = 400
_MOST_REFERENCES = 40
_CHOKES = (
    re.error,
    UnknownType,
    UndefinedTypeCheck,
    Unresolvable,
    Unretrievable,
    NoSuchResource,
    TypeError,
    AttributeError,
    ValueError,
    KeyError,
    OverflowError,
    RecursionError,
)


@frozen(kw_only=True)
class Breach:
    """One place where a payload breaks a schema.

    Attributes:
        pointer: JSON pointer of the place in the payload.
        rule: The keyword that is broken; empty if the schema itself cannot be used.
        wanted: What the keyword says.
        value: What the payload has there.
        schema: The schema that says so.
        node: JSON pointer of that schema in the document.
        message: The validator's words.
    """

    pointer: str
    rule: str
    wanted: Any
    value: Any
    schema: Any
    node: str
    message: str


class Fitting:
    """The schemas of one document, to hold payloads against.

    Args:
        document: An OpenAPI document as ``videojobs.contract.to_31`` makes it: its schemas are of draft 2020-12.
    """

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._registry: Any = Registry().with_resource(_HOME, DRAFT202012.create_resource(document))

    def breaches(self, place: str, value: Json) -> Iterator[Breach]:
        """Yield each breach of the schema at a JSON pointer of the document."""
        validator: Any = _Validator({"$ref": f"{_HOME}#{_quoted(place)}"}, registry=self._registry)
        try:
            for breach in validator.iter_errors(value):
                yield Breach(
                    pointer=format_pointer(breach.absolute_path),
                    rule=str(breach.validator),
                    wanted=breach.validator_value,
                    value=breach.instance,
                    schema=breach.schema,
                    node=self._node(place, list(breach.absolute_schema_path)),
                    message=str(breach.message),
                )
        except _CHOKES as problem:
            what = f"the schema cannot be used: {type(problem).__name__}"
            yield Breach(pointer="", rule="", wanted=None, value=value, schema=None, node=place, message=what)

    def _node(self, start: str, path: list[str | int]) -> str:
        """Return where the schema of a breach really stands: the validator's path leaves references out."""
        parts = parse_pointer(start)
        node = resolve_keys(self._document, parts)
        for step in path[:-1]:
            parts, node = self._past_references(parts, node, step)
            parts, node = [*parts, str(step)], child(node, step)
        return format_pointer(self._past_references(parts, node, path[-1] if path else "")[0])

    def _past_references(self, parts: list[str], node: Any, step: str | int) -> tuple[list[str], Any]:
        for _ in range(_MOST_REFERENCES):
            reference = node.get("$ref") if isinstance(node, Mapping) and step not in node else None
            target = local_pointer(reference)
            if target is None:
                break
            parts = parse_pointer(target)
            node = resolve_keys(self._document, parts)
        return parts, node


def _quoted(place: str) -> str:
    """Return a JSON pointer as a fragment of an address."""
    return place.replace("%", "%25").replace(" ", "%20")


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if isinstance(instance, str) and _is_quick(pattern) and len(instance) <= _LONGEST_TEXT:
        yield from Draft202012Validator.VALIDATORS["pattern"](validator, pattern, instance, schema)


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if isinstance(patterns, Mapping) and all(_is_quick(pattern) for pattern in patterns):
        yield from Draft202012Validator.VALIDATORS["patternProperties"](validator, patterns, instance, schema)


def _is_quick(pattern: Any) -> bool:
    """Whether a pattern surely takes little time on a short text: no repeated group, few repeats."""
    if not isinstance(pattern, str) or _REPEATED_GROUP.search(pattern):
        return False
    return len(_QUANTIFIER.findall(pattern)) <= _MOST_QUANTIFIERS


_validators: Any = validators
_Validator: Any = _validators.extend(
    Draft202012Validator, {"pattern": _pattern, "patternProperties": _pattern_properties}
)
