"""The whole way, for every provider: a prompt becomes a clip on disk, or the error it ought to be.

No provider is named here: whatever folder stands under ``spec/`` is tested, with the blocking and with the asynchronous
client. Real sockets, virtual time.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from attrs import define, field, frozen

import videojobs_api
from tests.blocking import Blocking
from tests.clips import play
from tests.orders import order
from videojobs import (
    AsyncVideoClient,
    AuthenticationError,
    ConfigurationError,
    ContentNotReady,
    InvalidRequest,
    JobFailed,
    JobRef,
    JobStatus,
    NotFound,
    NotSupported,
    VideoClient,
    VideoJob,
    WaitTimeout,
    WrongContent,
)
from videojobs.dialect import Dialect
from videojobs.emulator import Served, serve
from videojobs.jobs.registry import load_dialect
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

    kind: type[VideoClient | AsyncVideoClient]

    def client(self, **changes: str) -> Any:
        """Return a client as a user would make it; the asynchronous one with a blocking face."""
        settings: dict[str, Any] = {"base_url": self.served.base_url, "api_key": self.served.api_key, **changes}
        made = self.kind(self.provider, **settings)
        return Blocking(made) if isinstance(made, AsyncVideoClient) else made

    def order(self, words: str = "") -> dict[str, Any]:
        """Return what to ask for; ``words`` go behind the prompt."""
        return {"prompt": f"{PROMPT} {words}".strip(), **order(self.provider)}


@define
class Emulated:
    """One provider, emulated for all tests; its clock is that of the test that runs.

    Attributes:
        provider: Its name.
        clock: Returns the time, in Unix seconds.
        served: Where it is.
    """

    provider: str
    clock: Callable[[], float] = time.time
    served: Served = field(init=False)

    def now(self) -> float:
        """Return the time by the clock of this moment."""
        return self.clock()


@pytest.fixture(scope="module", params=sorted(videojobs_api.PROVIDERS))
def emulated(request: pytest.FixtureRequest) -> Iterator[Emulated]:
    """Every provider in turn."""
    made = Emulated(request.param)
    with serve(made.provider, clock=made.now, render_seconds=RENDER_SECONDS) as made.served:
        yield made


@pytest.fixture(params=[VideoClient, AsyncVideoClient], ids=["sync", "async"])
def world(request: pytest.FixtureRequest, emulated: Emulated) -> Iterator[World]:
    """Every provider in turn, with either client."""
    served = emulated.served
    served.requests.clear()
    served.media_requests.clear()
    with virtual_time() as clock:
        emulated.clock = clock.time
        yield World(emulated.provider, load_dialect(emulated.provider), served, clock, request.param)


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
        created = client.create(**world.order())
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


def test_job_is_found_again_by_its_handle(world: World, tmp_path: Path) -> None:
    """One line of JSON is enough for another client, in another process, to end what this one began."""
    with world.client() as client:
        line = client.create(**world.order()).ref.to_json()
    assert world.served.api_key not in line
    with world.client() as client:
        job = client.wait(JobRef.from_json(line))
        client.download(job, tmp_path / "clip.mp4")
    assert_is_the_clip(tmp_path / "clip.mp4")


def test_key_stays_with_its_origin(world: World, tmp_path: Path) -> None:
    """Whatever the clip's origin is, only the API's own origin ever sees the key."""
    with world.client() as client:
        client.download(client.wait(client.create(**world.order())), tmp_path / "clip.mp4")
    assert [record.path for record in world.served.media_requests if record.has_credential] == []


def test_failed_job_is_a_value_and_an_exception_on_demand(world: World, tmp_path: Path) -> None:
    """A failed render is returned; `raise_for_failure` makes it an exception; there is no clip to download."""
    with world.client() as client:
        created = client.create(**world.order("[[fail:moderation_blocked]]"))
        job = client.wait(created)
    assert (job.status, job.is_failed, job.is_finished) == (JobStatus.FAILED, True, True)
    with pytest.raises(JobFailed) as caught:
        job.raise_for_failure()
    assert caught.value.job == job
    assert world.served.api_key not in str(caught.value)
    with world.client() as client:
        assert client.retrieve(created).status is JobStatus.FAILED
        with pytest.raises(ContentNotReady):
            client.download(created.id, tmp_path / "clip.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_unknown_status_word_is_waited_over(world: World) -> None:
    """A word that nobody has met is not final, is kept as it came, and the wait goes on to the end."""
    seen: list[VideoJob] = []
    with world.client() as client:
        created = client.create(**world.order("[[status:Polishing-Lenses]]"))
        job = client.wait(created, on_update=seen.append)
    assert ("Polishing-Lenses", JobStatus.UNKNOWN) in {(update.raw_status, update.status) for update in seen}
    assert job.status is JobStatus.COMPLETED


def test_wait_ends_at_its_deadline(world: World) -> None:
    """When the time is over the wait says where the job can be found again."""
    with world.client() as client:
        created = client.create(**world.order())
        with pytest.raises(WaitTimeout) as caught:
            client.wait(created, timeout=RENDER_SECONDS / 4)
    assert world.clock.elapsed <= RENDER_SECONDS / 4
    assert caught.value.ref == created.ref


def test_wrong_key_is_refused(world: World) -> None:
    """401 is an AuthenticationError, and shows neither key."""
    with world.client(api_key="not-the-key") as client, pytest.raises(AuthenticationError) as caught:
        client.create(**world.order())
    assert caught.value.status_code == 401
    assert "not-the-key" not in f"{caught.value!r} {caught.value}"


def test_missing_key_names_the_variables(world: World) -> None:
    """Without a key nothing is sent, and the error names the variables that may hold it; unless none is needed."""
    if any(way.scheme == "none" for way in world.dialect.auth):
        pytest.skip("this provider needs no key")
    with pytest.raises(ConfigurationError) as caught:
        world.kind(world.provider, base_url=world.served.base_url)
    assert all(name in str(caught.value) for way in world.dialect.auth for name in way.env)


def test_missing_base_url_is_refused_where_the_document_has_none(world: World) -> None:
    """A provider whose document names no server needs a base_url, and the error says so."""
    if world.dialect.base_url is not None:
        pytest.skip("this provider has a usual place")
    with pytest.raises(ConfigurationError, match="base_url"):
        world.kind(world.provider, api_key="any")


def test_unknown_job_is_not_found(world: World) -> None:
    """The provider's own way to say so is NotFound, whatever its status."""
    with world.client() as client, pytest.raises(NotFound) as caught:
        client.retrieve("video_that_nobody_asked_for")
    assert caught.value.status_code == world.dialect.errors.not_found_status


