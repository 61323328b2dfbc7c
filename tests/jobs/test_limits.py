"""`concurrency=` and `rate=`: how many requests of a client are under way, and how many paid ones leave in a time."""

from __future__ import annotations

import contextlib
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from tests.jobs.conftest import KINDS, Either
from tests.jobs.stub_server import CLIP, DIALECT, KEY, ReceivedRequest, StubResponse, StubServer, job
from tests.stalling import stalled
from videojobs import (
    AmbiguousCreate,
    AsyncVideoClient,
    ConfigurationError,
    Rate,
    TransportError,
    VideoClient,
    VideoJobsError,
    WaitTimeout,
)
from videojobs.jobs import clock
from videojobs.jobs.io import AsyncIO, SyncIO, run
from videojobs.jobs.limiter import Kind, Limiter, Release, TaskSlots, ThreadSlots
from videojobs.ledger import Ledger
from videojobs.testing import VirtualClock, virtual_time

PROMPT = "a paper boat on a lake"
Arguments = tuple[Any, ...]


def at_once(kind: str, server: StubServer, method: str, calls: list[Arguments], **settings: Any) -> list[Any]:
    """Call a method many times at once with one client; return the results in the order of the calls."""
    settings = {"api_key": KEY, "base_url": server.url, **settings}
    results: dict[int, Any] = {}
    if kind == "sync":
        with VideoClient(DIALECT, **settings) as client, ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(lambda arguments: getattr(client, method)(*arguments), calls))

    async def main() -> None:
        async with AsyncVideoClient(DIALECT, **settings) as client, anyio.create_task_group() as group:

            async def call(number: int) -> None:
                results[number] = await getattr(client, method)(*calls[number])

            for number in range(len(calls)):
                group.start_soon(call, number)

    anyio.run(main, backend=kind)
    return [results[number] for number in range(len(calls))]


class Gauge:
    """Responds to requests, and records how many are under way.

    Attributes:
        most: The most that were under way at once.
    """

    def __init__(self, respond: Callable[[ReceivedRequest], StubResponse], together: int) -> None:
        self.most = 0
        self._respond = respond
        self._under_way = 0
        self._lock = threading.Lock()
        self._barrier = threading.Barrier(together)

    def __call__(self, request: ReceivedRequest) -> StubResponse:
        """Respond when so many requests are here."""
        with self._lock:
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        self._barrier.wait(20)
        with self._lock:
            self._under_way -= 1
        return self._respond(request)


