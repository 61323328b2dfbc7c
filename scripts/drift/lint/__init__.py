"""A lint for documents that contradict themselves: one plain sentence for each place where they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from attrs import frozen

from scripts.drift.change import Place
from scripts.drift.lint.examples import example_contradictions
from scripts.drift.lint.operations import first_ids, operation_contradictions, security_contradictions
from scripts.drift.lint.schemas import schema_contradictions
from scripts.drift.lint.walk import Part, parts
from scripts.oas.payload_check import PayloadValidator
from videojobs.contract import to_31

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.documents.scope import Scope
    from scripts.oas.document import Document, JsonObject

_MOST = 500
_WITH_EXAMPLES = ("schema", "media", "parameter")


@frozen(kw_only=True)
class Contradiction:
    """One place where a document contradicts itself.

    Attributes:
        place: Where it stands.
        message: One plain sentence.
    """

    place: Place
    message: str


def contradictions(document: Document, scope: Scope | None = None) -> tuple[Contradiction, ...]:
    """Return where a document contradicts itself, in the order of the file; 500 places at most.

    Args:
        document: Any document; parts of the wrong shape are passed over, since they are told elsewhere.
        scope: The operations in view, with all that they reach; None: the whole document.

    Raises:
        SpecError: The document is not an object.
    """
    found = dict.fromkeys(_found(document.root, scope))
    told = [_told(document, place, message) for place, message in found]
    told.sort(key=lambda item: (item.place.line, item.place.column, item.place.pointer, item.message))
    if len(told) > _MOST:
        told[_MOST:] = [_told(document, "", f"there are {len(told) - _MOST} further contradictions")]
    return tuple(told)


def _found(document: JsonObject, scope: Scope | None) -> Iterator[tuple[str, str]]:
    """Yield pointer and sentence."""
    ids = first_ids(document)
    validator = PayloadValidator(cast("JsonObject", to_31(document)))
    for key, message in security_contradictions(document, document):
        yield f"/{key}", message
    for part in parts(document, scope):
        if part.kind == "operation":
            said = operation_contradictions(document, part, ids)
            yield from ((_join(part, key), message) for key, message in said)
        elif part.kind == "schema":
            yield from ((_join(part, key), message) for key, message in schema_contradictions(document, part))
        if part.kind in _WITH_EXAMPLES and "$ref" not in part.node:
            said = example_contradictions(document, part, validator)
            yield from ((_join(part, key), message) for key, message in said)


def _join(part: Part, key: str) -> str:
    return f"{part.pointer}/{key}" if key else part.pointer


def _told(document: Document, at: str, message: str) -> Contradiction:
    line, column = document.position(at)
    return Contradiction(
        place=Place(file=str(document.path), line=line, column=column, pointer=at), message=f"{message}."
    )
