"""Each recorded payload of a provider can be brought about with its emulator."""

from __future__ import annotations

from collections.abc import Iterator
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


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_sample_can_be_reproduced(provider: str, clock: Clock) -> None:
    """In its status, keys and types; the exceptions are in not-emulated.yaml, and one that is none any more is an error."""
    dialect = load_dialect(provider)
    scheme = dialect.auth[0]
    with serve(provider, clock=clock, render_seconds=RENDER_SECONDS) as served:
        key = served.api_key if scheme.scheme == "header" else f"Bearer {served.api_key}"
        with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", headers={scheme.header: key}) as http:
            situations = Situations(served, clock, http, dialect)
            answers: dict[str, list[Answer]] = {}
            missing: dict[str, Any] = {}
            for path in sample_files(SPEC / provider):
                sample = read_sample(path)
                found = list(nearest(sample, situations, answers))
                if found:
                    missing[path.name] = found
    excepted = exceptions(provider, "samples")
    assert {name: found for name, found in missing.items() if name not in excepted} == {}
    assert excepted.keys() <= missing.keys(), "not-emulated.yaml lists what is emulated"


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
    yield from min(found, key=len, default=[f"no response has the status {sample.http_status}"])
