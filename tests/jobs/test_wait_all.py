"""Waiting for many jobs: order, failures of single jobs, deadlines, and a bounded number of requests."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import subprocess
import sys
import threading
import warnings
from collections import Counter
from typing import Any

import anyio
import httpx
import pytest

from tests.jobs.conftest import KINDS, Either
from tests.jobs.stub_server import DIALECT, KEY, ReceivedRequest, StubResponse, StubServer, job
from tests.stalling import stalled
from videojobs import (
    AsyncVideoClient,
    AuthenticationError,
    InvalidRequest,
    NotFound,
    RateLimited,
    VideoClient,
    VideoJob,
    WaitTimeout,
)
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.wait_all import max_requests
from videojobs.testing import VirtualClock, virtual_time

METHODS = ("wait_all", "as_completed")


class Jobs:
    """A server's jobs, each finished after its own number of polls."""

    def __init__(self, polls: dict[str, int], **refusals: StubResponse) -> None:
        self.polls = polls
        self.refusals = refusals
        self.received: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, request: ReceivedRequest) -> StubResponse:
        """Return a job, or the refusal for it."""
        name = request.target.rsplit("/", 1)[1]
        with self._lock:
            self.received[name] += 1
            count = self.received[name]
        if name in self.refusals:
            return self.refusals[name]
        status = "completed" if count >= self.polls[name] else "in_progress"
        return StubResponse.json(job(status, id=name))


@pytest.mark.parametrize("method", METHODS)
def test_every_job_is_polled_until_it_is_finished(call: Either, method: str) -> None:
    """`wait_all` returns the order of the jobs, `as_completed` the order in which they finish."""
    jobs = Jobs({"slow": 6, "quick": 1, "middle": 3})
    call.server.respond_with(jobs)
    with virtual_time():
        results = call(method, ["slow", "quick", "middle"])
    ids = ["slow", "quick", "middle"] if method == "wait_all" else ["quick", "middle", "slow"]
    assert [result.id for result in results] == ids
    assert all(isinstance(result, VideoJob) and result.is_completed for result in results)
    assert jobs.received == {"slow": 6, "quick": 1, "middle": 3}


@pytest.mark.parametrize("method", METHODS)
def test_more_jobs_than_requests_at_once(call: Either, method: str) -> None:
    """None is left out."""
    polls = {f"video_{number}": 1 + number % 3 for number in range(120)}
    jobs = Jobs(polls)
    call.server.respond_with(jobs)
    with virtual_time():
        results = call(method, list(polls))
    assert sorted(result.id for result in results) == sorted(polls)
    assert all(result.is_completed for result in results)
    if method == "wait_all":
        assert [result.id for result in results] == list(polls)
    assert all(jobs.received[name] >= count for name, count in polls.items())


@pytest.mark.parametrize("method", METHODS)
def test_a_job_that_cannot_be_polled_loses_no_other(call: Either, method: str) -> None:
    """Its error has its place, with its ref."""
    refused = StubResponse.json({"error": "no"}, 401)
    jobs = Jobs({"good": 3, "endless": 10_000}, refused=refused, missing=StubResponse.json({}, 404))
    call.server.respond_with(jobs)
    with virtual_time():
        results = call(method, ["refused", "good", "missing", "endless"], timeout=60)
    if method == "as_completed":
        results.sort(key=lambda result: ["refused", "good", "missing", "endless"].index(result.ref.id))
    assert [type(result) for result in results] == [AuthenticationError, VideoJob, NotFound, WaitTimeout]
    assert [result.ref.id for result in results] == ["refused", "good", "missing", "endless"]
    assert results[3].job.id == "endless" and "within 60 s" in str(results[3])


@pytest.mark.parametrize("method", METHODS)
def test_a_lack_of_money_ends_the_waits_after_two_minutes(call: Either, method: str) -> None:
    """Each with the refusal and its job; a job that is not refused is waited for."""
    refused = StubResponse.json({"error": {"code": "insufficient_quota"}}, 429)
    call.server.respond_with(Jobs({"refused": 1, "good": 3}, refused=refused))
    with virtual_time() as clock:
        results = {result.ref.id: result for result in call(method, ["refused", "good"], timeout=None)}
    assert isinstance(results["good"], VideoJob) and isinstance(results["refused"], RateLimited)
    assert 120 <= clock.elapsed < 150


