"""What our own decoders make of an answer: what is kept, what is read otherwise, what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, field, frozen

from videojobs.contract.document import Document, Operation, Place, pointer_of
from videojobs.contract.redact import redacted_text
from videojobs.errors import DecodeError, NotSupported, printable
from videojobs.http.error_body import read_error_body
from videojobs.jobs.decoding.explain import explain
from videojobs.jobs.decoding.reconcile import reader_of, reconcile
from videojobs.jobs.download.sink import is_text
from videojobs.jobs.list import items_of
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import operation_module
from videojobs.jobs.response_hook import Observation

if TYPE_CHECKING:
    import httpx

Fate = Literal["kept", "coerced", "refused", "unread"]
_JOBS = frozenset({"create", "retrieve", "remix", "edit", "extend"})


@frozen
class Handled:
    """What became of something in an answer.

    Attributes:
        fate: ``kept`` as it came, ``coerced`` to what our types have, ``refused`` with a DecodeError (a download:
            WrongContent), or ``unread``: our client does not look at it.
        note: How, in words.
    """

    fate: Fate
    note: str


@define
class Reading:
    """What our decoders made of one answer.

    Attributes:
        document: The provider's.
        refused: Why the answer could not be read, or None.
        said: What was read instead of a job: an error, a clip; "" if the answer was read as what was promised.
        jobs: Every job that was read, by where it stands.
    """

    document: Document
    refused: str | None = None
    said: str = ""
    jobs: dict[Place, VideoJob] = field(factory=dict[Place, VideoJob])
    _told: dict[Place, dict[str, list[str]]] = field(factory=dict[Place, dict[str, list[str]]])

    def whole(self) -> Handled:
        """Return what became of the answer as a whole."""
        if self.refused is not None:
            return Handled("refused", self.refused)
        return Handled("unread" if self.said in _NOT_LOOKED_AT else "kept", self.said or "read as promised")

    def handled(self, path: Place, rule: str) -> Handled:
        """Return what became of the value at a place."""
        if self.refused is not None:
            return Handled("refused", self.refused)
        if self.said:
            return self.whole()
        for length in range(len(path) + 1):
            prefix = path[:length]
            if prefix in self.jobs:
                found = self._in_job(prefix, self.jobs[prefix], path[length:])
                if found is not None:
                    return found
        return Handled("kept", _PLAIN.get(rule, "kept as it is"))

    def _in_job(self, prefix: Place, job: VideoJob, path: Place) -> Handled | None:
        reader = reader_of(self.document.dialect)
        located = reader.locate(job.raw, item=True)
        inner = located[0] if located is not None else ()
        if path[: len(inner)] != inner:
            return None
        path = path[len(inner) :]
        names = [
            name
            for name, place in reader.fields.items()
            if any(path[: len(one)] == one or one[: len(path)] == path for one in place.paths)
        ]
        if prefix not in self._told:
            by_name = self._told[prefix] = {}
            for line in explain(job):
                by_name.setdefault(line.partition(":")[0], []).append(line)
        told = [line for name in names for line in self._told[prefix].get(name, ())]
        changed = [line for line in told if "->" in line]
        if changed:
            return Handled("coerced", _shown(changed[0]))
        if told:
            return Handled("kept", _shown(told[0]))
        if path[:1] and path[0] in job.extra:
            return Handled("kept", "kept in VideoJob.extra")
        return Handled("kept", f"read as {names[0]}") if names else None


_PLAIN = {
    "unknown": "kept in additional_properties",
    "required": "read as absent",
    "enum": "the word is kept",
    "null": "kept as None",
}
_UNREAD = "our client does not read it"
_BYTES = "a download proves the file by its bytes, whatever it is called"
_UNKNOWN = "the body was not recorded"
_NOT_LOOKED_AT = frozenset({_UNREAD, _BYTES, _UNKNOWN})


def _shown(text: str) -> str:
    return printable(redacted_text(text), 160)


def read(document: Document, operation: Operation | None, seen: Observation) -> Reading:
    """Do what a client does with an answer.

    Args:
        document: The provider's.
        operation: What the answer is of; None if the document does not have it.
        seen: The answer.
    """
    if operation is None:
        return Reading(document, said=_UNREAD)
    if not 200 <= seen.status < 300 and not _holds_job(document, operation, seen):
        said = read_error_body(seen.body, document.dialect.errors) if seen.is_json else None
        words = "its message is found" if said is not None and said.message else "no message is found in it"
        return Reading(document, said=f"read as an error; {words}")
    if operation.role == "content":
        return _clip(document, seen)
    if not seen.is_json:
        return _without_json(document, operation, seen)
    try:
        if seen.status < 300:
            _generated(document, operation, seen)
        return Reading(document, jobs=dict(_jobs(document, operation, seen.body)))
    except DecodeError as error:
        return Reading(document, refused=_shown(f"DecodeError: {error.message}"))


def _holds_job(document: Document, operation: Operation, seen: Observation) -> bool:
    """Whether an error status came with the job all the same, as some servers tell that it failed."""
    if operation.role != "retrieve" or not document.dialect.quirks.failed_job_is_http_error:
        return False
    reader = reader_of(document.dialect)
    found = reader.locate(seen.body) if isinstance(seen.body, dict) else None
    return found is not None and bool(reader.status.find(found[1]))


def _clip(document: Document, seen: Observation) -> Reading:
    """Do what a download does: it takes bytes, and looks into them itself."""
    if seen.status in (202, 204):
        return Reading(document, refused=f"DownloadError: HTTP {seen.status}, without a clip")
    if seen.is_json or is_text({"content-type": seen.content_type or ""}):
        return Reading(document, refused="WrongContent: words, no media")
    return Reading(document, said=_BYTES)


def _without_json(document: Document, operation: Operation, seen: Observation) -> Reading:
    if seen.size is None:
        return Reading(document, said=_UNKNOWN)
    if operation.role == "delete" and seen.size == 0:
        return Reading(document, said="read as deleted")
    if operation.role is None and (seen.size == 0 or "json" not in (seen.content_type or "json")):
        return Reading(document, said=_UNREAD)
    return Reading(document, refused="DecodeError: it is no JSON" if seen.size else "DecodeError: it is empty")


def _generated(document: Document, operation: Operation, seen: Observation) -> None:
    """Decode with the generated model.

    Raises:
        DecodeError: It refuses.
    """
    try:
        module = operation_module(document.dialect, operation.operation_id or operation.name)
    except NotSupported:
        return  # not generated
    module.decode(_response(seen.status, operation.method, operation.path, json.dumps(seen.body).encode()))


def _response(status: int, method: str, path: str, content: bytes) -> httpx.Response:
    from httpx import Response

    return Response(status, content=content, request=_request(method, path))


@lru_cache(maxsize=64)
def _request(method: str, path: str) -> httpx.Request:
    from httpx import Request

    return Request(method, f"http://provider{path}")


def _jobs(document: Document, operation: Operation, body: Any) -> Iterator[tuple[Place, VideoJob]]:
    """Yield every job in an answer that should hold some.

    Raises:
        DecodeError: It holds none.
    """
    if operation.role in _JOBS:
        yield (), reconcile(body, document.dialect)
    elif operation.role == "list":
        found = items_of(body)
        if found is None:
            raise DecodeError("the answer is no list of jobs", provider=document.dialect.name)
        for number, item in enumerate(found[1]):
            try:
                yield (*found[0], str(number)), reconcile(item, document.dialect, item=True)
            except DecodeError as error:
                where = pointer_of((*found[0], str(number)))
                raise DecodeError(f"{where}: {error.message}", provider=document.dialect.name) from None
