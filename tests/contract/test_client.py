"""``contract=`` of the clients: called with each response, and harmless whatever it does."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.blocking import Blocking
from tests.contract.support import report
from tests.create_arguments import create_arguments
from videojobs import (
    AsyncVideoClient,
    AuthenticationError,
    ConfigurationError,
    JobStatus,
    NotFound,
    TransportError,
    VideoClient,
)
from videojobs.contract import ContractWarning, Observation, Recorder, Watcher
from videojobs.contract.readers import read_responses
from videojobs.contract.recorder import from_line, to_line
from videojobs.emulator import Served, serve
from videojobs.http.secret import Secret, mask
from videojobs.jobs.registry import load_dialect
from videojobs.jobs.response_hook import decode_observed, observe
from videojobs.testing import virtual_time

PROVIDER = "openai"


@pytest.fixture
def served() -> Iterator[Served]:
    """One provider, whose jobs take no real time."""
    with virtual_time() as clock, serve(PROVIDER, clock=clock.time, render_seconds=3) as running:
        yield running


@pytest.fixture(params=[VideoClient, AsyncVideoClient], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Any:
    """Either client."""
    return request.param


def client(kind: Any, served: Served, contract: Any) -> Any:
    """Return a client with a callback; the asynchronous one with blocking methods."""
    video_client = kind(PROVIDER, base_url=served.base_url, api_key=served.api_key, contract=contract)
    if isinstance(video_client, AsyncVideoClient):
        return Blocking(video_client)
    return video_client


def journey(kind: Any, served: Served, contract: Any, folder: Path) -> int:
    """Go from a prompt to a clip; return how many requests the provider received."""
    with client(kind, served, contract) as video_client:
        job = video_client.wait(video_client.create(**{"prompt": "A boat", **create_arguments(PROVIDER)}))
        video_client.download(job, folder / "clip.mp4")
        assert job.status is JobStatus.COMPLETED
        list(video_client.list())
    return len(served.requests)


def test_each_response_is_observed(kind: Any, served: Served, tmp_path: Path) -> None:
    """One observation per response, with all that a document specifies; of a clip, no byte."""
    observations: list[Observation] = []
    assert journey(kind, served, observations.append, tmp_path) == len(observations)
    assert {one.provider for one in observations} == {PROVIDER}
    first, clip = observations[0], next(one for one in observations if one.content_type == "video/mp4")
    assert (first.method, first.path, first.status, first.content_type) == (
        "POST",
        "/v1/videos",
        200,
        "application/json",
    )
    assert first.is_json
    assert first.body["status"] == "queued"
    assert first.time is not None and first.time.tzinfo is not None
    assert (clip.is_json, clip.body, clip.size) == (False, None, (tmp_path / "clip.mp4").stat().st_size)


def test_errors_are_observed(kind: Any, served: Served, tmp_path: Path) -> None:
    """Responses with an error status, also in place of a clip, with their body."""
    observations: list[Observation] = []
    with client(kind, served, observations.append) as video_client:
        with pytest.raises(NotFound):
            video_client.retrieve("video_nobody")
        with pytest.raises(NotFound):
            video_client.download("video_nobody", tmp_path / "clip.mp4")
    failed = [one for one in observations if one.status == 404]
    assert failed
    assert all(one.body["error"]["message"] for one in failed)
    assert any(str(one.path).endswith("/content") for one in failed)


def test_call_by_name_is_observed(kind: Any, served: Served) -> None:
    """The low-level operations share the response hook."""
    observations: list[Observation] = []
    job = served.app.add_job("a boat")
    with client(kind, served, observations.append) as video_client:
        video_client.call("GetVideo", job.id)
    assert [one.method for one in observations] == ["GET"]


def test_failing_callback_loses_nothing(kind: Any, served: Served, tmp_path: Path) -> None:
    """It warns once; the paid job is returned and its clip is saved."""

    def fail(_observation: Observation) -> None:
        raise RuntimeError("the disk is full")

    with pytest.warns(ContractWarning, match="the disk is full") as caught:
        journey(kind, served, fail, tmp_path)
    assert len(caught) == 1
    assert (tmp_path / "clip.mp4").is_file()


def test_failing_callback_loses_nothing_where_warnings_are_errors(
    kind: Any, served: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The paid job is worth more than the rule: the warning is logged instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        journey(kind, served, lambda _observation: 1 / 0, tmp_path)
    assert [record.levelname for record in caplog.records if "ZeroDivisionError" in record.message] == ["WARNING"]


def test_ctrl_c_in_a_callback_is_raised(served: Served) -> None:
    """Only failures are caught: Ctrl-C stops the program."""

    def stop(_observation: Observation) -> None:
        raise KeyboardInterrupt

    with client(VideoClient, served, stop) as video_client, pytest.raises(KeyboardInterrupt):
        video_client.retrieve("video_1")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_exception_that_stops_the_program_has_the_job(kind: Any, served: Served, stop: type[BaseException]) -> None:
    """The create was paid: its id is a note of the exception, and it was sent once."""

    def ends(_observation: Observation) -> None:
        raise stop

    with client(kind, served, ends) as video_client, pytest.raises(stop) as caught:
        video_client.create(**{"prompt": "A boat", **create_arguments(PROVIDER)})
    assert [record.method for record in served.requests] == ["POST"]
    with client(VideoClient, served, None) as other:
        (job,) = other.list()
    assert job.id in "".join(caught.value.__notes__)


class Mute(Exception):
    """An exception without a message: str() raises."""

    def __str__(self) -> str:
        raise RuntimeError("no message")


FAILURES = [
    Mute(),
    asyncio.CancelledError(),
    GeneratorExit(),
    StopIteration(),
    BaseExceptionGroup("both", [GeneratorExit(), ValueError()]),
    TransportError("no response", sent=False),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
@pytest.mark.filterwarnings("ignore::videojobs.contract.ContractWarning")
def test_no_failure_of_a_callback_costs_a_paid_job(kind: Any, served: Served, failure: BaseException) -> None:
    """Whatever a plain function raises; the create is sent once, and its job is returned."""

    def fail(_observation: Observation) -> None:
        raise failure

    with client(kind, served, fail) as video_client:
        assert video_client.create(**{"prompt": "A boat", **create_arguments(PROVIDER)}).id
    assert [record.method for record in served.requests] == ["POST"]


def test_program_that_cannot_warn_keeps_its_job(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its warnings go to a closed file, as those of a daemon may."""

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("I/O operation on closed file")

    monkeypatch.setattr(warnings, "showwarning", broken)
    with client(VideoClient, served, lambda _observation: 1 / 0) as video_client:
        assert video_client.create(**{"prompt": "A boat", **create_arguments(PROVIDER)}).id


