"""Each recorded payload of a provider can be brought about with its emulator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from scripts.spec.samples import Sample, read_sample, sample_files
from tests.emulator.conftest import Clock
from tests.emulator.not_emulated import exceptions
from tests.emulator.situations import RENDER_SECONDS, Situations
from tests.real_servers.exchanges import Answer, differences
from tests.spec.support import SPEC
from videojobs.emulator import serve
from videojobs.jobs.registry import load_dialect

PROVIDERS = sorted(path.parent.name for path in SPEC.glob("*/samples"))


@contextmanager
def emulated(provider: str, clock: Clock) -> Iterator[Situations]:
    """Run the emulator of a provider, with a client that has the key."""
    dialect = load_dialect(provider)
    scheme = dialect.auth[0]
    with serve(provider, clock=clock, render_seconds=RENDER_SECONDS) as served:
        key = served.api_key if scheme.scheme == "header" else f"Bearer {served.api_key}"
        with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", headers={scheme.header: key}) as http:
            yield Situations(served, clock, http, dialect)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_sample_can_be_reproduced(provider: str, clock: Clock) -> None:
    """In its status, keys and types, without a fault `sample`; not-emulated.yaml lists the others, and no more."""
    with emulated(provider, clock) as situations:
        answers: dict[str, list[Answer]] = {}
        missing: dict[str, Any] = {}
        for path in sample_files(SPEC / provider):
            sample = read_sample(path)
            found = list(nearest(sample, situations, answers))
            if found:
                missing[path.name] = found
    excepted = {**exceptions(provider, "samples_by_fault"), **exceptions(provider, "samples")}
    unlisted = {name: found for name, found in missing.items() if name not in excepted}
    assert unlisted == {}, f"list them in spec/{provider}/not-emulated.yaml, under samples_by_fault, with a reason"
    assert excepted.keys() <= missing.keys(), "not-emulated.yaml lists what is emulated"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_sample_is_sent_on_request(provider: str, clock: Clock) -> None:
    """As it was recorded, but for the details of the job; of operations without a role, by themselves."""
    by_fault, never = exceptions(provider, "samples_by_fault"), exceptions(provider, "samples")
    with emulated(provider, clock) as situations:
        for path in sample_files(SPEC / provider):
            sample = read_sample(path)
            role: Any = sample.operation
            if role not in situations.dialect.operations:
                assert path.name not in by_fault
                continue
            assert path.name not in never
            answer = situations.sample(role, path.stem)
            assert answer.status == sample.http_status, path.name
            jobs = situations.served.app.jobs
            ids = [*(job.id for job in jobs), str(answer.body.get("id"))]  # the last one may be deleted
            details = {text for job in jobs for text in (job.prompt, job.parameters.model)}
            for pointer, value in changed(sample.body, answer.body):
                is_id = pointer.endswith("id") or any(job_id in str(value) for job_id in ids)
                is_own = is_id or value in details or str(value).startswith("http://127.0.0.1:")
                assert is_own, (path.name, pointer, value)


def changed(recorded: Any, sent: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Yield pointer and value of each scalar that is another one than in the recorded body."""
    assert type(recorded) is type(sent), at
    if isinstance(recorded, dict):
        assert [*recorded] == [*sent], at
        for name in recorded:
            yield from changed(recorded[name], sent[name], f"{at}/{name}")
    elif isinstance(recorded, list):
        assert len(recorded) == len(sent), at
        for index, item in enumerate(recorded):
            yield from changed(item, sent[index], f"{at}/{index}")
    elif recorded != sent:
        yield at, sent


def nearest(sample: Sample, situations: Situations, answers: dict[str, list[Answer]]) -> Iterator[str]:
    """Yield how the response that is most like a sample differs from it."""
    role: Any = sample.operation
    if role in situations.dialect.operations:
        if role not in answers:
            answers[role] = list(situations.responses(role))
        candidates = [answer for answer in answers[role] if answer.status == sample.http_status]
        if sample.http_status >= 400:
            candidates.append(situations.faulty(role, sample.http_status))
    else:
        candidates = list(situations.other(role, sample.http_status))
    real = Answer(role, sample.http_status, "application/json", {}, sample.body)
    found = [differences(real, answer) for answer in candidates]
    if sample.elided:  # who published it left keys out
        found = [[line for line in lines if not line.endswith("the real server has none")] for lines in found]
    yield from min(found, key=len, default=[f"no response has the status {sample.http_status}"])