def respond(request: ReceivedRequest) -> StubResponse:
    """Return the job or the clip that a request is for."""
    if request.target.endswith("/content"):
        return StubResponse(200, CLIP, {"Content-Type": "video/mp4"})
    if request.method == "POST":
        return StubResponse.json(job())
    return StubResponse.json(job("completed", id=request.target.rsplit("/", 1)[1]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["create", "retrieve", "wait_all", "download"])
def test_so_many_requests_are_under_way(kind: str, method: str, server: StubServer, tmp_path: Path) -> None:
    """No fewer, and no more, whatever they are for."""
    gauge = Gauge(respond, together=4)
    server.respond_with(gauge)
    calls: list[Arguments] = [(PROMPT,)] * 24
    if method == "retrieve":
        calls = [(f"video_{number}",) for number in range(24)]
    elif method == "wait_all":
        calls = [([f"video_{number}_{part}" for part in range(6)],) for number in range(4)]
    elif method == "download":
        calls = [(f"video_{number}", tmp_path / f"{number}.mp4") for number in range(24)]
    with virtual_time():
        results = at_once(kind, server, method, calls, concurrency=4)
    assert gauge.most == 4 and len(server.requests) == 24
    assert len(results) == len(calls)


@pytest.mark.parametrize("kind", KINDS)
def test_five_hundred_creates_at_once(kind: str, server: StubServer) -> None:
    """A hundred are under way; none fails because it waited for its turn."""
    gauge = Gauge(respond, together=100)
    server.respond_with(gauge)
    results = at_once(kind, server, "create", [(PROMPT,)] * 500)
    assert [result.id for result in results] == ["video_1"] * 500
    assert gauge.most == 100 and len(server.requests) == 500


@pytest.mark.parametrize("kind", KINDS)
def test_the_limit_of_a_small_pool_is_kept(kind: str, server: StubServer) -> None:
    """A request that waited in the pool of an ``http_client`` would fail after a millisecond."""
    gauge = Gauge(respond, together=3)
    server.respond_with(gauge)
    limits, timeout = httpx.Limits(max_connections=3), httpx.Timeout(10, pool=0.001)
    http: Any = httpx.AsyncClient(limits=limits, timeout=timeout)
    if kind == "sync":
        http = httpx.Client(limits=limits, timeout=timeout)
    at_once(kind, server, "create", [(PROMPT,)] * 12, http_client=http)
    assert gauge.most == 3 and len(server.requests) == 12


@pytest.mark.parametrize(
    ("settings", "numbers"),
    [
        ({}, (100, 500, 100)),
        ({"concurrency": 4}, (4, 0, 4)),
        ({"concurrency": 200}, (200, 0, 100)),
        ({"connections": 200}, (100, 500, 100)),
        ({"connections": 199}, (100, 0, 0)),
        ({"connections": 3}, (3, 0, 0)),
    ],
)
def test_requests_polls_and_downloads_share_slots_or_not(
    settings: dict[str, int], numbers: tuple[int, int, int]
) -> None:
    """Polls count as requests if the caller set the number; downloads do in a pool that is too small for both."""
    limiter = Limiter(ThreadSlots, **settings)

    def take_all(kind: Kind) -> int:
        number = 0
        with contextlib.suppress(TransportError):
            while True:
                run(limiter.acquire(kind, 0.0, anyio.sleep))
                number += 1
        return number

    assert (take_all("request"), take_all("poll"), take_all("download")) == numbers


def test_event_loops_share_a_rate() -> None:
    """Each has a queue of its own: another loop's request may leave between the check of a rate and a free slot."""
    taken: list[int] = []

    class Slots:
        """The slots of one loop; while it takes the first one, a request of another loop leaves."""

        def __init__(self, number: int) -> None:
            self.number = number

        def acquire_nowait(self) -> Release:
            taken.append(self.number)
            if taken == [1, 8]:
                run(limiter.acquire("paid", clock.monotonic() + 99, sleep))
                moments.append(clock.monotonic())
            return lambda: taken.remove(self.number)

        async def acquire(self, seconds: float) -> Release:
            return self.acquire_nowait()

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    moments: list[float] = []
    with virtual_time() as clock:
        limiter = Limiter(Slots, concurrency=8, rate=Rate(1, 5.0))
        run(limiter.acquire("paid", clock.monotonic() + 99, sleep))
        moments.append(clock.monotonic())
    assert moments[1] - moments[0] == pytest.approx(5.0)
    assert taken == [8, 8]


@pytest.mark.parametrize("kind", KINDS)
def test_time_limits_start_when_a_request_is_sent(kind: str, server: StubServer) -> None:
    """Twenty requests, one after the other, take longer than the limit of each."""

    def slowly(request: ReceivedRequest) -> StubResponse:
        time.sleep(0.1)
        return respond(request)

    server.respond_with(slowly)
    calls: list[Arguments] = [(f"video_{number}",) for number in range(20)]
    assert len(at_once(kind, server, "retrieve", calls, concurrency=1, timeout=1.5)) == 20
    assert len(server.requests) == 20


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("rate", "limit", "seconds", "elapsed"),
    [("30/min", 30, 60.0, 180.0), (10, 10, 1.0, 9.0), (0.5, 1, 2.0, 198.0), (Rate(20, 5.0), 20, 5.0, 20.0)],
)
def test_a_rate_is_never_exceeded(
    kind: str,
    rate: Any,
    limit: int,
    seconds: float,
    elapsed: float,
    server: StubServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In any time of its length; a hundred creates take no longer than they have to."""
    moments: list[float] = []
    for io in (SyncIO, AsyncIO):
        send: Any = io.send

        # Here, not at the server: virtual time goes on while a request is on its way.
        def record(*args: Any, send: Any = send, **options: Any) -> Any:
            moments.append(clock.monotonic())
            return send(*args, **options)

        monkeypatch.setattr(io, "send", record)
    server.respond_with(respond)
    with virtual_time() as clock:
        at_once(kind, server, "create", [(PROMPT,)] * 100, rate=rate)
    assert clock.elapsed == pytest.approx(elapsed) and len(moments) == 100
    for start in moments:
        assert sum(start <= moment < start + seconds - 0.001 for moment in moments) <= limit


def test_repetitions_and_calls_count(call: Either) -> None:
    """A rate is about requests that the server receives; those for jobs that exist are not counted."""
    refusal = StubResponse.json({"error": "slow down"}, 429, Retry_After="0.1")
    call.server.respond_with(refusal, StubResponse.json(job()), StubResponse.json(job()))
    call.settings = {"rate": 0.1}
    with virtual_time() as clock:
        call("create", PROMPT)
        call("retrieve", "video_1")
    assert clock.elapsed == pytest.approx(10.0)
    with virtual_time() as clock, VideoClient("openai", api_key=KEY, base_url=call.server.url, rate="1/h") as client:
        for _ in range(3):
            client.call("create", body={"prompt": PROMPT})
        client.call("retrieve", "video_1")
    assert clock.elapsed == pytest.approx(7200.0)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("settings", [{"concurrency": 1}, {"rate": "1/day"}])
def test_a_create_that_is_cancelled_before_its_turn_is_not_sent(
    backend: str, settings: dict[str, Any], server: StubServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The ledger has no line of it, the exception and the log say so, and its slot serves others."""
    ledger = tmp_path / "jobs.jsonl"
    notes: list[str] = []
    caplog.set_level("INFO", "videojobs")
    arrived, may_respond = threading.Event(), threading.Event()

    def reply(request: ReceivedRequest) -> StubResponse:
        arrived.set()
        assert may_respond.wait(20)
        return respond(request)

    server.respond_with(reply)

    async def main() -> None:
        settings_of_client = {"api_key": KEY, "base_url": server.url, "ledger": ledger, **settings}
        async with AsyncVideoClient(DIALECT, **settings_of_client) as client, anyio.create_task_group() as group:
            group.start_soon(client.create, PROMPT)
            await anyio.to_thread.run_sync(arrived.wait)
            with anyio.move_on_after(0.05) as scope:
                try:
                    await client.create(PROMPT)
                except BaseException as error:
                    notes.extend(error.__notes__)
                    raise
            assert scope.cancelled_caught
            may_respond.set()
            await client.retrieve("video_1")

    anyio.run(main, backend=backend)
    assert [request.method for request in server.requests] == ["POST", "GET"]
    (entry,) = Ledger(ledger).read().entries.values()
    assert entry.outcome == "created" and len(ledger.read_bytes().splitlines()) == 2
    (note,) = notes
    assert note.endswith("it was not sent, and no job was started")
    assert [record.levelname for record in caplog.records if note in record.getMessage()] == ["INFO"]


def test_ctrl_c_before_the_turn_of_a_create(server: StubServer, tmp_path: Path) -> None:
    """As a cancellation: nothing was sent."""

    class Interrupted(VirtualClock):
        def sleep(self, seconds: float, event: object = None) -> None:
            raise KeyboardInterrupt

    server.respond_with(respond)
    settings: dict[str, Any] = {"api_key": KEY, "base_url": server.url, "ledger": tmp_path / "jobs.jsonl"}
    with VideoClient(DIALECT, rate="1/h", **settings) as client:
        client.create(PROMPT)
        before = clock.replace(Interrupted())
        try:
            with pytest.raises(KeyboardInterrupt) as caught:
                client.create(PROMPT)
        finally:
            clock.replace(before)
        assert caught.value.__notes__ == [
            "create was interrupted by KeyboardInterrupt: it was not sent, and no job was started"
        ]
        with virtual_time():  # the next one in the queue has its turn
            client.create(PROMPT)
    assert len(server.requests) == 2 and len((tmp_path / "jobs.jsonl").read_bytes().splitlines()) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_waiting_for_a_turn_counts_for_the_timeout_of_a_wait(kind: str, server: StubServer) -> None:
    """And nothing is sent; a request that is lost in the queue would look like a server that is down."""
    threads: list[threading.Thread] = []
    with stalled() as wait:
        arrived = threading.Event()

        def reply(_: ReceivedRequest) -> StubResponse:
            arrived.set()
            while wait(0.05):
                pass
            return StubResponse(500)

        server.respond_with(reply)
        settings = {"api_key": KEY, "base_url": server.url, "concurrency": 1}
        if kind == "sync":
            with VideoClient(DIALECT, **settings) as client:

                def retrieve() -> None:
                    with contextlib.suppress(VideoJobsError):  # of whichever kind: its client is closed meanwhile
                        client.retrieve("stalled")

                thread = threading.Thread(target=retrieve)
                thread.start()
                arrived.wait(20)
                with pytest.raises(WaitTimeout, match=r"nothing was sent.*concurrency=1") as caught:
                    client.wait("video_1", timeout=0.2)
                assert isinstance(caught.value.__cause__, TransportError) and not caught.value.__cause__.sent
            threads.append(thread)
        else:

            async def main() -> None:
                async with AsyncVideoClient(DIALECT, **settings) as client, anyio.create_task_group() as group:
                    group.start_soon(client.retrieve, "stalled")
                    await anyio.to_thread.run_sync(arrived.wait)
                    with pytest.raises(WaitTimeout, match=r"nothing was sent.*concurrency=1") as error:
                        await client.wait("video_1", timeout=0.2)
                    failures.append(error.value)
                    group.cancel_scope.cancel()

            failures: list[WaitTimeout] = []
            anyio.run(main, backend=kind)
            assert isinstance(failures[0].__cause__, TransportError) and not failures[0].__cause__.sent
    assert len(server.requests) == 1
    for thread in threads:
        thread.join()


def test_a_client_that_is_closed_meanwhile_sends_nothing(server: StubServer) -> None:
    """The threads that waited for their turn hear that nothing was sent."""
    arrived, may_respond = threading.Event(), threading.Event()

    def reply(request: ReceivedRequest) -> StubResponse:
        arrived.set()
        assert may_respond.wait(20)
        return respond(request)

    server.respond_with(reply)
    errors: list[BaseException] = []
    client = VideoClient(DIALECT, api_key=KEY, base_url=server.url, concurrency=1)

    def create() -> None:
        try:
            client.create(PROMPT)
        except BaseException as error:  # noqa: BLE001 - compared below
            errors.append(error)

    threads = [threading.Thread(target=create) for _ in range(3)]
    threads[0].start()
    arrived.wait(20)
    for thread in threads[1:]:
        thread.start()
    client.close()
    may_respond.set()
    for thread in threads:
        thread.join()
    # The request that was under way lost its connection.
    assert {type(error) for error in errors} == {AmbiguousCreate, ConfigurationError}
    assert len(errors) == 3 and len(server.requests) == 1


def test_a_child_process_starts_with_free_slots() -> None:
    """The threads that held them are not in it."""
    slots = ThreadSlots(1)
    assert run(slots.acquire(0.0)) and not run(slots.acquire(0.0))
    slots.after_fork()
    assert run(slots.acquire(0.0))


def test_an_event_loop_that_ended_holds_no_slot() -> None:
    """Each loop has its own."""
    slots = TaskSlots(1)
    for backend in ("asyncio", "trio", "asyncio"):
        assert anyio.run(slots.acquire, 0.0, backend=backend) is not None


@pytest.mark.parametrize(
    "settings",
    [{"concurrency": value} for value in (0, -1, True, 1.5, "8")]
    + [
        {"rate": value}
        for value in (0, -1, True, "", "30", "0/min", "30/fortnight", "1.5/s", float("nan"), float("inf"))
    ],
)
def test_other_settings_are_refused(settings: dict[str, Any]) -> None:
    """When the client is made; the message says how to write them."""
    with pytest.raises(ConfigurationError, match=next(iter(settings))):
        VideoClient(DIALECT, api_key=KEY, base_url="https://api.example.com", **settings)


@pytest.mark.parametrize(("limit", "seconds"), [(0, 1.0), (True, 1.0), (1.5, 1.0), (1, 0.0), (1, float("inf"))])
def test_other_rates_are_refused(limit: Any, seconds: float) -> None:
    """Likewise."""
    with pytest.raises(ConfigurationError, match="rate"):
        Rate(limit, seconds)


def test_a_rate_is_a_value() -> None:
    """It can be compared, and read from text in several spellings."""
    for text in ("30/min", "30/minute", " 30 / min "):
        assert Rate.parse(text) == Rate(30, 60.0)
    assert Rate.parse("2/s") == Rate.parse(2) == Rate(2, 1.0) and Rate.parse("5/day").seconds == 86_400
    assert pickle.loads(pickle.dumps(Rate(1, 2.0))) == Rate(1, 2.0)


def test_a_repetition_that_succeeds_gives_its_tokens_back() -> None:
    """Or a client whose requests fail now and then would stop to repeat them after the first hundred."""
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=job("completed")) if len(sent) % 2 == 0 else httpx.Response(503)

    with virtual_time(), httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = VideoClient(DIALECT, api_key=KEY, base_url="https://api.example.com", http_client=http)
        for _ in range(200):
            assert client.retrieve("video_1").is_completed
    assert len(sent) == 400
