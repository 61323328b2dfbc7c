"""``python -m bench.scale``: run the simulations, draw their plots, and write the tables of docs/scale.md."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench.measure import HOME
from bench.report import RESULTS
from bench.scale.provider import Outage, OutageKind, Settings
from bench.scale.scenarios import Run, run_lines, wait_for_jobs
from scripts.page_region import update_region

PAGE = HOME / "docs" / "scale.md"
ASSETS = HOME / "docs" / "assets"
JOBS, WORKERS = 2_000, 4
RENDER = (900.0, 1_500.0)
START, END = 120, 720
OUTAGES: tuple[tuple[OutageKind, str], ...] = (
    ("503", "503 without a delay"),
    ("503, Retry-After: 30", "503, Retry-After: 30"),
    ("503, Retry-After: date", "503, Retry-After: the date of its end"),
    ("refused", "connection refused"),
    ("silent", "no response at all"),
)
MILLION = 1_000_000


def _timed(name: str, start: float) -> None:
    print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _per_second(counts: Counter[int], start: int, end: int) -> list[int]:
    return [counts[second] for second in range(start, end)]


def _outages() -> str:
    """Simulate an outage of ten minutes under many waits."""
    runs = {}
    for kind, name in OUTAGES:
        start = time.monotonic()
        settings = Settings(render_seconds=RENDER, outage=Outage(kind, START, END))
        runs[name] = wait_for_jobs(settings, jobs=JOBS, workers=WORKERS)
        _timed(name, start)
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(len(runs), 1, figsize=(8, 8), sharex=True, sharey=True)
    for axis, (name, run) in zip(axes, runs.items(), strict=True):
        axis.axvspan(START, END, color="#d9534f", alpha=0.15, linewidth=0)
        axis.plot(*_means(_per_second(run.counts.polls, 0, END + 180)), color="#3b6ea5", linewidth=0.9)
        axis.set_title(name, loc="left", fontsize=9)
        axis.set_ylim(0, 400)
    axes[-1].set_xlabel("seconds; the outage is red")
    axes[len(axes) // 2].set_ylabel(f"polls per second, {JOBS:,} jobs")
    _save(figure, "scale-outage")
    rows = []
    for name, run in runs.items():
        after = _per_second(run.counts.polls, END, END + 60)
        during = sum(_per_second(run.counts.polls, START + 60, END)) / (END - START - 60)
        first = next(second for second, polls in enumerate(after) if polls)
        rows.append(
            [name, f"{during:.0f}", f"{max(after)}", f"{sum(after) / len(after):.0f}", f"{first} s", str(run.errors)]
        )
    head = ["outage", "polls/s during", "most in a second after", "polls/s after", "first poll after", "given up"]
    return _table(head, rows)


def _limits() -> str:
    """Simulate limits below the usual polls."""
    usual = JOBS / 17.5
    rows, lines = [], []
    for share in (1.0, 0.5, 0.25, 0.1):
        start = time.monotonic()
        settings = Settings(render_seconds=RENDER, requests_per_second=usual * share, retry_after=5)
        run = wait_for_jobs(settings, jobs=JOBS, workers=WORKERS)
        _timed(f"limit of {share:.0%}", start)
        polls, limited = (sum(_per_second(counts, 300, 900)) for counts in (run.counts.polls, run.counts.limited))
        rows.append(
            [
                f"{usual * share:.0f}/s",
                f"{polls / 600:.0f}/s",
                f"{(polls - limited) / 600:.0f}/s",
                f"{limited / max(1, polls):.0%}",
                f"{run.errors:,} of {JOBS:,}",
            ]
        )
        lines.append((usual * share, run))
    pyplot = _pyplot()
    figure, axis = pyplot.subplots(figsize=(8, 3.5))
    for color, (limit, run) in zip(("#999999", "#3b6ea5", "#d98b2b", "#5a9e5a"), lines, strict=True):
        axis.plot(*_means(_per_second(run.counts.polls, 0, 900), 15), color=color, linewidth=1, label=f"{limit:.0f}/s")
        axis.axhline(limit, color=color, linewidth=0.6, linestyle=":")
    axis.set_ylim(0, usual * 2.5)
    axis.set_xlabel("seconds")
    axis.set_ylabel("polls per second")
    axis.legend(title="limit", fontsize=8)
    _save(figure, "scale-limit")
    return _table(["limit", "polls sent", "accepted", "refused", "given up"], rows)


def _batches() -> str:
    """Simulate batches of growing length, and extrapolate to a million lines."""
    cases = (
        ("1 worker, 8 lines at once", Settings(), 1, 8, None, (200, 400)),
        ("1 worker, 100 lines at once", Settings(), 1, 100, None, (250, 500, 1_000)),
        ("8 workers, 100 lines each", Settings(), 8, 100, None, (1_500, 3_000)),
        ("8 workers, 100 lines each; 30 creates a minute each", Settings(), 8, 100, "30/min", (1_000, 2_000)),
        ("8 workers, 100 lines each; 200 render at once", Settings(at_once=200), 8, 100, None, (750, 1_500)),
    )
    pyplot = _pyplot()
    figure, axis = pyplot.subplots(figsize=(8, 3.5))
    rows = []
    for name, settings, workers, concurrency, rate, lengths in cases:
        start = time.monotonic()
        runs = [
            run_lines(settings, lines=lines, workers=workers, concurrency=concurrency, rate=rate) for lines in lengths
        ]
        _timed(name, start)
        hours = [run.seconds / 3600 for run in runs]
        axis.plot(lengths, hours, marker="o", markersize=3, linewidth=1, label=name)
        rows.append([name, *_extrapolated(runs, lengths)])
    axis.set_xlabel("lines")
    axis.set_ylabel("hours")
    axis.legend(fontsize=7)
    _save(figure, "scale-batch")
    return _table(["batch", "lines simulated", "lines per hour", "a million lines", "polls per line", "given up"], rows)


def _extrapolated(runs: Sequence[Run], lengths: Sequence[int]) -> list[str]:
    """Return the cells of a batch; its start and end, when not all workers are busy, are not extrapolated."""
    lines, seconds = lengths[-1] - lengths[-2], runs[-1].seconds - runs[-2].seconds
    per_hour = lines / seconds * 3600
    polls = sum(runs[-1].counts.polls.values()) / lengths[-1]
    hours = MILLION / per_hour
    time_of_all = f"{hours:.0f} h"
    if hours > 72:
        time_of_all = f"{hours / 24:.0f} days"
    return [f"{lengths[-1]:,}", f"{per_hour:,.0f}", time_of_all, f"{polls:.1f}", str(runs[-1].errors)]


def _capacity() -> str:
    """Divide a second by the time of a line, a poll and a create in bench/RESULTS.md: what a core or a disk carries."""
    rows = []
    for what, resource in (
        ("a batch line on SQLite", "one core"),
        ("a batch line on PostgreSQL, with its calls", "one core of the worker"),
        ("a batch line on PostgreSQL: CPU of the server", "one core of PostgreSQL"),
        ("10,000 waits: CPU per poll", "one core"),
        ("10,000 waits, aiohttp: CPU per poll", "one core"),
        ("the ledger of a create: wall", "one disk"),
    ):
        seconds = _measured(what)
        if seconds is None:
            continue
        rows.append([what, f"{seconds * 1e3:.2g} ms", resource, f"{1 / seconds:,.0f}", _time_of_million(seconds)])
    return _table(["row of the benchmarks", "each takes", "of", "at most per second", "a million take"], rows)


def _time_of_million(seconds: float) -> str:
    hours = MILLION * seconds / 3600
    if hours >= 1:
        return f"{hours:.1f} h"
    return f"{hours * 60:.0f} min"


def _measured(what: str) -> float | None:
    """Return the seconds of a row in bench/RESULTS.md, if it is there."""
    if not RESULTS.is_file():
        return None
    units = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
    for line in RESULTS.read_text(encoding="utf-8").splitlines():
        cells = line.split(" | ")
        if cells[0] == f"| {what}" and (match := re.match(r"([\d.,]+) (us|ms|s)\b", cells[1])):
            return float(match[1].replace(",", "")) * units[match[2]]
    return None


def _pyplot() -> Any:
    matplotlib = import_module("matplotlib")
    matplotlib.use("svg")
    # The same bytes from each run: `git diff` shows what changed in the figures.
    matplotlib.rcParams.update({"svg.hashsalt": "videojobs", "svg.fonttype": "none", "axes.grid": True})
    matplotlib.rcParams.update({"grid.alpha": 0.3, "axes.spines.top": False, "axes.spines.right": False})
    return import_module("matplotlib.pyplot")


def _means(values: Sequence[int], seconds: int = 5) -> tuple[list[int], list[float]]:
    """Return seconds and means: single seconds would be a band of noise; the table has the most of any second."""
    starts = list(range(0, len(values) - seconds + 1, seconds))
    return starts, [sum(values[start : start + seconds]) / seconds for start in starts]


def _save(figure: Any, name: str) -> None:
    figure.tight_layout()
    path = ASSETS / f"{name}.svg"
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    # matplotlib leaves spaces at the ends of lines.
    text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    path.write_text(f"{text}\n", encoding="utf-8")


PARTS = {"outages": _outages, "limits": _limits, "batches": _batches, "capacity": _capacity}


def main() -> None:
    """Run the command."""
    descriptions = "\n".join(f"  {name:<10}{function.__doc__}" for name, function in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench.scale",
        description="Run the simulations, draw their plots, and write the tables of docs/scale.md.",
        epilog=f"Parts of the page:\n{descriptions}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="one or more of those below; all by default")
    parts = parser.parse_args().parts or list(PARTS)
    unknown = set(parts) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for part in parts:
        update_region(PAGE, f"scale-{part}", f"{PARTS[part]()}\n", write=True)
        print(f"{part}: written to {PAGE.relative_to(HOME)}", file=sys.stderr)


if __name__ == "__main__":
    main()
