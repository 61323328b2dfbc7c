"""`render`: one call from the prompt to the file, that pays once however often it is repeated."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import KINDS, Either
from tests.jobs.stub_server import KEY, ReceivedRequest, StubResponse, StubServer, dialect, job
from tests.ledger.provider import Provider, clip_of
from videojobs import (
    AmbiguousCreate,
    ApiError,
    DownloadError,
    InvalidRequest,
    JobFailed,
    NotFound,
    Render,
    TransportError,
    VideoClient,
    VideoJobsError,
    WaitTimeout,
    recover,
)
from videojobs.ledger import Ledger, new_entry_id
from videojobs.testing import virtual_time

PROMPT = "a paper boat on a lake"
_ROOT = Path(__file__).parents[2]


@pytest.fixture
def provider(server: StubServer, call: Either) -> Provider:
    """A provider that takes new jobs, as the client expects it."""
    provider = Provider(accepts_jobs=True)
    server.respond_with(provider.respond)
    call.dialect = dialect()
    return provider


def _render(call: Either, path: Path, prompt: str = PROMPT, **options: Any) -> Render:
    with virtual_time():
        result = call("render", prompt, path, **options)
    assert isinstance(result, Render)
    return result


def test_a_clip_is_created_waited_for_and_saved(call: Either, provider: Provider, path: Path) -> None:
    """Also without a ledger."""
    words: list[str | None] = []
    sizes: list[int] = []
    result = _render(
        call,
        path,
        seconds=4,
        on_update=lambda job: words.append(job.raw_status),
        on_progress=lambda n, _: sizes.append(n),
    )
    assert path.read_bytes() == clip_of("video_0") and result.download.path == path
    assert (result.ref.id, result.is_resumed) == ("video_0", False) and result.job is not None
    assert words == ["queued", "completed"] and sizes[-1] == result.download.bytes


def test_the_same_call_again_costs_nothing(call: Either, provider: Provider, ledger: Ledger, path: Path) -> None:
    """A complete file is not even fetched again; one that was deleted is."""
    first = _render(call, path, seconds=4)
    requests = len(call.server.requests)
    second = _render(call, path, seconds=4)
    assert len(call.server.requests) == requests
    assert (second.ref, second.download, second.is_resumed) == (first.ref, first.download, True)
    path.unlink()
    third = _render(call, path, seconds=4)
    assert third.download == first.download and path.read_bytes() == clip_of("video_0")
    assert len(provider.jobs) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": -1},
        {"poll_interval": 0},
        {"poll_interval": float("nan")},
        {"max_bytes": 0},
        {"on_update": 5},
        {"on_progress": "print"},
    ],
)
def test_values_for_after_the_payment_are_checked_before_it(
    call: Either, provider: Provider, path: Path, wrong: dict[str, Any]
) -> None:
    """A job whose wait or download could not begin would be paid for."""
    with pytest.raises(InvalidRequest, match=f"{next(iter(wrong))} is"):
        _render(call, path, **wrong)
    assert call.server.requests == []
    assert _render(call, path, timeout=10**400).download.path == path  # no limit, as infinity


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_cannot_be_written_is_not_paid_for(
    call: Either, provider: Provider, path: Path, again: bool
) -> None:
    """Neither in a folder in which no file can be created, nor where another download writes to the name."""
    unwritable = [path.with_name("boat.mp4")]
    unwritable[0].with_name("boat.mp4.part.lock").mkdir()
    if Path("/proc/self").exists():  # a folder in which root, too, can create nothing
        unwritable.append(Path("/proc/boat.mp4"))
    for file in unwritable:
        with pytest.raises(DownloadError, match=r"boat\.mp4"):
            _render(call, file, again=again)
    assert call.server.requests == [] and provider.jobs == {}
    assert _render(call, path).download.path == path
    assert not list(path.parent.glob(f"{path.name}.*"))


def test_a_wait_that_ended_too_early_goes_on(call: Either, provider: Provider, ledger: Ledger, path: Path) -> None:
    """The error names the job, and how to go on."""

    def stuck(request: ReceivedRequest) -> StubResponse:
        if request.method == "GET":
            return StubResponse.json({**job("in_progress"), "id": "video_0"})
        return provider.respond(request)

    call.server.respond_with(stuck)
    with pytest.raises(WaitTimeout) as caught:
        _render(call, path, timeout=30)
    assert any("video_0" in note and "does not pay again" in note for note in caught.value.__notes__)
    call.server.respond_with(provider.respond)
    assert _render(call, path).is_resumed and path.exists() and len(provider.jobs) == 1


def test_the_timeout_is_for_wait_and_download_together(
    call: Either, provider: Provider, ledger: Ledger, path: Path
) -> None:
    """A clip that is late is not waited for beyond it."""

    def late(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content"):
            return StubResponse(404)
        return provider.respond(request)

    call.server.respond_with(late)
    with virtual_time() as clock, pytest.raises(VideoJobsError):
        call("render", PROMPT, path, timeout=9)
    assert clock.elapsed <= 9


def test_an_error_of_on_update_names_the_job_that_is_paid_for(
    call: Either, provider: Provider, ledger: Ledger, path: Path
) -> None:
    """Also at the first call, before the wait."""

    def fail(_job: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError) as caught:
        _render(call, path, on_update=fail)
    assert any("video_0" in note and "does not pay again" in note for note in caught.value.__notes__)
    assert _render(call, path).is_resumed and len(provider.jobs) == 1


def test_another_prompt_for_the_same_file_is_refused(
    call: Either, provider: Provider, ledger: Ledger, path: Path
) -> None:
    """And other options, and another address; `again` pays for another clip."""
    _render(call, path, seconds=4)
    for options in ({"prompt": "another"}, {"seconds": 8}, {"model": "m"}, {"extra": {"seed": 7}}):
        with pytest.raises(InvalidRequest, match=r"another prompt or other options.*again=True"):
            _render(call, path, **{"seconds": 4, **options})
    assert len(provider.jobs) == 1
    second = _render(call, path, "another", again=True)
    assert not second.is_resumed and path.read_bytes() == clip_of("video_1")
    assert _render(call, path, "another").ref == second.ref


def test_a_file_of_unknown_origin_is_not_replaced(call: Either, provider: Provider, path: Path) -> None:
    """Nothing is sent for it."""
    path.write_bytes(b"mine")
    with pytest.raises(InvalidRequest, match=r"exists.*again=True"):
        _render(call, path)
    assert path.read_bytes() == b"mine" and not provider.jobs
    _render(call, path, again=True)
    assert path.read_bytes() == clip_of("video_0")


@pytest.mark.parametrize("with_ledger", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced(
    call: Either, provider: Provider, path: Path, tmp_path: Path, with_ledger: bool
) -> None:
    """The job is kept: once the file is moved away, the same call saves the clip."""
    if with_ledger:
        call.settings = {"ledger": tmp_path / "jobs.jsonl"}
    for _ in range(2 if with_ledger else 1):
        with pytest.raises(DownloadError, match="move it away"):
            _render(call, path, on_update=lambda _: path.write_bytes(b"mine"))
        assert path.read_bytes() == b"mine" and len(provider.jobs) == 1
    path.unlink()
    if with_ledger:
        assert _render(call, path).is_resumed and len(provider.jobs) == 1


def test_a_clip_that_was_edited_is_not_taken_for_the_clip(
    call: Either, provider: Provider, ledger: Ledger, path: Path
) -> None:
    """Its length differs from that of the saved one."""
    _render(call, path)
    path.write_bytes(b"edited")
    with pytest.raises(InvalidRequest, match="no longer the clip"):
        _render(call, path)
    assert path.read_bytes() == b"edited"


def test_a_path_that_cannot_be_written_costs_nothing(call: Either, provider: Provider, tmp_path: Path) -> None:
    """It is checked before the request leaves."""
    for path in (tmp_path, tmp_path / "no such folder" / "clip.mp4"):
        with pytest.raises(DownloadError):
            _render(call, path)
    assert not provider.jobs


def test_a_failed_job_is_not_ordered_again(call: Either, provider: Provider, ledger: Ledger, path: Path) -> None:
    """Only the user can know whether another try is worth its price."""

    def failing(request: ReceivedRequest) -> StubResponse:
        if request.method == "GET":
            provider.jobs["video_0"].update(status="failed", error={"code": "x", "message": "no"})
        return provider.respond(request)

    call.server.respond_with(failing)
    for _ in range(2):
        with pytest.raises(JobFailed) as caught:
            _render(call, path)
        assert any("again=True" in note for note in caught.value.__notes__)
    assert len(provider.jobs) == 1 and recover(ledger.path).jobs == ()


@pytest.mark.parametrize("failure", [StubResponse.json({"error": {"message": "no"}}, 400), None])
def test_a_request_that_started_nothing_is_repeated(
    call: Either, provider: Provider, ledger: Ledger, path: Path, failure: StubResponse | None
) -> None:
    """It was rejected, or never sent."""
    if failure is None:
        url, call.server.url = call.server.url, "http://127.0.0.1:9"
        with pytest.raises(TransportError):
            _render(call, path)
        call.server.url = url
    else:
        call.server.respond_with(failure)
        with pytest.raises(ApiError):
            _render(call, path)
        call.server.respond_with(provider.respond)
    assert not _render(call, path).is_resumed and len(provider.jobs) == 1


def _cut_off(ledger: Ledger, path: Path, server: StubServer, prompt: str = PROMPT) -> None:
    """Leave the ledger as a process does that was killed while it sent the request."""
    from videojobs.ledger import fields_digest, prompt_digest

    entry = new_entry_id()
    ledger.append(
        "sending", entry=entry, provider="wired", base_url=server.url, operation="create", path=str(path),
        prompt={"sha256": prompt_digest(entry, prompt), "length": len(prompt)},
        fields=fields_digest(entry, {"prompt": prompt}),
    )  # fmt: skip


def test_a_link_to_the_folder_is_the_same_file(
    call: Either, provider: Provider, ledger: Ledger, tmp_path: Path
) -> None:
    """Ordered by one name of its folder, it is not ordered again by the other."""
    folder, link = tmp_path / "clips", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder, target_is_directory=True)
    first = _render(call, link / "cat.mp4")
    (folder / "cat.mp4").unlink()
    second = _render(call, folder / "cat.mp4")
    assert (second.ref, second.is_resumed, len(provider.jobs)) == (first.ref, True, 1)


def test_a_clip_that_expired_can_be_ordered_again(call: Either, provider: Provider, ledger: Ledger, path: Path) -> None:
    """The same call would fail for ever; the notes say how to pay for another clip."""

    def gone(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content"):
            return StubResponse.json({"error": {"message": "the clip expired"}}, 410)
        return provider.respond(request)

    call.server.respond_with(gone)
    with pytest.raises(NotFound) as caught:
        _render(call, path)
    assert "video_0" in caught.value.__notes__[0] and "again=True" in caught.value.__notes__[1]


def test_an_unknown_outcome_names_the_next_step(call: Either, provider: Provider, ledger: Ledger, path: Path) -> None:
    """The same call looks for the job."""
    call.server.respond_with(lambda _: StubResponse(200, b"<html>", {"Content-Type": "text/html"}))
    with pytest.raises(AmbiguousCreate) as caught:
        _render(call, path)
    assert "the same call looks for its job" in caught.value.__notes__[0]


def test_a_request_that_was_cut_off_is_looked_for(call: Either, provider: Provider, ledger: Ledger, path: Path) -> None:
    """The provider's list has its job."""
    _cut_off(ledger, path, call.server)
    provider.add("video_9", prompt=PROMPT)
    result = _render(call, path)
    assert (result.ref.id, result.is_resumed) == ("video_9", True) and len(provider.jobs) == 1
    assert path.read_bytes() == clip_of("video_9")


