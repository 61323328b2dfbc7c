"""The matrix: each operation with each fault and kind of client, its outcome by rule, and how a scenario is run."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import anyio
from attrs import evolve, frozen

from tests.faults.clip_table import CLIP_FAULTS
from tests.faults.server import JOB, Counts, FaultServer, Plan
from tests.faults.table import (
    BODY_FAULTS,
    CONNECTION_FAULTS,
    JOB_FAULTS,
    REDIRECT_FAULTS,
    STATUS_FAULTS,
    WRONG_JOB,
    Fault,
)
from tests.jobs.stub_server import CLIP, DIALECT, KEY
from tests.raw_server import RawServer
from videojobs import AsyncVideoClient, VideoClient
from videojobs.testing import virtual_time

Client = Literal["sync", "asyncio", "trio", "aiohttp"]
PAID = ("create", "remix")
_PATHS = {
    "create": "POST /videos",
    "remix": f"POST /videos/{JOB}/remix",
    "retrieve": f"GET /videos/{JOB}",
    "wait": f"GET /videos/{JOB}",
    "list": "GET /videos",
    "delete": f"DELETE /videos/{JOB}",
    "download": f"GET /videos/{JOB}/content",
}
_RESULTS = {"list": "list", "delete": "Deletion", "download": "Download"}
_ALWAYS = 1_000_000
_PAID_TRIES, _TRIES = 3, 4
_CANARY = "a boat with a canary"
_NO_SERVER = "http://127.0.0.1:9"


@frozen
class Expectation:
    """The outcome that a scenario must have.

    Attributes:
        outcome: The class that is returned, or raised itself or as a subclass.
        requests: How many requests of the operation reach the server; None if time decides it.
    """

    outcome: str
    requests: int | None


@frozen
class Scenario:
    """One operation, one fault, one kind of client.

    Attributes:
        operation: The method of the client.
        fault: The fault.
        client: The kind of client.
        is_passing: Whether the fault hits the first request only.
        expectation: The outcome.
        is_nightly: Whether a scenario that runs by day has the same operation, fault and rule of the outcome.
    """

    operation: str
    fault: Fault
    client: Client
    is_passing: bool
    expectation: Expectation
    is_nightly: bool = False

    def __str__(self) -> str:
        duration = "once" if self.is_passing else "always"
        return f"{self.operation}, {self.fault.name}, {duration}, {self.client}"


@frozen
class Observation:
    """What happened in a scenario.

    Attributes:
        outcome: The class that was returned or raised.
        classes: The same with its base classes.
        sent: ``error.sent`` of a `TransportError`.
        requests: Requests of the operation that reached the server.
        posts: Paid requests that reached the server.
        files: Names and sizes in the folder of the clip.
        is_whole: Whether the final name holds the whole clip if the download was returned, and is absent otherwise.
        leaks: Where the key, or the prompt of a paid request, was found but must not be.
    """

    outcome: str
    classes: tuple[str, ...]
    sent: bool | None
    requests: int
    posts: int
    files: str
    is_whole: bool
    leaks: tuple[str, ...]


def scenarios() -> Iterator[Scenario]:
    """Yield all scenarios: sync and asyncio all, trio and aiohttp some of them.

    By day each operation has each fault on one kind of client, the kinds in turn; and once more where the outcome is
    another one when the fault passes, or over aiohttp.
    """
    cells = list(_cells())
    for number, (operation, fault, is_passing, expectation) in enumerate(cells):
        client_by_day: Client = ("sync", "asyncio")[number % 2]
        clients: tuple[Client, ...] = ("sync", "asyncio")
        if number % 7 == 0:
            clients = ("sync", "asyncio", "trio")
        if is_passing:
            clients = (client_by_day,)
        is_repeated = is_passing and expectation == expected(operation, fault, is_passing=False)
        for client in clients:
            is_nightly = is_repeated or (client != client_by_day and number % 21 != 0)
            yield Scenario(operation, fault, client, is_passing, expectation, is_nightly)
        if (operation in PAID or number % 5 == 0) and operation != "download":  # that has connections of its own
            over_aiohttp = _expected_over_aiohttp(operation, fault, is_passing)
            is_nightly = over_aiohttp == expectation and number % 10 != 0
            yield Scenario(operation, fault, "aiohttp", is_passing, over_aiohttp, is_nightly)


def _cells() -> Iterator[tuple[str, Fault, bool, Expectation]]:
    common = (*CONNECTION_FAULTS, *BODY_FAULTS, *STATUS_FAULTS, *REDIRECT_FAULTS)
    for operation in _PATHS:
        faults = common
        if operation not in ("delete", "download", "list"):
            faults += JOB_FAULTS
        if operation in ("retrieve", "wait", "delete"):
            faults += (WRONG_JOB,)
        for fault in faults:
            yield operation, fault, False, expected(operation, fault, is_passing=False)
            # A limit of time that a machine under load may exceed must not end a request without a fault.
            if not fault.is_endless and fault.kind in ("no response", "status"):
                yield operation, fault, True, expected(operation, fault, is_passing=True)
    for clip_fault in CLIP_FAULTS:
        expectation = Expectation(clip_fault.outcome, clip_fault.requests)
        yield "download", clip_fault.as_fault(), False, expectation


def expected(operation: str, fault: Fault, *, is_passing: bool) -> Expectation:
    """Return the outcome of an operation with a fault, by the rules of docs/reliability.md."""
    if operation in PAID:
        return _expected_of_paid(operation, fault, is_passing)
    result = _RESULTS.get(operation, "VideoJob")
    if operation == "download" and fault.kind == "redirect":
        return Expectation(result, 1)  # followed, without the key
    if operation == "download" and fault.name == "half a body, then silence":
        return Expectation("WrongContent", 1)  # the start of a JSON body suffices: it is no clip
    outcome = _failure(operation, fault)
    if operation == "download" and fault.status in (404, 409):  # a finished job's clip may appear late
        return Expectation("Download", 2) if is_passing else Expectation(outcome, 5)
    if not _is_transient(operation, fault):
        return Expectation(outcome, 1)
    if is_passing:
        return Expectation(result, 2)
    if operation == "wait":
        # A server may need seconds to know its own job, so 404 is waited out, but not to the end.
        return Expectation("NotFound" if fault.status == 404 else "WaitTimeout", None)
    if fault.kind == "not sent":
        return Expectation(outcome, 0)
    return Expectation(outcome, _TRIES)


def _expected_of_paid(operation: str, fault: Fault, is_passing: bool) -> Expectation:
    if fault.kind == "not sent":
        return Expectation("TransportError", 0)
    if fault.status == 415:  # sent once more, in the other encoding
        return Expectation("VideoJob" if is_passing else "ApiError", 2)
    if fault.kind == "status" and fault.status == 429 and not fault.concerns_money:
        if is_passing:
            return Expectation("VideoJob", 2)
        return Expectation("RateLimited", _PAID_TRIES)
    if fault.kind in ("no response", "unusable body") or fault.status == 408 or fault.status >= 500:
        return Expectation("AmbiguousCreate", 1)
    return Expectation(_status_class(fault.status), 1)


def _expected_over_aiohttp(operation: str, fault: Fault, is_passing: bool) -> Expectation:
    """Return the outcome over aiohttp, whose exceptions do not prove that nothing was sent."""
    if fault.kind == "not sent" and operation in PAID:
        return Expectation("AmbiguousCreate", 0)
    if fault.name == "body longer than its length":
        fault = evolve(fault, kind="no response")  # its parser refuses such a response
    return expected(operation, fault, is_passing=is_passing)


def _failure(operation: str, fault: Fault) -> str:
    if fault.kind in ("not sent", "no response"):
        return "TransportError"
    if fault.kind == "unusable body":
        return "WrongContent" if operation == "download" else "DecodeError"
    return _status_class(fault.status)


def _status_class(status: int) -> str:
    named = {401: "AuthenticationError", 403: "AuthenticationError", 404: "NotFound", 410: "NotFound"}
    named[429] = "RateLimited"
    if status >= 500:
        return "ServerError"
    return named.get(status, "ApiError")


def _is_transient(operation: str, fault: Fault) -> bool:
    """Whether the operation is repeated after the fault."""
    if fault.kind in ("not sent", "no response"):
        return True
    if fault.kind == "unusable body":
        return operation == "wait"
    if fault.kind == "redirect":
        return False
    if operation == "wait" and fault.status == 404:
        return True
    if fault.concerns_money:
        return operation == "wait"  # for two minutes: the job is paid for
    return fault.status in (408, 425, 429) or fault.status >= 500


def run_scenario(scenario: Scenario, server: FaultServer, other: RawServer, folder: Path) -> Observation:
    """Run a scenario in virtual time and return what happened."""
    fault = scenario.fault
    server.counts = Counts()
    other.requests.clear()
    faulty_requests = 1 if scenario.is_passing else _ALWAYS
    server.plan = Plan(_PATHS[scenario.operation], fault.respond, faulty_requests, fault.is_unread)
    path = folder / "clip.mp4"
    call = _call(scenario.operation, path)
    settings: dict[str, Any] = {"api_key": KEY, "base_url": server.url, "timeout": fault.timeout}
    if fault.kind == "not sent":
        settings["base_url"] = _NO_SERVER
    result: object
    with virtual_time():
        try:
            result = _use_client(scenario.client, settings, scenario.operation, call)
        except Exception as error:  # noqa: BLE001 - which exception it is, the test compares
            result = error
    server.settle()
    if type(result).__name__ == "Download":
        is_whole = path.read_bytes() == CLIP
    else:
        is_whole = not path.exists()
    return Observation(
        outcome=type(result).__name__,
        classes=tuple(base.__name__ for base in type(result).__mro__),
        sent=getattr(result, "sent", None),
        requests=server.counts.tested,
        posts=server.counts.posts,
        files=", ".join(f"{item.name} {item.stat().st_size}" for item in sorted(folder.iterdir())),
        is_whole=is_whole,
        leaks=tuple(_leaks(result, other.requests)),
    )


def _call(operation: str, path: Path) -> Callable[[Any], Any]:
    calls: dict[str, Callable[[Any], Any]] = {
        "create": lambda client: client.create(_CANARY),
        "remix": lambda client: client.remix(JOB, _CANARY),
        "retrieve": lambda client: client.retrieve(JOB),
        "wait": lambda client: client.wait(JOB, timeout=25),
        "list": lambda client: client.list(),
        "delete": lambda client: client.delete(JOB),
        "download": lambda client: client.download(JOB, path),
    }
    return calls[operation]


def _use_client(kind: Client, settings: dict[str, Any], operation: str, call: Callable[[Any], Any]) -> Any:
    if kind == "sync":
        with VideoClient(DIALECT, **settings) as client:
            result = call(client)
            return list(result) if operation == "list" else result

    if kind == "aiohttp":
        settings["transport"] = kind

    async def main() -> Any:
        async with AsyncVideoClient(DIALECT, **settings) as client:
            result = call(client)
            if operation == "list":
                return [job async for job in result]
            return await result

    return anyio.run(main, backend="trio" if kind == "trio" else "asyncio")


def _leaks(result: object, foreign_requests: list[bytes]) -> Iterator[str]:
    """Yield where the key, or the prompt at another origin, shows."""
    for request in foreign_requests:
        if KEY.encode() in request:
            yield "key at another origin"
        if _CANARY.encode() in request:
            yield "prompt at another origin"
    if KEY in str(result) or KEY in repr(result):
        yield "key in str or repr"
    if KEY.encode() in pickle.dumps(result):
        yield "key in a pickle"
    if isinstance(result, BaseException) and KEY in "".join(traceback.format_exception(result)):
        yield "key in a traceback"