def test_awaitable_of_a_plain_function_warns(kind: Any, served: Served) -> None:
    """A plain function around an async one: its coroutine would never run."""

    def hidden(observation: Observation) -> Any:
        return _async(observation)

    with client(kind, served, hidden) as video_client, pytest.warns(ContractWarning, match="awaitable"):
        assert video_client.create(**{"prompt": "A boat", **create_arguments(PROVIDER)}).id


def test_callback_may_use_the_client(served: Served) -> None:
    """It is not called for its own requests, or it would never end."""
    job = served.app.add_job("a boat")
    observations: list[Observation] = []

    def ask(one: Observation) -> None:
        observations.append(one)
        video_client.retrieve(job.id)

    with client(VideoClient, served, ask) as video_client:
        video_client.retrieve(job.id)
    assert (len(observations), len(served.requests)) == (1, 2)


async def _async(_observation: Observation) -> None:
    """Observe a response, never awaited."""


@pytest.mark.parametrize("wrong", [_async, "responses.jsonl", 7])
def test_invalid_callback_is_refused_at_once(wrong: Any, kind: Any) -> None:
    """Before anything is sent, by name."""
    with pytest.raises(ConfigurationError, match="contract"):
        kind(PROVIDER, api_key="k", contract=wrong)


def test_key_that_the_server_repeats_is_masked(served: Served) -> None:
    """The client's own key is in no observation."""
    observations: list[Observation] = []
    video_client = VideoClient(
        PROVIDER, base_url=served.base_url, api_key="wrong-key-canary", contract=observations.append
    )
    with video_client, pytest.raises(AuthenticationError):
        video_client.retrieve("wrong-key-canary")
    assert observations
    assert "wrong-key-canary" not in repr(observations)


