"""Run the matrix and print it: ``python -m tests.faults``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults.matrix import run_scenario, scenarios
from tests.faults.server import fault_servers

_HEAD = ("operation", "fault", "hits", "client", "outcome", "requests", "POSTs", "files", "secrets that left")


def main() -> None:
    """Print one row of a Markdown table per scenario."""
    sys.stdout.write("| " + " | ".join(_HEAD) + " |" + "\n")
    sys.stdout.write("|---" * len(_HEAD) + "|" + "\n")
    with fault_servers() as (server, other):
        for scenario in scenarios():
            with tempfile.TemporaryDirectory() as folder:
                seen = run_scenario(scenario, server, other, Path(folder))
            duration = "first request" if scenario.is_passing else "each request"
            row = (scenario.operation, scenario.fault.name, duration, scenario.client, seen.outcome)
            counts = (str(seen.requests), str(seen.posts), seen.files or "none", ", ".join(seen.leaks) or "none")
            sys.stdout.write("| " + " | ".join((*row, *counts)) + " |" + "\n")


if __name__ == "__main__":
    main()
