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
from videojobs.jobs.by_name import operation_module
from videojobs.jobs.envelope import read_envelope
from videojobs.jobs.explain import explain
from videojobs.jobs.list import items_of
from videojobs.jobs.model import VideoJob
from videojobs.jobs.observation import Observation
from videojobs.jobs.reconcile import reader_of, reconcile

if TYPE_CHECKING:
    import httpx

Fate = Literal["kept", "coerced", "refused", "unread"]
_JOBS = frozenset({"create", "retrieve", "remix", "edit", "extend"})


@frozen
class Handled:
    """What became of something in an answer.

    Attributes:
        fate: ``kept`` as it came, ``coerced`` to what our types have, ``refused`` with a DecodeError, or ``unread``:
            our client does not look at it.
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
        jobs: Every job that was read, with where it stands.
    """

    document: Document
    refused: str | None = None
    said: str = ""
    jobs: list[tuple[Place, VideoJob]] = field(factory=list[tuple[Place, VideoJob]])
    _told: dict[Place, tuple[str, ...]] = field(factory=dict[Place, tuple[str, ...]])

    def whole(self) -> Handled:
        """Return what became of the answer as a whole."""
        if self.refused is not None:
            return Handled("refused", self.refused)
        return (
            Handled("unread", self.said) if self.said == _UNREAD else Handled("kept", self.said or "read as promised")
        )

    def handled(self, path: Place, rule: str) -> Handled:
        """Return what became of the value at a place."""
        if self.refused is not None:
            return Handled("refused", self.refused)
        if self.said:
            return Handled("unread" if self.said == _UNREAD else "kept", self.said)
        for prefix, job in self.jobs:
            if path[: len(prefix)] == prefix:
                found = self._in_job(prefix, job, path[len(prefix) :])
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
            for name, place in reader.places.items()
            if any(path[: len(one)] == one or one[: len(path)] == path for one in place.paths)
        ]
        if prefix not in self._told:
            self._told[prefix] = explain(job)
        told = [line for line in self._told[prefix] if line.partition(":")[0] in names]
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


def _shown(text: str) -> str:
    return printable(redacted_text(text), 160)


def read(document: Document, operation: Operation | None, seen: Observation, *, wants_json: bool) -> Reading:
    """Do what a client does with an answer.

    Args:
        document: The provider's.
        operation: What the answer is of; None if the document does not have it.
        seen: The answer.
        wants_json: Whether the document promises nothing but JSON.
    """
    if operation is None:
        return Reading(document, said=_UNREAD)
    if not 200 <= seen.status < 300:
        said = read_envelope(seen.body, document.dialect.errors) if seen.is_json else None
        words = "its message is found" if said is not None and said.message else "no message is found in it"
        return Reading(document, said=f"read as an error; {words}")
    if not seen.is_json:
        if wants_json and seen.size != 0:
            return Reading(document, refused="DecodeError: it is no JSON")
        return Reading(document, said=_UNREAD)
    try:
        _generated(document, operation, seen)
        return Reading(document, jobs=list(_jobs(document, operation, seen.body)))
    except DecodeError as error:
        return Reading(document, refused=_shown(f"DecodeError: {error.message}"))


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
