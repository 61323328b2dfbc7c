"""Load: the work of a request, and what is forgotten so that memory stays bounded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from attrs import evolve

from tests.effort import calls_of
from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import Emulator, Plan, bounded, create_app, serve

HEADER = "authorization: Bearer emulator-key"
KEY = {"authorization": "Bearer emulator-key"}
SECONDS = {"slow": 1000, "fast": 10}
WITH_KEYS = evolve(DIALECT, create=evolve(DIALECT.create, idempotency_header="idempotency-key"))


async def get(app: Any, path: str) -> int:
    """Return the status of a GET, through ASGI without an HTTP library."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"host", b"a.test"), *((name.encode(), value.encode()) for name, value in KEY.items())]
    scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("a.test", 80), "root_path": ""}
    await app(
        {**scope, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}, receive, send
    )
    return statuses[0]


def test_a_poll_reads_no_schema_again():
    """Where each value is in a response is looked up once per schema; to look it up each time took 1,800 calls."""
    app = create_app(dialect=DIALECT, document=DOCUMENT, render_seconds=1000)
    path = f"/v1/videos/{app.add_job('a boat').id}"

    async def polls() -> None:
        assert {await get(app, path) for _ in range(50)} == {200}

    asyncio.run(polls())
    assert calls_of(lambda: asyncio.run(polls())) / 50 < 800


def test_a_clip_is_looked_up_without_walking_the_jobs():
    """The work of a request for the clip of an unfinished job is the same among 10 and among 1,000 jobs."""
    calls = []
    for jobs in (10, 1_000):
        app = create_app(dialect=DIALECT, document=DOCUMENT, render_seconds=1000)
        for _ in range(jobs):
            job = app.add_job("a boat")
        path = f"/media/{job.token}/{job.id}.mp4"
        asyncio.run(get(app, path))
        calls.append(calls_of(lambda app=app, path=path: asyncio.run(get(app, path))))
    assert calls[1] < calls[0] + 50


def test_the_oldest_finished_job_is_forgotten_first(monkeypatch, clock):
    """Above the greatest number of jobs; a job that renders is forgotten only among jobs that all render."""
    monkeypatch.setattr(bounded, "MAX_ENTRIES", 3)
    app = create_app(
        dialect=DIALECT, document=DOCUMENT, clock=clock, plan=lambda body: Plan(render_seconds=SECONDS[body["prompt"]])
    )
    app.add_job("slow", id="slow")
    for id_ in ("a", "b"):
        app.add_job("fast", id=id_)
    clock.tick(20)
    app.add_job("slow", id="c")
    assert [job.id for job in app.jobs] == ["slow", "b", "c"]
    app.add_job("slow", id="d")
    assert [job.id for job in app.jobs] == ["slow", "c", "d"]
    app.add_job("slow", id="e")
    assert [job.id for job in app.jobs] == ["c", "d", "e"]


def test_the_prompts_of_all_jobs_are_bounded(monkeypatch):
    """Jobs with long prompts are forgotten before there are too many jobs; the newest one never is."""
    monkeypatch.setattr(bounded, "MAX_BYTES", 100_000)
    app = create_app(dialect=DIALECT, document=DOCUMENT, render_seconds=0)
    for length in (30_000, 30_000, 30_000, 30_000):
        app.add_job("x" * length)
    assert len(app.jobs) == 3
    assert app.add_job("x" * 300_000) in app.jobs
    assert len(app.jobs) == 1
    app.add_job("short")
    assert [job.prompt for job in app.jobs] == ["short"]


def test_a_forgotten_job_is_gone_with_its_faults_and_its_clip(monkeypatch, clock):
    """It is as unknown as a deleted one."""
    monkeypatch.setattr(bounded, "MAX_ENTRIES", 1)
    app = create_app(dialect=DIALECT, document=DOCUMENT, render_seconds=0, clock=clock)
    job = app.add_job("[[503]]")
    assert len(list(app.faults)) == 1
    app.add_job("another")
    assert not list(app.faults)
    for path in (f"/v1/videos/{job.id}", f"/media/{job.token}/{job.id}.mp4"):
        assert asyncio.run(get(app, path)) == 404


def test_hundreds_of_clients_poll_at_once(with_keys):
    """Each on a connection of its own, all open at the same time, and each response is whole."""
    app, http = with_keys
    url = httpx.URL(str(http.base_url))
    paths = [f"{url.path}videos/{app.add_job('a boat').id}" for _ in range(300)]
    all_connected = asyncio.Event()
    connected: list[str] = []

    async def poll(path: str) -> str:
        reader, writer = await asyncio.open_connection(url.host, url.port)
        connected.append(path)
        if len(connected) == len(paths):
            all_connected.set()
        await all_connected.wait()
        writer.write(f"GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{HEADER}\r\n\r\n".encode())
        response = await reader.read()
        writer.close()
        return json.loads(response.partition(b"\r\n\r\n")[2])["id"]

    async def polls() -> list[str]:
        return await asyncio.gather(*map(poll, paths))

    assert asyncio.run(polls()) == [path.rpartition("/")[2] for path in paths]


def test_a_connection_outlives_the_interval_between_polls(monkeypatch):
    """With the default of 5 s, a client that polls each 5 s would now and then meet a connection that is being closed."""
    configs = []
    initialise = uvicorn.Server.__init__

    def recording(server, config):
        configs.append(config)
        initialise(server, config)

    monkeypatch.setattr(uvicorn.Server, "__init__", recording)
    with serve(dialect=DIALECT, document=DOCUMENT):
        assert configs[0].timeout_keep_alive > 60


@pytest.fixture
def with_keys() -> Iterator[tuple[Emulator, httpx.Client]]:
    """An emulator whose jobs have idempotency keys, and a client of it."""
    with (
        serve(dialect=WITH_KEYS, document=DOCUMENT) as served,
        httpx.Client(base_url=served.base_url, headers=KEY) as http,
    ):
        yield served.app, http


def test_idempotency_keys_are_bounded(monkeypatch, with_keys):
    """One key starts one job, until as many other keys have started one."""
    app, http = with_keys
    monkeypatch.setattr(bounded, "MAX_ENTRIES", 3)

    def create(key: str) -> str:
        return http.post("/videos", json={"prompt": "a"}, headers={"idempotency-key": key}).json()["id"]

    first = create("1")
    assert create("1") == first
    for key in "234":
        create(key)
    assert create("1") != first
    assert len(app.jobs) == 3


def test_request_records_are_bounded_in_number_and_bytes(monkeypatch, with_keys):
    """The last ones are kept; a body that alone is too large is recorded as a note."""
    app, http = with_keys
    monkeypatch.setattr(bounded, "MAX_RECORDS", 5)
    for number in range(7):
        http.get(f"/videos/{number}")
    assert [record.path[-1] for record in app.requests] == ["2", "3", "4", "5", "6"]
    monkeypatch.setattr(bounded, "MAX_BYTES", 100_000)
    for _ in range(5):
        http.post("/videos", json={"prompt": "x" * 40_000})
    assert [len(record.body["prompt"]) for record in app.requests] == [40_000] * 2
    http.post("/videos", json={"prompt": "x" * 200_000})
    assert [record.body for record in app.requests] == [{"omitted": "a body of more than 100000 bytes"}]
    for _ in range(5):
        http.post("/videos", json={"prompt": "x", "nested": [[[]]] * 10_000})
    assert len(app.requests) == 1
