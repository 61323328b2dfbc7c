"""The official SDK of the format's author as a foreign client of the emulator."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import pytest
from PIL import Image

from videojobs.emulator import Served, serve

pytestmark = pytest.mark.filterwarnings("ignore:The Sora API is scheduled:DeprecationWarning")


@pytest.fixture(scope="module")
def openai() -> Any:
    """The SDK; not at the head of the module, where each worker of pytest would import it, for half a second."""
    return pytest.importorskip("openai", reason="the official SDK is one of the maintainers' packages")


@pytest.fixture
def served() -> Iterator[Served]:
    """The provider of the format, with a clock that advances by a second at each reading."""
    seconds = iter(range(1_800_000_000, 1_900_000_000))
    with serve("openai", clock=lambda: float(next(seconds)), render_seconds=5) as emulator:
        yield emulator


@pytest.fixture
def client(openai, served) -> Iterator[Any]:
    """The SDK, set up as its users do: with a base URL and a key."""
    with openai.OpenAI(base_url=served.base_url, api_key=served.api_key, max_retries=0) as sdk:
        yield sdk


def test_create_and_poll_and_download(client, served, tmp_path):
    """Multipart create, its polling helper, and a download that plays."""
    video = client.videos.create_and_poll(
        prompt="a boat", model="sora-2", seconds="4", size="1280x720", poll_interval_ms=1
    )
    assert (video.status, video.progress, video.seconds, video.size) == ("completed", 100, "4", "1280x720")
    assert video.completed_at is not None
    assert served.requests[0].content_type == "multipart/form-data"
    with av.open(io.BytesIO(client.videos.download_content(video.id).read())) as clip:
        assert (clip.streams.video[0].width, clip.streams.video[0].height) == (1280, 720)
        assert clip.duration / av.time_base == pytest.approx(4, abs=0.1)
    preview = client.videos.download_content(video.id, variant="thumbnail")
    assert preview.response.headers["content-type"] == "image/webp"


def test_create_with_a_reference_image(client, served, tmp_path):
    """A file by path arrives as a file with its name and type."""
    image = tmp_path / "ref.png"
    Image.new("RGB", (720, 1280)).save(image)
    assert client.videos.create(prompt="a boat", input_reference=image).status == "queued"
    assert served.requests[-1].body["input_reference"] == f"<file ref.png image/png {image.stat().st_size} bytes>"


def test_extra_body_with_nested_values(client, served):
    """The bracketed parts of the SDK are parsed as the nested object."""
    client.videos.create(prompt="a boat", extra_body={"nested": {"a": [1, 2]}})
    assert served.requests[-1].body["nested"] == {"a": ["1", "2"]}


def test_a_failed_job_is_a_value(client):
    """The SDK returns it; code and message are there."""
    video = client.videos.create_and_poll(prompt="[[fail:moderation_blocked]]", poll_interval_ms=1)
    assert (video.status, video.error.code) == ("failed", "moderation_blocked")


def test_list_pages_through_everything(client, served):
    """The SDK follows last_id until has_more is false."""
    ids = [served.app.add_job("a boat").id for _ in range(5)]
    assert [video.id for video in client.videos.list(limit=2)] == ids[::-1]
    assert len([record for record in served.requests if record.method == "GET"]) == 3


def test_remix_edit_extend_characters_and_delete(openai, client, served):
    """Every other call of the SDK's video resource."""
    source = served.app.add_job("a boat", id="video_123")
    assert client.videos.remix(source.id, prompt="b").remixed_from_video_id == source.id
    assert client.videos.edit(prompt="b", video=b"mp4").status == "queued"
    assert client.videos.extend(prompt="b", seconds="4", video=b"mp4").status == "queued"
    character = client.videos.create_character(name="Bo", video=b"mp4")
    assert client.videos.get_character(character.id).name == "Bo"
    deletion = client.videos.delete(source.id)
    assert (deletion.deleted, deletion.object, deletion.id) == (True, "video.deleted", source.id)
    with pytest.raises(openai.NotFoundError):
        client.videos.retrieve(source.id)


def test_ids_that_need_encoding(client, served):
    """The SDK percent-encodes an id; the emulator decodes it."""
    served.app.add_job("a boat", id="a b/c?d")
    assert client.videos.retrieve("a b/c?d").id == "a b/c?d"


def test_errors_are_errors_of_the_sdk(openai, client, served):
    """The SDK maps the envelope to its classes and reads code and param."""
    with pytest.raises(openai.BadRequestError) as wrong:
        client.videos.create(prompt="a boat", seconds="99")
    assert wrong.value.param == "seconds"
    unauthenticated = openai.OpenAI(base_url=served.base_url, api_key="wrong", max_retries=0)
    with unauthenticated, pytest.raises(openai.AuthenticationError) as refused:
        unauthenticated.videos.list()
    assert refused.value.code == "invalid_api_key"