CALLS: dict[str, Callable[[Any], object]] = {
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
        job = client.wait(client.create(**world.order()))
        if "list" in roles:
            assert job.id in [found.id for found in client.list()]
        if "remix" in roles:
            assert client.remix(job, "the same at night").id != job.id
        if "delete" in roles:
            assert client.delete(job).id == job.id
            with pytest.raises(NotFound):
                client.retrieve(job)


def test_clip_is_not_there_before_the_end(world: World, tmp_path: Path) -> None:
    """A download before the job is finished says so, and leaves no file."""
    with world.client() as client:
        created = client.create(**world.order())
        for target in (created, created.id):
            with pytest.raises(ContentNotReady):
                client.download(target, tmp_path / "clip.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_page_in_place_of_the_clip_is_no_clip(world: World, tmp_path: Path) -> None:
    """What a sign-in page says ends up in the error, never in the file."""
    with world.client() as client:
        job = client.wait(client.create(**world.order("[[page]]")))
        with pytest.raises(WrongContent, match="Sign in"):
            client.download(job, tmp_path / "clip.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_missing_url_is_asked_for_elsewhere_or_told(world: World, tmp_path: Path) -> None:
    """A finished job without a URL is fetched from the content operation, if there is one; else the error says so."""
    with world.client() as client:
        job = client.wait(client.create(**world.order("[[nourl]]")))
        assert (job.status, job.video_url) == (JobStatus.COMPLETED, None)
        if "content" in world.dialect.operations:
            client.download(job, tmp_path / "clip.mp4")
            assert_is_the_clip(tmp_path / "clip.mp4")
        else:
            with pytest.raises(ContentNotReady, match="no URL"):
                client.download(job, tmp_path / "clip.mp4")


def test_clip_in_a_bucket_is_found(world: World, tmp_path: Path) -> None:
    """A refusal that tells where the clip is leads there, without the key."""
    with world.client() as client:
        job = client.wait(client.create(**world.order("[[bucket]]")))
        client.download(job.id, tmp_path / "clip.mp4")
    assert_is_the_clip(tmp_path / "clip.mp4")
    if world.dialect.content.url_in_error:
        assert [record.has_credential for record in world.served.media_requests] == [False]


def test_ids_travel_as_one_segment(world: World) -> None:
    """Whatever an id holds, the provider is asked for that very job."""
    with world.client() as client:
        created = client.create(**world.order())
        client.retrieve(created.id)
    last = world.served.requests[-1]
    assert (last.method, last.status) == ("GET", 200)
    assert unquote(last.path.rpartition("/")[2]) == created.id
    assert created.id.startswith(world.dialect.ids.prefix)


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
REFERENCES: dict[str, object] = {
    "file": PNG,
    "url": "https://images.example.com/boat.png",
    "file_id": "file-abc123",
    "data_url": f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
}


@pytest.mark.parametrize("form", REFERENCES)
def test_reference_is_taken_in_every_form_that_is_said_to_be(world: World, form: str) -> None:
    """What the dialect says of reference images, the document takes: sent, checked, and in the field that is meant.

    What is not taken is refused before anything is sent; a data URL and a file stand for each other.
    """
    takes: tuple[str, ...] = world.dialect.create.reference_forms
    other = {"file": "data_url", "data_url": "file"}.get(form)
    with world.client() as client:
        if form not in takes and other not in takes:
            with pytest.raises(InvalidRequest, match="reference"):
                client.create(**world.order(), input_reference=REFERENCES[form])
            assert list(world.served.requests) == []
            return
        created = client.create(**world.order(), input_reference=REFERENCES[form])
    assert created.status is JobStatus.QUEUED
    fields = {way.field for way in world.dialect.create.references}
    assert len(fields & world.served.requests[-1].body.keys()) == 1


def test_key_may_change_from_request_to_request(world: World) -> None:
    """A callable is asked for each request; a token that went stale is not sent again."""
    asked: list[str] = []

    def key() -> str:
        asked.append("")
        return world.served.api_key

    with world.client(api_key=key) as client:  # type: ignore[arg-type]
        client.retrieve(client.create(**world.order()))
    assert len(asked) == 2
    assert all(record.status < 300 for record in world.served.requests)
