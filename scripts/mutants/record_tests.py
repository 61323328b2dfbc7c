"""A pytest plugin that records which tests run each line of the mutated packages, and how long each test takes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

from scripts.mutants.select_tests import DATA, FOLDER, SECONDS

# Started at import: modules of the client must not run before it.
_folder = Path(os.environ[FOLDER])
_coverage = coverage.Coverage(data_file=str(_folder / f"{os.getpid()}{DATA}"), config_file=False, source=["src"])
_coverage.start()
_seconds: dict[str, float] = {}
_failed: set[str] = set()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Record one test, its fixtures included."""
    _coverage.switch_context(item.nodeid)
    started_at = time.perf_counter()
    try:
        return (yield)
    finally:
        if item.nodeid not in _failed:
            _seconds[item.nodeid] = time.perf_counter() - started_at
        _coverage.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Leave out a test that fails without a mutant: it would fail with each."""
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write the records of this process; tests run in several."""
    _coverage.stop()
    _coverage.save()
    (_folder / f"{os.getpid()}{SECONDS}").write_text(json.dumps(_seconds))
