"""Generate the clients, formatting included, beside the stock generator."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench import stock
from bench.benchmark import Programs, Row, Sample, Size, benchmark
from bench.measure import HOME, child

COMMAND = [sys.executable, "-m", "scripts.generate", "--json", "--out"]


@benchmark(
    "generate",
    Row("generate the first provider", "s", limit="stock"),
    Row("generate all providers", "s", ours="all", peers=()),
    Row("generate each further provider", "s", ours="further", peers=()),
    rounds=(3, 1),
)
@contextmanager
def generate(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Generate one provider's client, and all of them."""
    further = len(list((HOME / "spec").glob("*/provider.yaml"))) - 1
    with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        spec = _first_only(Path(folder, "spec"))
        first = partial(child, [*COMMAND, f"{folder}/first", "--spec", str(spec)])
        everything = partial(child, [*COMMAND, f"{folder}/all"])

        def each_further() -> Sample:
            return {"cpu": (everything()["cpu"] - first()["cpu"]) / further}

        yield {
            "ours": first,
            "all": everything,
            "further": each_further,
            "stock": partial(child, stock.command(Path(folder, "stock_client"))),
        }


def _first_only(spec: Path) -> Path:
    """Return a folder that holds the largest provider alone."""
    spec.mkdir()
    for name in ("openai", "statuses.yaml", "provider.schema.json"):
        (spec / name).symlink_to(HOME / "spec" / name)
    return spec
