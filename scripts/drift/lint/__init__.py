"""Lint a document for contradictions: one plain sentence for each place where it contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from attrs import frozen

from scripts.drift.change import Place
from scripts.drift.lint.examples import example_contradictions
from scripts.drift.lint.operations import first_ids, operation_contradictions, security_contradictions
from scripts.drift.lint.schemas import schema_contradictions
from scripts.drift.lint.walk import Finding, parts
from scripts.oas.payload_check import PayloadValidator
from videojobs.contract import to_31

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.documents.scope import Scope
    from scripts.oas.document import Document, JsonObject

_MAX_CONTRADICTIONS = 500
_WITH_EXAMPLES = ("schema", "media", "parameter")


@frozen(kw_only=True)
class Contradiction:
    """One place where a document contradicts itself.

    Attributes:
        place: The place.
        message: One plain sentence.
    """

    place: Place
    message: str


def contradictions(document: Document, scope: Scope | None = None) -> tuple[Contradiction, ...]:
    """Return the contradictions of a document, in the order of the file; 500 at most.

    Args:
        document: Any document; parts of the wrong type are skipped, since the comparison reports them.
        scope: The operations to look at, with all that they refer to; None: the whole document.

    Raises:
        SpecError: The document is not an object.
    """
    findings = dict.fromkeys([*_findings(document.root, scope), *_tags(document, scope)])
    result = [_contradiction(document, pointer, message) for pointer, message in findings]
    result.sort(key=lambda item: (item.place.line, item.place.column, item.place.pointer, item.message))
    if len(result) > _MAX_CONTRADICTIONS:
        more = len(result) - _MAX_CONTRADICTIONS
        result[_MAX_CONTRADICTIONS:] = [_contradiction(document, "", f"there are {more} further contradictions")]
    return tuple(result)


def _findings(document: JsonObject, scope: Scope | None) -> Iterator[Finding]:
    ids = first_ids(document)
    validator = PayloadValidator(cast("JsonObject", to_31(document)))
    for key, message in security_contradictions(document, document):
        yield f"/{key}", message
    for part in parts(document, scope):
        findings: list[Finding] = []
        if part.kind == "operation":
            findings += operation_contradictions(document, part, ids)
        elif part.kind == "schema":
            findings += schema_contradictions(document, part)
        if part.kind in _WITH_EXAMPLES and "$ref" not in part.node:
            findings += example_contradictions(document, part, validator)
        for key, message in findings:
            at = part.pointer
            if key:
                at = f"{at}/{key}"
            yield at, message


def _tags(document: Document, scope: Scope | None) -> Iterator[Finding]:
    """Yield the YAML tags whose meaning only the author knows, at what the operations refer to."""
    pointers = [part.pointer for part in parts(document.root, scope)] if document.tags else []
    for at, tag in document.tags:
        if any(at == pointer or at.startswith(f"{pointer}/") for pointer in pointers):
            yield at, f"the value has the YAML tag {tag!r}, and is read as it is written without it"


def _contradiction(document: Document, at: str, message: str) -> Contradiction:
    line, column = document.position(at)
    return Contradiction(
        place=Place(file=str(document.path), line=line, column=column, pointer=at), message=f"{message}."
    )
