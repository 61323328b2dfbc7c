"""Recorded responses of real servers, through both clients: offline, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from tests.real_servers import recordings, table
from tests.real_servers.recordings import Exchange, Recorded
from tests.real_servers.steps import BARE, STEPS, Run, perform
from videojobs import JobStatus, VideoClient, parse_job
from videojobs.contract import Observation
from videojobs.contract.aggregator import Aggregator
from videojobs.testing import virtual_time

RECORDED = [entry for server in recordings.servers() for entry in recordings.read(server)]
PROVIDERS = "own", "compatible"


def is_performed(entry: Recorded) -> bool:
    """Whether the exchanges are those of `steps`, so that the same steps can be performed again."""
    return all(exchange.step in (*STEPS, BARE) for run in entry.runs.values() for exchange in run)


RUNS = [
    pytest.param(entry, provider, kind, id=f"{entry.scene.name}-{provider}-{kind}")
    for entry in RECORDED
    if is_performed(entry)
    for provider in entry.runs
    for kind in ("sync", "async")
]


@pytest.mark.parametrize(("entry", "provider", "kind"), RUNS)
def test_each_operation_has_the_expected_outcome(entry: Recorded, provider: str, kind: str, tmp_path: Path) -> None:
    """What works against the real server works against its recording, and what does not has a reason in expected.json."""
    run = Run(entry.scene, provider, lambda run, key: recordings.new_client(run, key, kind, replay), tmp_path)
    replay = recordings.Replay(run, entry.runs[provider])
    with virtual_time():
        outcomes = perform(run)
    expected = {step: table.expected(table.Cell(entry.scene.name, step, provider)) for step in STEPS}
    different = {
        step: f"{outcome.verdict}, expected {expected[step].verdict}: {outcome.detail}"
        for step, outcome in outcomes.items()
        if outcome.verdict != expected[step].verdict
    }
    assert different == {}
    assert replay.missing == [], "the client sends other requests now: make real-servers ARGS=--record"


def jobs(entry: Recorded) -> Iterator[Exchange]:
    """Yield the exchanges whose response is a job with a status."""
    for run in entry.runs.values():
        for exchange in run:
            body = exchange.body
            if exchange.status < 300 and isinstance(body, dict) and {"id", "status"} <= set(body):
                yield exchange


# Independent of spec/statuses.yaml and of the client's code: read from the servers' own documentation and code.
STATUSES = {
    "unknown": {"unknown"},  # the gateway has not polled its upstream yet
    "queued": {"queued", "submitted"},
    "in_progress": {"in_progress", "processing", "generating"},
    "completed": {"completed", "succeeded"},
    "failed": {"failed"},
    "cancelled": {"cancelled", "deleted"},
    "expired": {"expired"},
}


def expected_status(body: dict[str, Any]) -> str:
    """Return the status of a job; an error without a status word is a failure."""
    word = body.get("status") or ("failed" if body.get("error") else "unknown")
    return next(status for status, words in STATUSES.items() if word in words)


def expected_time(seconds: int | None) -> int | None:
    """Return a time in seconds: some upstreams of a gateway have milliseconds."""
    return seconds // 1000 if seconds and seconds > 10**11 else seconds or None


@pytest.mark.parametrize("which", PROVIDERS)
@pytest.mark.parametrize("entry", RECORDED, ids=lambda entry: entry.scene.name)
def test_each_job_is_decoded_as_it_is(entry: Recorded, which: str) -> None:
    """Id, status, length, size and times of every recorded job are those of its body."""
    provider = entry.scene.folder if which == "own" else "compatible"
    decoded = 0
    for exchange in jobs(entry):
        body = exchange.body
        job = parse_job(provider, body, base_url=entry.scene.root)
        seen = {
            "id": job.id,
            "status": str(job.status),
            "seconds": job.seconds,
            "size": job.size,
            "created_at": job.created_at and int(job.created_at.timestamp()),
        }
        width, separator, height = (body.get("size") or "").partition("x")
        assert seen == {
            "id": body["id"],
            "status": expected_status(body),
            "seconds": float(body["seconds"]) if body.get("seconds") else None,
            "size": (int(width), int(height)) if separator else None,
            "created_at": expected_time(body.get("created_at")),
        }, exchange
        decoded += 1
    assert decoded


def courses() -> Iterator[Any]:
    """Yield the recorded jobs that were not performed step by step: from their creation to their end."""
    for entry in RECORDED:
        if is_performed(entry):
            continue
        for name, run in entry.runs.items():
            for create in run:
                polls = [
                    exchange
                    for exchange in run
                    if create.method == "POST"
                    and isinstance(create.body, dict)
                    and exchange.path == f"/v1/videos/{create.body.get('id')}"
                    and exchange.method == "GET"
                    and exchange.status != 401  # a step of its own, with another key
                ]
                if polls and name in (entry.scene.folder, "compatible"):
                    course = f"{entry.scene.server}-{name}-{create.step}"
                    yield pytest.param(entry, name, create, polls, id=course)


@pytest.mark.parametrize(("entry", "provider", "create", "polls"), list(courses()))
def test_each_job_ends_as_its_last_response_says(
    entry: Recorded, provider: str, create: Exchange, polls: list[Exchange], tmp_path: Path
) -> None:
    """A job is waited for until it is finished: with its clip, or as failed, and never for ever."""
    run = Run(entry.scene, provider, lambda run, key: None, tmp_path, step="wait")
    replay = recordings.Replay(run, [evolve(poll, step="wait") for poll in polls])
    last = polls[-1].body
    ends = {"completed", "failed", "cancelled", "expired"}
    if expected_status(last) not in ends:
        pytest.skip("the recording ends before the job does")
    with virtual_time(), httpx.Client(transport=httpx.MockTransport(replay)) as http_client:
        client = VideoClient(provider, base_url=run.base_url, api_key="k", http_client=http_client)
        job = client.wait(create.body["id"], timeout=600)
    assert str(job.status) == expected_status(last)
    assert job.id == create.body["id"]
    assert replay.missing == []
    assert (job.status is JobStatus.FAILED) == (job.error is not None) or not last.get("error")


# A 201 carries what the upstream sent, and never a job: the folder says so, and a client reports it as an error.
EXPLAINED = {("newapi", "create", "201", "unreadable")}


@pytest.mark.parametrize("server", recordings.servers())
def test_the_contract_explains_each_recorded_response(server: str) -> None:
    """Each difference from the published document is in the overlay: `videojobs contract` reports none."""
    aggregator = Aggregator()
    added = 0
    for entry in recordings.read(server):
        for exchange in (exchange for run in entry.runs.values() for exchange in run if exchange.is_json):
            observation = Observation(
                provider=entry.scene.folder,
                operation=None,
                method=exchange.method,
                path=exchange.path.partition("?")[0],
                status=exchange.status,
                content_type=exchange.headers["content-type"].partition(";")[0],
                is_json=True,
                body=exchange.body,
            )
            aggregator.add(observation)
            added += 1
    groups = aggregator.report().groups
    found = {
        (group.provider, group.operation, group.response, group.rule)
        for group in groups
        # `compatible` asks for operations that a server may lack; it says so, and no document describes that.
        if (group.rule, group.response) not in {("operation", "404"), ("operation", "405")}
    }
    assert found <= EXPLAINED, groups
    assert added > 40
