"""Generating the clients, formatting included."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import stock
from bench.timing import HOME, Row, cpu_of, show


def run() -> None:
    """Print the table."""
    ours = [sys.executable, "-m", "scripts.generate", "--json", "--out"]
    with tempfile.TemporaryDirectory() as folder:
        spec = _first_only(Path(folder) / "spec")
        one = cpu_of([*ours, f"{folder}/one", "--spec", str(spec)], rounds=3)
        everything = cpu_of([*ours, f"{folder}/all"], rounds=3)
        others = max(1, len(list((HOME / "spec").glob("*/provider.yaml"))) - 1)
        rows = [
            Row("stock: one document", cpu_of(stock.command(Path(folder) / "stock_client"), rounds=3)),
            Row("ours: one provider", one, "budget 800"),
            Row("ours: each further provider", (everything - one) / others, "budget 150"),
            Row("ours: all providers", everything),
        ]
    show("Generate, CPU of the whole process", "ms", rows, against="stock: one document")


def _first_only(spec: Path) -> Path:
    """Return a folder that holds the largest provider alone."""
    spec.mkdir()
    (spec / "openai").symlink_to(HOME / "spec" / "openai")
    for name in ("statuses.yaml", "provider.schema.json"):
        (spec / name).symlink_to(HOME / "spec" / name)
    return spec
