"""An emulator inside a test: clients without a socket, in virtual time, and an address for other programs."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import trio

from tests.clips import play
from tests.create_arguments import create_arguments
from videojobs import AmbiguousCreate, ApiError, AsyncVideoClient, NotFound, VideoClient
from videojobs.emulator import FAULTS, InProcessEmulator, in_process
from videojobs.errors import ConfigurationError, TransportError, VideoJobsError
from videojobs.testing import virtual_time
from videojobs_api import PROVIDERS


@pytest.fixture
def emulator():
    """An emulator of the plainest provider."""
    with in_process("compatible") as emulator:
        yield emulator


def render(client: VideoClient, provider: str, path: Path) -> None:
    """Create, wait for and download a job."""
    job = client.wait(client.create("A paper boat", **create_arguments(provider)))
    client.download(job, path)


async def arender(client: AsyncVideoClient, provider: str, path: Path) -> None:
    """Create, wait for and download a job, as `render`."""
    job = await client.wait(await client.create("A paper boat", **create_arguments(provider)))
    await client.download(job, path)


@pytest.fixture
def no_sockets(monkeypatch):
    """Make a connection fail."""

    def refuse(*_):
        raise AssertionError("a socket was connected")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_a_clip_without_a_socket_and_without_a_wait(provider, tmp_path, no_sockets, monkeypatch):
    """With each dialect, blocking and async."""
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail(f"slept {seconds}"))
    with in_process(provider) as emulator:
        render(emulator.client(), provider, tmp_path / "sync.mp4")
        asyncio.run(arender(emulator.async_client(), provider, tmp_path / "asyncio.mp4"))
        assert [play(clip).frames > 0 for clip in sorted(tmp_path.iterdir())] == [True] * 2
        assert [request.method for request in emulator.requests].count("POST") == len(emulator.jobs) == 2
        assert not any(request.has_credential for request in emulator.media_requests)
        assert emulator.clock.elapsed > 4


def test_any_event_loop(emulator, tmp_path, no_sockets):
    """On trio; and blocking, while an event loop runs in the same thread."""

    async def blocking() -> None:
        render(emulator.client(), "compatible", tmp_path / "inside.mp4")

    trio.run(arender, emulator.async_client(), "compatible", tmp_path / "trio.mp4")
    asyncio.run(blocking())
    assert [play(clip).frames > 0 for clip in sorted(tmp_path.iterdir())] == [True] * 2


def test_clips_are_at_another_origin(emulator):
    """As with most providers, so that a key that follows a clip's URL is noticed; also while a server is running."""
    assert emulator.base_url.startswith("http://127.0.0.1:")
    client = emulator.client()
    job = client.wait(client.create("A paper boat"))
    assert job.video_url.startswith("https://emulator.test:8443/media/")
    assert httpx.URL(client.base_url).host == "emulator.test"


def test_the_same_jobs_over_a_socket(emulator, tmp_path):
    """A program of its own sees what the test's client did, and the other way round; each poll moves the clock."""
    created = emulator.client().create("A paper boat")
    headers = {"authorization": f"Bearer {emulator.api_key}"}
    with httpx.Client(base_url=emulator.base_url, headers=headers) as other:
        assert httpx.get(f"{emulator.url}/_emulator/jobs").json()["jobs"][0]["status"] == "queued"
        states = [other.get(f"/videos/{created.id}").json()["status"] for _ in range(3)]
        assert states == ["in_progress", "in_progress", "completed"]
        other.post("/videos", json={"prompt": "Another"})
    assert [job.prompt for job in emulator.jobs] == ["A paper boat", "Another"]
    assert emulator.url == emulator.base_url  # the provider's paths have no prefix
    assert emulator.environment == {
        "VIDEOJOBS_API_KEY": emulator.api_key,
        "VIDEOJOBS_BASE_URL": emulator.base_url,
        "VIDEOJOBS_PROVIDER": "compatible",
    }


def test_many_threads_start_one_server_and_one_loop():
    """The first use may be by several threads at once; nothing is left behind."""
    before = set(threading.enumerate())
    with in_process("compatible") as emulator, ThreadPoolExecutor(8) as pool:
        client = emulator.client()
        assert len(set(pool.map(lambda _: emulator.url, range(8)))) == 1
        assert len({job.id for job in pool.map(lambda number: client.create(f"{number}"), range(40))}) == 40
        assert len(emulator.jobs) == 40
    assert set(threading.enumerate()) <= before


