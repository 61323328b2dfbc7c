"""The output of the stock generator for one of our documents: what ours is compared with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.timing import HOME, environment_of

DOCUMENT = HOME / "generated" / "videojobs_api" / "openai" / "openapi.json"


def command(out: Path) -> list[str]:
    """Return the stock command that generates a client into a folder."""
    stock = [sys.executable, "-m", "openapi_python_client", "generate"]
    return [*stock, "--path", str(DOCUMENT), "--meta", "none", "--overwrite", "--output-path", str(out)]


def generate(folder: Path) -> None:
    """Generate the package ``stock_client`` into a folder."""
    made = command(folder / "stock_client")
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, env=environment_of())
