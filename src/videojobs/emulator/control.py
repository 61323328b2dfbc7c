"""The control endpoint of an emulator, for tests in other languages: JSON under ``/_emulator/``.

It needs no key, so it is only for programs on this machine and its network, and not for web pages: a page of another
origin may send requests here, or may have its name resolve to this address (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import asdict, frozen
from starlette.requests import Request
from starlette.responses import Response

from videojobs.emulator.error_responses import AsciiJsonResponse, RequestRefused
from videojobs.emulator.fault_kinds import FAULTS
from videojobs.emulator.faults import FORM
from videojobs.emulator.job_lifecycle import EmulatedJob, media_path
from videojobs.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.app import Emulator

PATH: Final = "/_emulator"
_MAX_BODY: Final = 1_000_000
_MAX_RECORDS: Final = 1_000
# No one can register a name below these: RFC 6761, section 6, and SAC113 of ICANN for `internal`.
_PRIVATE_NAMES: Final = ("localhost", "test", "internal")
_Json = dict[str, Any]
_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": "number"}
_SCALAR: Final = {"type": ["string", "number"]}
_MAX_NUMBER: Final = 1e15
_COUNT: Final = {"type": "integer", "minimum": 0}


class _Refused(Exception):
    """A request to the control endpoint that is refused, with an HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@frozen(kw_only=True)
class _Operation:
    """One operation of the control endpoint.

    Attributes:
        method: HTTP method.
        path: Path below `PATH`; ``{id}`` is the id of a job.
        summary: What it does.
        handle: Returns the response to the members of the body, or to the query, and the ``id`` in the path.
        members: Schemas of the body's members, or of the query parameters of a GET.
        required: The members that must be there.
    """

    method: str
    path: str
    summary: str
    handle: Callable[[Emulator, Mapping[str, Any]], _Json]
    members: Mapping[str, _Json] = {}
    required: tuple[str, ...] = ()


def is_control(path: str) -> bool:
    """Whether a path is of the control endpoint."""
    return path == PATH or path.startswith(f"{PATH}/")


