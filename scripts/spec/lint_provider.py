"""Lint a provider.yaml: against its JSON Schema, by itself, and beside the document that it is about."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.oas.document import items_of, members_of
from scripts.oas.file_check import schema_errors
from scripts.oas.load import load
from scripts.oas.operations import operations_by_id
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import SpecError
from scripts.oas.select import select_operations
from scripts.spec.body_schemas import request_media_types
from scripts.spec.lint_requests import MEDIA_TYPES, request_errors
from scripts.spec.statuses import check_word
from videojobs.dialect import IMAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.spec.facts import ProviderFacts

_SCHEMA = Path(__file__).parents[2] / "spec" / "provider.schema.json"


@cache
def _schema() -> JsonObject:
    return load(_SCHEMA).root


def lint_provider(document: Document, shared_statuses: Mapping[str, str]) -> list[SpecError]:
    """Return what is wrong with a provider.yaml by itself, in the order of the file.

    Args:
        document: The file.
        shared_statuses: The table of spec/statuses.yaml, which the file must not repeat.
    """
    errors = schema_errors(document, _schema())
    if errors:
        return errors  # the checks below rely on the schema
    return [
        *_repeated_operations(document),
        *_references(document),
        *_headers(document),
        *_encoding_rejections(document),
        *_statuses(document, shared_statuses),
        *_content(document),
    ]


def _repeated_operations(document: Document) -> Iterator[SpecError]:
    seen: dict[str, str] = {}
    for pointer, name in _named_operations(document):
        if name in seen:
            what = f"the operation {name!r} is also that of {seen[name]}"
            yield document.error(pointer, what, "keep one of the two")
        seen[name] = pointer


def _named_operations(document: Document) -> Iterator[tuple[str, str]]:
    operations, also = document.root.get("operations"), document.root.get("also")
    for role, name in operations.items() if isinstance(operations, dict) else ():
        yield format_pointer(["operations", role]), str(name)
    for index, name in enumerate(also if isinstance(also, list) else ()):
        yield format_pointer(["also", index]), str(name)


def _references(document: Document) -> Iterator[SpecError]:
    create = document.root.get("create")
    if not isinstance(create, dict):
        return
    references, encodings = create.get("references"), create.get("encodings", ["json"])
    if "exact_reference_size" in create and not references:
        what = "there is no reference image that could have a size"
        yield document.error("/create/exact_reference_size", what, "remove it, or name the references")
    for index, reference in enumerate(references if isinstance(references, list) else ()):
        if isinstance(reference, dict) and isinstance(encodings, list):
            yield from _reference(document, format_pointer(["create", "references", index]), reference, encodings)


def _reference(document: Document, pointer: str, reference: JsonObject, encodings: list[Json]) -> Iterator[SpecError]:
    used, forms = reference.get("encodings", encodings), reference.get("forms")
    for index, encoding in enumerate(used if isinstance(used, list) else ()):
        if encoding not in encodings:
            what = f"create.encodings does not list {encoding!r}"
            yield document.error(f"{pointer}/encodings/{index}", what, "correct one of the two lists")
    if isinstance(forms, list) and "file" in forms and isinstance(used, list) and "multipart" not in used:
        yield document.error(f"{pointer}/forms", "a file requires multipart", "take 'file' out, or add the encoding")
    nested = "shape" in reference or str(reference.get("field", "")).startswith("/")
    if nested and isinstance(forms, list) and "file" in forms:
        what = "a file is a part of a form, in which nothing is nested"
        yield document.error(f"{pointer}/forms", what, "take 'file' out")
    if "shape" in reference and IMAGE not in _texts_of(reference["shape"]):
        yield document.error(f"{pointer}/shape", "the image is nowhere in it", f"write {IMAGE} where it goes")
    # A URL or a file id has no bytes that could be encoded before sending.
    if reference.get("write") == "base64" and forms != ["data_url"]:
        what = "only the bytes of an image can be written as base64"
        yield document.error(f"{pointer}/forms", what, "write 'forms: [data_url]'; a file is converted to one")


def _texts_of(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for child in (*members_of(value).values(), *items_of(value)):
        yield from _texts_of(child)


def _headers(document: Document) -> Iterator[SpecError]:
    for role in members_of(document.root.get("headers")):
        if role not in members_of(document.root.get("operations")):
            what = f"no operation has the role {role}, so none sends these headers"
            yield document.error(format_pointer(["headers", role]), what, "remove them, or name the operation")


def _encoding_rejections(document: Document) -> Iterator[SpecError]:
    create = document.root.get("create")
    if not isinstance(create, dict) or "encoding_rejections" not in create:
        return
    encodings = create.get("encodings", ["json"])
    if isinstance(encodings, list) and len(encodings) < 2:
        what = "create.encodings lists one encoding, so there is no other to try"
        yield document.error("/create/encoding_rejections", what, "remove it, or add the encoding")


def _statuses(document: Document, shared: Mapping[str, str]) -> Iterator[SpecError]:
    statuses = document.root.get("statuses")
    for word, status in statuses.items() if isinstance(statuses, dict) else ():
        pointer = format_pointer(["statuses", word])
        try:
            check_word(document, pointer, word)
        except SpecError as error:
            yield error
        if shared.get(word) == status:
            yield document.error(pointer, f"spec/statuses.yaml maps {word!r} to {status} already", "remove the line")


def _content(document: Document) -> Iterator[SpecError]:
    content, operations, fields = (document.root.get(key, {}) for key in ("content", "operations", "fields"))
    if not (isinstance(content, dict) and isinstance(operations, dict) and isinstance(fields, dict)):
        return
    source = content.get("source")
    if source in ("endpoint", "either") and "content" not in operations:
        what = f"the clip comes from the content operation (source: {source}), but no operation has that role"
        fix = "write 'source: url', or name the operation under operations.content"
        yield document.error("/content/source", what, fix)
    if "url_in_error" in content and "content" not in operations:
        what = "no operation has the role content, so none returns such an error"
        yield document.error("/content/url_in_error", what, "remove it, or name the operation")
    if "ranges" in content and "content" not in operations:
        what = "no operation has the role content, so none could serve ranges"
        yield document.error("/content/ranges", what, "remove it, or name the operation")
    if "url_needs_key" in content and ("content" not in operations or "video_url" not in fields):
        what = "a job's URL is that of the content operation, but operations.content or fields.video_url is missing"
        yield document.error("/content/url_needs_key", what, "remove it, or name both")
    if source in ("url", "either") and "video_url" not in fields:
        what = f"the clip comes from a URL (source: {source}), but fields.video_url does not say where the URL is"
        yield document.error("/content/source", what, "write its JSON pointers as fields.video_url")


def check_against_document(
    provider_yaml: Document, facts: ProviderFacts, overlaid: JsonObject, source: Document
) -> JsonObject:
    """Check a provider.yaml beside its OpenAPI document (overlay applied); return the operations that it names.

    Raises:
        SpecError: It names an operation, a field or a parameter that the document lacks, an encoding that the
            operation does not accept, or another server.
    """
    operations = operations_by_id(overlaid, source)
    for pointer, name in _named_operations(provider_yaml):
        if name not in operations:
            fix = f"use one of: {', '.join(operations) or 'none'}"
            raise provider_yaml.error(pointer, f"the document has no operationId {name!r}", fix)
    media_types = request_media_types(overlaid, operations[facts.operations["create"]])
    for index, encoding in enumerate(facts.create.encodings):
        # Without a documented body there is nothing to contradict: some documents leave it out.
        if media_types and MEDIA_TYPES[encoding] not in media_types:
            what = f"the create operation does not accept {MEDIA_TYPES[encoding]}"
            fix = f"it accepts: {', '.join(media_types)}; correct the list or the overlay"
            raise provider_yaml.error(f"/create/encodings/{index}", what, fix)
    selected = select_operations(overlaid, facts.operation_ids, source)
    for error in request_errors(provider_yaml, facts, operations, selected, source):
        raise error
    return selected