def test_timeout_zero_polls_each_job_once(call: Either) -> None:
    """As `wait` does."""
    jobs = Jobs({"a": 5, "b": 1})
    call.server.respond_with(jobs)
    with virtual_time():
        results = call("wait_all", ["a", "b"], timeout=0)
    assert isinstance(results[0], WaitTimeout) and results[1].is_completed
    assert jobs.received == {"a": 1, "b": 1}


def test_intervals_grow_as_those_of_one_wait(call: Either) -> None:
    """The same pauses, for one job among many."""
    call.server.respond_with(Jobs({"a": 6}))
    with virtual_time() as one:
        call("wait", "a")
    call.server.respond_with(Jobs({"a": 6}))
    with virtual_time() as many:
        call("wait_all", ["a"])
    assert many.sleeps == one.sleeps


def test_a_requested_delay_is_a_lower_bound(call: Either) -> None:
    """For its job only."""

    def reply(request: ReceivedRequest) -> StubResponse:
        response = jobs(request)
        if request.target.endswith("/patient"):
            response.headers["Retry-After"] = "30"
        return response

    jobs = Jobs({"patient": 2, "other": 4})
    call.server.respond_with(reply)
    with virtual_time() as clock:
        results = call("wait_all", ["patient", "other"], poll_interval=2)
    assert all(result.is_completed for result in results)
    assert clock.elapsed == 30 and jobs.received == {"patient": 2, "other": 4}


def test_finished_jobs_are_not_polled(call: Either) -> None:
    """And no jobs are no results."""
    call.server.respond_with(StubResponse(500))
    done = reconcile(job("completed"), DIALECT, base_url=None)
    assert call("wait_all", [done]) == [done] and call("wait_all", []) == []
    assert call.server.requests == []


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("jobs", ["video_1", [""], [5]])
def test_wrong_jobs_are_refused_before_a_request(call: Either, method: str, jobs: Any) -> None:
    """A single id is not a list of letters."""
    call.server.respond_with(StubResponse(500))
    with pytest.raises(InvalidRequest):
        call(method, jobs)
    assert call.server.requests == []


def test_changes_are_reported_and_errors_of_the_callback_end_the_call(call: Either) -> None:
    """Unwrapped: the caller knows nothing of task groups."""
    call.server.respond_with(Jobs({"a": 3, "b": 1}))
    updates: list[tuple[str, str]] = []
    with virtual_time():
        call("wait_all", ["a", "b"], on_update=lambda job: updates.append((job.id, job.status.value)))
    assert sorted(updates) == [("a", "completed"), ("a", "in_progress"), ("b", "completed")]

    def fail(_: VideoJob) -> None:
        raise KeyError("mine")

    call.server.respond_with(Jobs({"a": 3, "b": 1}))
    with virtual_time(), pytest.raises(KeyError, match="mine"):
        call("wait_all", ["a", "b"], on_update=fail)


@pytest.mark.parametrize("kind", KINDS)
def test_requests_are_bounded_by_the_connections(kind: str, server: StubServer) -> None:
    """All of them are used, and no request queues in the pool of the HTTP library."""
    together = threading.Barrier(4)
    under_way, most, lock = 0, 0, threading.Lock()

    def reply(request: ReceivedRequest) -> StubResponse:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait(10)  # until four requests are here
        with lock:
            under_way -= 1
        return StubResponse.json(job("completed", id=request.target.rsplit("/", 1)[1]))

    server.respond_with(reply)
    ids = [f"video_{number}" for number in range(24)]
    limits = httpx.Limits(max_connections=4)
    timeouts = httpx.Timeout(10, pool=0.001)
    with virtual_time():
        if kind == "sync":
            with httpx.Client(limits=limits, timeout=timeouts) as http:
                results = VideoClient(DIALECT, api_key=KEY, base_url=server.url, http_client=http).wait_all(ids)
        else:

            async def main() -> Any:
                async with httpx.AsyncClient(limits=limits, timeout=timeouts) as http:
                    client = AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, http_client=http)
                    return await client.wait_all(ids)

            results = anyio.run(main, backend=kind)
    assert [result.id for result in results] == ids
    assert most == 4 and len(server.requests) == 24


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_call_ends_at_once(backend: str, server: StubServer) -> None:
    """Requests under way included."""
    arrived = threading.Event()

    async def main() -> None:
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.wait_all, ["a", "b"])
                await anyio.to_thread.run_sync(arrived.wait)
                group.cancel_scope.cancel()
            assert group.cancel_scope.cancel_called

    with stalled() as wait:

        def reply(_: ReceivedRequest) -> StubResponse:
            arrived.set()
            while wait(0.05):
                pass
            return StubResponse(500)

        server.respond_with(reply)
        with virtual_time():
            anyio.run(main, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_scopes_may_be_entered_between_two_items(backend: str, server: StubServer) -> None:
    """No task group stays open while the program works on an item."""
    server.respond_with(Jobs({"a": 1, "b": 2, "c": 3}))

    async def main() -> list[str]:
        ids: list[str] = []
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url) as client:
            iterator = client.as_completed(["a", "b", "c"])
            for _ in range(3):
                with anyio.fail_after(20):
                    ids.append((await anext(iterator)).id)  # type: ignore[union-attr]
            assert await anext(iterator, None) is None
        return ids

    with virtual_time():
        assert anyio.run(main, backend=backend) == ["a", "b", "c"]


