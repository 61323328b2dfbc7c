"""Write the table of a run as Markdown."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Self

from attrs import frozen

from bench.benchmark import FACTORS, Figure, Outcome, Row
from bench.budgets import BUDGETS

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = (
    "videojobs",
    "attrs",
    "httpx",
    "httpx-aiohttp",
    "aiohttp",
    "openai",
    "openapi-python-client",
    "msgspec",
)
_BUSY = 0.1
"""The share of the CPUs from which on other programs make a difference."""
_HEAD = ("what", "ours", "peers", "limit", "ratio", "budget", "met")


def table(outcomes: Iterable[Outcome]) -> str:
    """Return the Markdown table, and below it the explanations of rows that exceed their budgets."""
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD))]
    explanations = []
    for outcome in outcomes:
        budget, verdict = _budget(outcome)
        lines.append(_line([outcome.row.what, *_figures(outcome), budget, verdict]))
        kept = BUDGETS.get(outcome.row.what)
        if kept is not None and kept.explanation and verdict.startswith("**"):
            explanations.append(f"- {outcome.row.what}: {kept.explanation}")
    if explanations:
        lines += ["", "Rows that exceed their budgets:", "", *explanations]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _figures(outcome: Outcome) -> list[str]:
    row = outcome.row
    peers = "; ".join(f"{name} {_text(figure, row)}" for name, figure in outcome.peers.items())
    limit = ratio = ""
    if outcome.limit is not None:
        limit = f"{row.limit} {_text(outcome.limit, row)}"
    if outcome.ratio is not None:
        ratio = f"{_number(outcome.ratio.median)} x"
    return [_text(outcome.ours, row), peers, limit, ratio]


def _text(figure: Figure | str, row: Row) -> str:
    if isinstance(figure, str):
        return figure
    text = f"{_number(figure.median * FACTORS.get(row.unit, 1.0))} {row.unit}"
    if len(figure.samples) > 1:
        text += f" ±{figure.spread * 100:.0f} %"
    return text


def _number(value: float) -> str:
    """Return a number with three digits."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _budget(outcome: Outcome) -> tuple[str, str]:
    """Return the budget of a row, and whether it is kept."""
    budget = BUDGETS.get(outcome.row.what)
    if budget is None:
        return "", ""
    unit = "x" if budget.of == "ratio" else outcome.row.unit
    text = f"{'≥' if budget.is_least else '≤'} {_number(budget.bound)} {unit}"
    if budget.of == "ratio":
        verdict = budget.verdict(outcome.ratio) if outcome.ratio is not None else "not measured"
    elif isinstance(outcome.ours, Figure):
        verdict = budget.verdict(outcome.ours, FACTORS.get(outcome.row.unit, 1.0))
    else:
        verdict = "not measured"
    return text, verdict


@frozen
class Usage:
    """What was used of the machine's CPUs until a moment.

    Attributes:
        seconds: The moment, on the monotonic clock.
        by_all: Seconds of CPU of all programs; None where there is no /proc.
        by_us: Those of this process, and of its children that have ended.
    """

    seconds: float
    by_all: float | None
    by_us: float

    @classmethod
    def now(cls) -> Self:
        """Return the usage until now."""
        by_all = None
        statistics = Path("/proc/stat")
        if statistics.is_file():
            # https://man7.org/linux/man-pages/man5/proc_stat.5.html; the time of guests is part of the first.
            user, nice, system, _, _, irq, softirq, steal = map(int, statistics.read_text().split(maxsplit=9)[1:9])
            by_all = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
        return cls(time.monotonic(), by_all, sum(os.times()[:4]))

    def others_since(self, start: Usage) -> float | None:
        """Return the share of the CPUs that other programs took since ``start``; None where that is not known.

        The load average would lag by minutes, and count the programs that are measured.
        """
        if self.by_all is None or start.by_all is None:
            return None
        by_others = self.by_all - start.by_all - (self.by_us - start.by_us)
        return max(0.0, by_others / (self.seconds - start.seconds) / (os.cpu_count() or 1))


def machine(others: float | None) -> str:
    """Return a Markdown list of the machine, what others used of it, and the versions of all that was measured."""
    load = ""
    if others is not None:
        load = f"; other programs took {others:.0%} of them during the run"
    if others is not None and others > _BUSY:
        load += ": the machine was busy, and all figures on the clock are longer than they need be"
    lines = [
        f"measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"{_processor()}, {os.cpu_count()} cores{load}",
        f"{platform.system()} {platform.release()}; {platform.python_implementation()} {platform.python_version()}",
        f"arguments: {' '.join(sys.argv[1:]) or 'none'}; clips of {os.environ.get('BENCH_MIB', '1024')} MiB",
        ", ".join(filter(None, map(_version, PACKAGES))),
        ", ".join(filter(None, (_program_version(name) for name in ("curl", "node", "postgres")))),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file() and (match := re.search(r"model name\s*: (.+)", info.read_text())):
        return match[1]
    return platform.processor() or "unknown processor"


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""


def _program_version(name: str) -> str:
    if shutil.which(name) is None:
        return ""
    done = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\d+(\.\d+)+", done.stdout)
    return f"{name} {match[0]}" if match else ""


def write_results(text: str, start: Usage) -> None:
    """Replace the file that keeps the last full run, which began at ``start``."""
    others = Usage.now().others_since(start)
    RESULTS.write_text(
        "# The last full run of `make bench`\n\n"
        "Written by the run. How each row is measured: [README.md](README.md). "
        f"Ratios hold on other machines, absolute figures do not.\n\n{machine(others)}\n\n{text}\n"
    )
