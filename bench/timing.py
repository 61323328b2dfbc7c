"""Measuring and printing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import timeit
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from attrs import frozen

HOME = Path(__file__).resolve().parents[1]


@frozen
class Row:
    """One line of a table.

    Attributes:
        name: What was measured.
        value: The figure, in the table's unit.
        note: What to know about it.
    """

    name: str
    value: float
    note: str = ""


def per_call(call: Callable[[], object], *, number: int = 20_000, rounds: int = 9) -> float:
    """Return the microseconds of one call: the best of several rounds, since noise only adds."""
    call()
    return min(timeit.repeat(call, number=number, repeat=rounds)) / number * 1e6


def environment_of(path: Sequence[str] = ()) -> dict[str, str]:
    """Return the environment of a child: our programs first (the stock generator looks for ruff), and ``path``."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    places = [*path, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PATH": programs, "PYTHONPATH": os.pathsep.join(places)}


def cpu_of(command: Sequence[str], *, rounds: int = 9, path: Sequence[str] = ()) -> float:
    """Return the milliseconds of CPU that a whole process takes: the median of several runs, after one to warm up."""
    environment = environment_of(path)
    taken = []
    for _ in range(rounds + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, cwd=HOME)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return median(taken[1:])


def cpu_of_code(code: str, *, path: Sequence[str] = ()) -> float:
    """Return the milliseconds of CPU of a Python program."""
    return cpu_of([sys.executable, "-c", code], path=path)


def show(title: str, unit: str, rows: Sequence[Row], *, against: str) -> None:
    """Print a table; the last column is the ratio to one of its rows."""
    base = next(row.value for row in rows if row.name == against)
    print(f"\n{title}")
    print(f"  {'':<52}{unit:>12}  {'x ' + against:>30}")
    for row in rows:
        print(f"  {row.name:<52}{row.value:>12.2f}  {row.value / base:>30.2f}  {row.note}".rstrip())