def test_a_key_that_follows_a_dummy_one_is_masked(served: Served) -> None:
    """A callable may return a dummy first; the real key after it is no less secret."""
    observations: list[Observation] = []
    keys = iter(["dummy", "wrong-key-canary"])
    video_client = VideoClient(
        PROVIDER, base_url=served.base_url, api_key=lambda: next(keys), contract=observations.append
    )
    with video_client:
        for _ in range(2):
            with pytest.raises(AuthenticationError):
                video_client.retrieve("wrong-key-canary")
    assert len(observations) == 2 and "wrong-key-canary" not in repr(observations[1])


@pytest.mark.parametrize("key", ["x", "1", "EMPTY", "video"])
def test_dummy_key_is_not_masked(key: str) -> None:
    """Local servers take any key; to mask a short one would damage other words of the response."""
    observations: list[Observation] = []
    with (
        virtual_time() as clock,
        serve(PROVIDER, clock=clock.time, api_key=key) as served,
        VideoClient(PROVIDER, base_url=served.base_url, api_key=key, contract=observations.append) as video_client,
    ):
        video_client.create(**{"prompt": "A boat", **create_arguments(PROVIDER)})
    assert observations[0].body["object"] == "video"
    assert "expires_at" in observations[0].body
    assert report(*observations).groups == ()


def test_key_is_masked_however_it_is_written() -> None:
    """JSON may escape letters: the decoded text is searched. No number is infinite."""
    secret = Secret("abc/defghijk")
    content = b'{"message": "no key abc\\/defghijk or abc\\u002fdefghijk", "n": [1e999, -1e999]}'
    is_json, body = decode_observed(content, "application/json", lambda text: mask(text, secret))
    assert is_json
    assert body["message"] == "no key *** or ***"
    assert from_line(json.loads(to_line(Observation(status=200, operation="a", body=body, is_json=True)))).body == body


def test_json_is_recorded_whatever_it_begins_with() -> None:
    """Without its media type, only an object or a list is."""
    assert decode_observed(b' {"a": 1}', "application/json") == (True, {"a": 1})
    assert decode_observed(b"7", "application/problem+json") == (True, 7)
    assert decode_observed(b'[""]', "") == (True, [""])
    assert decode_observed(b"7", "text/plain") == decode_observed(b"[7]", "video/mp4") == (False, None)


def test_recorder_continues_after_a_line_that_was_cut_off(tmp_path: Path) -> None:
    """Its writer was killed; the next response is on a line of its own."""
    path = tmp_path / "responses.jsonl"
    observation = Observation(provider=PROVIDER, operation="retrieve", status=404, body={}, is_json=True)
    for _ in range(2):
        with Recorder(path) as recorder:
            recorder(observation)
            recorder(observation)
        path.write_bytes(path.read_bytes()[:-9])
    with Recorder(path) as recorder:
        recorder(observation)
    with path.open("rb") as file:
        items = [item for _, item in read_responses(file, "responses.jsonl")]
    assert [isinstance(item, Observation) for item in items] == [True, False, True, False, True]


