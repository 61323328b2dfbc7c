"""Measure calls of this process, and whole child processes."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import repeat
from pathlib import Path

from bench.benchmark import Program, Sample

HOME = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
_SECONDS = 0.05
# Without byte code on the disk, each child process would compile what it imports.
_NOT_INHERITED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


class Calls:
    """A program that makes one call often enough to be measured, and returns CPU and wall seconds of one.

    Args:
        call: The call.
        per: How many objects one call works on.
        seconds: How long one sample takes, about.
    """

    def __init__(self, call: Callable[[], object], *, per: int = 1, seconds: float = _SECONDS) -> None:
        self._call = call
        self._per = per
        self._seconds = seconds
        self._number: int | None = None

    def __call__(self) -> Sample:
        """Measure once."""
        if self._number is None:
            self._number = self._calibrated()
        call, number = self._call, self._number
        was_enabled = gc.isenabled()
        gc.disable()  # as timeit does: a collection falls into one sample, and not into others
        try:
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in repeat(None, number):
                call()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        finally:
            if was_enabled:
                gc.enable()
        objects = number * self._per
        return {"cpu": cpu / objects, "wall": wall / objects}

    def _calibrated(self) -> int:
        """Return how many calls take as long as a sample should."""
        self._call()
        number = 1
        while True:
            start = time.perf_counter()
            for _ in repeat(None, number):
                self._call()
            elapsed = time.perf_counter() - start
            if elapsed > self._seconds / 10:
                return max(1, round(number * self._seconds / elapsed))
            number *= 4


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a child: our programs first, since the stock generator looks for ruff."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    return {**inherited, "PATH": programs, **(variables or {})}


_LAUNCHER = """
import json, os, sys, time
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(process, 0)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "wall": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * unit,
    "code": os.waitstatus_to_exitcode(status),
}), file=sys.stderr)
"""


def child(
    command: Sequence[str], *, codes: Collection[int] = (0,), variables: Mapping[str, str] | None = None
) -> Sample:
    """Run a program to its end; return its seconds of CPU and wall, and its peak of memory.

    A small process starts it and waits for it: Linux counts the memory of the process that starts another one into
    the peak of that, and this process is large.
    """
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(
        launch, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=environment(variables), cwd=HOME
    )
    figures: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    if figures["code"] not in codes:
        raise RuntimeError(f"{' '.join(command)} ended with {figures['code']}: {done.stderr.decode()[-500:]}")
    return figures


def python(code: str, *arguments: str, variables: Mapping[str, str] | None = None) -> Sample:
    """Run Python code that prints its own figures as a JSON object, in a process of its own."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment(variables), cwd=HOME)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def less(program: Program, base: Program) -> Program:
    """Return a program whose figures are those of one program less those of another, run right before it."""

    def difference() -> Sample:
        before: Mapping[str, float] = base()
        return {name: max(value - before[name], 1e-9) for name, value in program().items() if name in before}

    return difference
