"""Compare a document with itself, one edit apart: the subset of one provider, and the whole of a published document."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.benchmark import Program, Programs, Row, Size, benchmark
from bench.measure import HOME, child

SUBSET = HOME / "spec" / "openai" / "openapi.yaml"
WHOLE = Path("upstream", "openai", "openapi.full.yaml.gz")
REDOCLY = HOME / ".venv-bench" / "redocly" / "node_modules" / ".bin" / "redocly"
_EDIT = re.compile(r"^(\s+)maxLength: (\d+)$", re.MULTILINE)


def _pair(text: str, folder: Path) -> list[str]:
    """Write a document, and a second one with one limit raised; return their paths."""
    places = [*_EDIT.finditer(text)]
    middle = places[len(places) // 2]
    edited = f"{middle[1]}maxLength: {int(middle[2]) + 1}"
    base, revision = folder / "base.yaml", folder / "revision.yaml"
    base.write_text(text)
    revision.write_text(text[: middle.start()] + edited + text[middle.end() :])
    return [str(base), str(revision)]


def _redocly(pair: list[str]) -> Program | str:
    if not REDOCLY.is_file() or shutil.which("node") is None:
        return "needs node and npm"
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return partial(child, [str(REDOCLY), "diff", *pair], codes=(0, 1), variables=quiet)


@contextmanager
def _comparisons(text: str) -> Generator[Programs]:
    with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        pair = _pair(text, Path(folder))
        yield {
            "ours": partial(child, [sys.executable, "-m", "scripts.drift", *pair], codes=(2,)),
            "redocly": _redocly(pair),
        }


def _rows(name: str) -> list[Row]:
    return [
        Row(f"drift, {name}", "s", "wall", limit="redocly"),
        Row(f"drift, {name}: CPU", "s", limit="redocly"),
        Row(f"drift, {name}: memory", "MiB", "peak", limit="redocly"),
    ]


@benchmark("drift-subset", *_rows("the videos of a document"), rounds=(5, 1))
@contextmanager
def subset(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Compare the operations in use."""
    with _comparisons(SUBSET.read_text()) as programs:
        yield programs


@benchmark("drift", *_rows("the whole document"), rounds=(5, 1))
@contextmanager
def whole(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Compare all of a document of 87,000 lines."""
    packed = Path(os.environ.get("VIDEOJOBS_SHARED", HOME.parent / "shared"), WHOLE)
    if not packed.is_file():
        yield dict.fromkeys(("ours", "redocly"), f"set VIDEOJOBS_SHARED to the folder that has {WHOLE}")
        return
    with _comparisons(gzip.decompress(packed.read_bytes()).decode()) as programs:
        yield programs
