"""The table of the benchmarks: each budget has its row, and a verdict is right."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module

import pytest

from bench.__main__ import MODULES
from bench.benchmark import BENCHMARKS, Benchmark, Figure, Programs, Row, Size, run
from bench.budgets import BUDGETS, Budget
from bench.report import Usage, machine, table
from bench.scale.__main__ import PAGE, PARTS
from scripts.page_region import update_region


def test_each_budget_is_of_one_row_and_each_row_has_a_name_of_its_own() -> None:
    """A budget under a misspelled name would never be compared with anything."""
    for module in MODULES:
        import_module(f"bench.{module}")
    names = [row.what for each in BENCHMARKS for row in each.rows]
    assert len(names) == len(set(names))
    assert set(BUDGETS) - set(names) == set()


@pytest.mark.parametrize(
    ("samples", "budget", "verdict"),
    [
        ([1.0, 1.0, 1.0], Budget(1.1), "yes"),
        ([1.0, 1.2, 1.4], Budget(1.15), "within the spread"),
        ([1.2, 1.2, 1.2], Budget(1.1), "**no**"),
        ([95.0, 95.0, 95.0], Budget(100, is_least=True), "**no**"),
        ([0.0, 0.0, 0.0], Budget(100, is_least=True), "**no**"),
        ([105.0, 105.0, 105.0], Budget(100, is_least=True), "yes"),
    ],
)
def test_verdict(samples: list[float], budget: Budget, verdict: str) -> None:
    """A budget that is exceeded by less than the runs differ is not called exceeded."""
    assert budget.verdict(Figure(samples)) == verdict


def test_programs_run_in_turn_and_a_row_shows_what_is_missing() -> None:
    """One failing peer, or one that is not installed, costs no other row."""
    order: list[str] = []

    @contextmanager
    def programs(size: Size) -> Generator[Programs]:
        def program(name: str, seconds: float) -> object:
            return lambda: order.append(name) or {"cpu": seconds}

        def broken() -> dict[str, float]:
            raise OSError("no such program")

        yield {"ours": program("ours", 0.001), "floor": program("floor", 0.002), "peer": broken, "other": "no node"}  # type: ignore[dict-item]

    chosen = Benchmark("x", [Row("work", "ms", limit="floor")], (3, 1), True, programs)
    text = table(run(chosen, Size()))
    assert order == ["ours", "floor"] * 4
    assert text.splitlines()[2] == (
        "| work | 1 ms ±0 % | other no node; peer failed: OSError | floor 2 ms ±0 % | 0.5 x |  |  |"
    )


def test_the_page_on_scale_has_the_figures_of_the_last_run() -> None:
    """Those of bench/RESULTS.md: they were of an older run, and the time of a ledger 24 times as long."""
    assert update_region(PAGE, "scale-capacity", f"{PARTS['capacity']()}\n", write=False), "make scale ARGS=capacity"


def test_a_run_says_what_other_programs_took_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the load average: that counts the measured programs, and those that ended minutes before."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    start = Usage(seconds=100.0, by_all=1_000.0, by_us=5.0)
    quiet = Usage(seconds=200.0, by_all=1_130.0, by_us=125.0).others_since(start)
    busy = Usage(seconds=200.0, by_all=1_200.0, by_us=125.0).others_since(start)
    assert (quiet, busy) == (0.05, 0.4)
    assert "2 cores; other programs took 5% of them during the run\n" in machine(quiet)
    assert "took 40% of them during the run: the machine was busy, and all figures" in machine(busy)
    assert "2 cores\n" in machine(Usage(200.0, None, 125.0).others_since(start))


def test_the_usage_counts_what_this_process_does() -> None:
    """Its own work is not that of other programs."""
    start = Usage.now()
    sum(range(3_000_000))
    end = Usage.now()
    assert end.by_us > start.by_us
    assert start.by_all is None or (end.by_all or 0) >= start.by_all
