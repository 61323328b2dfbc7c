"""Conclude from the responses of a probe which operations, fields and errors a server has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from videojobs.cli.probe_requests import ProbeRequest
from videojobs.dialect import Dialect
from videojobs.http.json_pointer import as_text, follow, join, split
from videojobs.jobs.decoding.reconcile import Reader
from videojobs.jobs.list import items_of
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import load_dialect

FORMAT = "videojobs-probe/1"
"""Marks the JSON of a probe, which `make new-provider` takes in place of an OpenAPI document."""
_ERROR_CODES = (("error", "code"), ("code",), ("error", "type"), ("detail",))
# Relative URLs of clips count from it; only their places in the job matter here.
_SOME_BASE_URL = "https://relay.example"


@frozen(kw_only=True)
class ProbeResult:
    """What the responses show about a server; None where safe requests cannot show it.

    Attributes:
        needs_key: Whether requests without a key are refused.
        key_refused: Whether the key is refused.
        has_list: Whether jobs can be listed.
        has_delete: Whether the server lists DELETE among the methods of a job.
        has_content: Whether there is a content operation.
        unknown_job_status: HTTP status for a job that does not exist.
        errors: Fact (``message``, ``code``, ``type``) -> JSON pointer in an error body.
        statuses: The server's status word -> ours.
        url_pointers: JSON pointers of the URLs of clips.
        job_pointer: JSON pointer of the job in a response about it.
        job_count: How many jobs were in the responses.
        models: Ids of models with `video` in their names, or the first ten if there are none.
        has_document: Whether the server publishes an OpenAPI document.
        is_other_api: Whether the server has none of the paths of the format, as far as safe requests show.
    """

    needs_key: bool | None
    key_refused: bool
    has_list: bool | None
    has_delete: bool | None
    has_content: bool | None
    unknown_job_status: int | None
    errors: Mapping[str, str]
    statuses: Mapping[str, str]
    url_pointers: tuple[str, ...]
    job_pointer: str
    job_count: int
    models: tuple[str, ...]
    has_document: bool
    is_other_api: bool


def conclude(requests: list[ProbeRequest]) -> ProbeResult:
    """Return what the responses show."""
    dialect = load_dialect("compatible")
    # Another address of the host may be another server, such as a web page in front of the API.
    requests = [request for request in requests if not request.is_elsewhere]
    by_purpose = {request.purpose: request for request in requests}
    listing, unknown_job = by_purpose.get("list"), by_purpose.get("unknown job")
    sent_with_key = [request for request in (listing, unknown_job) if request is not None and request.with_key]
    without_key = [request for purpose, request in by_purpose.items() if purpose.endswith("without a key")]
    if not without_key:
        # There is no key to leave out, so that no request had one.
        without_key = [request for request in (listing, unknown_job) if request is not None and not request.with_key]
    reader = Reader(dialect)
    jobs = _jobs(requests, reader)
    is_other_api = _is_other_api(listing, unknown_job, by_purpose.get("unknown path"))
    return ProbeResult(
        # Unknown paths may be refused before the key is looked at.
        needs_key=None if is_other_api else _needs_key(without_key),
        key_refused=any(request.status in (401, 403) for request in sent_with_key),
        has_list=_has_list(listing),
        has_delete=_allows(by_purpose.get("methods of a job"), "DELETE"),
        has_content=_has_content(by_purpose),
        unknown_job_status=_unknown_job_status(unknown_job),
        errors=_error_pointers([request for request in requests if (request.status or 0) >= 400], dialect),
        statuses={job.raw_status: job.status.value for _, job in jobs if job.raw_status},
        url_pointers=tuple(dict.fromkeys(place for body, _ in jobs for place in _url_pointers(reader, body))),
        job_pointer=_job_pointer([body for body, _ in jobs], reader),
        job_count=len(jobs),
        models=_models(by_purpose.get("models")),
        has_document=_is_document(by_purpose.get("document")),
        is_other_api=is_other_api,
    )


def _is_other_api(
    listing: ProbeRequest | None, unknown_job: ProbeRequest | None, unknown_path: ProbeRequest | None
) -> bool:
    refusals = {_refusal(listing), _refusal(unknown_job), _refusal(unknown_path)}
    return unknown_path is not None and unknown_path.status == 404 and len(refusals) == 1


def _is_barred(request: ProbeRequest) -> bool:
    return request.status in (None, 401, 403)


def _unknown_job_status(unknown_job: ProbeRequest | None) -> int | None:
    if unknown_job is None or _is_barred(unknown_job):
        return None
    return unknown_job.status


def _needs_key(without_key: list[ProbeRequest]) -> bool | None:
    statuses = [request.status for request in without_key if request.status is not None]
    if not statuses:
        return None
    return any(status in (401, 403) for status in statuses)


def _has_list(listing: ProbeRequest | None) -> bool | None:
    # 400 and 422: there is one, which requires more than this request has.
    if listing is None or _is_barred(listing) or listing.status in (400, 422):
        return None
    return listing.is_success and items_of(listing.body) is not None


def _allows(request: ProbeRequest | None, method: str) -> bool | None:
    if request is None or not request.allowed_methods or "*" in request.allowed_methods:
        return None
    if method in request.allowed_methods:
        return True
    # Starlette, and so FastAPI, lists the method of the first route of a path alone in the `Allow` of a 405.
    if request.status == 405 and len(request.allowed_methods) == 1:
        return None
    return False


def _has_content(by_purpose: Mapping[str, ProbeRequest]) -> bool | None:
    """Compare the refusal of an unknown job's content with those of an unknown job and of an unknown path.

    All three may be a 404: an API that has the operation refuses the job, another one refuses the path.
    """
    own_job, unknown = by_purpose.get("content of your job"), by_purpose.get("content of an unknown job")
    # 405: the path exists, the method HEAD does not.
    if own_job is not None and (own_job.is_success or own_job.status == 405):
        return True
    if unknown is None or _is_barred(unknown):
        return None
    refuses_path = _refusal(unknown) == _refusal(by_purpose.get("unknown path"))
    refuses_job = _refusal(unknown) == _refusal(by_purpose.get("unknown job"))
    if refuses_path and not refuses_job:
        return False
    if refuses_path or unknown.status == 405:
        return None
    return True


def _refusal(request: ProbeRequest | None) -> Any:
    """Return what two refusals of the same kind have in common: status, media type, shape, and code without paths."""
    if request is None:
        return None
    code = next((value for path in _ERROR_CODES if (value := as_text(follow(request.body, path)))), None)
    return request.status, request.media_type, repr(_shape(request.body)), re.sub(r"/\S+", "/", str(code))


def _shape(body: Any) -> Any:
    if isinstance(body, Mapping):
        return {key: _shape(item) for key, item in body.items()}
    return type(body).__name__


def _jobs(requests: list[ProbeRequest], reader: Reader) -> list[tuple[Mapping[str, Any], VideoJob]]:
    """Return every job of the responses, raw and decoded; each id once."""
    jobs: dict[str, tuple[Mapping[str, Any], VideoJob]] = {}
    for request in requests:
        if not request.is_success or not request.purpose.startswith(("list", "your job")):
            continue
        listing = items_of(request.body)
        items = [request.body]
        if request.purpose != "your job" and listing is not None:
            items = listing[1]
        for item in items:
            if isinstance(item, Mapping) and reader.locate(item) is not None:
                job = reader.decode(item, _SOME_BASE_URL)
                jobs[job.id] = item, job
    return list(jobs.values())


def _job_pointer(bodies: list[Mapping[str, Any]], reader: Reader) -> str:
    for body in bodies:
        located = reader.locate(body)
        if located is not None and located[0]:
            return f"/{located[0][0]}"
    return ""


def _url_pointers(reader: Reader, body: Mapping[str, Any]) -> Iterator[str]:
    located = reader.locate(body)
    if located is not None and (place := reader.url(located[1], _SOME_BASE_URL)) is not None:
        yield join(place[0])


def _error_pointers(refused: list[ProbeRequest], dialect: Dialect) -> dict[str, str]:
    """Return fact -> the first usual place that holds text, in an error about a job if there is one."""
    pointers: dict[str, str] = {}
    usual = {"message": dialect.errors.message, "code": dialect.errors.code, "type": dialect.errors.type}
    for request in sorted(refused, key=lambda request: not request.purpose.startswith("unknown job")):
        for fact, candidates in usual.items():
            pointer = next((one for one in candidates if as_text(follow(request.body, split(one)))), None)
            if pointer is not None:
                pointers.setdefault(fact, pointer)
    return pointers


def _models(request: ProbeRequest | None) -> tuple[str, ...]:
    if request is None or not request.is_success:
        return ()
    listing = items_of(request.body)
    names = [name for item in (listing[1] if listing else ()) if (name := as_text(follow(item, ("id",))))]
    return tuple(name for name in names if "video" in name.lower()) or tuple(names[:10])


def _is_document(request: ProbeRequest | None) -> bool:
    if request is None or not request.is_success or not isinstance(request.body, Mapping):
        return False
    paths = request.body.get("paths")
    return isinstance(paths, Mapping) and any("video" in str(path) for path in paths)
