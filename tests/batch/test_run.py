"""A batch: each line is paid for once, whatever happens, and the manifest matches the disk."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from tests.batch.conftest import Batches
from tests.jobs.stub_server import ReceivedRequest, StubResponse
from tests.ledger.provider import clip_of
from videojobs import ConfigurationError
from videojobs.batch import BatchProgress, InvalidBatch, Prompt
from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.database import SqliteDatabase
from videojobs.batch.store import Store
from videojobs.errors import AuthenticationError, DatabaseUnavailable, InvalidRequest, RateLimited, TransportError
from videojobs.testing import VirtualClock

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
LINES = [Prompt(prompt=f"clip {number}") for number in range(5)]


def refusal(status: int, code: str) -> StubResponse:
    """Return a response with an error."""
    return StubResponse.json({"error": {"message": "no", "type": code, "code": code}}, status)


def test_each_line_becomes_a_file_and_a_line_of_the_manifest(batch: Batches) -> None:
    """In order, with prompt, job, digest and times; the second run sends nothing."""
    result = batch(LINES)
    assert result.is_complete and (result.paid, result.stopped_by, result.errors) == (5, None, ())
    rows = batch.manifest()
    assert [(row["line"], row["status"], row["prompt"]) for row in rows] == [
        (number, "done", f"clip {number - 1}") for number in range(1, 6)
    ]
    for row in rows:
        clip = batch.clips()[row["file"]]
        assert clip == clip_of(row["id"]) and batch.provider.jobs[row["id"]]["prompt"] == row["prompt"]
        assert (row["bytes"], row["sha256"]) == (len(clip), hashlib.sha256(clip).hexdigest())
        assert row["sent_at"] <= row["finished_at"] and row["error"] is None
    assert os.name == "nt" or (batch.folder / "batch.sqlite").stat().st_mode & 0o077 == 0, "prompts are private"
    requests = len(batch.server.requests)
    assert batch(LINES).is_complete and len(batch.server.requests) == requests


def test_lines_may_be_added_and_none_changed_or_removed(batch: Batches) -> None:
    """A changed line is refused before anything is sent, with its number."""
    batch(LINES[:2])
    assert batch(LINES).is_complete and len(batch.provider.posts) == 5
    with pytest.raises(InvalidBatch, match=r"line 2: it was changed since the batch was started"):
        batch([LINES[0], Prompt(prompt="another"), *LINES[2:]])
    with pytest.raises(InvalidBatch, match="2 lines of this batch are missing"):
        batch(LINES[:3])
    assert len(batch.provider.posts) == 5


def test_max_jobs_counts_the_jobs_of_all_runs(batch: Batches) -> None:
    """Jobs that are paid for are finished; the rest stays pending."""
    result = batch(LINES, max_jobs=2)
    assert (result.progress.done, result.progress.pending, result.paid, result.is_capped) == (2, 3, 2, True)
    assert batch(LINES, max_jobs=2).paid == len(batch.provider.posts) == 2
    assert batch(LINES, max_jobs=4).progress.done == len(batch.provider.posts) == 4
    last = batch(LINES, max_jobs=5)
    assert last.is_complete and not last.is_capped


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (429, "insufficient_quota", RateLimited),
        (402, "payment_required", Exception),
        (401, "invalid_api_key", AuthenticationError),
        (403, "forbidden", AuthenticationError),
    ],
)
def test_missing_money_or_a_refused_key_stops_the_batch(
    batch: Batches, status: int, code: str, error: type[Exception]
) -> None:
    """Nothing more is sent; the next run goes on."""
    batch.provider.intercept = lambda request, number: refusal(status, code) if request.method == "POST" else None
    result = batch(LINES, concurrency=1)
    assert len(batch.provider.posts) == 1 and isinstance(result.stopped_by, error)
    assert (result.progress.pending, result.paid) == (5, 0)
    batch.provider.intercept = lambda request, number: None
    assert batch(LINES, concurrency=1).is_complete and len(batch.provider.posts) == 6


def test_a_refused_prompt_is_not_a_refused_key(batch: Batches) -> None:
    """Some servers refuse prompts with 403; the first line is the worst case, since no other was accepted before."""

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        refuses = request.method == "POST" and b"clip 0" in request.body
        return refusal(403, "content_policy_violation") if refuses else None

    batch.provider.intercept = intercept
    result = batch(LINES, concurrency=1)
    assert (result.stopped_by, result.progress.failed, result.progress.done) == (None, 1, 4)


def test_money_that_runs_out_leaves_what_is_paid_to_be_finished(batch: Batches) -> None:
    """Three jobs are paid for and saved; no other request leaves after the refusal."""

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        return refusal(402, "payment_required") if request.method == "POST" and number > 3 else None

    batch.provider.intercept = intercept
    result = batch(LINES, concurrency=2)
    assert len(batch.provider.jobs) == 3 and len(batch.provider.posts) <= 5
    batch.provider.intercept = lambda request, number: None
    assert batch(LINES).is_complete and len(batch.provider.jobs) == 5
    assert result.stopped_by is not None


def test_a_refused_prompt_and_a_failed_job_are_rows_and_not_repeated(batch: Batches) -> None:
    """Unless retry_failed is passed: then each is sent once more."""

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if request.method == "POST" and b"clip 1" in request.body:
            return refusal(400, "content_policy_violation")
        if request.method == "GET" and b"clip 3" in str(batch.provider.jobs).encode():
            for fields in batch.provider.jobs.values():
                if fields["prompt"] == "clip 3" and number < 100:
                    fields.update(status="failed", error={"code": "x", "message": "too dark"})
        return None

    batch.provider.intercept = intercept
    result = batch(LINES)
    assert (result.progress.done, result.progress.failed, result.paid) == (3, 2, 4)
    rows = {row["line"]: row for row in batch.manifest()}
    assert (rows[2]["status"], rows[2]["id"], rows[2]["error"]["type"]) == ("failed", None, "ApiError")
    assert rows[4]["status"] == "failed" and "too dark" in rows[4]["error"]["message"] and rows[4]["id"]
    sent = len(batch.provider.posts)
    assert batch(LINES).progress.failed == 2 and len(batch.provider.posts) == sent
    batch.provider.intercept = lambda request, number: None
    again = batch(LINES, retry_failed=True)
    assert again.is_complete and (again.paid, len(batch.provider.posts)) == (6, sent + 2)


def test_faults_that_prove_that_nothing_started_are_repeated(batch: Batches) -> None:
    """429, errors of polls, and clips that are cut off; each clip is paid for once."""

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if request.method == "POST":
            return StubResponse.json({"error": {"message": "slow down"}}, 429) if number % 3 == 1 else None
        if number % 4 == 0:
            return StubResponse.json({"error": {"message": "no"}}, 503)
        return None

    batch.provider.intercept = intercept
    assert batch(LINES).is_complete
    assert Counter(fields["prompt"] for fields in batch.provider.jobs.values()) == Counter(
        f"clip {number}" for number in range(5)
    )


def test_a_provider_that_renders_one_job_at_once_is_waited_for(batch: Batches) -> None:
    """It refuses further jobs with 429 for longer than a server that cannot be reached would be tried."""

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if request.method == "POST" and 1 < number < 40:
            return StubResponse.json({"error": {"message": "too many jobs"}}, 429)
        if "/video_0" in request.target and len(batch.provider.posts) < 40:
            return StubResponse.json({**batch.provider.jobs["video_0"], "status": "queued"})
        return None

    batch.provider.intercept = intercept
    assert batch(LINES, concurrency=2, timeout=None).is_complete and len(batch.provider.jobs) == 5


def test_a_job_of_unknown_outcome_is_found_in_the_list_and_never_posted_again(batch: Batches) -> None:
    """The response to two requests is lost; for one of them, no job was started."""

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if request.method == "POST" and b"clip 1" in request.body:
            batch.provider.add("video_lost", prompt="clip 1")
            return StubResponse(reset=True)
        if request.method == "POST" and b"clip 2" in request.body:
            return StubResponse(reset=True)
        return None

    batch.provider.intercept = intercept
    result = batch(LINES)
    assert (result.progress.done, result.progress.unknown) == (4, 1)
    assert {row["status"] for row in batch.manifest() if row["line"] == 3} == {"unknown"}
    assert batch.clips()["00002.mp4"] == clip_of("video_lost")
    batch.provider.intercept = lambda request, number: None
    assert batch(LINES).progress.unknown == 1 and len(batch.provider.posts) == 5
    assert batch(LINES, retry_unknown=True).is_complete and len(batch.provider.posts) == 6


def test_a_list_that_cannot_be_read_is_no_proof(batch: Batches) -> None:
    """retry_unknown sends nothing then: the job may be there."""
    batch.provider.intercept = lambda request, number: StubResponse(reset=True) if request.method == "POST" else None
    batch.provider.is_list_broken = True
    batch(LINES[:1])
    batch.provider.intercept = lambda request, number: None
    assert batch(LINES[:1], retry_unknown=True).progress.unknown == 1 and len(batch.provider.posts) == 1


def test_the_rate_holds_over_runs(batch: Batches, clock: VirtualClock) -> None:
    """At most two paid requests leave in any minute, repetitions and earlier runs included."""
    sent_at: list[float] = []

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if request.method != "POST":
            return None
        sent_at.append(clock.elapsed)
        return StubResponse.json({"error": {"message": "slow down"}}, 429) if number == 2 else None

    batch.provider.intercept = intercept
    batch.settings = {"rate": "2/min"}
    batch(LINES, max_jobs=1, concurrency=1)  # one at a time: threads that wait at once advance virtual time more
    assert batch(LINES, concurrency=1).is_complete and len(sent_at) == 6
    assert all(later - earlier > 59.9 for earlier, later in zip(sent_at, sent_at[2:], strict=False)), sent_at


def test_a_batch_belongs_to_one_address(batch: Batches) -> None:
    """Its jobs are there."""
    batch(LINES, max_jobs=1)
    batch.settings = {"base_url": "http://127.0.0.1:9"}
    with pytest.raises(InvalidRequest, match="was started with base_url"):
        batch(LINES)


def test_a_server_that_cannot_be_reached_stops_the_batch(batch: Batches, clock: VirtualClock) -> None:
    """After some tries; the next run goes on, with what may have been sent found in no list."""
    batch.settings = {"base_url": "http://127.0.0.1:9"}
    result = batch(LINES, concurrency=1)
    if batch.kind == "sync":  # anyio does not prove that nothing was sent
        assert isinstance(result.stopped_by, TransportError) and result.paid == 0 and clock.elapsed > 5
    assert result.progress.done == 0 and batch.provider.posts == []


def test_nothing_is_overwritten_and_a_missing_file_is_fetched_again(batch: Batches) -> None:
    """A file that is in the way is an error before anything is sent; a clip that was moved is not paid for again."""
    batch.folder.mkdir()
    (batch.folder / "00003.mp4").write_bytes(b"mine")
    with pytest.raises(InvalidBatch, match=r"line 3: .*00003\.mp4 exists; nothing is overwritten"):
        batch(LINES)
    assert batch.provider.posts == [] and not (batch.folder / "manifest.jsonl").exists()
    (batch.folder / "00003.mp4").unlink()
    assert batch(LINES).is_complete
    (batch.folder / "00003.mp4").unlink()
    (batch.folder / "00004.mp4").write_bytes(b"changed")
    result = batch(LINES)
    assert (result.progress.done, len(result.errors), len(batch.provider.posts)) == (4, 1, 5)
    assert "no longer the clip" in str(result.errors[0])
    batch(LINES, retry_failed=True)
    assert len(batch.provider.posts) == 5, "a job that is paid for is not given up"
    assert batch.clips()["00004.mp4"] == b"changed"
    assert {row["line"]: row["file"] for row in batch.manifest()}[4] is None


def test_one_program_at_a_time(batch: Batches) -> None:
    """A second one is refused, with the reason."""
    batch(LINES[:1])
    store = Store(
        SqliteDatabase(batch.folder / "batch.sqlite"), ClipFolder(batch.folder), "compatible", batch.server.url
    )
    try:
        with pytest.raises(ConfigurationError, match="another program is at work on this batch"):
            batch(LINES)
    finally:
        store.close()


def test_a_record_of_another_version_is_left_alone(batch: Batches) -> None:
    """The error says what to do; nothing is written to the file."""
    batch(LINES[:1])
    path = batch.folder / "batch.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE batch SET value = '1' WHERE name = 'version'")
    connection.commit()
    connection.close()
    content = path.read_bytes()
    with pytest.raises(ConfigurationError, match=r"of another version of videojobs .* finish it with that version, or"):
        batch(LINES)
    assert path.read_bytes() == content and len(batch.provider.posts) == 1


def test_progress(batch: Batches) -> None:
    """Each line is reported once when it ends; the numbers add up."""
    seen: list[BatchProgress] = []
    batch(LINES, on_progress=seen.append, concurrency=2)
    assert sorted(progress.line.number for progress in seen if progress.line) == [1, 2, 3, 4, 5]
    assert all(progress.running <= 2 and progress.pending >= 0 and progress.total == 5 for progress in seen)
    assert seen[-1].done == 5 and all(progress.seconds_left is not None for progress in seen if progress.done)


def test_settings_are_checked(batch: Batches, tmp_path: Path) -> None:
    """Before anything is sent, or written."""
    for options in ({"concurrency": 0}, {"max_jobs": 0.5}, {"timeout": -1}, {"poll_interval": 0}):
        with pytest.raises(ConfigurationError):
            batch(LINES, **options)
        assert not batch.folder.exists()
    batch.folder = tmp_path / "no" / "folder"
    with pytest.raises(ConfigurationError, match="cannot be created"):
        batch(LINES)


def test_the_folder_may_be_a_link(batch: Batches, tmp_path: Path) -> None:
    """Its clips are the same files by both names."""
    batch.folder.mkdir()
    (tmp_path / "link").symlink_to(batch.folder)
    target, batch.folder = batch.folder, tmp_path / "link"
    assert batch(LINES[:2]).is_complete
    batch.folder = target
    assert batch(LINES[:2]).is_complete and len(batch.provider.posts) == 2


def test_the_file_may_move_with_its_images(batch: Batches, tmp_path: Path) -> None:
    """An image counts by its content, wherever it is; another content is another clip."""
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    (before / "start.png").write_bytes(PNG)
    (before / "prompts.jsonl").write_text('{"prompt": "a"}\n{"prompt": "b", "input_reference": "start.png"}\n')
    batch(before / "prompts.jsonl", max_jobs=1, concurrency=1)
    before.rename(after)
    assert batch(after / "prompts.jsonl").is_complete and len(batch.provider.posts) == 2
    (after / "start.png").write_bytes(PNG + b"another")
    with pytest.raises(InvalidBatch, match="line 2: it was changed since the batch was started"):
        batch(after / "prompts.jsonl")
    (after / "start.png").unlink()
    assert batch(after / "prompts.jsonl").is_complete, "its clip is done"


def test_a_full_disk_under_the_database(batch: Batches, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent; the same call goes on when there is room."""
    open_file = SqliteDatabase._open

    def open_small(self: SqliteDatabase) -> None:
        open_file(self)
        self._connection.execute("PRAGMA max_page_count = 12")

    with monkeypatch.context() as context:
        context.setattr(SqliteDatabase, "_open", open_small)
        with pytest.raises(DatabaseUnavailable, match=r"batch\.sqlite: database or disk is full; make room"):
            batch([Prompt(prompt=f"{line.prompt} {'long ' * 3000}") for line in LINES])
    assert batch.server.requests == []
    assert batch(LINES).is_complete


@pytest.mark.parametrize("is_short", [True, False])
def test_an_outcome_that_cannot_be_recorded_is_kept(
    batch: Batches, monkeypatch: pytest.MonkeyPatch, is_short: bool
) -> None:
    """A disk is full, or a database away, when the response arrives: the job is recorded as soon as that is possible."""
    original, calls = Store.end, count()

    def fail(self: Store, *arguments: str, **keywords: bool) -> None:
        if is_short and next(calls):
            return original(self, *arguments, **keywords)
        raise ConfigurationError("the disk is full")

    monkeypatch.setattr(Store, "end", fail)
    batch.provider.is_list_broken = True
    assert batch(LINES[:1]).is_complete
    assert is_short == (not list(batch.folder.glob("batch.unrecorded*")))
    monkeypatch.setattr(Store, "end", original)
    assert batch(LINES[:1]).is_complete and len(batch.provider.posts) == 1
    assert batch.manifest()[0]["id"] == "video_0" and not list(batch.folder.glob("batch.unrecorded*"))