def test_clients_are_closed_at_the_end():
    """A client that is used later says so, also one that was made in an event loop that has ended."""
    with in_process("compatible") as emulator:
        client, other = emulator.client(), emulator.async_client()
        asyncio.run(other.create("A paper boat"))
    with pytest.raises(ConfigurationError, match="closed"):
        client.create("A paper boat")
    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(other.create("A paper boat"))


def test_emulators_share_a_clock_and_nothing_else(emulator):
    """A pipeline with two providers waits for both in one virtual time."""
    with in_process("openai") as second, virtual_time() as clock:
        assert clock is second.clock is emulator.clock
        job = emulator.client().create("A paper boat")
        second.client().wait(second.client().create("A paper boat"))
        assert emulator.client().retrieve(job).is_completed
        assert len(emulator.jobs) == len(second.jobs) == 1
        with pytest.raises(NotFound):
            second.client().retrieve(job.id)
    assert emulator.client().retrieve(job).is_completed


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_a_job_of_the_client_can_be_finished(provider):
    """By the job as the client has it, whatever its id looks like there."""
    with in_process(provider, render_seconds=3600) as emulator:
        client = emulator.client()
        job = client.create("A paper boat", **create_arguments(provider))
        assert not client.retrieve(job).is_finished
        emulator.finish(job, "failed:moderation_blocked")
        assert client.wait(job).is_failed
        assert emulator.clock.elapsed < 3600


def test_time_passes_by_advance_and_by_waits_alone(emulator):
    """A job is as old as the test wants it to be."""
    client = emulator.client()
    job = client.create("A paper boat")
    assert [client.retrieve(job).status for _ in range(3)] == ["queued"] * 3
    emulator.advance(1)
    assert client.retrieve(job).status == "in_progress"
    emulator.advance(2)
    assert client.retrieve(job).is_completed


def test_a_fault_stays_on_until_it_is_cleared(emulator):
    """Not for one request alone, as by `fail_next`."""
    emulator.switch_on("create=400", after=1)
    client = emulator.client()
    client.create("A paper boat")
    for _ in range(3):
        with pytest.raises(ApiError, match="HTTP 400"):
            client.create("A paper boat")
    emulator.clear_faults()
    assert client.create("A paper boat").id == emulator.jobs[-1].id


def test_reset_leaves_nothing(emulator):
    """Jobs, requests and faults are gone."""
    emulator.fail_next("create=503")
    emulator.client().list()
    emulator.add_job("A paper boat")
    emulator.reset()
    assert (emulator.jobs, emulator.requests, emulator.media_requests) == ([], [], [])
    emulator.client().create("A paper boat")


def test_a_reset_connection(emulator):
    """The job may be paid for; the client says so, and finds it."""
    emulator.fail_next("create=reset")
    client = emulator.client()
    with pytest.raises(AmbiguousCreate, match="Connection reset by peer") as ambiguous:
        client.create("A paper boat")
    assert [job.id for job in client.find(ambiguous.value)] == [job.id for job in emulator.jobs]


def test_latency_takes_virtual_time(emulator):
    """A slow response costs no time; one slower than the client waits is its timeout, and the request was handled."""
    emulator.fail_next("create=latency:20")
    emulator.client().create("A paper boat")
    assert emulator.clock.elapsed == 20
    emulator.fail_next("create=latency:61")
    with pytest.raises(AmbiguousCreate, match="no response within the time limit"):
        emulator.client().create("A paper boat")
    assert len(emulator.jobs) == 2
    emulator.fail_next("list=latency:61*99")

    async def list_jobs() -> None:
        await anext(aiter(emulator.async_client().list()))

    with pytest.raises(TransportError, match="no response within the time limit"):
        asyncio.run(list_jobs())


def test_an_error_inside_the_emulator_names_its_cause(emulator, monkeypatch):
    """The traceback leads into the emulator, in place of a response."""

    def fail(*_):
        raise ZeroDivisionError("a plan that fails")

    monkeypatch.setattr(type(emulator.app), "_match", fail)
    with pytest.raises(TransportError, match="ZeroDivisionError") as failure:
        list(emulator.client().list())
    assert isinstance(failure.value.__cause__, ZeroDivisionError)


VALUES = {
    "STATUS": "503:1", "latency": "latency:0.01", "truncate": "truncate:500", "cut": "cut:500", "length": "length:-9",
    "slow": "slow:2000000", "skew": "skew:-3600", "end": "end:failed:x", "refuse": "refuse:x", "render": "render:30",
    "status": "status:PREPARING", "vanish": "vanish:1", "ttl": "ttl:1",
}  # fmt: skip
BROKEN = ["reset", "reset:before", "reset:body", "lost", "truncate:500", "cut:500", "length:9", "length:-9"]
# A sample is of one operation; `twice` is refused.
OTHERS = sorted({VALUES.get(kind.name, kind.name) for kind in FAULTS} - {*BROKEN, "twice", "sample"})
OF_JOBS = {VALUES.get(kind.name, kind.name) for kind in FAULTS if kind.plan is not None} | {"repeat"}
OF_REQUESTS = sorted({*OTHERS} - OF_JOBS)


