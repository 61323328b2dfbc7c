"""``python -m scripts.how_it_works``: write the pictures and tables of ``docs/how-it-works.md``, or check them.

The layers are those of the import contracts in ``pyproject.toml``; packages are described by their own docstrings; the
call sequences are traced from real runs against the emulator. Nothing on these parts of the page is drawn by hand.
"""

from __future__ import annotations

import argparse
import ast
import sys
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from scripts.journeys import Journey, journeys
from scripts.page_region import update_region

HOME = Path(__file__).resolve().parents[1]
PAGE = HOME / "docs/how-it-works.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.how_it_works",
        description="Write the pictures and tables of docs/how-it-works.md.",
        epilog="Exit codes: 0 written or up to date, 1 --check found a difference.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; report what would change")
    options = parser.parse_args(arguments)
    regions = {"layers": layers(), "rooms": rooms(), "journeys": "\n\n".join(map(journey_section, journeys())) + "\n"}
    write = not options.check
    stale = [name for name, text in regions.items() if not update_region(PAGE, name, text, write=write)]
    if options.check and stale:
        print(f"{PAGE}: out of date: {', '.join(stale)}; run `make generate`", file=sys.stderr)
        return 1
    return 0


def layers() -> str:
    """Return one flowchart for each contract about layers: an arrow points to what may be imported."""
    contracts = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    charts = [_flowchart(contract) for contract in contracts if contract["type"] == "layers"]
    return "\n\n".join(charts) + "\n"


def _flowchart(contract: dict[str, Any]) -> str:
    """Return a chart of one contract.

    Raises:
        ValueError: None of its modules exists.
    """
    container = "".join(f"{name}." for name in contract.get("containers", []))
    levels = [_siblings(container, layer) for layer in contract["layers"]]
    names = [name for level in levels for name in level]
    if not names:
        raise ValueError(f"pyproject.toml: {contract['name']}: no module of this contract exists")
    lines = [f"**{contract['name']}**", "", "```mermaid", "flowchart LR"]
    lines += [f"    {_identifier(name)}[{name}]" for name in names]
    for upper, lower in pairwise(level for level in levels if level):
        lines += [f"    {_identifier(name)} --> {_identifier(below)}" for name in upper for below in lower]
    return "\n".join([*lines, "```"])


def _siblings(container: str, layer: str) -> list[str]:
    """Return the modules of one layer: import-linter separates them by ``|`` or ``:``, optional ones in brackets."""
    names = [container + name.strip().strip("()") for name in layer.replace(":", "|").split("|")]
    return [name for name in names if _path(name) is not None]


def _path(module: str) -> Path | None:
    for root in ("src", "generated", "."):
        path = HOME / root / module.replace(".", "/")
        if path.is_dir() or path.with_suffix(".py").is_file():
            return path
    return None


def rooms() -> str:
    """Return a table of all packages: what each is for, and its modules."""
    lines = ["| package | what it does | modules |", "|---|---|---|"]
    for folder in _packages():
        modules = [path.stem for path in sorted(folder.glob("*.py")) if not path.stem.startswith("__")]
        name = folder.relative_to(HOME).as_posix()
        lines.append(f"| `{name}/` | {_summary(folder / '__init__.py')} | {', '.join(modules)} |")
    return "\n".join(lines) + "\n"


def _packages() -> Iterator[Path]:
    for root in ("src/videojobs", "scripts"):
        yield from sorted(path.parent for path in (HOME / root).rglob("__init__.py"))


def _summary(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    summary = docstring.partition("\n\n")[0].replace("\n", " ")
    return summary.replace("``", "`").replace("|", "\\|")


def journey_section(journey: Journey) -> str:
    """Return a journey as a heading, a picture, and the files in the order in which they are entered."""
    files = [f"{number}. `{file}`" for number, file in enumerate(journey.files, 1)]
    summary = f"<summary>{len(journey.files)} files, in the order of the call</summary>"
    details = [f"<details>{summary}", "", *files, "", "</details>"]
    return "\n".join([f"### {journey.title}", "", journey.sequence_diagram(), "", *details])


def _identifier(name: str) -> str:
    return name.replace(".", "_")


if __name__ == "__main__":
    raise SystemExit(main())
