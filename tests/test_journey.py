"""The whole way, for every provider: a prompt becomes a clip on disk, or the error it ought to be.

No provider is named here: whatever folder stands under ``spec/`` is tested. Real sockets, virtual time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen

import videojobs_api
from tests.clips import play
from videojobs import (
    AsyncVideoClient,
    AuthenticationError,
    ConfigurationError,
    JobFailed,
    JobRef,
    JobStatus,
    NotFound,
    NotSupported,
    VideoClient,
    VideoJob,
    WaitTimeout,
)
from videojobs.emulator import Served, serve
from videojobs.jobs.dialects import load_dialect
from videojobs.runtime.dialect import Dialect
from videojobs.testing import VirtualClock, virtual_time

PROMPT = "A paper boat crossing a puddle"
RENDER_SECONDS = 40.0
SIZE = (1280, 720)
SECONDS = 4


@frozen
class World:
    """One provider, emulated, and the clock that moves when somebody waits."""

    provider: str
    dialect: Dialect
    served: Served
    clock: VirtualClock

    def client(self, **changes: str) -> VideoClient:
        """Return a client as a user would make it."""
        settings = {"base_url": self.served.base_url, "api_key": self.served.api_key, **changes}
        return VideoClient(self.provider, **settings)

    def async_client(self) -> AsyncVideoClient:
        """Return the asynchronous client."""
        return AsyncVideoClient(self.provider, base_url=self.served.base_url, api_key=self.served.api_key)


@pytest.fixture(params=sorted(videojobs_api.PROVIDERS))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Every provider in turn."""
    provider = request.param
    with virtual_time() as clock, serve(provider, clock=clock.time, render_seconds=RENDER_SECONDS) as served:
        yield World(provider, load_dialect(provider), served, clock)


def creates(world: World) -> int:
    """Return how many jobs the provider was asked, and would be paid, for."""
    path = world.dialect.operations["create"].path
    return sum(record.method == "POST" and record.path.endswith(path) for record in world.served.requests)


def assert_is_the_clip(path: Path) -> None:
    """The file is the clip that was asked for, and no part of it is left beside it."""
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    clip = play(path)
    assert clip.size == SIZE
    assert clip.seconds == pytest.approx(SECONDS, abs=0.1)


def test_prompt_becomes_clip(world: World, tmp_path: Path) -> None:
    """Create, wait, download: one paid job, rising progress, a clip of the size and length asked for."""
    seen: list[VideoJob] = []
    with world.client() as client:
        created = client.create(PROMPT, seconds=SECONDS, size="1280x720")
        job = client.wait(created, on_update=seen.append)
        client.download(job, tmp_path / "clip.mp4")
    assert (created.provider, created.status) == (world.provider, JobStatus.QUEUED)
    assert job.id == created.id
    assert job.status is JobStatus.COMPLETED
    assert job.raise_for_failure() is job
    progress = [update.progress for update in seen if update.progress is not None]
    assert progress == sorted(progress)
    assert world.clock.elapsed == pytest.approx(RENDER_SECONDS, rel=0.5)
    assert creates(world) == 1
    assert_is_the_clip(tmp_path / "clip.mp4")


def test_prompt_becomes_clip_async(world: World, tmp_path: Path) -> None:
    """The same from asyncio, and the two clients end with equal jobs but for the id."""
    seen: list[VideoJob] = []

    async def journey() -> VideoJob:
        async with world.async_client() as client:
            created = await client.create(PROMPT, seconds=SECONDS, size="1280x720")
            job = await client.wait(created, on_update=seen.append)
            await client.download(job, tmp_path / "clip.mp4")
            return job

    job = asyncio.run(journey())
    assert job.status is JobStatus.COMPLETED
    assert [update.status for update in seen][-1] is JobStatus.COMPLETED
    assert creates(world) == 1
    assert_is_the_clip(tmp_path / "clip.mp4")


def test_job_is_found_again_by_its_handle(world: World, tmp_path: Path) -> None:
    """One line of JSON is enough for another client, in another process, to end what this one began."""
    with world.client() as client:
        line = client.create(PROMPT, seconds=SECONDS, size="1280x720").ref.to_json()
    assert world.served.api_key not in line
    with world.client() as client:
        job = client.wait(JobRef.from_json(line))
        client.download(job, tmp_path / "clip.mp4")
    assert_is_the_clip(tmp_path / "clip.mp4")


def test_key_stays_with_its_origin(world: World, tmp_path: Path) -> None:
    """Whatever the clip's origin is, only the API's own origin ever sees the key."""
    with world.client() as client:
        client.download(client.wait(client.create(PROMPT, seconds=SECONDS, size="1280x720")), tmp_path / "clip.mp4")
    assert [record.path for record in world.served.media_requests if record.has_credential] == []