def outcome(client: VideoClient, folder: Path) -> tuple[str, ...]:
    """Return how far a client comes: to the type of an error, or to a file; and the files that it leaves."""
    folder.mkdir()
    kind = "saved"
    try:
        client.render("A paper boat", folder / "boat.mp4", size="64x48", seconds=1)
    except VideoJobsError as error:
        kind = type(error).__name__
    return (kind, *sorted(path.name for path in folder.iterdir()))


@pytest.mark.parametrize(
    ("operation", "kinds"),
    [
        ("create=", BROKEN),
        ("media=", BROKEN),
        pytest.param("retrieve=", BROKEN, marks=pytest.mark.nightly),
        pytest.param("create=", OTHERS, marks=pytest.mark.nightly),
        *(pytest.param(operation, OF_REQUESTS, marks=pytest.mark.nightly) for operation in ("retrieve=", "media=")),
    ],
)
def test_each_fault_is_what_it_is_on_a_socket(operation, kinds, tmp_path):
    """A client comes as far with it in process; ``twice`` is refused there."""
    differences = {}
    for number, kind in enumerate(kinds):
        outcomes = []
        for name in ("process", "socket"):
            # The seed makes the ids equal, which are drawn into the clips.
            with in_process("compatible", render_seconds=1, seed=1) as emulator:
                emulator.fail_next(f"{operation}{kind}")
                client = emulator.client()
                if name == "socket":
                    client = VideoClient("compatible", base_url=emulator.base_url, api_key=emulator.api_key)
                end = outcome(client, tmp_path / f"{number}-{name}")
                outcomes.append((*end, ["range" in request.headers for request in emulator.media_requests]))
                client.close()
        if outcomes[0] != outcomes[1]:
            differences[kind] = outcomes
    assert differences == {}


@pytest.mark.parametrize("operation", ["create=", "retrieve=", "media="])
def test_a_second_response_needs_a_connection(operation, tmp_path):
    """The one fault that a transport without a socket cannot have says so, in place of no effect."""
    with in_process("compatible", render_seconds=1) as emulator:
        emulator.fail_next(f"{operation}twice")
        with pytest.raises(ConfigurationError, match=r"fault twice: .* socket.* base_url"):
            emulator.client().render("A paper boat", tmp_path / "boat.mp4", size="64x48", seconds=1)
        assert len(emulator.jobs) == (operation != "create=")


def test_an_own_httpx_client_reaches_it(emulator):
    """For programs that do not use videojobs; the body of an upload may come in parts."""
    headers = {"authorization": f"Bearer {emulator.api_key}", "content-type": "application/json"}
    with httpx.Client(transport=emulator.transport(), headers=headers) as client:
        created = client.post("https://any.host/videos", content=iter([b'{"prompt": ', b'"A paper boat"}']))
        assert created.json()["status"] == "queued"

    async def retrieve() -> int:
        async with httpx.AsyncClient(transport=emulator.async_transport(), headers=headers) as other:
            return (await other.get(f"https://any.host/videos/{created.json()['id']}")).status_code

    assert asyncio.run(retrieve()) == 200


def test_settings_reach_the_emulator_and_options_the_client():
    """An unknown provider is an error with the list of providers."""
    with in_process("openai", api_key="k", render_seconds=0) as emulator:
        assert (emulator.provider, emulator.api_key) == ("openai", "k")
        client = emulator.client(default_headers={"X-Tenant": "a"})
        assert client.wait(client.create("A paper boat")).is_completed
        assert emulator.requests[0].headers["x-tenant"] == "a"
    with pytest.raises(ConfigurationError, match=r"there are .*compatible"), in_process("no-such-provider"):
        pytest.fail("started")


def test_an_empty_key_is_refused():
    """No client can send it."""
    with pytest.raises(ConfigurationError, match="api_key is empty"), in_process("compatible", api_key=""):
        pass


def test_it_starts_cheaply():
    """No document is kept by reference between tests: what one changes, the next does not see."""
    with in_process("openai") as first:
        first.app.settings.document["paths"].clear()
    with in_process("openai") as second:
        assert isinstance(second, InProcessEmulator)
        assert second.client().create("A paper boat").id
