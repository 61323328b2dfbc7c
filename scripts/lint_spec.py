"""``python -m scripts.lint_spec``: say all that is wrong with the provider folders.

Each problem is one line, ``file:line:col: /json/pointer: what: how to fix``. ``scripts.generate`` stops at the first
thing that keeps it from generating; this command also checks what generating does not need: whether the pointers of
provider.yaml lead somewhere, whether each status word has a meaning, whether each sample is read as a job.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.drift.accepted import NAME, lint_accepted
from scripts.drift.kinds_lint import lint_kinds
from scripts.oas.load import load
from scripts.oas.problems import SpecError
from scripts.spec.lint import lint_folder
from scripts.spec.provider import provider_folders

HOME = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    folders = [path for path in provider_folders(options.spec) if not options.name or path.name in options.name]
    if not folders:
        print(f"{options.spec}: no such folder with a provider.yaml in it", file=sys.stderr)
        return 2
    kinds = options.spec / "kinds.yaml"
    # A folder of providers outside this repository (`--spec`) has no table of its own.
    errors = lint_kinds(load(kinds)) if kinds.is_file() else []
    errors += [error for folder in folders for error in problems_of(folder)]
    for error in errors:
        print(error, file=sys.stderr)
    if errors:
        return 1
    print(f"nothing wrong with {', '.join(folder.name for folder in folders)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.lint_spec",
        description="Say what is wrong with the provider folders.",
        epilog="Exit codes: 0 nothing is wrong, 1 something is, 2 there is no such folder.",
    )
    parser.add_argument("name", nargs="*", metavar="NAME", help="only these folders")
    parser.add_argument("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    return parser


def problems_of(folder: Path) -> list[SpecError]:
    """Return what is wrong with a provider's folder, its accepted drift included."""
    errors = lint_folder(folder)
    accepted = folder / NAME
    if accepted.is_file():
        try:
            errors += lint_accepted(load(accepted))
        except SpecError as error:
            errors.append(error)
    return errors


if __name__ == "__main__":
    raise SystemExit(main())
