"""Decode a response as the client does, to report how it handles each deviation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, field, frozen

from videojobs.contract.api_document import ApiDocument, Location
from videojobs.contract.redact import redacted_text
from videojobs.errors import DecodeError, NotSupported, printable
from videojobs.http.error_body import read_error_body
from videojobs.http.json_pointer import join
from videojobs.jobs.decoding.explain import explain
from videojobs.jobs.decoding.reconcile import reader_of, reconcile
from videojobs.jobs.download.sink import is_text
from videojobs.jobs.list import items_of
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import operation_module
from videojobs.jobs.response_hook import Observation
from videojobs.openapi.operations import Operation

if TYPE_CHECKING:
    import httpx

Outcome = Literal["kept", "coerced", "refused", "unread"]
_JOB_ROLES = frozenset({"create", "retrieve", "remix", "edit", "extend"})


@frozen
class Handling:
    """How the client handles a value, or a whole response.

    Attributes:
        outcome: ``kept`` as received, ``coerced`` to another type or word, ``refused`` with `DecodeError` (a download:
            `WrongContent`), or ``unread``.
        note: How, in words.
    """

    outcome: Outcome
    note: str


_UNREAD = Handling("unread", "the client does not read it")
_ANY_BYTES = Handling("unread", "a download checks the bytes of the file, whatever its media type")
_NOT_RECORDED = Handling("unread", "the body was not recorded")
_BY_RULE = {
    "unknown": "kept in additional_properties",
    "required": "read as absent",
    "enum": "the word is kept",
    "null": "kept as None",
}


@define
class DecodedResponse:
    """What the client's decoders return for one response.

    Attributes:
        document: The provider's.
        whole: How the response is handled, if it is not decoded to jobs: refused, an error, a clip; None if it is.
        jobs: Every job in it, by location.
    """

    document: ApiDocument
    whole: Handling | None = None
    jobs: dict[Location, VideoJob] = field(factory=dict[Location, VideoJob])
    _explanations: dict[Location, dict[str, list[str]]] = field(factory=dict[Location, dict[str, list[str]]])

    @property
    def handling(self) -> Handling:
        """How the response as a whole is handled."""
        return self.whole or Handling("kept", "read as documented")

    @property
    def is_refused(self) -> bool:
        """Whether the client cannot decode it."""
        return self.handling.outcome == "refused"

    def handling_at(self, path: Location, rule: str) -> Handling:
        """Return how the value at a location is handled."""
        if self.whole is not None:
            return self.whole
        # The job is the response, one item of it, or wrapped: some start of the path leads to it.
        for length in range(len(path) + 1):
            if (job := self.jobs.get(path[:length])) is not None:
                handling = self._handling_in_job(path[:length], job, path[length:])
                if handling is not None:
                    return handling
        return Handling("kept", _BY_RULE.get(rule, "kept as it is"))

    def _handling_in_job(self, job_path: Location, job: VideoJob, path: Location) -> Handling | None:
        reader = reader_of(self.document.dialect)
        located = reader.locate(job.raw, item=True, job_id=job.id)
        if located is not None:
            wrapper = located[0]
            if path[: len(wrapper)] != wrapper:
                return None
            path = path[len(wrapper) :]
        names = [
            name
            for name, place in reader.fields.items()
            if any(path[: len(one)] == one or one[: len(path)] == path for one in place.paths)
        ]
        lines = [line for name in names for line in self._explained(job_path, job).get(name, ())]
        coerced = [line for line in lines if "->" in line]
        if coerced:
            return Handling("coerced", _one_line(coerced[0]))
        if lines:
            return Handling("kept", _one_line(lines[0]))
        if path[:1] and path[0] in job.extra:
            return Handling("kept", "kept in VideoJob.extra")
        if names:
            return Handling("kept", f"read as {names[0]}")
        return None

    def _explained(self, job_path: Location, job: VideoJob) -> dict[str, list[str]]:
        """Return the lines of `explain` by the name of the field; once for a job, which may have many deviations."""
        if job_path not in self._explanations:
            by_name = self._explanations[job_path] = {}
            for line in explain(job):
                by_name.setdefault(line.partition(":")[0], []).append(line)
        return self._explanations[job_path]


def _one_line(text: str) -> str:
    return printable(redacted_text(text), 160)


def decode_response(document: ApiDocument, operation: Operation | None, observation: Observation) -> DecodedResponse:
    """Decode a response as a client does.

    Args:
        document: The provider's.
        operation: The operation; None if the document does not have it.
        observation: The response.
    """
    if operation is None:
        return DecodedResponse(document, _UNREAD)
    if not 200 <= observation.status < 300 and not _is_failed_job(document, operation, observation):
        note = "read as an error; no message was found"
        if observation.is_json and read_error_body(observation.body, document.dialect.errors).message:
            note = "read as an error, with its message"
        return DecodedResponse(document, Handling("kept", note))
    if operation.role == "content":
        return DecodedResponse(document, _handling_of_download(observation))
    if not observation.is_json:
        return DecodedResponse(document, _handling_without_json(operation, observation))
    try:
        if observation.status < 300:
            _decode_with_generated_model(document, operation, observation)
        return DecodedResponse(document, jobs=dict(_jobs(document, operation, observation.body)))
    except DecodeError as error:
        return DecodedResponse(document, _refused(f"DecodeError: {error.message}"))


def _refused(reason: str) -> Handling:
    return Handling("refused", _one_line(reason))


def _is_failed_job(document: ApiDocument, operation: Operation, observation: Observation) -> bool:
    """Whether an error status comes with the job in its body, as some servers report a failed job."""
    if operation.role != "retrieve" or not document.dialect.quirks.failed_job_is_http_error:
        return False
    if not isinstance(observation.body, dict):
        return False
    reader = reader_of(document.dialect)
    located = reader.locate(observation.body)
    return located is not None and bool(reader.status.find(located[1]))


def _handling_of_download(observation: Observation) -> Handling:
    # 202 is "not rendered yet" and 204 "no content" (RFC 9110): successes, and no clip.
    if observation.status in (202, 204):
        return _refused(f"DownloadError: HTTP {observation.status}, without a clip")
    if observation.is_json or is_text({"content-type": observation.content_type or ""}):
        return _refused("WrongContent: text, not media")
    return _ANY_BYTES


def _handling_without_json(operation: Operation, observation: Observation) -> Handling:
    if observation.size is None:
        return _NOT_RECORDED
    if operation.role == "delete" and observation.size == 0:
        return Handling("kept", "read as deleted")
    # `VideoClient.call` returns other media types as they are; an operation with a role needs its JSON.
    if operation.role is None and (observation.size == 0 or "json" not in (observation.content_type or "json")):
        return _UNREAD
    if observation.size:
        return _refused("DecodeError: the body is not JSON")
    return _refused("DecodeError: the body is empty")


def _decode_with_generated_model(document: ApiDocument, operation: Operation, observation: Observation) -> None:
    """Decode with the generated model.

    Raises:
        DecodeError: It refuses the body.
    """
    try:
        module = operation_module(document.dialect, operation.operation_id or operation.name)
    except NotSupported:
        # Only the operations that provider.yaml names are generated; the document may have more.
        return
    # The decoders take bytes; the observation has the decoded body, with the key masked.
    content = json.dumps(observation.body).encode()
    module.decode(_response(observation.status, operation.method, operation.path, content))


def _response(status: int, method: str, path: str, content: bytes) -> httpx.Response:
    from httpx import Response

    return Response(status, content=content, request=_request(method, path))


@lru_cache(maxsize=64)
def _request(method: str, path: str) -> httpx.Request:
    from httpx import Request

    # Decoders read method and URL for their messages only; nothing is sent.
    return Request(method, f"http://provider{path}")


def _jobs(document: ApiDocument, operation: Operation, body: Any) -> Iterator[tuple[Location, VideoJob]]:
    """Yield every job in a response, with its location.

    Raises:
        DecodeError: A job, or the list, cannot be decoded.
    """
    if operation.role in _JOB_ROLES:
        requested = "" if operation.role == "retrieve" else None  # an observation does not say which id it was
        yield (), reconcile(body, document.dialect, job_id=requested)
    elif operation.role == "list":
        listing = items_of(body)
        if listing is None:
            raise DecodeError("the response is no list of jobs", provider=document.dialect.name)
        prefix, items = listing
        for number, item in enumerate(items):
            location = (*prefix, str(number))
            try:
                yield location, reconcile(item, document.dialect, item=True)
            except DecodeError as error:
                message = f"{join(location)}: {error.message}"
                raise DecodeError(message, provider=document.dialect.name) from None
