"""A batch in PostgreSQL: several workers, one line at a time each, and no line paid for twice."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import psycopg
import pytest

from tests.batch.conftest import BatchProvider, check_clips
from tests.batch.postgres import PASSWORD, Postgres
from tests.jobs.stub_server import KEY, ReceivedRequest, StubResponse, StubServer
from videojobs import AsyncVideoClient, ConfigurationError, VideoClient
from videojobs.batch import BatchResult, Prompt, adopt_worker, arun_worker, enqueue_batch, run_batch, run_worker
from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.paid_requests import Limits
from videojobs.batch.postgres import PostgresDatabase
from videojobs.batch.store import Store
from videojobs.errors import DatabaseUnavailable, InvalidRequest
from videojobs.jobs.limiter import Rate
from videojobs.ledger import fields_digest, new_entry_id, prompt_digest
from videojobs.testing import VirtualClock

LINES = [Prompt(prompt=f"clip {number}") for number in range(6)]


class SharedBatch:
    """A batch in PostgreSQL, and a provider."""

    def __init__(self, postgres: Postgres, server: StubServer, folder: Path) -> None:
        self.postgres, self.server, self.folder = postgres, server, folder
        self.provider = BatchProvider(accepts_jobs=True)
        server.respond_with(self.provider.respond)
        self.place: dict[str, Any] = {"database": postgres.url, "batch": postgres.batch()}

    def client(self, **settings: Any) -> VideoClient:
        """Return a client of the provider."""
        return VideoClient("compatible", **{"api_key": KEY, "base_url": self.server.url, "timeout": 5.0, **settings})

    def run(self, lines: Any = LINES, name: str = "w1", **options: Any) -> BatchResult:
        """Add the lines and work on them."""
        with self.client() as client:
            return run_batch(client, lines, self.folder, name=name, **self.place, **options)

    def enqueue(self, lines: Any = LINES, **options: Any) -> int:
        """Add the lines."""
        with self.client() as client:
            return enqueue_batch(client, lines, **self.place, **options)

    def work(self, name: str, **options: Any) -> BatchResult:
        """Work on the lines as another worker."""
        with self.client() as client:
            return run_worker(client, self.folder, name=name, **self.place, **options)

    def store(self, name: str | None) -> Store:
        """Connect as a worker does."""
        database = PostgresDatabase(self.place["database"], self.place["batch"], name)
        return Store(database, ClipFolder(self.folder), "compatible", self.server.url)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return rows of its tables."""
        return self.postgres.query(query, f"videojobs_{self.place['batch']}")

    def manifest(self) -> list[dict[str, Any]]:
        """Return the lines of the manifest."""
        return [json.loads(line) for line in (self.folder / "manifest.jsonl").read_text().splitlines()]

    def check(self, lines: int = len(LINES)) -> None:
        """Check that each line has one job and one file, and that the manifest matches the disk."""
        check_clips(self.provider, self.folder, lines)


@pytest.fixture
def shared(postgres: Postgres, server: StubServer, tmp_path: Path, clock: VirtualClock) -> SharedBatch:
    """A batch in PostgreSQL that has no lines yet."""
    return SharedBatch(postgres, server, tmp_path / "clips")


def test_lines_that_are_added_are_worked_on_by_others(shared: SharedBatch) -> None:
    """Each worker records its name; nothing is paid for again, whoever runs again."""
    assert shared.enqueue(LINES[:2]) == 2 and shared.provider.posts == []
    assert shared.work("w1").is_complete
    assert shared.enqueue() == 4
    assert shared.work("w2", concurrency=2).is_complete
    shared.check()
    assert [row["worker"] for row in shared.manifest()] == ["w1"] * 2 + ["w2"] * 4
    assert shared.run().is_complete and len(shared.provider.posts) == 6