def test_recorder_continues_when_the_disk_has_room_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part of a line that was written stays on a line of its own."""
    path = tmp_path / "responses.jsonl"
    observation = Observation(status=200, operation="retrieve", body={}, is_json=True)
    write = os.write
    parts = iter([10, 0])

    def full(file: int, data: memoryview) -> int:
        if (part := next(parts)) == 0:
            raise OSError(28, "No space left on device")
        return write(file, data[:part])

    with Recorder(path) as recorder:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            recorder(observation)
        monkeypatch.setattr(os, "write", write)
        recorder(observation)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1])["status"] == 200


def test_two_processes_record_into_one_file(tmp_path: Path) -> None:
    """No line is mixed with another."""
    path = tmp_path / "responses.jsonl"
    code = (
        "import sys; from videojobs.contract import Recorder, Observation\n"
        "with Recorder(sys.argv[1]) as r:\n"
        "    for n in range(200): r(Observation(status=200, operation='a', body={'n': 'x' * 1500}, is_json=True))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert [json.loads(line)["status"] for line in path.read_bytes().splitlines()] == [200] * 400


def test_recording_of_a_journey(kind: Any, served: Served, tmp_path: Path) -> None:
    """One line per response, for the owner only, without prompt, id or key."""
    path = tmp_path / "responses.jsonl"
    with Recorder(path) as recorder:
        request_count = journey(kind, served, recorder, tmp_path)
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]  # before it is closed
    assert len(lines) == request_count
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
    text = path.read_text(encoding="utf-8")
    assert "A boat" not in text
    assert served.api_key not in text
    assert not any(
        record.path.rpartition("/")[2].startswith("video_") and record.path in text for record in served.requests
    )


def test_closed_recorder_raises(tmp_path: Path) -> None:
    """A file that cannot be opened raises at once, not in the middle of a job."""
    recorder = Recorder(tmp_path / "a.jsonl")
    recorder.close()
    recorder.close()
    with pytest.raises(ValueError, match="closed"):
        recorder(Observation(status=200))
    with pytest.raises(OSError, match="nowhere"):
        Recorder(tmp_path / "nowhere/a.jsonl")


def test_one_recorder_and_one_watcher_serve_many_threads(served: Served, tmp_path: Path) -> None:
    """No line is mixed with another, no response is lost."""
    path, watcher = tmp_path / "responses.jsonl", Watcher()
    jobs = [served.app.add_job(f"boat {number}") for number in range(8)]
    with Recorder(path) as recorder:

        def both(observation: Observation) -> None:
            recorder(observation)
            watcher(observation)

        def work(video_client: VideoClient) -> None:
            for job in jobs:
                video_client.retrieve(job.id)

        with client(VideoClient, served, both) as video_client:
            threads = [threading.Thread(target=work, args=(video_client,)) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    lines = path.read_bytes().splitlines()
    assert [json.loads(line)["status"] for line in lines] == [200] * 48
    assert watcher.report().responses == 48


def test_watcher_of_a_dialect_without_document_counts(served: Served) -> None:
    """A dialect of the caller has no document: its responses are skipped and counted."""
    from attrs import evolve

    dialect = evolve(load_dialect(PROVIDER), name="my own")
    watcher = Watcher()
    with VideoClient(dialect, base_url=served.base_url, api_key=served.api_key, contract=watcher) as video_client:
        video_client.retrieve(served.app.add_job("a boat").id)
    report = watcher.report()
    assert (report.responses, list(report.skipped.values())) == (0, [1])


def test_client_without_a_callback_does_nothing() -> None:
    """Not even the module is needed."""
    with VideoClient(PROVIDER, api_key="k") as video_client:
        assert video_client._low_level_client().response_hook is None
        assert video_client._low_level_client().with_headers({"a": "b"}).response_hook is None


def test_an_observation_has_the_plain_media_type_and_the_whole_body() -> None:
    """Without parameters; a key that is missing was not left out by a recorder."""
    seen: list[Observation] = []
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, content=b'{"id": "video_1"}'))
    with httpx.Client(transport=transport) as http:
        own = VideoClient(PROVIDER, base_url="https://api.example", api_key="k", http_client=http, contract=seen.append)
        own.retrieve("video_1")
    (observation,) = seen
    assert observation.content_type == "application/json" and observation.is_json and not observation.is_partial


@pytest.mark.parametrize(("length", "size"), [("123", 123), ("9" * 5000, None), ("-1", None), ("", None)])
def test_the_length_of_a_clip_is_observed_if_it_is_one(length: str, size: int | None) -> None:
    """A number of thousands of digits is none, and Python refuses to read it."""
    request = httpx.Request("GET", "https://api.example/videos/1/content")
    response = httpx.Response(200, headers={"content-length": length}, request=request)
    assert observe(PROVIDER, response, None, str).size == size
