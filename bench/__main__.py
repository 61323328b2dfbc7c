"""``python -m bench [NAME ...]``: run all benchmarks, or those named."""

from __future__ import annotations

import argparse
from importlib import import_module

NAMES = ("decode", "retrieve", "many", "batch", "download", "imports", "generation", "drift", "emulator")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of {', '.join(NAMES)}; all by default")
    chosen = parser.parse_args().names or NAMES
    for name in chosen:
        if name not in NAMES:
            parser.error(f"no benchmark {name!r}; there are {', '.join(NAMES)}")
        import_module(f"bench.{name}").run()


if __name__ == "__main__":
    main()
