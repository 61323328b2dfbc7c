"""The command line of ``python -m scripts.providers``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.oas.problems import SpecError
from scripts.providers.start import start

HOME = Path(__file__).resolve().parents[2]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    return _start(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.providers",
        description="Write the folder of a provider under spec/.",
        epilog="Exit codes: 0 the files are written, 2 they could not be written.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    starting = commands.add_parser("start", help="start a folder from a published OpenAPI document or from a probe")
    starting.add_argument("--name", required=True, help="name of the folder, and what VideoClient takes")
    starting.add_argument(
        "--from",
        dest="source",
        required=True,
        type=Path,
        metavar="FILE",
        help="an OpenAPI document in YAML or JSON, or the output of `videojobs probe --json`",
    )
    starting.add_argument("--url", metavar="URL", help="where the document is published")
    starting.add_argument("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    starting.set_defaults(run=_start)
    return parser


def _start(options: argparse.Namespace) -> int:
    folder: Path = options.spec / options.name
    if not _NAME.fullmatch(options.name):
        return _fail(f"the name {options.name!r} is not lower-case words with dashes: say NAME=my-relay")
    if folder.exists():
        return _fail(f"{folder} exists already; choose another name, or remove it")
    try:
        start(folder, options.source, options.url)
    except SpecError as error:
        return _fail(str(error))
    return 0


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