@pytest.mark.parametrize("is_list_broken", [True, False])
def test_a_request_whose_job_is_not_listed_is_not_repeated(
    call: Either, provider: Provider, ledger: Ledger, path: Path, is_list_broken: bool
) -> None:
    """It may be listed late, so only the user can decide."""
    _cut_off(ledger, path, call.server)
    provider.is_list_broken = is_list_broken
    for _ in range(2):
        with pytest.raises(AmbiguousCreate, match="again=True"):
            _render(call, path)
    assert not provider.jobs
    assert not _render(call, path, again=True).is_resumed and len(provider.jobs) == 1


def test_the_first_of_two_programs_orders_the_clip(
    call: Either, provider: Provider, ledger: Ledger, path: Path
) -> None:
    """Both find no earlier request; the order of their lines decides."""
    append, is_first = Ledger.append, True

    def append_after_another(self: Ledger, event: str, **fields: Any) -> None:
        nonlocal is_first
        if event == "sending" and is_first:
            is_first = False
            append(self, event, **{**fields, "entry": new_entry_id()})
        append(self, event, **fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "append", append_after_another)
        with pytest.raises(InvalidRequest, match="another program"):
            _render(call, path)
    assert not provider.jobs
    assert [entry.outcome for entry in ledger.read().entries.values()] == [None, "not_sent"]


