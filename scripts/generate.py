"""``python -m scripts.generate``: write ``generated/`` from ``spec/``, or check that it is up to date.

With ``--document`` one package is written from one OpenAPI document, or from a part of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import asdict
from jinja2 import TemplateError

from scripts.codegen.render.render import Summary
from scripts.codegen.render.single import write_package
from scripts.codegen.render.tree import Job, Progress, check, write
from scripts.codegen.views.dialect import ROOT
from scripts.oas.load import load
from scripts.oas.problems import SpecError, printable
from scripts.oas.select import select_by_tag_or_path

HOME = Path(__file__).resolve().parents[1]
_CODES = """exit codes:
  0  written, or up to date
  1  --check found a difference
  2  the command line is wrong
  3  a document or folder cannot be generated, or the output would not have been right; nothing was written
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    # argparse can exclude options from one another, but cannot make one require another.
    if options.document is None and (options.select or options.allow):
        parser.error("--select and --allow are for one document: name it with --document")
    if options.document is not None and (options.check or options.provider):
        parser.error("--check and --provider are for provider folders, not for --document")
    started = time.perf_counter()
    try:
        if options.document is not None:
            summaries, place = [_document(options)], options.out
        else:
            job = Job(options.spec, options.out, tuple(options.provider or ()), _reporter(options))
            if options.check:
                return _check(options, job)
            summaries, place = write(job), options.out / ROOT
    # RuntimeError: ruff, the target folder or a check of the output is not as it must be. TemplateError: a template met
    # an undefined variable or printed an object.
    except (SpecError, RuntimeError, TemplateError, OSError) as error:
        return _refused(options, printable(str(error), max_length=2_000))
    _report(options, summaries, place, time.perf_counter() - started)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.generate",
        description="Generate the low-level clients from the provider folders, or one from one document.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    add("--out", type=Path, default=HOME / "generated", metavar="DIR", help="where the package goes")
    add("--provider", action="append", metavar="NAME", help="only this folder; may be repeated")
    add("--document", type=Path, metavar="FILE", help="one OpenAPI document instead of provider folders")
    add("--select", action="append", metavar="TAG|PATH", help="only this part of --document; may be repeated")
    add("--allow", action="append", metavar="POINTER", help="an unknown key of --document that may be left out")
    add("--check", action="store_true", help="write nothing; say what would change")
    add("--json", action="store_true", help="print the summary, or the error, as JSON")
    return parser


def _document(options: argparse.Namespace) -> Summary:
    _print(options, f"  {options.document} ...")
    document = load(options.document)
    selected = document.root
    if options.select:
        selected = select_by_tag_or_path(document.root, options.select, document)
    return write_package(document, selected, options.out, allowed=tuple(options.allow or ()))


def _check(options: argparse.Namespace, job: Job) -> int:
    differences = check(job)
    if options.json:
        print(json.dumps({"differences": differences}))
    for line in differences:
        print(printable(line), file=sys.stderr)
    if differences:
        print(f"{job.place} does not match {job.spec}: run `make generate`, commit the result", file=sys.stderr)
        return 1
    _print(options, "generated code is up to date")
    return 0


def _refused(options: argparse.Namespace, text: str) -> int:
    if options.json:
        print(json.dumps({"error": text}))
    print(text, file=sys.stderr)
    return 3


def _reporter(options: argparse.Namespace) -> Progress:
    return lambda name: _print(options, f"  {name} ...")


def _print(options: argparse.Namespace, text: str) -> None:
    if not options.json:
        print(printable(text), flush=True)


def _report(options: argparse.Namespace, summaries: list[Summary], place: Path, seconds: float) -> None:
    for item in summaries:
        for line in item.warnings:
            source = f"{item.provider}: " if item.provider else ""
            print(f"warning: {source}{printable(line)}", file=sys.stderr)
    if options.json:
        print(json.dumps({"providers": [asdict(item) for item in summaries], "seconds": round(seconds, 3)}))
        return
    print(f"{'provider':<16}{'operations':>12}{'models':>8}{'enums':>8}{'plain':>8}{'aliases':>9}")
    for item in summaries:
        name = item.provider or "-"
        print(f"{name:<16}{item.operations:>12}{item.models:>8}{item.enums:>8}{item.plain:>8}{item.aliases:>9}")
    print(f"written to {place} in {seconds:.1f} s")


if __name__ == "__main__":
    raise SystemExit(main())
