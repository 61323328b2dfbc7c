"""Guess where the facts about a job are in a document's responses, from the names of properties."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.oas.document import JsonObject
from scripts.oas.operations import Operation
from scripts.oas.pointers import child_pointer, parse_pointer, resolve_pointer
from scripts.oas.references import final_pointer
from scripts.oas.schema_paths import property_schemas, value_schemas
from scripts.spec.body_schemas import listed_words, response_schemas
from scripts.spec.roles import STATUS_NAMES, snake
from scripts.spec.statuses import fold
from videojobs.dialect import ErrorFields, Fields

# In snake case; `createdAt` counts as `created_at`.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "task_id", "job_id", "video_id", "request_id", "generation_id", "uuid", "key"),
    "status": STATUS_NAMES,
    "progress": ("progress", "percent", "percentage", "progress_percent"),
    "created_at": ("created_at", "created", "create_time", "submitted_at", "started_at", "started"),
    # `updated_at` comes last: of a finished job it is usually the time of its end.
    "completed_at": ("completed_at", "finished_at", "finish_time", "end_time", "ended_at", "ended", "updated_at"),
    "expires_at": ("expires_at", "expire_time", "expired_at"),
    "seconds": ("seconds", "duration", "duration_sec", "duration_seconds", "length", "video_length"),
    "size": ("size", "resolution", "aspect_ratio", "ratio"),
    "video_url": ("video_url", "url", "uri", "download_url", "output_url", "result_url", "content_url", "href"),
    "error": ("error", "failure", "fail_reason", "failure_reason", "reason", "error_message", "error_msg"),
    "remixed_from_id": ("remixed_from_video_id", "parent_id", "source_id"),
    "prompt": ("prompt",),
    "model": ("model", "model_name"),
    "usage": ("usage", "cost"),
}
_MAY_BE_NESTED = frozenset({"id", "video_url"})
# Names of URLs that say so only by their type: a text, or a list of texts.
_URL_NAMES = ("video", "videos", "urls", "unsigned_urls", "output", "outputs")
# What the caller sent, as a response repeats it: a URL there is that of an image.
_ECHOES = frozenset({"request", "input", "inputs", "params", "parameters", "metadata", "keyframes"})
_ERROR_NAMES: dict[str, tuple[str, ...]] = {
    "message": ("message", "msg", "detail", "error_message", "error_description", "reason", "error"),
    "code": ("code", "error_code", "number", "errno"),
    "type": ("type", "error_type", "kind"),
}
# Recursive schemas have no end; the deepest place known for the URL of a clip, /output/videos/0/url, has four steps.
_MAX_DEPTH = 5


def guess_fields(document: JsonObject, create: Operation, retrieve: Operation) -> dict[str, list[str]]:
    """Return fact -> JSON pointers, without the facts that are at their usual places."""
    schemas = [place for one in (retrieve, create) for _, place in response_schemas(document, one)]
    if not schemas:
        return {}
    fields: dict[str, list[str]] = {}
    # min() returns the first of equals: the response of retrieve counts before that of create.
    job_pointer, job_schema = min((_job(document, schema) for schema in schemas), key=lambda job: job[0] is None)
    if job_pointer:
        fields["job"] = [job_pointer]
    usual = Fields()
    for fact, names in _NAMES.items():
        pointers = list(_pointers(document, job_schema, names, may_be_nested=fact in _MAY_BE_NESTED))
        if fact == "video_url":
            pointers += [at for at in _url_texts(document, job_schema) if at not in pointers]
        # A client tries URLs in turn, and responses have several; for another fact a second place would be one guess
        # too many.
        chosen = pointers if fact == "video_url" else pointers[:1]
        if chosen and tuple(chosen) != getattr(usual, fact):
            fields[fact] = chosen
    if lacks_id(document, retrieve):
        for _, schema in response_schemas(document, create):
            # Pointers count from the job, where the response to a create wraps it as those about a job do.
            wrapped = [
                place for at in fields.get("job", []) for place in value_schemas(document, schema, parse_pointer(at))
            ]
            job_schema = next(iter(wrapped), schema)
            fields["id"] = list(_pointers(document, job_schema, _NAMES["id"], may_be_nested=True))[:1]
    return {fact: pointers for fact, pointers in fields.items() if pointers}


def lacks_id(document: JsonObject, retrieve: Operation) -> bool:
    """Whether the documented response about a job describes members, and none of them is its id."""
    schemas = [_job(document, place)[1] for _, place in response_schemas(document, retrieve)]
    return bool(schemas) and all(
        property_schemas(document, schema) and not any(_pointers(document, schema, _NAMES["id"], may_be_nested=True))
        for schema in schemas
    )


def _job(document: JsonObject, schema: str) -> tuple[str | None, str]:
    """Return the pointer of the job in a response, and the place of its schema: the object that has a status."""
    level = [("", schema)]
    for _ in range(_MAX_DEPTH):
        for at, place in level:
            if any(snake(name) in STATUS_NAMES for name in property_schemas(document, place)):
                return at, place
        level = [
            (child_pointer(at, name), inner)
            for at, place in level
            for name, inner in property_schemas(document, place).items()
        ]
    return None, schema


def _pointers(document: JsonObject, schema: str, names: tuple[str, ...], *, may_be_nested: bool) -> Iterator[str]:
    """Yield the pointers of properties with one of some names: by depth, then in the order of the names."""
    level = [("", schema)]
    for _ in range(_MAX_DEPTH if may_be_nested else 1):
        members = [
            (name, child_pointer(at, name), inner) for at, place in level for name, inner in _members(document, place)
        ]
        for candidate in names:
            for name, at, inner in members:
                # A nested "id" or "url" counts only where it is a text: "url": {...} is another object on the way.
                if snake(name) == candidate and not (may_be_nested and any(_members(document, inner))):
                    yield at
        level = [(at, inner) for name, at, inner in members if name not in _ECHOES]


def _url_texts(document: JsonObject, schema: str) -> Iterator[str]:
    """Yield the pointers of texts that are URLs by their name: ``/assets/video``, ``/output/0``."""
    level = [("", schema)]
    for _ in range(_MAX_DEPTH):
        inner_level = []
        for at, place in level:
            for name, inner in _members(document, place):
                pointer = child_pointer(at, name)
                if name in _URL_NAMES and _is_text(document, inner):
                    yield pointer
                elif name in _URL_NAMES and _is_text(document, f"{final_pointer(document, inner)}/items"):
                    yield f"{pointer}/0"
                elif name not in _ECHOES:
                    inner_level.append((pointer, inner))
        level = inner_level


def _is_text(document: JsonObject, place: str) -> bool:
    kind = resolve_pointer(document, f"{final_pointer(document, place)}/type")
    return kind == "string" or (isinstance(kind, list) and "string" in kind)


def _members(document: JsonObject, place: str) -> Iterator[tuple[str, str]]:
    """Yield name and place of the members of an object; of a list, its first item."""
    place = final_pointer(document, place)
    node = resolve_pointer(document, place)
    if isinstance(node, dict) and "items" in node:
        yield "0", f"{place}/items"
    yield from property_schemas(document, place).items()


def guess_errors(document: JsonObject, operations: list[Operation]) -> JsonObject:
    """Return the ``errors`` of provider.yaml: JSON pointers, and the status for an unknown job, where unusual."""
    pointers: dict[str, str] = {}
    for operation in operations:
        for _, schema in response_schemas(document, operation, errors=True):
            for fact, pointer_of_fact in _error_pointers(document, schema):
                pointers.setdefault(fact, pointer_of_fact)
            if "error" in property_schemas(document, schema):
                pointers.setdefault("message", "/error")
    usual = ErrorFields()
    errors: JsonObject = {}
    for fact, pointer_of_fact in pointers.items():
        if (pointer_of_fact,) != getattr(usual, fact):
            errors[fact] = [pointer_of_fact]
    statuses = [status for status, _ in response_schemas(document, operations[-1], errors=True)]
    if "404" not in statuses and "410" in statuses:
        errors["not_found_status"] = 410
    return errors


def _error_pointers(document: JsonObject, schema: str) -> Iterator[tuple[str, str]]:
    """Yield fact and pointer: below ``error`` first, then beside it."""
    error_schema = property_schemas(document, schema).get("error")
    for fact, names in _ERROR_NAMES.items():
        for start, place in (("/error", error_schema), ("", schema)):
            properties = property_schemas(document, place) if place is not None else {}
            spellings = {snake(one): one for one in properties}
            name = next((spellings[one] for one in names if one in spellings), None)
            if name is not None and f"{start}/{name}" != "/error":
                yield fact, f"{start}/{name}"


def id_format(document: JsonObject, fields: dict[str, list[str]], operation: Operation) -> str | None:
    """Return the format that the document has for the id of a job, such as ``uuid``."""
    for _, schema in response_schemas(document, operation):
        _, job_schema = _job(document, schema)
        for pointer in fields.get("id", ["/id"]):
            for place in value_schemas(document, job_schema, parse_pointer(pointer)):
                found = resolve_pointer(document, f"{place}/format")
                if isinstance(found, str):
                    return found
    return None


def is_fraction(document: JsonObject, fields: dict[str, list[str]], operation: Operation) -> bool:
    """Whether the document has a maximum of 1 for the progress of a job: 0.45 is 45 percent."""
    for _, schema in response_schemas(document, operation):
        _, job_schema = _job(document, schema)
        for pointer in fields.get("progress", ["/progress"]):
            for place in value_schemas(document, job_schema, parse_pointer(pointer)):
                if resolve_pointer(document, f"{place}/maximum") == 1:
                    return True
    return False


def listed_statuses(document: JsonObject, fields: dict[str, list[str]], operation: Operation) -> list[str]:
    """Return the status words that the document lists, folded."""
    words: list[str] = []
    for _, schema in response_schemas(document, operation):
        _, job_schema = _job(document, schema)
        for pointer in fields.get("status", ["/status"]):
            words += [fold(word) for _, word in listed_words(document, job_schema, parse_pointer(pointer))]
    return list(dict.fromkeys(words))
