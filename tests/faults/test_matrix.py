"""Faults of servers and networks: the outcome, the paid requests, the files and the secrets of each operation."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.matrix import PAID, Scenario, run_scenario, scenarios
from tests.faults.server import FaultServer, fault_servers
from tests.raw_server import RawServer

SCENARIOS = tuple(scenarios())
BY_DAY = tuple(scenario for scenario in SCENARIOS if not scenario.is_nightly)
PARAMETERS = [
    pytest.param(scenario, id=str(scenario), marks=[pytest.mark.nightly] if scenario.is_nightly else [])
    for scenario in SCENARIOS
]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[FaultServer, RawServer]]:
    """One server that misbehaves, and one of another origin, for all scenarios."""
    with fault_servers() as servers:
        yield servers
    gc.collect()  # here, where the warnings below are ignored


@pytest.mark.timeout(30)
@pytest.mark.parametrize("scenario", PARAMETERS)
def test_a_fault_has_the_promised_outcome(
    scenario: Scenario, servers: tuple[FaultServer, RawServer], tmp_path: Path
) -> None:
    """No scenario pays twice, leaves a broken clip, shows the key, or lasts for ever."""
    observation = run_scenario(scenario, *servers, tmp_path)
    expectation = scenario.expectation
    assert expectation.outcome in observation.classes
    if expectation.requests is not None:
        assert observation.requests == expectation.requests
    assert observation.posts == (observation.requests if scenario.operation in PAID else 0)
    if scenario.fault.kind == "not sent" and scenario.operation in PAID and scenario.client != "aiohttp":
        assert observation.sent is False
    assert observation.is_whole, observation.files
    assert observation.leaks == ()


@pytest.mark.parametrize("chosen", [SCENARIOS, BY_DAY], ids=["all", "by day"])
def test_the_matrix_is_wide(chosen: tuple[Scenario, ...]) -> None:
    """At least two hundred scenarios, each once, on each kind of client."""
    assert len(chosen) == len({str(scenario) for scenario in chosen}) >= 200
    assert {scenario.client for scenario in chosen} == {"sync", "asyncio", "trio", "aiohttp"}


def test_nothing_is_left_to_the_night_alone() -> None:
    """By day there is each operation with each fault, with each outcome that it may have."""

    def outcomes(chosen: tuple[Scenario, ...]) -> set[tuple[object, ...]]:
        return {(item.operation, item.fault.name, item.expectation) for item in chosen}

    assert outcomes(BY_DAY) == outcomes(SCENARIOS)