def test_workers_at_once(shared: SharedBatch) -> None:
    """The concurrency holds for all together; each line is sent by one of them."""
    lines = [Prompt(prompt=f"clip {number}") for number in range(30)]
    shared.enqueue(lines, concurrency=3)
    threads = [Thread(target=shared.work, args=(f"w{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    highest = 0
    while any(thread.is_alive() for thread in threads):
        rows = shared.rows("SELECT COUNT(*) FROM lines WHERE status = 'pending' AND worker IS NOT NULL")
        highest = max(highest, rows[0][0])
        threads[0].join(0.02)
    assert 1 <= highest <= 3
    shared.check(30)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_program_is_a_worker(shared: SharedBatch, backend: str) -> None:
    """Without blocking its event loop; the connection breaks meanwhile."""

    async def main() -> BatchResult:
        async with AsyncVideoClient("compatible", api_key=KEY, base_url=shared.server.url) as client:
            return await arun_worker(client, shared.folder, name="w1", **shared.place)

    shared.enqueue()
    shared.provider.intercept = lambda request, number: shared.postgres.cut() if number == 5 else None
    assert anyio.run(main, backend=backend).is_complete
    shared.check()


def test_a_worker_that_stays_waits_for_lines(shared: SharedBatch) -> None:
    """And takes them when they are added; it ends when its client is closed."""
    shared.enqueue(LINES[:1])
    client, errors = shared.client(), []

    def work() -> None:
        with pytest.raises(ConfigurationError, match="closed") as caught:
            run_worker(client, shared.folder, name="w1", stay=True, **shared.place)
        errors.append(caught.value)

    thread = Thread(target=work)
    thread.start()
    for lines in (LINES[:1], LINES):
        shared.enqueue(lines)
        while len(shared.rows("SELECT 1 FROM lines WHERE status = 'done'")) < len(lines):
            assert thread.is_alive()
            thread.join(0.02)
    client.close()
    thread.join()
    assert len(errors) == 1
    assert shared.work("w2").is_complete
    shared.check()


def test_one_worker_of_each_name(shared: SharedBatch) -> None:
    """A second one is refused, with the reason; when the first has ended, however it did, the name is free."""
    store = shared.store("w1")
    with pytest.raises(ConfigurationError, match=r"a worker with the name w1 is at work already; .*--name"):
        shared.run()
    store.database.close()
    assert shared.run().is_complete


def test_a_dead_worker_is_adopted(shared: SharedBatch) -> None:
    """One request of its was answered, one was received, one was not sent: each is paid for once."""
    shared.enqueue(LINES, concurrency=2)
    dead = shared.store("w1")
    dead.show_sign_of_life()
    entries = {}
    for outcome in ("received", "lost"):
        claimed = dead.claim()
        assert claimed is not None
        entries[outcome] = _send(dead, *claimed[:2])
    shared.provider.add("video_of_w1", prompt="clip 0")
    with pytest.raises(ConfigurationError, match="w1 is at work, its last sign of life was at 20"):
        adopt_worker(name="w1", **shared.place)
    with pytest.raises(ConfigurationError, match="no worker w9 has worked on this batch; there were: w1"):
        adopt_worker(name="w9", **shared.place)
    dead.database.close()
    adopted = adopt_worker(name="w1", **shared.place)
    assert (adopted.free, adopted.unknown) == (0, 2)
    result = shared.work("w2")
    assert (result.progress.done, result.progress.unknown) == (5, 1)
    assert sorted(shared.provider.posts) == [f"clip {number}" for number in range(2, 6)]
    assert shared.run(retry_unknown=True).is_complete
    shared.check()


def _send(store: Store, number: int, prompt: Prompt) -> str:
    """Record a paid request that is about to be sent."""
    entry = new_entry_id()
    sha256, fields = prompt_digest(entry, prompt.prompt), fields_digest(entry, {"prompt": prompt.prompt})
    store.begin(number, {"entry": entry, "prompt": {"sha256": sha256}, "fields": fields})
    return entry


def test_a_worker_that_is_adopted_while_it_is_cut_off_sends_nothing(shared: SharedBatch) -> None:
    """Its line is another's now; the job of a response that came late is never forgotten."""
    shared.enqueue(LINES[:2])
    cut_off = shared.store("w1")
    cut_off.show_sign_of_life()
    first, second = cut_off.claim(), cut_off.claim()
    assert first is not None and second is not None
    entry = _send(cut_off, *first[:2])
    cut_off.database.close()
    assert adopt_worker(name="w1", **shared.place).unknown == 1
    late = shared.store("w1")
    with pytest.raises(InvalidRequest):
        _send(late, *second[:2])
    late.end(entry, "created", "video_late")
    assert late.finish(first[0], "done") is False
    shared.provider.add("video_late", prompt="clip 0")
    late.database.close()
    assert shared.work("w2").is_complete
    shared.check(2)


def test_a_job_that_another_worker_just_started_is_not_taken_for_a_lost_one(
    shared: SharedBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines with one prompt: while the list is read for the one, the other is sent."""
    monkeypatch.setattr("videojobs.batch.batch_run._GRACE", -1.0)
    monkeypatch.setattr(PostgresDatabase, "live_workers", lambda self: set())  # or w3 would wait for w2
    shared.enqueue([LINES[0]] * 2, allow_duplicates=True, concurrency=2)
    dead, live = shared.store("w1"), shared.store("w2")
    dead.show_sign_of_life()
    first, second = dead.claim(), live.claim()
    assert first is not None and second is not None
    _send(dead, *first[:2])
    dead.database.close()
    adopt_worker(name="w1", **shared.place)
    entries: list[str] = []

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if not entries:
            entries.append(_send(live, *second[:2]))
            shared.provider.add("video_of_w2", prompt="clip 0")
        return None

    shared.provider.intercept = intercept
    first_look = shared.work("w3")
    assert first_look.progress.unknown == 1
    live.end(entries[0], "created", "video_of_w2")
    live.close()
    result = shared.work("w3")
    assert (result.progress.done, result.progress.unknown) == (1, 1)


def test_a_connection_that_breaks_loses_nothing(shared: SharedBatch) -> None:
    """Before a request, between request and response, and while a clip is downloaded."""
    calls = iter(range(1000))

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        if next(calls) % 5 == 0:
            shared.postgres.cut()
        return None

    shared.provider.intercept = intercept
    result = shared.run(concurrency=2)
    assert result.is_complete, result
    shared.check()


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_database_that_is_away_for_good(shared: SharedBatch, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """The run ends with a clear error; the next one has what was paid for, without a list of the provider."""
    shared.provider.is_list_broken = True
    connect, calls = psycopg.connect, []

    def refuse(*arguments: Any, **keywords: Any) -> Any:
        raise psycopg.OperationalError("connection refused")

    def intercept(request: ReceivedRequest, number: int) -> StubResponse | None:
        calls.append(request)
        if len(calls) == call:
            monkeypatch.setattr(psycopg, "connect", refuse)
            with connect(shared.postgres.url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'videojobs'"
                )
        return None

    shared.provider.intercept = intercept
    with pytest.raises(DatabaseUnavailable, match="cannot be used: connection refused"):
        shared.run(LINES[:2], concurrency=1)
    monkeypatch.setattr(psycopg, "connect", connect)
    assert shared.run(LINES[:2]).is_complete
    assert len(shared.provider.posts) == 2
    shared.check(2)
    assert not list(shared.folder.glob("batch.unrecorded*"))


def test_the_rate_holds_over_all_workers(shared: SharedBatch) -> None:
    """By the clock of the database, which this test sets; the clocks of the workers do not matter."""
    shared.enqueue(LINES)
    stores = [shared.store(f"w{number}") for number in range(3)]
    stores[0].set_limits(Limits(rate=Rate(4, 60.0)))
    sent: list[float] = []
    for now in range(0, 200, 5):
        shared.rows(
            "CREATE OR REPLACE FUNCTION epoch_now() RETURNS double precision LANGUAGE sql VOLATILE AS "
            f"'SELECT {now}::double precision'"
        )
        for store in stores:
            delay = store.take_turn()
            assert 0.0 <= delay <= 61.0
            if delay == 0.0:
                sent.append(now)
    for store in stores:
        store.database.close()
    assert sent == [0, 0, 0, 5, 65, 65, 65, 70, 130, 130, 130, 135, 195, 195, 195]


def test_limits_hold_over_all_workers(shared: SharedBatch) -> None:
    """The cap on jobs; and a refused key or missing money ends the other workers, too."""
    shared.enqueue(max_jobs=2)
    assert (shared.work("w1").paid, shared.work("w2").is_capped, len(shared.provider.posts)) == (2, True, 2)
    shared.enqueue(max_jobs=None)
    other = shared.store("w2")
    shared.provider.intercept = lambda request, number: (
        StubResponse.json({"error": {"message": "no", "code": "insufficient_quota"}}, 429)
        if request.method == "POST"
        else None
    )
    assert shared.work("w1", concurrency=1).stopped_by is not None and len(shared.provider.posts) == 3
    assert other.claim() is None and "no" in str(other.stopped_because)
    other.database.close()
    shared.provider.intercept = lambda request, number: None
    assert shared.work("w1").is_complete


def test_lines_of_a_dead_worker_are_reported(shared: SharedBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it for ever; its restart takes them over by itself."""
    monkeypatch.setattr("videojobs.batch.batch_run._GRACE", 0.0)
    shared.enqueue(LINES, concurrency=3)
    dead = shared.store("w1")
    dead.show_sign_of_life()
    assert dead.claim() and dead.claim()
    dead.database.close()
    result = shared.work("w2")
    assert (result.progress.done, result.disconnected) == (4, {"w1": 2})
    assert shared.work("w1").is_complete
    shared.check()


def test_a_worker_that_hangs_is_reported(shared: SharedBatch) -> None:
    """It is connected, but has shown no sign of life for minutes; nobody waits for it for ever."""
    shared.enqueue(LINES, concurrency=3)
    hanging = shared.store("w1")
    hanging.show_sign_of_life()
    assert hanging.claim()
    shared.rows("UPDATE workers SET seen_at = '2020-01-01T00:00:00.000+00:00'")
    result = shared.work("w2")
    assert (result.progress.done, result.disconnected) == (5, {"w1": 1})
    hanging.close()
    assert shared.work("w2").is_complete


@pytest.mark.parametrize(
    ("url", "message", "kind"),
    [
        ("postgresql://u:{secret}@127.0.0.1:9/none", "it cannot be used: connection ", DatabaseUnavailable),
        ("postgresql://u:{secret}%zz@/none", "special characters of a password percent-encoded", ConfigurationError),
        ("{locked}", "password authentication failed", ConfigurationError),
        ("{no_password}", "no password supplied", ConfigurationError),
        ("mysql://u:{secret}@/none", "must be a URL such as postgresql://user@host/name", ConfigurationError),
        ("postgresql://u:{secret}@h/n?nonsense=1", "cannot be read", ConfigurationError),
    ],
)
def test_a_url_that_is_wrong(shared: SharedBatch, url: str, message: str, kind: type[ConfigurationError]) -> None:
    """The error says what is wrong, and whether it may be right later; it never shows the password."""
    shared.place["database"] = url.format(
        secret=PASSWORD,
        locked=shared.postgres.locked_url.replace(PASSWORD, f"{PASSWORD}x"),
        no_password=shared.postgres.locked_url.replace(f":{PASSWORD}", ""),
    )
    with pytest.raises(ConfigurationError) as caught:
        shared.run()
    assert message in str(caught.value) and caught.value.__context__ is None
    assert type(caught.value) is kind
    assert PASSWORD not in str(caught.value) and "secret" not in repr(caught.value)


@pytest.mark.parametrize("keywords", [{"concurency": 2}, {"retry_failed": True}, {"at_once": 2}])
def test_a_misspelled_argument_is_refused(shared: SharedBatch, keywords: dict[str, Any]) -> None:
    """As that of any function: it would be ignored, and what it should bound would be paid for."""
    name = next(iter(keywords))
    shared.enqueue(LINES[:1])
    with pytest.raises(TypeError, match=f"run_worker.* unexpected keyword argument '{name}'"):
        shared.work("w1", **keywords)
    if name != "retry_failed":
        with pytest.raises(TypeError, match=f"run_batch.* unexpected keyword argument '{name}'"):
            shared.run(**keywords)
    assert shared.provider.posts == []


def test_what_is_refused(shared: SharedBatch) -> None:
    """No batch, another provider's address, tables of another version, names that cannot be used."""
    with pytest.raises(ConfigurationError, match="there is no batch in postgresql://"):
        shared.work("w1")
    with pytest.raises(ConfigurationError, match="there is no batch in postgresql://"):
        adopt_worker(name="w1", **shared.place)
    shared.enqueue(LINES[:1])
    with shared.client(base_url="http://127.0.0.1:9") as client, pytest.raises(InvalidRequest, match="with base_url"):
        run_worker(client, shared.folder, **shared.place)
    shared.rows("UPDATE batch SET value = '1' WHERE name = 'version'")
    with pytest.raises(ConfigurationError, match=r"is of another version of videojobs .* pass another name as --batch"):
        shared.work("w1")
    with pytest.raises(ConfigurationError, match="the worker's name is 'w 1'; it must have"):
        shared.run(name="w 1")
    shared.place["batch"] = "A-B"
    with pytest.raises(ConfigurationError, match="the batch's name is 'A-B'; it must have"):
        shared.run()
    with pytest.raises(ConfigurationError, match="pass database"):
        run_batch(shared.client(), LINES, shared.folder, name="w1")
    assert shared.provider.posts == []


def test_the_key_and_the_password_are_not_stored(shared: SharedBatch) -> None:
    """Not in any table, also after an error that quotes the key."""
    shared.place["database"] = shared.postgres.locked_url
    shared.provider.intercept = lambda request, number: (
        StubResponse.json({"error": {"message": f"no such key: {KEY}", "code": "x"}}, 400) if number == 1 else None
    )
    assert shared.run().progress.failed == 1
    tables = ("batch", "lines", "requests", "sends", "workers")
    text = "".join(str(shared.rows(f"SELECT * FROM {table}")) for table in tables)
    assert "clip 0" in text and KEY not in text and PASSWORD not in text
