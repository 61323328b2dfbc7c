"""Check payloads against the schemas of a document.

The document may come from anywhere: a schema that the validator cannot use is a violation of its own, never a
traceback, and no pattern in it may take unbounded time.
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

from scripts.oas.bounds import MAX_CHAIN
from scripts.oas.document import Json, JsonObject
from scripts.oas.pointers import child, format_pointer, resolve_pointer
from scripts.oas.references import local_pointer

_URI = "urn:document"
# A repetition after a group is what makes backtracking exponential; a class like `[a-z]+` alone is linear or quadratic.
_REPEATED_GROUP = re.compile(r"\)[*+{]")
_QUANTIFIER = re.compile(r"[*+{]")
# n quantifiers in a row may take the n-th power of the length: 400 characters cubed is the most that is bearable.
_MAX_QUANTIFIERS = 3
_MAX_TEXT = 400  # characters of a text that is matched with a pattern
_VALIDATOR_ERRORS = (
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
"""What jsonschema raises for schemas that are not valid themselves."""


@frozen(kw_only=True)
class Violation:
    """One part of a payload that violates a schema.

    Attributes:
        pointer: JSON pointer of the part in the payload.
        keyword: The keyword that is violated; empty if the schema itself cannot be used.
        expected: The value of the keyword.
        value: The part of the payload.
        schema: The schema with the keyword.
        schema_pointer: JSON pointer of that schema in the document.
        message: The validator's message.
    """

    pointer: str
    keyword: str
    expected: Any
    value: Any
    schema: Any
    schema_pointer: str
    message: str


class PayloadValidator:
    """Checks payloads against the schemas of one document.

    Args:
        document: An OpenAPI document as ``to_31`` returns it: its schemas are of JSON Schema 2020-12.
    """

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        # No `retrieve` is given, so a reference out of the document is an error and never a download.
        self._registry: Any = Registry().with_resource(_URI, DRAFT202012.create_resource(document))

    def violations(self, schema_pointer: str, payload: Json) -> Iterator[Violation]:
        """Yield each violation of the schema at a JSON pointer of the document."""
        validator: Any = _Validator({"$ref": f"{_URI}#{_as_fragment(schema_pointer)}"}, registry=self._registry)
        try:
            for error in validator.iter_errors(payload):
                yield Violation(
                    pointer=format_pointer(error.absolute_path),
                    keyword=str(error.validator),
                    expected=error.validator_value,
                    value=error.instance,
                    schema=error.schema,
                    schema_pointer=self._pointer_of(schema_pointer, list(error.absolute_schema_path)),
                    message=str(error.message),
                )
        except _VALIDATOR_ERRORS as error:
            yield Violation(
                pointer="",
                keyword="",
                expected=None,
                value=payload,
                schema=None,
                schema_pointer=schema_pointer,
                message=f"the schema cannot be used: {type(error).__name__}",
            )

    def _pointer_of(self, start: str, path: list[str | int]) -> str:
        """Return the pointer of the schema that an error is about.

        jsonschema leaves ``$ref`` out of an error's path, so references are followed wherever the path does not fit.
        """
        at, node = start, resolve_pointer(self._document, start)
        for key in path[:-1]:
            at, node = self._behind_references(at, node, key)
            at, node = f"{at}{format_pointer([key])}", child(node, key)
        return self._behind_references(at, node, path[-1] if path else "")[0]

    def _behind_references(self, at: str, node: Any, key: str | int) -> tuple[str, Any]:
        for _ in range(MAX_CHAIN):
            target = None
            if isinstance(node, Mapping) and key not in node:
                target = local_pointer(node.get("$ref"))
            if target is None:
                break
            at, node = target, resolve_pointer(self._document, target)
        return at, node


def _as_fragment(pointer: str) -> str:
    """Return a JSON pointer as the fragment of a URI."""
    # A fragment is percent-decoded by whoever follows it (RFC 6901, section 6): a `%` in a path would be lost
    # otherwise.
    return pointer.replace("%", "%25").replace(" ", "%20")


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[Any]:
    # A pattern that may be slow is not checked: a missed violation costs less than a check that never ends.
    if isinstance(instance, str) and _is_quick(pattern) and len(instance) <= _MAX_TEXT:
        yield from Draft202012Validator.VALIDATORS["pattern"](validator, pattern, instance, schema)


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if isinstance(patterns, Mapping) and all(_is_quick(pattern) for pattern in patterns):
        yield from Draft202012Validator.VALIDATORS["patternProperties"](validator, patterns, instance, schema)


def _is_quick(pattern: Any) -> bool:
    """Whether a pattern surely takes little time on a short text: no repeated group, few quantifiers.

    Python's ``re`` backtracks: ``(a+)+b`` takes minutes on forty letters.
    """
    if not isinstance(pattern, str) or _REPEATED_GROUP.search(pattern):
        return False
    return len(_QUANTIFIER.findall(pattern)) <= _MAX_QUANTIFIERS


_validators: Any = validators
_Validator: Any = _validators.extend(
    Draft202012Validator, {"pattern": _pattern, "patternProperties": _pattern_properties}
)
