"""Where the facts about a job stand in a document's answers: told by the names of its properties."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.oas.document import JsonObject
from scripts.oas.pointers import child_pointer, resolve_pointer
from scripts.oas.schema_paths import children, resolved
from scripts.spec.roles import STATUS_NAMES, DocumentedOperation, response_schemas
from scripts.spec.statuses import fold
from videojobs.dialect import Fields

_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "task_id", "job_id", "video_id", "request_id", "generation_id", "uuid", "key"),
    "status": STATUS_NAMES,
    "progress": ("progress", "percent", "percentage", "progress_percent"),
    "created_at": ("created_at", "created", "createdAt", "create_time", "submitted_at", "started_at", "started"),
    "completed_at": ("completed_at", "finished_at", "completedAt", "finish_time", "ended_at", "ended", "updated_at"),
    "expires_at": ("expires_at", "expiresAt", "expire_time", "expired_at"),
    "seconds": ("seconds", "duration", "length", "video_length"),
    "size": ("size", "resolution", "aspect_ratio", "ratio"),
    "video_url": ("video_url", "url", "uri", "download_url", "output_url", "result_url", "content_url", "href"),
    "error": ("error", "failure", "fail_reason", "failure_reason", "reason", "error_message"),
    "remixed_from_id": ("remixed_from_video_id", "parent_id", "source_id"),
    "prompt": ("prompt",),
    "model": ("model", "model_name"),
    "usage": ("usage", "cost"),
}
_NESTED = frozenset({"id", "video_url"})
_ERRORS: dict[str, tuple[str, ...]] = {
    "message": ("message", "msg", "detail", "error_message", "error_description", "reason", "error"),
    "code": ("code", "error_code", "number", "errno"),
    "type": ("type", "error_type", "kind"),
}
_DEEPEST = 5


def guess_fields(
    document: JsonObject, create: DocumentedOperation, retrieve: DocumentedOperation
) -> dict[str, list[str]]:
    """Return fact -> JSON pointers, for what stands elsewhere than it usually does."""
    found: dict[str, list[str]] = {}
    schemas = [place for one in (retrieve, create) for _, place in response_schemas(document, one)]
    if not schemas:
        return {}
    start, holder = min((_job(document, schema) for schema in schemas), key=lambda job: job[0] is None)
    if start:
        found["job"] = [start]
    usual = Fields()
    for fact, names in _NAMES.items():
        pointers = list(_find(document, holder, names, deep=fact in _NESTED))
        chosen = pointers if fact == "video_url" else pointers[:1]
        if chosen and tuple(chosen) != getattr(usual, fact):
            found[fact] = chosen
    return found


def _job(document: JsonObject, schema: str) -> tuple[str | None, str]:
    """Return where in an answer the job is (its pointer, and the place of its schema): where its status is."""
    level = [("", schema)]
    for _ in range(_DEEPEST):
        for at, place in level:
            if any(name in STATUS_NAMES for name in children(document, place)):
                return at, place
        level = [
            (child_pointer(at, name), inner) for at, place in level for name, inner in children(document, place).items()
        ]
    return None, schema


def _find(document: JsonObject, holder: str, names: tuple[str, ...], *, deep: bool) -> Iterator[str]:
    """Yield the pointers of properties with one of some names: the nearest first, then as the names are ordered."""
    level = [("", holder)]
    for _ in range(_DEEPEST if deep else 1):
        here = [
            (name, child_pointer(at, name), inner) for at, place in level for name, inner in _members(document, place)
        ]
        for wanted in names:
            yield from (at for name, at, inner in here if name == wanted and _is_scalar(document, inner, deep=deep))
        level = [(at, inner) for _, at, inner in here]


def _members(document: JsonObject, place: str) -> Iterator[tuple[str, str]]:
    """Yield name and place of the members of an object; of a list, its first item."""
    place = resolved(document, place)
    node = resolve_pointer(document, place)
    if isinstance(node, dict) and "items" in node:
        yield "0", f"{place}/items"
    yield from children(document, place).items()


def _is_scalar(document: JsonObject, place: str, *, deep: bool) -> bool:
    """Whether a property holds the fact itself, where facts of this kind are texts."""
    return not deep or not list(_members(document, place))


def guess_errors(document: JsonObject, operations: list[DocumentedOperation]) -> tuple[dict[str, list[str]], int]:
    """Return fact -> JSON pointers in error answers, and the status of "no such job"."""
    found: dict[str, list[str]] = {}
    for operation in operations:
        for _, schema in response_schemas(document, operation, errors=True):
            for fact, names in _ERRORS.items():
                for start, place in (("/error", children(document, schema).get("error")), ("", schema)):
                    names_here = children(document, place) if place is not None else {}
                    hit = next((name for name in names if name in names_here and f"{start}/{name}" != "/error"), None)
                    if hit is not None and fact not in found:
                        found[fact] = [f"{start}/{hit}"]
            if "message" not in found and "error" in children(document, schema):
                found["message"] = ["/error"]
    usual = {"message": ["/error/message"], "code": ["/error/code"], "type": ["/error/type"]}
    statuses = [status for status, _ in response_schemas(document, operations[-1], errors=True)] if operations else []
    missing = next((int(status) for status in ("404", "410") if status in statuses), 404)
    return {fact: pointers for fact, pointers in found.items() if pointers != usual[fact]}, missing


def listed_words(document: JsonObject, fields: dict[str, list[str]], operation: DocumentedOperation) -> list[str]:
    """Return the status words that the document lists, folded."""
    words: list[str] = []
    for _, schema in response_schemas(document, operation):
        _, holder = _job(document, schema)
        for name, place in children(document, holder).items():
            if f"/{name}" in fields.get("status", ["/status"]):
                listed = resolve_pointer(document, f"{resolved(document, place)}/enum")
                words += [fold(word) for word in listed if isinstance(word, str)] if isinstance(listed, list) else []
    return list(dict.fromkeys(words))
