"""``python -m bench [NAME ...]``: run all benchmarks, or those named, and print one Markdown table."""

from __future__ import annotations

import argparse
from importlib import import_module

from bench import report
from bench.benchmark import BENCHMARKS, Size, run

MODULES = (
    "startup",
    "decoding",
    "calls",
    "waits",
    "transfers",
    "paid",
    "batch_postgres",
    "generating",
    "drift",
    "emulator",
)


def main() -> None:
    """Run the command."""
    for module in MODULES:
        import_module(f"bench.{module}")
    names = [each.name for each in BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of {', '.join(names)}; all by default")
    parser.add_argument("--quick", action="store_true", help="measure less: end in two minutes, write no file")
    parser.add_argument("--rounds", type=int, default=100, help="most rounds of each benchmark, on a busy machine")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(names)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    start = report.Usage.now()
    outcomes = []
    for each in BENCHMARKS:
        if not arguments.names or each.name in arguments.names:
            outcomes += run(each, Size(is_quick=arguments.quick, max_rounds=arguments.rounds))
            # After each: a run that is interrupted leaves its rows.
            if not arguments.quick and not arguments.names:
                report.write_results(report.table(outcomes), start)
    print(f"\n{report.table(outcomes)}\n")


if __name__ == "__main__":
    main()
