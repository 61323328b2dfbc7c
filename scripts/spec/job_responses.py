"""What a provider's document says of the answers that are read as jobs: their schemas, their status words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.oas.pointers import format_pointer, parse_pointer, resolve_pointer
from scripts.oas.schema_paths import value_schemas
from scripts.spec.samples import schema_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.facts import ProviderFacts

_ERROR = re.compile(r"[45][0-9]{2}")
JOB_ROLES = ("create", "retrieve", "remix", "edit", "extend")


def answer_schemas(
    document: JsonObject, facts: ProviderFacts, operations: Mapping[str, Operation], *, failed: bool
) -> Iterator[str]:
    """Yield where the schemas of the answers about jobs, or of the errors, stand in a document.

    Args:
        document: An OpenAPI document, corrected.
        facts: What provider.yaml says.
        operations: The operations of the document, by the ids that the facts have for them.
        failed: Whether the errors are wanted.
    """
    for role, name in facts.operations.items():
        operation = operations.get(name) if role in JOB_ROLES else None
        codes = resolve_pointer(document, f"{operation.pointer}/responses") if operation is not None else None
        failures = {int(code) for code in codes if _ERROR.fullmatch(code)} if isinstance(codes, dict) else set[int]()
        for status in sorted({400, 500, *failures}) if failed else (200,):
            place = schema_place(document, operation, status) if operation is not None else None
            if place is not None:
                yield place


def status_words(
    document: JsonObject, facts: ProviderFacts, operations: Mapping[str, Operation]
) -> Iterator[tuple[str, str]]:
    """Yield the pointer of each list of status words in the answers about jobs, with each word of it."""
    for at in answer_schemas(document, facts, operations, failed=False):
        for start in facts.fields.job:
            for text in facts.fields.status:
                for place in value_schemas(document, at, parse_pointer(start) + parse_pointer(text)):
                    enum = format_pointer([*parse_pointer(place), "enum"])
                    listed = resolve_pointer(document, enum)
                    for word in listed if isinstance(listed, list) else ():
                        if isinstance(word, str):
                            yield enum, word
