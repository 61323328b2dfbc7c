"""Comparing a whole document, one edit apart, with itself: time and memory, beside the fastest public tool there is."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import median

from attrs import frozen

from bench.timing import HOME, Row, environment_of, show

DOCUMENT = Path("upstream", "openai", "openapi.full.yaml.gz")
_TABLES = (
    ("Compare, on the clock", "s", "wall", "budget 0.8"),
    ("Compare, CPU", "s", "cpu", ""),
    ("Compare, peak memory", "MiB", "memory", "budget 200"),
)
_EDIT = re.compile(r"^(\s+)maxLength: (\d+)$", re.MULTILINE)


@frozen
class _Run:
    """What one process took: seconds on the clock, seconds of CPU, MiB at its peak."""

    wall: float
    cpu: float
    memory: float


def run() -> None:
    """Print the tables; without the document, say what is missing."""
    shared = Path(os.environ.get("VIDEOJOBS_SHARED", HOME.parent / "shared"))
    if not (shared / DOCUMENT).is_file():
        print(f"\nDrift: {shared / DOCUMENT} is not there; set VIDEOJOBS_SHARED to the folder that holds it")
        return
    with tempfile.TemporaryDirectory() as folder:
        pair = _pair(shared / DOCUMENT, Path(folder))
        ours = _measured([sys.executable, "-m", "scripts.drift", *pair], codes=(2,))
        name, tool = _redocly()
        other = _measured([*tool, "diff", *pair], codes=(0, 1)) if tool else None
    for title, unit, field, budget in _TABLES:
        rows = [Row("ours: one edit in the whole document", getattr(ours, field), budget)]
        if other is not None:
            rows.append(Row(name, getattr(other, field)))
        show(title, unit, rows, against=rows[0].name)
    if other is None:
        print("  redocly: not found; put it on the PATH, or name the program in REDOCLY")


def _pair(packed: Path, folder: Path) -> list[str]:
    """Unpack the document, and write it a second time with one limit raised."""
    text = gzip.decompress(packed.read_bytes()).decode()
    places = [*_EDIT.finditer(text)]
    middle = places[len(places) // 2]
    edited = f"{middle[1]}maxLength: {int(middle[2]) + 1}"
    base, revision = folder / "base.yaml", folder / "revision.yaml"
    base.write_text(text)
    revision.write_text(text[: middle.start()] + edited + text[middle.end() :])
    return [str(base), str(revision)]


def _redocly() -> tuple[str, list[str]]:
    """Return name and command of redocly, or nothing: it is not installed from here."""
    found = os.environ.get("REDOCLY") or shutil.which("redocly")
    if not found:
        return "", []
    asked = subprocess.run([found, "--version"], capture_output=True, text=True, check=False, env=_environment())
    version = re.findall(r"^\d+\.\d+\.\d+$", asked.stdout, re.MULTILINE)
    return f"redocly {version[-1] if version else ''} diff", [found]


def _environment() -> dict[str, str]:
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return {**environment_of(), **quiet}


def _measured(command: Sequence[str], *, codes: Collection[int], rounds: int = 5) -> _Run:
    """Return the medians of several runs, after one to warm up; each must end with one of these codes."""
    runs = [_once(command, codes) for _ in range(rounds + 1)][1:]
    return _Run(*(median(getattr(one, field) for one in runs) for field in ("wall", "cpu", "memory")))


def _once(command: Sequence[str], codes: Collection[int]) -> _Run:
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=_environment(), stdout=quiet, stderr=quiet, cwd=HOME)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return _Run(wall, used.ru_utime + used.ru_stime, peak)


if __name__ == "__main__":
    run()
