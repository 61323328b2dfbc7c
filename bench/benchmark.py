"""Declare benchmarks, and run their programs in turn."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from statistics import median, quantiles
from time import monotonic

from attrs import frozen

Sample = Mapping[str, float]
"""The figures of one run of a program: seconds, bytes or counts, by name."""
Program = Callable[[], Sample]
Programs = Mapping[str, "Program | str"]
"""Each program by its name, or the reason why it cannot be run here."""

FACTORS = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0, "KiB": 1 / 1024, "MiB": 1 / 1024**2, "%": 100.0}
"""What seconds, bytes and shares are multiplied by; other units are counts."""


@frozen
class Row:
    """One row of the table: a figure of one program, beside the same figure of others.

    Attributes:
        what: The measured work; `bench.budgets` has its budget under this name.
        unit: The unit that the figure is printed in.
        figure: The name of the figure in the samples.
        limit: The program that sets the scale of the ratio, or None.
        ours: The program that is measured.
        peers: The programs beside it; None for all that no row of the benchmark measures or has as limit.
    """

    what: str
    unit: str
    figure: str = "cpu"
    limit: str | None = None
    ours: str = "ours"
    peers: Sequence[str] | None = None


@frozen
class Size:
    """How much is measured.

    Attributes:
        is_quick: Whether the run must end in two minutes.
        max_rounds: Most rounds of each benchmark.
    """

    is_quick: bool = False
    max_rounds: int = 100

    def of(self, full: int, quick: int) -> int:
        """Return one of two numbers."""
        return quick if self.is_quick else full


@frozen
class Benchmark:
    """Programs that are run in turn, and the rows that their figures fill.

    Attributes:
        name: Its name on the command line.
        rows: The rows.
        rounds: How often each program runs; and how often in a quick run.
        warm_up: Whether each program runs once more before, uncounted.
        programs: Sets up whatever the programs need while it is open.
    """

    name: str
    rows: Sequence[Row]
    rounds: tuple[int, int]
    warm_up: bool
    programs: Callable[[Size], AbstractContextManager[Programs]]


BENCHMARKS: list[Benchmark] = []
Setup = Callable[[Size], AbstractContextManager[Programs]]


def benchmark(
    name: str, *rows: Row, rounds: tuple[int, int] = (11, 3), warm_up: bool = True
) -> Callable[[Setup], Setup]:
    """Register a context manager that yields the programs of a benchmark."""

    def register(programs: Setup) -> Setup:
        BENCHMARKS.append(Benchmark(name, rows, rounds, warm_up, programs))
        return programs

    return register


@frozen
class Figure:
    """The samples of one figure of one program.

    Attributes:
        samples: One per round.
    """

    samples: Sequence[float]

    @property
    def median(self) -> float:
        """The median."""
        return median(self.samples)

    @property
    def spread(self) -> float:
        """Half of the distance between the quartiles, as a share of the median."""
        if len(self.samples) < 2 or not self.median:
            return 0.0
        first, _, third = quantiles(self.samples, n=4, method="inclusive")
        return (third - first) / 2 / abs(self.median)


@frozen
class Outcome:
    """A row with its figures.

    Attributes:
        row: The row.
        ours: The measured figure, or the reason why there is none.
        limit: The figure that sets the scale, likewise; None if the row has none.
        ratio: Ours divided by the limit, round by round, or None.
        peers: The figures of the peers, likewise.
    """

    row: Row
    ours: Figure | str
    limit: Figure | str | None
    ratio: Figure | None
    peers: Mapping[str, Figure | str]


def run(chosen: Benchmark, size: Size) -> list[Outcome]:
    """Run the programs of a benchmark in turn, round by round, so that a busy machine slows down all of them alike."""
    start = monotonic()
    with chosen.programs(size) as programs:
        reasons = {name: reason for name, reason in programs.items() if isinstance(reason, str)}
        runnable = {name: program for name, program in programs.items() if not isinstance(program, str)}
        samples: dict[str, list[Sample]] = {name: [] for name in runnable}
        for number in range(-_warm_ups(chosen, size), min(size.of(*chosen.rounds), size.max_rounds)):
            for name, program in runnable.items():
                if name in reasons:
                    continue
                try:
                    sample = program()
                except Exception as error:  # noqa: BLE001 - the other rows of a long run are worth having
                    traceback.print_exc()
                    reasons[name] = f"failed: {type(error).__name__}"
                    continue
                if number >= 0:
                    samples[name].append(sample)
    print(f"{chosen.name}: {monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    measured = {row.ours for row in chosen.rows} | {row.limit for row in chosen.rows}
    return [_outcome(row, samples, reasons, measured) for row in chosen.rows]


def _warm_ups(chosen: Benchmark, size: Size) -> int:
    return int(chosen.warm_up and not size.is_quick)


def _outcome(
    row: Row, samples: Mapping[str, Sequence[Sample]], reasons: Mapping[str, str], measured: set[str | None]
) -> Outcome:
    figures: dict[str, Figure | str] = dict(reasons)
    for name, rounds in samples.items():
        if name not in reasons and all(row.figure in sample for sample in rounds):
            figures[name] = Figure([sample[row.figure] for sample in rounds])
    ours, limit = figures[row.ours], None if row.limit is None else figures[row.limit]
    ratio = None
    if isinstance(ours, Figure) and isinstance(limit, Figure):
        pairs = zip(ours.samples, limit.samples, strict=True)
        ratio = Figure([own / other for own, other in pairs if other])
    names = row.peers
    if names is None:
        names = [name for name in figures if name not in measured]
    return Outcome(row, ours, limit, ratio, {name: figures[name] for name in names if name in figures})
