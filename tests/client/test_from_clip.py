"""Renders that start from a clip, and characters: the same care as for a new job."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import videojobs_api
from tests.create_arguments import model_of
from tests.jobs.stub_server import CLIP, StubResponse, StubServer, job, serving
from videojobs import (
    AmbiguousCreate,
    ApiError,
    AsyncVideoClient,
    Character,
    DecodeError,
    InvalidRequest,
    JobRef,
    NotFound,
    NotSupported,
    VideoClient,
    VideoJob,
)
from videojobs.emulator import Served, serve
from videojobs.http.types import File
from videojobs.jobs.registry import load_dialect
from videojobs.ledger import Ledger
from videojobs.testing import virtual_time

KINDS = ("sync", "asyncio", "trio")
Call = Callable[..., Any]


def _having(role: str) -> list[str]:
    return [name for name in sorted(videojobs_api.PROVIDERS) if role in load_dialect(name).operations]


def _call(kind: str, provider: str, url: str, name: str, *args: Any, ledger: Path | None = None, **options: Any) -> Any:
    settings: dict[str, Any] = {"base_url": url, "api_key": "emulator-key", "ledger": ledger}
    if kind == "sync":
        with VideoClient(provider, **settings) as client:
            return getattr(client, name)(*args, **options)

    async def main() -> Any:
        async with AsyncVideoClient(provider, **settings) as client:
            return await getattr(client, name)(*args, **options)

    return anyio.run(main, backend=kind)


@pytest.fixture(scope="module")
def openai() -> Iterator[Served]:
    """An emulator that renders at once."""
    with serve("openai", render_seconds=0) as served:
        yield served


@pytest.fixture
def server() -> Iterator[StubServer]:
    """A server that sends scripted responses."""
    with serving() as server:
        yield server


@pytest.mark.parametrize("role", ["edit", "extend"])
def test_each_provider_that_has_it_starts_a_job(role: str) -> None:
    """The new job is one of its own, at the same server."""
    for provider in _having(role):
        with (
            virtual_time(),
            serve(provider, render_seconds=0) as served,
            VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client,
        ):
            source = client.wait(client.create("a boat", model=model_of(provider), seconds=4))
            options = {"seconds": 4} if role == "extend" else {}
            made = getattr(client, role)(source, "it rains", **options)
            assert made.id != source.id and client.wait(made).is_completed, provider


@pytest.mark.parametrize("kind", KINDS)
def test_a_clip_is_a_job_in_any_form_or_a_file_in_any_form(openai: Served, kind: str, tmp_path: Path) -> None:
    """Text is the id of a job; a file goes as a form."""
    source: VideoJob = _call(kind, "openai", openai.base_url, "create", "a boat", seconds=4)
    path = tmp_path / "clip.mp4"
    path.write_bytes(CLIP)
    for video in (source, source.ref, source.id, JobRef(provider="openai", id=source.id)):
        assert _call(kind, "openai", openai.base_url, "edit", video, "it rains").id != source.id
        assert openai.requests[-1].content_type == "application/json"
    for video in (path, CLIP, io.BytesIO(CLIP), File(payload=CLIP)):
        _call(kind, "openai", openai.base_url, "extend", video, "it rains", seconds=4)
        assert openai.requests[-1].content_type.startswith("multipart/form-data")
        assert openai.requests[-1].status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_character_is_made_and_looked_up(openai: Served, kind: str) -> None:
    """By its id, or by itself."""
    made: Character = _call(kind, "openai", openai.base_url, "create_character", "Fox", CLIP)
    assert (made.provider, made.name) == ("openai", "Fox") and made.created_at is not None
    assert isinstance(hash(made), int)
    for key in (made, made.id):
        assert _call(kind, "openai", openai.base_url, "retrieve_character", key) == made
    with pytest.raises(NotFound):
        _call(kind, "openai", openai.base_url, "retrieve_character", "char_0")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("edit", ("video_1", " ")),
        ("edit", ("video_1", "x" * 32001)),
        ("edit", ("", "it rains")),
        ("edit", (b"", "it rains")),
        ("edit", (7, "it rains")),
        ("edit", (Path("no such file.mp4"), "it rains")),
        ("edit", (io.StringIO("text"), "it rains")),
        ("edit", (JobRef(provider="azure", id="video_1"), "it rains")),
        ("create_character", (" ", CLIP)),
        ("create_character", ("x" * 81, CLIP)),
        ("create_character", ("Fox", "video_1")),
        ("retrieve_character", ("",)),
    ],
)
def test_values_that_cannot_work_are_not_sent(server: StubServer, name: str, arguments: tuple[Any, ...]) -> None:
    """The error names the argument."""
    server.respond_with(StubResponse.json(job()))
    with pytest.raises(InvalidRequest):
        _call("sync", "openai", server.url, name, *arguments)
    assert server.requests == []


def test_a_provider_without_the_operation_says_so(server: StubServer) -> None:
    """As for every other operation."""
    for name, arguments in (("edit", ("x", "y")), ("extend", ("x", "y")), ("create_character", ("x", CLIP))):
        with pytest.raises(NotSupported):
            _call("sync", "compatible", server.url, name, *arguments)
    with pytest.raises(NotSupported):  # before the video is looked at
        _call("sync", "compatible", server.url, "create_character", "x", Path("no such file.mp4"))


def test_an_interrupted_character_leaves_a_note() -> None:
    """No provider lists characters, so it names the dashboard."""

    def interrupt(_request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with (
        httpx.Client(transport=httpx.MockTransport(interrupt)) as http_client,
        VideoClient("openai", api_key="k", http_client=http_client) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        client.create_character("Fox", CLIP)
    (note,) = caught.value.__notes__
    assert "a character may have been started, or not" in note and "on the dashboard of OpenAI" in note


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [("edit", ("video_1", "p")), ("extend", ("video_1", "p")), ("create_character", ("Fox", CLIP))],
)
def test_an_unknown_outcome_is_never_repeated(
    server: StubServer, tmp_path: Path, kind: str, name: str, arguments: tuple[Any, ...]
) -> None:
    """A reset after the request, a 500, and a page with 200; the error says how to look."""
    options = {"seconds": 4} if name == "extend" else {}
    page = StubResponse(200, b"<html>", {"Content-Type": "text/html"})
    for reply in (StubResponse(reset=True), StubResponse.json({"error": {"message": "no"}}, 500), page):
        server.respond_with(reply)
        with virtual_time(), pytest.raises(AmbiguousCreate, match="look for") as caught:
            _call(kind, "openai", server.url, name, *arguments, ledger=tmp_path / "jobs.jsonl", **options)
        assert len(server.requests) == 1
        assert ("a character" if name == "create_character" else "a paid job") in str(caught.value)
    entries = Ledger(tmp_path / "jobs.jsonl").read().entries.values()
    # A recovery looks for jobs, so the ledger has none but those.
    expected = [] if name == "create_character" else [(name, "unknown")] * 3
    assert [(entry.operation, entry.outcome) for entry in entries] == expected


def test_a_rejected_request_started_nothing(server: StubServer, tmp_path: Path) -> None:
    """And a form after a refused JSON body is the same request in the other encoding."""
    server.respond_with(StubResponse.json({"error": {"message": "no"}}, 400))
    for name, arguments in (("edit", ("video_1", "p")), ("create_character", ("Fox", CLIP))):
        with pytest.raises(ApiError) as caught:
            _call("sync", "openai", server.url, name, *arguments)
        assert caught.value.status_code == 400
    server.respond_with(StubResponse.json({"error": {"message": "no"}}, 415), StubResponse.json(job()))
    _call("sync", "openai", server.url, "edit", "video_1", "p")
    assert [request.headers["content-type"].partition(";")[0] for request in server.requests] == [
        "application/json",
        "multipart/form-data",
    ]


def test_a_response_without_a_character_is_refused(server: StubServer) -> None:
    """Its keys are named."""
    server.respond_with(StubResponse.json({"object": "list"}))
    with pytest.raises(DecodeError, match=r"no character.*object"):
        _call("sync", "openai", server.url, "retrieve_character", "char_1")


def test_the_length_of_an_extension_is_written_as_the_provider_writes_it(server: StubServer) -> None:
    """Text at one, a number at another."""
    server.respond_with(StubResponse.json(job()))
    for provider, expected in (("openai", "8"), ("poe", 8)):
        with virtual_time():
            _call("sync", provider, server.url, "extend", "video_1", "p", seconds="8s")
        assert json.loads(server.requests[-1].body)["seconds"] == expected