def test_failed_job_is_a_value_and_an_exception_on_demand(world: World, tmp_path: Path) -> None:
    """A failed render is returned; `raise_for_failure` makes it an exception; there is no clip to download."""
    with world.client() as client:
        job = client.wait(client.create(f"{PROMPT} [[fail:moderation_blocked]]", seconds=SECONDS, size="1280x720"))
    assert (job.status, job.is_failed, job.is_finished) == (JobStatus.FAILED, True, True)
    with pytest.raises(JobFailed) as caught:
        job.raise_for_failure()
    assert caught.value.job == job
    assert world.served.api_key not in str(caught.value)


def test_unknown_status_word_is_waited_over(world: World) -> None:
    """A word that nobody has met is not final, is kept as it came, and the wait goes on to the end."""
    seen: list[VideoJob] = []
    with world.client() as client:
        created = client.create(f"{PROMPT} [[status:Polishing-Lenses]]", seconds=SECONDS, size="1280x720")
        job = client.wait(created, on_update=seen.append)
    assert ("Polishing-Lenses", JobStatus.UNKNOWN) in {(update.raw_status, update.status) for update in seen}
    assert job.status is JobStatus.COMPLETED


def test_wait_ends_at_its_deadline(world: World) -> None:
    """When the time is over the wait says where the job can be found again."""
    with world.client() as client:
        created = client.create(PROMPT, seconds=SECONDS, size="1280x720")
        with pytest.raises(WaitTimeout) as caught:
            client.wait(created, timeout=RENDER_SECONDS / 4)
    assert world.clock.elapsed <= RENDER_SECONDS / 4
    assert caught.value.ref == created.ref


def test_wrong_key_is_refused(world: World) -> None:
    """401 is an AuthenticationError, and shows neither key."""
    with world.client(api_key="not-the-key") as client, pytest.raises(AuthenticationError) as caught:
        client.create(PROMPT, seconds=SECONDS, size="1280x720")
    assert caught.value.status_code == 401
    assert "not-the-key" not in f"{caught.value!r} {caught.value}"


def test_missing_key_names_the_variables(world: World) -> None:
    """Without a key nothing is sent, and the error names the variables that may hold it; unless none is needed."""
    if any(way.scheme == "none" for way in world.dialect.auth):
        pytest.skip("this provider needs no key")
    with pytest.raises(ConfigurationError) as caught:
        VideoClient(world.provider, base_url=world.served.base_url)
    assert all(name in str(caught.value) for way in world.dialect.auth for name in way.env)


def test_missing_base_url_is_refused_where_the_document_has_none(world: World) -> None:
    """A provider whose document names no server needs a base_url, and the error says so."""
    if world.dialect.base_url is not None:
        pytest.skip("this provider has a usual place")
    with pytest.raises(ConfigurationError, match="base_url"):
        VideoClient(world.provider, api_key="any")


def test_unknown_job_is_not_found(world: World) -> None:
    """404 is NotFound."""
    with world.client() as client, pytest.raises(NotFound) as caught:
        client.retrieve("video_that_nobody_asked_for")
    assert caught.value.status_code == 404


CALLS: dict[str, Callable[[VideoClient], object]] = {
    "list": lambda client: list(client.list()),
    "delete": lambda client: client.delete("video_1"),
    "remix": lambda client: client.remix("video_1", PROMPT),
}


@pytest.mark.parametrize("role", CALLS)
def test_operation_that_the_provider_lacks_is_not_supported(world: World, role: str) -> None:
    """What the document does not have raises NotSupported, names the provider, and sends nothing."""
    if role in world.dialect.operations:
        pytest.skip("this provider has it")
    with world.client() as client, pytest.raises(NotSupported) as caught:
        CALLS[role](client)
    assert caught.value.provider == world.provider
    assert world.provider in str(caught.value) or world.dialect.title in str(caught.value)
    assert list(world.served.requests) == []


def test_operations_that_the_provider_has_work(world: World) -> None:
    """List finds the job, remix makes another from it, delete takes it away: where there is such an operation."""
    roles = world.dialect.operations
    with world.client() as client:
        job = client.wait(client.create(PROMPT, seconds=SECONDS, size="1280x720"))
        if "list" in roles:
            assert job.id in [found.id for found in client.list()]
        if "remix" in roles:
            assert client.remix(job, "the same at night").id != job.id
        if "delete" in roles:
            assert client.delete(job).id == job.id
            with pytest.raises(NotFound):
                client.retrieve(job)
