"""The output of the stock generator for one of our documents: a peer of the generated code."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import HOME, environment

DOCUMENT = HOME / "generated" / "videojobs_api" / "openai" / "openapi.json"


def command(out: Path) -> list[str]:
    """Return the stock command that generates a client into a folder."""
    generate = [sys.executable, "-m", "openapi_python_client", "generate"]
    return [*generate, "--path", str(DOCUMENT), "--meta", "none", "--overwrite", "--output-path", str(out)]


@contextmanager
def package() -> Generator[str]:
    """Generate the package ``stock_client``, and yield the folder to import it from."""
    with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        subprocess.run(command(Path(folder) / "stock_client"), check=True, stdout=subprocess.DEVNULL, env=environment())
        yield folder