def test_threads_share_one_client(server: StubServer) -> None:
    """Sixteen of them."""
    polls = {f"video_{number}": 2 for number in range(64)}
    server.respond_with(Jobs(polls))
    results: dict[int, list[Any]] = {}
    with VideoClient(DIALECT, api_key=KEY, base_url=server.url) as client, virtual_time():

        def work(number: int) -> None:
            results[number] = client.wait_all(list(polls)[number * 4 : number * 4 + 4], timeout=None)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [result.id for number in range(16) for result in results[number]] == list(polls)


@pytest.mark.parametrize("kind", KINDS)
def test_polls_under_way_go_on_while_the_program_works_on_an_item(kind: str, server: StubServer) -> None:
    """They are not sent again, and no other starts."""
    may_respond = threading.Event()
    jobs = Jobs({"quick": 1, "slow": 1, "later": 2})

    def reply(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/slow"):
            assert may_respond.wait(20)
        return jobs(request)

    server.respond_with(reply)
    ids = list(jobs.polls)
    received: list[str] = []
    with virtual_time():
        if kind == "sync":
            with VideoClient(DIALECT, api_key=KEY, base_url=server.url) as client:
                for result in client.as_completed(ids):
                    received.append(result.id)  # type: ignore[union-attr]
                    may_respond.set()
        else:

            async def main() -> None:
                async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url) as client:
                    async for result in client.as_completed(ids):
                        received.append(result.id)  # type: ignore[union-attr]
                        may_respond.set()

            anyio.run(main, backend=kind)
    assert received[0] == "quick" and sorted(received) == sorted(ids)
    assert jobs.received == jobs.polls


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_iterator_that_is_left_ends_its_polls(backend: str, server: StubServer) -> None:
    """When it is closed."""
    jobs = Jobs({"quick": 1, "slow": 10_000})
    server.respond_with(jobs)

    async def main() -> None:
        client = AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url)
        async with contextlib.aclosing(client.as_completed(["quick", "slow"])) as results:  # type: ignore[type-var]
            assert (await anext(results)).id == "quick"  # type: ignore[union-attr]
        assert len(anyio.get_running_tasks() if backend == "asyncio" else []) <= 1

    with virtual_time(), warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        anyio.run(main, backend=backend)
    polls = jobs.received["slow"]
    assert polls < 10


def test_the_number_of_requests_suits_the_number_of_jobs() -> None:
    """10,000 jobs, a poll per 5 s each, and responses that take 250 ms need 500 connections."""
    assert [max_requests(jobs) for jobs in (1, 1_000, 2_000, 10_000, 1_000_000)] == [50, 50, 100, 500, 500]


