"""Images of a batch that a machine lacks: no prompt is sent without its image, and none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.conftest import Batches
from tests.batch.test_shared import SharedBatch, shared
from tests.jobs.stub_server import ReceivedRequest, StubResponse
from videojobs import JobFailed
from videojobs.batch import BatchProgress, Prompt
from videojobs.errors import ConfigurationError, InvalidRequest

__all__ = ["shared"]  # a fixture
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An image."""
    path = tmp_path / "start.png"
    path.write_bytes(PNG)
    return path


def _lines(image: Path, number: int = 2) -> list[Prompt]:
    """Return lines of which the first has no image."""
    first, *others = (f"clip {position}" for position in range(number))
    return [Prompt(prompt=first), *(Prompt(prompt=prompt, input_reference=str(image)) for prompt in others)]


@pytest.mark.parametrize("content", [None, PNG + b"another"])
def test_a_worker_that_lacks_an_image_leaves_its_line_to_others(
    shared: SharedBatch, image: Path, content: bytes | None
) -> None:
    """At once, and not only when it ends; it says what it lacks. A stale copy is another image."""
    shared.enqueue(_lines(image))
    image.unlink()
    if content is not None:
        image.write_bytes(content)
    free: list[bool] = []

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        free.append(shared.rows("SELECT worker, status FROM lines WHERE number = 2") == [(None, "pending")])
        return None

    shared.provider.intercept = intercept
    result = shared.work("w1", concurrency=2)
    assert shared.provider.posts == ["clip 0"] and free[-1]
    assert (result.progress.done, result.progress.failed, result.progress.pending) == (1, 0, 1)
    [error] = result.errors
    assert type(error).__module__ == "videojobs.batch.prompts" and isinstance(error, InvalidRequest)
    assert str(image) in error.message and "nothing was sent" in error.message
    image.write_bytes(PNG)
    assert shared.work("w2").is_complete
    shared.check(2)


def test_an_image_that_another_worker_has(shared: SharedBatch, image: Path) -> None:
    """What another one did meanwhile is no error of this one."""
    shared.enqueue(_lines(image, 3)[::-1])
    image.unlink()

    def on_progress(progress: BatchProgress) -> None:
        if progress.line is not None and not image.exists():
            image.write_bytes(PNG)
            shared.work("w2")

    result = shared.work("w1", concurrency=1, on_progress=on_progress)
    assert result.is_complete and result.errors == ()
    assert [row["worker"] for row in shared.manifest()] == ["w2", "w2", "w1"]
    shared.check(3)


def test_a_machine_without_the_images_stops(batch: Batches, image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not go through all lines of the others; the same call goes on when the folder is back."""
    monkeypatch.setattr("videojobs.batch.line_run._MAX_MISSING_IMAGES", 2)
    lines = _lines(image, 6)
    batch(lines, max_jobs=1, concurrency=1)
    image.unlink()
    result = batch(lines, concurrency=1)
    assert isinstance(result.stopped_by, ConfigurationError) and str(image) in result.stopped_by.message
    assert result.progress.pending == 5 and len(batch.provider.posts) == 1
    image.write_bytes(PNG)
    assert batch(lines).is_complete and len(batch.provider.posts) == 6


def test_a_job_that_is_paid_for_needs_its_image_no_more(batch: Batches, image: Path) -> None:
    """A worker without it waits for the job, and saves its clip."""
    batch.provider.intercept = lambda request, number: (
        StubResponse.json({"error": {"message": "no"}}, 503) if request.method == "GET" else None
    )
    lines = _lines(image, 3)
    first = batch(lines, timeout=30.0)
    assert first.progress.pending == 3 and len(batch.provider.posts) > 0
    image.unlink()
    batch.provider.intercept = lambda request, number: None
    second = batch(lines)
    assert second.progress.done == len(batch.provider.posts)
    image.write_bytes(PNG)
    assert batch(lines).is_complete and len(batch.provider.posts) == 3


def test_a_job_that_failed_is_a_line_that_failed(batch: Batches, image: Path) -> None:
    """Also where its image is gone; nothing is paid for again by itself."""
    batch.provider.intercept = lambda request, number: (
        StubResponse.json({"error": {"message": "no"}}, 503) if request.method == "GET" else None
    )
    lines = _lines(image)[1:]
    assert batch(lines, timeout=30.0).progress.pending == 1
    image.unlink()
    batch.provider.intercept = lambda request, number: None
    batch.provider.jobs["video_0"]["status"] = "failed"
    result = batch(lines)
    assert result.progress.failed == 1 and len(batch.provider.posts) == 1
    assert batch.manifest()[0]["error"]["type"] == JobFailed.__name__
