"""What must hold of a provider.yaml beyond its JSON Schema: by itself, and beside the document it is about."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.oas.file_check import schema_errors
from scripts.oas.load import load
from scripts.oas.operations import operations_by_id
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import SpecError
from scripts.spec.statuses import check_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.facts import ProviderFacts

_SCHEMA = Path(__file__).parents[2] / "spec" / "provider.schema.json"
_MEDIA = {"json": "application/json", "multipart": "multipart/form-data"}


@cache
def _schema() -> JsonObject:
    return load(_SCHEMA).root


def lint(document: Document, shared: Mapping[str, str]) -> list[SpecError]:
    """Return what is wrong with a provider.yaml by itself, in the order of the file.

    Args:
        document: The file.
        shared: The shared table of status words, which the file must not repeat.
    """
    found = schema_errors(document, _schema())
    if found:
        return found
    return [
        *_operations_once(document),
        *_references(document),
        *_statuses(document, shared),
        *_content(document),
    ]


def _operations_once(document: Document) -> Iterator[SpecError]:
    seen: dict[str, str] = {}
    for place, name in _named_operations(document):
        if name in seen:
            yield document.error(place, f"the operation {name!r} also stands at {seen[name]}", "keep one of the two")
        seen[name] = place


def _named_operations(document: Document) -> Iterator[tuple[str, str]]:
    operations, also = document.root.get("operations"), document.root.get("also")
    for role, name in operations.items() if isinstance(operations, dict) else ():
        yield format_pointer(["operations", role]), str(name)
    for number, name in enumerate(also if isinstance(also, list) else ()):
        yield format_pointer(["also", number]), str(name)


def _references(document: Document) -> Iterator[SpecError]:
    create = document.root.get("create", {})
    ways = create.get("references", []) if isinstance(create, dict) else []
    takes = create.get("encodings", ["json"]) if isinstance(create, dict) else []
    for number, way in enumerate(ways if isinstance(ways, list) else ()):
        place = format_pointer(["create", "references", number])
        if not isinstance(way, dict) or not isinstance(takes, list):
            continue
        own, forms = way.get("encodings", takes), way.get("forms")
        for index, encoding in enumerate(own if isinstance(own, list) else ()):
            if encoding not in takes:
                what = f"create.encodings has no {encoding!r}"
                yield document.error(f"{place}/encodings/{index}", what, "correct one of the two lists")
        if isinstance(forms, list) and "file" in forms and isinstance(own, list) and "multipart" not in own:
            yield document.error(f"{place}/forms", "a file needs multipart", "take 'file' out, or add the encoding")
        if way.get("write") == "base64" and forms != ["data_url"]:
            what = "only an image's bytes can be written as base64"
            yield document.error(f"{place}/forms", what, "write 'forms: [data_url]'; a file is turned into one")


def _statuses(document: Document, shared: Mapping[str, str]) -> Iterator[SpecError]:
    statuses = document.root.get("statuses")
    for word, status in statuses.items() if isinstance(statuses, dict) else ():
        place = format_pointer(["statuses", word])
        try:
            check_word(document, place, word)
        except SpecError as problem:
            yield problem
        if shared.get(word) == status:
            yield document.error(place, f"spec/statuses.yaml says {word!r} is {status} already", "remove the line")


def _content(document: Document) -> Iterator[SpecError]:
    root = document.root
    content, operations, fields = root.get("content"), root.get("operations"), root.get("fields", {})
    source = content.get("source") if isinstance(content, dict) else None
    if source in ("endpoint", "either") and isinstance(operations, dict) and "content" not in operations:
        what = f"the clip is said to come from the content operation ({source}), but no operation has that role"
        yield document.error(
            "/content/source", what, "write 'source: url', or name the operation under operations.content"
        )
    by_error = isinstance(content, dict) and "url_in_error" in content
    if by_error and isinstance(operations, dict) and "content" not in operations:
        what = "no operation has the role content, so none answers with such an error"
        yield document.error("/content/url_in_error", what, "remove it, or name the operation")
    if source in ("url", "either") and isinstance(fields, dict) and "video_url" not in fields:
        what = f"the clip is said to come from a URL ({source}), but it is not said where the URL stands"
        yield document.error("/content/source", what, "write its JSON pointers as fields.video_url")


def check_against_document(
    facts_document: Document, facts: ProviderFacts, overlaid: JsonObject, source: Document
) -> None:
    """Check a provider.yaml beside its OpenAPI document (overlay applied).

    Raises:
        SpecError: It names an operation that is not there, or an encoding that the operation does not take.
    """
    operations = operations_by_id(overlaid, source)
    ids = ", ".join(operations) or "none"
    for place, name in _named_operations(facts_document):
        if name not in operations:
            raise facts_document.error(place, f"the document has no operationId {name!r}", f"use one of: {ids}")
    media = _media_types(operations[facts.operations["create"]])
    for number, encoding in enumerate(facts.create.encodings):
        if media and _MEDIA[encoding] not in media:
            what = f"the create operation does not take {_MEDIA[encoding]}"
            place = f"/create/encodings/{number}"
            raise facts_document.error(place, what, f"it takes: {', '.join(media)}; correct the list or the overlay")


def _media_types(operation: Operation) -> list[str]:
    content = operation.request_body.get("content")
    return list(content) if isinstance(content, dict) else []
