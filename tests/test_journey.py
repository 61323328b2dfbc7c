"""The whole journey, for every provider: from a prompt to a clip on disk, or to the right error.

No provider is named here: every folder of ``spec/`` is tested, with the blocking and with the asynchronous client. Real
sockets, virtual time.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from attrs import define, field, frozen
from PIL import Image

import videojobs_api
from tests.blocking import Blocking
from tests.clips import play
from tests.create_arguments import create_arguments
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
from videojobs.http.json_pointer import follow, split
from videojobs.jobs.registry import load_dialect
from videojobs.testing import VirtualClock, virtual_time

PROMPT = "A paper boat crossing a puddle"
RENDER_SECONDS = 40.0
SIZE = (1280, 720)


@frozen
class EmulatedProvider:
    """One emulated provider, the client to use with it, and the clock of both.

    Attributes:
        name: Its name.
        dialect: Its dialect.
        served: Its emulator.
        clock: The virtual clock.
        client_class: The client of this test.
    """

    name: str
    dialect: Dialect
    served: Served
    clock: VirtualClock
    client_class: type[VideoClient | AsyncVideoClient]

    def client(self, **changes: str) -> Any:
        """Return a client; an asynchronous one with blocking calls."""
        settings: dict[str, Any] = {"base_url": self.served.base_url, "api_key": self.served.api_key, **changes}
        client = self.client_class(self.name, **settings)
        return Blocking(client) if isinstance(client, AsyncVideoClient) else client

    def create_arguments(self, markers: str = "") -> dict[str, Any]:
        """Return the arguments of `create`; the markers are appended to the prompt."""
        return {"prompt": f"{PROMPT} {markers}".strip(), **create_arguments(self.name)}


@define
class SharedEmulator:
    """The emulator of one provider for all tests of this module; its clock is that of the test that runs.

    Attributes:
        provider: The provider's name.
        clock: Returns the time, in Unix seconds.
        served: The emulator.
    """

    provider: str
    clock: Callable[[], float] = time.time
    served: Served = field(init=False)

    def now(self) -> float:
        """Return the time of the current test."""
        return self.clock()


@pytest.fixture(scope="module")
def emulators() -> Iterator[Callable[[str], SharedEmulator]]:
    """Return the emulator of a provider, which is started once."""
    with ExitStack() as stack:

        @cache
        def start(provider: str) -> SharedEmulator:
            shared = SharedEmulator(provider)
            shared.served = stack.enter_context(serve(provider, clock=shared.now, render_seconds=RENDER_SECONDS))
            return shared

        yield start


# By day one client of each provider, in turn: both run the same flows. tests/faults compares the two kinds.
PAIRS = [
    pytest.param((name, client_class), id=f"{name}-{kind}", marks=[pytest.mark.nightly] if number % 2 else [])
    for position, name in enumerate(sorted(videojobs_api.PROVIDERS))
    for number, (kind, client_class) in enumerate((("sync", VideoClient), ("async", AsyncVideoClient)), position)
]


@pytest.fixture(params=PAIRS)
def provider(request: pytest.FixtureRequest, emulators: Callable[[str], SharedEmulator]) -> Iterator[EmulatedProvider]:
    """Every provider in turn, with either client."""
    name, client_class = request.param
    emulator = emulators(name)
    emulator.served.requests.clear()
    emulator.served.media_requests.clear()
    with virtual_time() as clock:
        emulator.clock = clock.time
        yield EmulatedProvider(name, load_dialect(name), emulator.served, clock, client_class)


def create_requests(provider: EmulatedProvider) -> int:
    """Return the number of requests that would have been paid for."""
    path = provider.dialect.operations["create"].path
    return sum(record.method == "POST" and record.path.endswith(path) for record in provider.served.requests)


def is_new(job: VideoJob) -> bool:
    """Whether a job has just been started; some providers respond with its id alone."""
    return job.status is (JobStatus.QUEUED if job.raw_status else JobStatus.UNKNOWN)


def assert_requested_clip(provider: EmulatedProvider, path: Path) -> None:
    """The file is the requested clip, and no partial file is left beside it."""
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    clip = play(path)
    assert clip.size == SIZE
    assert clip.seconds == pytest.approx(provider.create_arguments().get("seconds", 4), abs=0.1)


def test_prompt_becomes_clip(provider: EmulatedProvider, tmp_path: Path) -> None:
    """Create, wait, download: one paid job, rising progress, a clip of the requested size and length."""
    updates: list[VideoJob] = []
    with provider.client() as client:
        created = client.create(**provider.create_arguments())
        job = client.wait(created, on_update=updates.append)
        client.download(job, tmp_path / "clip.mp4")
    assert (created.provider, is_new(created)) == (provider.name, True)
    assert job.id == created.id
    assert job.status is JobStatus.COMPLETED
    assert job.raise_for_failure() is job
    progress = [update.progress for update in updates if update.progress is not None]
    assert progress == sorted(progress)
    assert provider.clock.elapsed == pytest.approx(RENDER_SECONDS, rel=0.5)
    assert create_requests(provider) == 1
    assert_requested_clip(provider, tmp_path / "clip.mp4")


def test_job_can_be_resumed_from_its_ref(provider: EmulatedProvider, tmp_path: Path) -> None:
    """One line of JSON is enough for another client, in another process, to wait for the job and download the clip."""
    with provider.client() as client:
        line = client.create(**provider.create_arguments()).ref.to_json()
    assert provider.served.api_key not in line
    with provider.client() as client:
        job = client.wait(JobRef.from_json(line))
        client.download(job, tmp_path / "clip.mp4")
    assert_requested_clip(provider, tmp_path / "clip.mp4")


def test_key_stays_with_its_origin(provider: EmulatedProvider, tmp_path: Path) -> None:
    """The key is sent to the API's own origin only, wherever the clip is."""
    with provider.client() as client:
        client.download(client.wait(client.create(**provider.create_arguments())), tmp_path / "clip.mp4")
    assert [record.path for record in provider.served.media_requests if record.has_credential] == []


