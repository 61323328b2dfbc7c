"""The command line of ``python -m scripts.providers``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.oas.problems import SpecError
from scripts.providers.correct import corrections_of
from scripts.providers.start import start
from videojobs.contract.readers import UnreadableFile
from videojobs.errors import ConfigurationError

HOME = Path(__file__).resolve().parents[2]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        exit_code: int = options.run(options)
    except (SpecError, ConfigurationError, UnreadableFile) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}")
    return exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.providers",
        description="Write the folder of a provider under spec/.",
        epilog="Exit codes: 0 the files are written, or there is nothing to write; 2 they could not be written.",
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

    correcting = commands.add_parser("correct", help="suggest an overlay and samples from recorded responses")
    correcting.add_argument("recording", metavar="FILE|-", help="what `videojobs contract` reads")
    correcting.add_argument("--provider", required=True, help="name of the provider")
    correcting.add_argument(
        "--to", required=True, type=Path, metavar="DIR", help="where to write samples/ and overlay.yaml"
    )
    correcting.add_argument("--operation", metavar="ROLE", help="the operation of a bare payload: create, retrieve ...")
    correcting.add_argument("--format", choices=("json", "jsonl", "har"), help="format of FILE; detected by default")
    correcting.set_defaults(run=_correct)
    return parser


def _start(options: argparse.Namespace) -> int:
    folder: Path = options.spec / options.name
    if not _NAME.fullmatch(options.name):
        return _fail(f"the name {options.name!r} is not lower-case words with dashes: say NAME=my-relay")
    if folder.exists():
        return _fail(f"{folder} exists already; choose another name, or remove it")
    start(folder, options.source, options.url)
    return 0


def _correct(options: argparse.Namespace) -> int:
    settings = {"form": options.format, "operation": options.operation}
    if options.recording == "-":
        corrections = corrections_of(options.provider, sys.stdin.buffer, "recorded", **settings)
    else:
        path = Path(options.recording)
        with path.open("rb") as recording:
            corrections = corrections_of(options.provider, recording, path.name, **settings)
    for line in corrections.errors:
        print(line, file=sys.stderr)
    if not corrections.texts:
        print("No response deviates in a way that a correction of the document would help.")
        return 0
    existing = [options.to / name for name in corrections.texts if (options.to / name).exists()]
    if existing:
        return _fail(f"{existing[0]} exists already; name another folder, or remove it")
    _write(options.to, corrections.texts)
    print("Read all of it before you move it to spec/: docs/live-drift.md says what to look for.")
    return 0


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # `x`, not `w`: a file that appeared after the check above is not overwritten.
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        print(f"written: {path}")


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