def test_recover_saves_to_the_path_of_the_render(server: StubServer, tmp_path: Path) -> None:
    """Also if the process ended before the download began; a path that was ordered again belongs to the later job."""
    provider, path, ledger = Provider(accepts_jobs=True), tmp_path / "clip.mp4", tmp_path / "jobs.jsonl"
    server.respond_with(provider.respond)

    def stop(_job: object) -> None:
        raise KeyboardInterrupt

    for again in (False, True):
        with (
            virtual_time(),
            VideoClient("compatible", api_key=KEY, base_url=server.url, ledger=ledger) as client,
            pytest.raises(KeyboardInterrupt),
        ):
            client.render(PROMPT, path, again=again, on_update=stop)
    with virtual_time(), VideoClient("compatible", api_key=KEY, base_url=server.url, ledger=ledger) as client:
        recovery = recover(client)
    assert [download.path for download in recovery.downloads] == [path] and path.read_bytes() == clip_of("video_1")
    assert [result.ref.id for result in recovery.unsaved if result.ref is not None] == ["video_0"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize(
    ("kind", "seed", "points"),
    [("sync", 1, 6)]
    + [pytest.param(kind, 2, 60, marks=[pytest.mark.nightly, pytest.mark.timeout(300)]) for kind in KINDS],
)
def test_a_render_that_is_killed_and_called_again_pays_once(
    server: StubServer, tmp_path: Path, kind: str, seed: int, points: int
) -> None:
    """Each clip is rendered by two or more processes, all but the last of which are killed."""
    provider, ledger, folder = Provider(accepts_jobs=True), Ledger(tmp_path / "jobs.jsonl"), tmp_path / "clips"
    folder.mkdir()
    server.respond_with(provider.respond)
    arguments = [kind, server.url, str(ledger.path), str(folder), str(seed), str(points), "render"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.kill_program", *arguments],
        cwd=_ROOT, check=True, capture_output=True, text=True, timeout=250,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    killed = [line for line in lines if line["status"] == signal.SIGKILL]
    assert len(killed) > points * 0.8
    prompts = [fields["prompt"] for fields in provider.jobs.values()]
    assert len(prompts) == len(set(prompts)), "a clip was paid for twice"
    for line in lines:
        path = folder / f"{line['number']}.mp4"
        # A process that died before its request arrived leaves a line without a job: only a user can decide on it.
        if line["outcome"] == "ambiguous":
            assert f"clip {line['number']}" not in prompts
        else:
            assert line["outcome"] == "saved" and path.read_bytes() in map(clip_of, provider.jobs)