def test_more_polls_are_under_way_where_responses_take_long(call: Either, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the server responds when 60 polls are there, which is more than a call starts with."""
    monkeypatch.setattr("videojobs.jobs.wait_all._JOBS_PER_REQUEST", 2)
    ids = [f"video_{number}" for number in range(120)]
    jobs = Jobs(dict.fromkeys(ids, 1))
    together = threading.Barrier(60)

    def reply(request: ReceivedRequest) -> StubResponse:
        together.wait(20)
        return jobs(request)

    call.server.respond_with(reply)
    call.settings = {"timeout": 30.0}
    results = call("wait_all", ids, poll_interval=0.01)
    assert [result.id for result in results] == ids
    assert sum(jobs.received.values()) == 120


def test_the_last_polls_are_spread(call: Either, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand jobs that are polled once more before the deadline are not polled in the same moment."""
    fractions = itertools.cycle([0.0, 0.25, 0.5, 0.75])
    monkeypatch.setattr(VirtualClock, "random", lambda _: next(fractions))
    ids = [f"video_{number}" for number in range(200)]
    call.server.respond_with(Jobs(dict.fromkeys(ids, 10_000)))
    with virtual_time() as clock:
        results = call("wait_all", ids, timeout=60, poll_interval=60)
    assert all(isinstance(result, WaitTimeout) for result in results)
    assert len(call.server.requests) == 400
    # 0.2 s at 1,000 polls per second, up to two seconds before the end
    moments = {round(moment, 3) for moment in itertools.accumulate(clock.sleeps) if 57.7 < moment < 58.1}
    assert len(moments) >= 4


def test_one_line_is_logged_per_job(call: Either, caplog: pytest.LogCaptureFixture) -> None:
    """With its outcome and id, never with a prompt or a key."""
    jobs = Jobs({"good": 2, "endless": 10_000}, missing=StubResponse.json({"error": "a boat"}, 404))
    call.server.respond_with(jobs)
    caplog.set_level("INFO", "videojobs")
    for method in METHODS:
        caplog.clear()
        with virtual_time():
            call(method, ["good", "missing", "endless"], timeout=30)
        lines = sorted(record.getMessage() for record in caplog.records if record.levelname == "INFO")
        assert len(lines) == 3 and not any("boat" in line or KEY in line for line in lines)
        assert "wired wait: NotFound after" in lines[0] and "(job missing, request -)" in lines[0]
        assert lines[1] == "wired wait: WaitTimeout after 30.0 s (job endless, request -)"
        assert "wired wait: completed after" in lines[2] and "(job good, request -)" in lines[2]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError(), KeyError("mine")])
def test_an_interrupted_call_names_the_jobs_that_go_on(
    call: Either, method: str, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    """In a note and in the log, twenty of them at most; those that are finished are not among them."""
    ids = [f"video_{number:02}" for number in range(30)]
    call.server.respond_with(Jobs(dict.fromkeys(ids, 10_000) | {"video_00": 1}))
    caplog.set_level("INFO", "videojobs")
    received: list[str] = []

    def stop(job: VideoJob) -> None:
        received.append(job.status.value)
        if len(received) == 30:
            raise error

    with virtual_time(), pytest.raises(type(error)) as caught:
        call(method, ids, on_update=stop)
    note = caught.value.__notes__.pop()
    assert note.startswith(f"waiting for 30 jobs was interrupted by {type(error).__name__}, 29 of them not finished: ")
    assert "video_00" not in note and note.count("video_") == 20 and " and 9 more. They go on" in note
    assert "pass them to wait_all() or as_completed() again" in note
    assert [record.levelname for record in caplog.records if note in record.getMessage()] == ["INFO"]


INTERRUPTED = """
import sys, threading
from tests.jobs.stub_server import DIALECT, KEY
from videojobs import VideoClient

client = VideoClient(DIALECT, base_url=sys.argv[1], api_key=KEY)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start programs in the background without it
try:
    client.wait_all(["a", "b", "c"])
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT")
def test_ctrl_c_ends_the_program(server: StubServer) -> None:
    """Also while the server keeps all requests waiting: the client's limit for these is a minute."""
    arrived = threading.Barrier(4)
    with stalled() as wait:

        def reply(_: ReceivedRequest) -> StubResponse:
            arrived.wait(20)
            while wait(0.05):
                pass
            return StubResponse(500)

        server.respond_with(reply)
        program = subprocess.Popen(
            [sys.executable, "-c", "import signal\n" + INTERRUPTED, server.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        arrived.wait(20)
        program.send_signal(signal.SIGINT)
        output, errors = program.communicate(timeout=30)
    assert (output, errors, program.returncode) == ("interrupted\n", "", 0)


@pytest.mark.parametrize("method", METHODS)
def test_a_job_just_received_is_polled_within_an_interval(call: Either, method: str) -> None:
    """Its first poll comes at a random moment of it; at the end, with the clock of a test."""
    call.server.respond_with(StubResponse.json(job("completed")))
    with virtual_time() as clock:
        (result,) = call(method, [reconcile(job(), DIALECT)])
    assert result.is_completed and clock.elapsed == 1.0


def test_the_threads_of_a_blocking_client_do_not_keep_a_program_alive(server: StubServer) -> None:
    """A program that ends does not wait for a response that hangs."""
    daemons: list[bool] = []

    def reply(_: ReceivedRequest) -> StubResponse:
        daemons.extend(thread.daemon for thread in threading.enumerate() if thread.name == "videojobs")
        return StubResponse.json(job("completed"))

    server.respond_with(reply)
    with virtual_time(), VideoClient(DIALECT, base_url=server.url, api_key=KEY) as client:
        client.wait_all(["video_1"])
    assert daemons and all(daemons)