def test_failed_job_is_a_value_and_an_exception_on_demand(provider: EmulatedProvider, tmp_path: Path) -> None:
    """A failed render is returned; `raise_for_failure` makes it an exception; the clip cannot be downloaded."""
    with provider.client() as client:
        created = client.create(**provider.create_arguments("[[fail:moderation_blocked]]"))
        job = client.wait(created)
    assert (job.status, job.is_failed, job.is_finished) == (JobStatus.FAILED, True, True)
    with pytest.raises(JobFailed) as error_info:
        job.raise_for_failure()
    assert error_info.value.job == job
    assert provider.served.api_key not in str(error_info.value)
    with provider.client() as client:
        assert client.retrieve(created).status is JobStatus.FAILED
        with pytest.raises(ContentNotReady):
            client.download(created.id, tmp_path / "clip.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_wait_goes_on_after_an_unknown_status(provider: EmulatedProvider) -> None:
    """An unknown word is not final, is in `raw_status` unchanged, and the wait goes on until the job is finished."""
    updates: list[VideoJob] = []
    with provider.client() as client:
        created = client.create(**provider.create_arguments("[[status:Polishing-Lenses]]"))
        job = client.wait(created, on_update=updates.append)
    assert ("Polishing-Lenses", JobStatus.UNKNOWN) in {(update.raw_status, update.status) for update in updates}
    assert job.status is JobStatus.COMPLETED


def test_wait_ends_at_its_deadline(provider: EmulatedProvider) -> None:
    """After its timeout the wait raises an error with the reference of the job."""
    with provider.client() as client:
        created = client.create(**provider.create_arguments())
        with pytest.raises(WaitTimeout) as error_info:
            client.wait(created, timeout=RENDER_SECONDS / 4)
    assert provider.clock.elapsed <= RENDER_SECONDS / 4
    assert error_info.value.ref == created.ref


def test_wrong_key_is_refused(provider: EmulatedProvider) -> None:
    """401 is an AuthenticationError, which has no key in its text."""
    with provider.client(api_key="not-the-key") as client, pytest.raises(AuthenticationError) as error_info:
        client.create(**provider.create_arguments())
    assert error_info.value.status_code == 401
    assert "not-the-key" not in f"{error_info.value!r} {error_info.value}"


def test_missing_key_names_the_variables(provider: EmulatedProvider) -> None:
    """Without a required key nothing is sent, and the error names the environment variables for it."""
    if any(scheme.scheme == "none" for scheme in provider.dialect.auth):
        pytest.skip("this provider needs no key")
    with pytest.raises(ConfigurationError) as error_info:
        provider.client_class(provider.name, base_url=provider.served.base_url)
    assert all(name in str(error_info.value) for scheme in provider.dialect.auth for name in scheme.env)


def test_missing_base_url_is_refused_where_the_document_has_none(provider: EmulatedProvider) -> None:
    """A provider whose document has no server requires a base_url."""
    if provider.dialect.base_url is not None:
        pytest.skip("this provider has a default base_url")
    with pytest.raises(ConfigurationError, match="base_url"):
        provider.client_class(provider.name, api_key="any")


def test_unknown_job_is_not_found(provider: EmulatedProvider) -> None:
    """The provider's error for an unknown job is NotFound, whatever its status."""
    with provider.client() as client, pytest.raises(NotFound) as error_info:
        client.retrieve("video_unknown")
    assert error_info.value.status_code == provider.dialect.errors.not_found_status


CALLS: dict[str, Callable[[Any], object]] = {
    "list": lambda client: list(client.list()),
    "delete": lambda client: client.delete("video_1"),
    "remix": lambda client: client.remix("video_1", PROMPT),
}


@pytest.mark.parametrize("role", CALLS)
def test_missing_operation_is_not_supported(provider: EmulatedProvider, role: str) -> None:
    """An operation that the document does not have raises NotSupported with the provider's name, and sends nothing."""
    if role in provider.dialect.operations:
        pytest.skip("this provider has it")
    with provider.client() as client, pytest.raises(NotSupported) as error_info:
        CALLS[role](client)
    assert error_info.value.provider == provider.name
    assert provider.name in str(error_info.value) or provider.dialect.title in str(error_info.value)
    assert list(provider.served.requests) == []


def test_list_remix_and_delete(provider: EmulatedProvider) -> None:
    """The job is in the list, remix creates another job, delete removes it: as far as the provider has the operations."""
    roles = provider.dialect.operations
    with provider.client() as client:
        job = client.wait(client.create(**provider.create_arguments()))
        if "list" in roles:
            assert job.id in [entry.id for entry in client.list()]
        if "remix" in roles:
            assert client.remix(job, "the same at night").id != job.id
        if "delete" in roles:
            assert client.delete(job).id == job.id
            with pytest.raises(NotFound):
                client.retrieve(job)


def test_download_before_the_end_is_refused(provider: EmulatedProvider, tmp_path: Path) -> None:
    """A download of an unfinished job raises ContentNotReady and leaves no file."""
    with provider.client() as client:
        created = client.create(**provider.create_arguments())
        for target in (created, created.id):
            with pytest.raises(ContentNotReady):
                client.download(target, tmp_path / "clip.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_web_page_in_place_of_the_clip_is_refused(provider: EmulatedProvider, tmp_path: Path) -> None:
    """The text of a sign-in page is in the error, never in the file."""
    with provider.client() as client:
        job = client.wait(client.create(**provider.create_arguments("[[page]]")))
        with pytest.raises(WrongContent, match="Sign in"):
            client.download(job, tmp_path / "clip.mp4")
    assert list(tmp_path.glob("*.mp4")) == []


def test_job_without_a_url_is_downloaded_from_the_content_operation(provider: EmulatedProvider, tmp_path: Path) -> None:
    """A completed job without a URL is downloaded from the content operation if there is one, else refused."""
    with provider.client() as client:
        job = client.wait(client.create(**provider.create_arguments("[[nourl]]")))
        assert (job.status, job.video_url) == (JobStatus.COMPLETED, None)
        if "content" in provider.dialect.operations:
            client.download(job, tmp_path / "clip.mp4")
            assert_requested_clip(provider, tmp_path / "clip.mp4")
        else:
            with pytest.raises(ContentNotReady, match="no URL"):
                client.download(job, tmp_path / "clip.mp4")


def test_clip_in_a_bucket_is_downloaded(provider: EmulatedProvider, tmp_path: Path) -> None:
    """An error response with the clip's URL leads to the clip, without the key."""
    with provider.client() as client:
        job = client.wait(client.create(**provider.create_arguments("[[bucket]]")))
        client.download(job.id, tmp_path / "clip.mp4")
    assert_requested_clip(provider, tmp_path / "clip.mp4")
    if provider.dialect.content.url_in_error:
        assert [record.has_credential for record in provider.served.media_requests] == [False]


def test_ids_are_one_path_segment(provider: EmulatedProvider) -> None:
    """Any character of an id is percent-encoded, so that the provider finds the job."""
    if "{" not in provider.dialect.operations["retrieve"].path:
        pytest.skip("ids are in the query")
    with provider.client() as client:
        created = client.create(**provider.create_arguments())
        client.retrieve(created.id)
    last = provider.served.requests[-1]
    assert (last.method, last.status) == ("GET", 200)
    assert unquote(last.path.rpartition("/")[2]) == created.id
    assert created.id.startswith(provider.dialect.ids.prefix)


def _image() -> bytes:
    """Return an image of the size that `create_arguments` requests."""
    output_file = io.BytesIO()
    Image.new("RGB", (1280, 720)).save(output_file, "PNG")
    return output_file.getvalue()


PNG = _image()
REFERENCES: dict[str, object] = {
    "file": PNG,
    "url": "https://images.example.com/boat.png",
    "file_id": "file-abc123",
    "data_url": f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
}


@pytest.mark.parametrize("form", REFERENCES)
def test_reference_image_in_every_documented_form(provider: EmulatedProvider, form: str) -> None:
    """The document accepts each form of the dialect, in the dialect's field.

    Other forms are refused before anything is sent; a data URL and a file can replace each other.
    """
    forms: tuple[str, ...] = provider.dialect.create.reference_forms
    other = {"file": "data_url", "data_url": "file"}.get(form)
    with provider.client() as client:
        if form not in forms and other not in forms:
            with pytest.raises(InvalidRequest, match="reference"):
                client.create(**provider.create_arguments(), input_reference=REFERENCES[form])
            assert list(provider.served.requests) == []
            return
        created = client.create(**provider.create_arguments(), input_reference=REFERENCES[form])
    assert is_new(created)
    fields = {scheme.field for scheme in provider.dialect.create.references}
    body = provider.served.requests[-1].body
    assert len([field for field in fields if follow(body, split(f"/{field.removeprefix('/')}")) is not None]) == 1


def test_key_of_a_callable_is_read_for_each_request(provider: EmulatedProvider) -> None:
    """The callable is called once per request, so that an expired token is not sent again."""
    calls: list[str] = []

    def key() -> str:
        calls.append("")
        return provider.served.api_key

    with provider.client(api_key=key) as client:  # type: ignore[arg-type]
        client.retrieve(client.create(**provider.create_arguments()))
    assert len(calls) == 2
    assert all(record.status < 300 for record in provider.served.requests)
