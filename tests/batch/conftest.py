"""Fixtures: a server that lists and serves the jobs of a batch, and batches with any client."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

import anyio
import pytest
from attrs import define, field

from tests.batch.postgres import Postgres, programs, running
from tests.jobs.conftest import KINDS
from tests.jobs.stub_server import KEY, ReceivedRequest, StubResponse, StubServer, serving
from tests.ledger.provider import Provider, clip_of, prompt_of
from videojobs import AsyncVideoClient, VideoClient
from videojobs.batch import BatchResult, arun_batch, run_batch
from videojobs.testing import VirtualClock, virtual_time


@define
class BatchProvider(Provider):
    """A provider that many threads ask at once.

    Attributes:
        intercept: Returns another response than usual, or None, by the request and its number of its method.
        posts: The prompts that arrived, in order, refused ones included.
    """

    intercept: Callable[[ReceivedRequest, int], StubResponse | None] = lambda request, number: None
    posts: list[str] = field(factory=list)
    counts: dict[str, int] = field(factory=dict)
    lock: Any = field(factory=Lock)

    def respond(self, request: ReceivedRequest) -> StubResponse:
        """Serve one request at a time: ids are counted."""
        with self.lock:
            number = self.counts[request.method] = self.counts.get(request.method, 0) + 1
            if request.method == "POST":
                self.posts.append(prompt_of(request))
            response = self.intercept(request, number)
            return super().respond(request) if response is None else response


@define
class Batches:
    """Runs a batch in ``folder`` with a client of one kind."""

    kind: str
    server: StubServer
    provider: BatchProvider
    folder: Path
    settings: dict[str, Any] = field(factory=dict)

    def __call__(self, lines: Any, **options: Any) -> BatchResult:
        """Run the batch with a new client."""
        settings = {"api_key": KEY, "base_url": self.server.url, "timeout": 5.0, **self.settings}
        if self.kind == "sync":
            with VideoClient("compatible", **settings) as client:
                return run_batch(client, lines, self.folder, **options)

        async def main() -> BatchResult:
            async with AsyncVideoClient("compatible", **settings) as client:
                return await arun_batch(client, lines, self.folder, **options)

        return anyio.run(main, backend=self.kind)

    def manifest(self) -> list[dict[str, Any]]:
        """Return the lines of the manifest."""
        return [json.loads(line) for line in (self.folder / "manifest.jsonl").read_text().splitlines()]

    def clips(self) -> dict[str, bytes]:
        """Return the clips by their names."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.mp4"))}


def check_clips(provider: BatchProvider, folder: Path, lines: int) -> None:
    """Check that each line, ``clip 0`` and so on, has one job and one file, and that the manifest matches the disk."""
    jobs = [fields for fields in provider.jobs.values() if fields["prompt"].startswith("clip")]
    assert Counter(fields["prompt"] for fields in jobs) == Counter(f"clip {number}" for number in range(lines))
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    assert [(row["line"], row["status"]) for row in rows] == [(number, "done") for number in range(1, lines + 1)]
    assert {row["file"] for row in rows} == {path.name for path in folder.glob("*.mp4")}
    for row in rows:
        clip = (folder / row["file"]).read_bytes()
        assert clip == clip_of(row["id"]) and provider.jobs[row["id"]]["prompt"] == row["prompt"]
        assert row["sha256"] == hashlib.sha256(clip).hexdigest()


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """Virtual time."""
    with virtual_time() as clock:
        yield clock


@pytest.fixture
def server() -> Iterator[StubServer]:
    """A server on a real socket."""
    with serving() as server:
        yield server


@pytest.fixture(params=KINDS)
def batch(request: pytest.FixtureRequest, server: StubServer, tmp_path: Path, clock: VirtualClock) -> Batches:
    """A batch with a client of each kind."""
    provider = BatchProvider(accepts_jobs=True)
    server.respond_with(provider.respond)
    return Batches(request.param, server, provider, tmp_path / "clips")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, where its programs are installed."""
    home = programs()
    if home is None:
        pytest.skip("there is no PostgreSQL server here; `make test-postgres` installs it")
    with running(home) as server:
        yield server