async def respond(emulator: Emulator, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request to the control endpoint."""
    request = Request(scope, receive)
    response: Response
    try:
        _check_sender(request)
        response = AsciiJsonResponse(await _handle(emulator, request))
    except (ConfigurationError, InvalidRequest) as error:
        response = _error(400, error.message)
    except (_Refused, RequestRefused) as error:
        response = _error(error.status, str(error))
    await response(scope, receive, send)


def _error(status: int, message: str) -> Response:
    return AsciiJsonResponse({"error": {"message": message}}, status)


def _check_sender(request: Request) -> None:
    host = request.headers.get("host", "")
    if not _is_private(host):
        raise _Refused(403, f"Host {host[:80]!r}: call the control endpoint by an IP address or as localhost.")
    # A browser sends one of these with each request that a page of another origin makes it send.
    origin = request.headers.get("origin")
    is_foreign = origin is not None and origin != f"{request.url.scheme}://{host}"
    if is_foreign or request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise _Refused(403, "The control endpoint is not for web pages of another origin.")


def _is_private(host: str) -> bool:
    """Whether no web page of another site can have this host: an address, or a name that no one can register."""
    name = re.sub(r":\d*$", "", host).lower().rstrip(".")
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return re.fullmatch(r"[a-z0-9_-]+", name) is not None or name.rpartition(".")[2] in _PRIVATE_NAMES
    return True


async def _handle(emulator: Emulator, request: Request) -> _Json:
    path = str(request.scope["path"]).removeprefix(PATH).rstrip("/")
    matches = [(operation, match) for operation in _OPERATIONS if (match := _pattern(operation).fullmatch(path))]
    if not matches:
        listed = ", ".join(f"{operation.method} {PATH}{operation.path}" for operation in _OPERATIONS)
        raise _Refused(404, f"There is nothing at {PATH}{path[:80]}; there are {listed}.")
    for operation, match in matches:
        if operation.method == request.method:
            values: Mapping[str, Any] = dict(request.query_params)
            if request.method == "POST":
                values = await _body(request, operation)
            return operation.handle(emulator, {**values, **match.groupdict()})
    raise _Refused(405, f"{request.method}: send {' or '.join(operation.method for operation, _ in matches)}.")


def _pattern(operation: _Operation) -> re.Pattern[str]:
    return re.compile(operation.path.replace("{id}", "(?P<id>.+)"))


async def _body(request: Request, operation: _Operation) -> Mapping[str, Any]:
    """Return the members of a JSON object; a body may be left out if no member is required."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # A form of a web page can have any other type without the browser asking first (a CORS preflight).
    if media_type != "application/json":
        raise _Refused(415, "Send the header Content-Type: application/json.")
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MAX_BODY:
            raise _Refused(413, f"The body is longer than {_MAX_BODY} bytes.")
    try:
        value: object = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        raise _Refused(400, "The body is no JSON.") from None
    form = ", ".join(f'"{name}": ...' for name in operation.members)
    if not isinstance(value, dict):
        raise _Refused(400, f"The body is no JSON object: send {{{form}}}.")
    members = cast("Mapping[str, Any]", value)
    missing = [name for name in operation.required if name not in members]
    unknown = [name[:80] for name in members if name not in operation.members]
    if missing or unknown:
        raise _Refused(400, f"Missing: {missing}, unknown: {unknown}; send {{{form}}}.")
    for name, item in members.items():
        _check_type(name, item, operation.members[name]["type"])
    return members


def _check_type(name: str, value: object, expected: str | list[str]) -> None:
    types: dict[str, tuple[type, ...]] = {"string": (str,), "number": (int, float), "integer": (int,)}
    names = [expected] if isinstance(expected, str) else expected
    is_right = any(isinstance(value, types[item]) for item in names) and not isinstance(value, bool)
    if isinstance(value, str):
        # JSON can have half of a surrogate pair (RFC 8259, section 8.2), which no URL and no response could contain.
        is_right = is_right and not re.search("[\ud800-\udfff]", value)
    if not is_right or (isinstance(value, int | float) and not abs(value) < _MAX_NUMBER):
        raise _Refused(400, f"{name}: this is no {' or '.join(names)}.")


def _jobs(emulator: Emulator, query: Mapping[str, Any]) -> _Json:
    jobs = emulator.jobs
    last = _number(query, "last", len(jobs))
    return {"jobs": [_job(emulator, job) for job in jobs[max(0, len(jobs) - last) :]], "total": len(jobs)}


def _number(query: Mapping[str, Any], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch(r"\d{1,15}", text):
        raise _Refused(400, f"{name}: this is no number.")
    return int(text)


def _job(emulator: Emulator, job: EmulatedJob) -> _Json:
    state = job.state_at(emulator.settings.clock())
    return {
        "id": job.id,
        "prompt": job.prompt,
        "model": job.parameters.model,
        "seconds": job.parameters.seconds,
        "size": job.parameters.size,
        "status": state.status,
        "progress": state.progress,
        "created_at": job.created_at,
        "finished_at": state.finished_at,
        "expires_at": job.expires_at,
        "error": job.error() if state.status == "failed" else None,
        "clip": media_path(job) if state.status == "completed" else None,
    }


def _add_job(emulator: Emulator, members: Mapping[str, Any]) -> _Json:
    return _job(emulator, emulator.add_job(**members))


def _finish(emulator: Emulator, members: Mapping[str, Any]) -> _Json:
    job_id = members["id"]
    if not any(job.id == job_id for job in emulator.jobs):
        raise _Refused(404, f"There is no job with the id {job_id[:80]!r}; GET {PATH}/jobs lists them.")
    return _job(emulator, emulator.finish(job_id, members["status"]))


def _requests(emulator: Emulator, query: Mapping[str, Any]) -> _Json:
    log = emulator.requests
    if query.get("origin") == "media":
        log = emulator.media_requests
    after = _number(query, "after", 0)
    records = list(log)
    first = log.total - len(records) + 1
    numbered = [(number, record) for number, record in enumerate(records, first) if number > after]
    items = [{"number": number, **asdict(record, recurse=False)} for number, record in numbered[:_MAX_RECORDS]]
    return {"log": log.id, "requests": items, "last": items[-1]["number"] if items else after}


def _faults(emulator: Emulator, _: Mapping[str, Any]) -> _Json:
    active = [{"fault": str(fault), "job_id": fault.job_id, "after": fault.after} for fault in emulator.faults]
    samples = [
        {"name": sample.name, "operation": sample.operation, "status": sample.status, "note": sample.note}
        for sample in emulator.settings.recorded.by_name.values()
    ]
    kinds = [{"form": kind.usage, "effect": kind.effect} for kind in FAULTS]
    return {"faults": active, "kinds": kinds, "samples": samples}


def _switch_on(emulator: Emulator, members: Mapping[str, Any]) -> _Json:
    attributes = {name: value for name, value in members.items() if name != "fault"}
    emulator.switch_on(members["fault"], **attributes)
    return {"faults": _faults(emulator, {})["faults"]}


def _clear_faults(emulator: Emulator, _: Mapping[str, Any]) -> _Json:
    emulator.clear_faults()
    return {"faults": []}


def _time(emulator: Emulator, _: Mapping[str, Any]) -> _Json:
    return {"now": emulator.settings.clock()}


def _advance(emulator: Emulator, members: Mapping[str, Any]) -> _Json:
    emulator.advance(members["advance"])
    return {"now": emulator.settings.clock()}


def _reset(emulator: Emulator, _: Mapping[str, Any]) -> _Json:
    emulator.reset()
    return {"faults": [str(fault) for fault in emulator.faults]}


def _document(_: Emulator, __: Mapping[str, Any]) -> _Json:
    paths: dict[str, _Json] = {}
    for operation in _OPERATIONS:
        item: _Json = {"summary": operation.summary, "responses": {"200": {"description": "Done."}}}
        if "{id}" in operation.path:
            item["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": _TEXT}]
        if operation.method == "GET" and operation.members:
            item["parameters"] = [
                {"name": name, "in": "query", "schema": schema} for name, schema in operation.members.items()
            ]
        if operation.method == "POST":
            schema = {"type": "object", "properties": operation.members, "required": [*operation.required]}
            item["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        paths.setdefault(PATH + operation.path, {})[operation.method.lower()] = item
    info = {"title": "Control endpoint of the videojobs emulator", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


_FAULT: Final[Mapping[str, _Json]] = {
    "fault": {**_TEXT, "description": f"{FORM}, e.g. create=503*2; GET lists the kinds."},
    "job_id": _TEXT,
    "times": {"type": "integer", "minimum": 1},
    "after": _COUNT,
    "probability": _NUMBER,
}
_OPERATIONS: Final = (
    _Operation(method="GET", path="", summary="Describe the control endpoint, in OpenAPI.", handle=_document),
    _Operation(
        method="GET",
        path="/jobs",
        summary="List the jobs, or the last so many of them, oldest first.",
        handle=_jobs,
        members={"last": _COUNT},
    ),
    _Operation(
        method="POST",
        path="/jobs",
        summary="Create a job without a request to the API.",
        handle=_add_job,
        members={"prompt": _TEXT, "id": _TEXT, "model": _TEXT, "seconds": _SCALAR, "size": _TEXT},
    ),
    _Operation(
        method="POST",
        path="/jobs/{id}",
        summary="End a job now: completed, failed, failed:CODE, cancelled or expired.",
        handle=_finish,
        members={"status": _TEXT},
        required=("status",),
    ),
    _Operation(
        method="GET",
        path="/requests",
        summary="List the requests, oldest first, from the one after a number; origin=media: to the second origin.",
        handle=_requests,
        members={"after": _COUNT, "origin": _TEXT},
    ),
    _Operation(
        method="GET", path="/faults", summary="List the faults that are on, all kinds and samples.", handle=_faults
    ),
    _Operation(
        method="POST",
        path="/faults",
        summary="Switch a fault on.",
        handle=_switch_on,
        members=_FAULT,
        required=("fault",),
    ),
    _Operation(method="DELETE", path="/faults", summary="Switch all faults off.", handle=_clear_faults),
    _Operation(method="GET", path="/clock", summary="Return the emulator's time, in Unix seconds.", handle=_time),
    _Operation(
        method="POST",
        path="/clock",
        summary="Move the emulator's clock forward, in seconds.",
        handle=_advance,
        members={"advance": _NUMBER},
        required=("advance",),
    ),
    _Operation(method="POST", path="/reset", summary="Return to the state at the start.", handle=_reset),
)
