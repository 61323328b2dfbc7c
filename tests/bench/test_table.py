"""The table of the benchmarks: each budget has its row, and a verdict is right."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module

import pytest

from bench.__main__ import MODULES
from bench.benchmark import BENCHMARKS, Benchmark, Figure, Programs, Row, Size, run
from bench.budgets import BUDGETS, Budget
from bench.report import table
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
