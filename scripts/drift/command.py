"""The command line of drift: arguments, outputs and exit codes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scripts.arguments import date_argument
from scripts.drift.change import Client
from scripts.drift.fetch.unreachable import Unreachable
from scripts.drift.report import FORMATS
from scripts.drift.report.records import level
from scripts.drift.run import RunOptions, run
from scripts.drift.sources import HOME, publishing_providers
from scripts.oas.problems import SpecError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.report.records import Report

_DESCRIPTION = """\
Compare two OpenAPI documents and report the effect on code that uses the generated client: one entry for each cause,
with its effect on the wire, the Python names that it breaks, and what to do.

  --provider NAME             the document in spec/NAME with the one that the provider publishes today
  --provider NAME REVISION    the document in spec/NAME with a file or an https address
  BASE REVISION               any two documents, each a file or an https address

Without any of them, all providers that publish a document are compared."""
_EXIT_CODES = """exit codes:
  0  nothing that matters
  1  a change breaks code that uses the client
  2  compatible drift, to be vendored with `make vendor`
  3  could not compare: a document cannot be read or downloaded, or the command line is wrong

--fail-on moves the threshold: `breaking` ends with 0 or 1 only, `docs` makes prose end with 2, `never` ends with 0."""
_THRESHOLDS = {
    "breaking": Client.BREAKING.weight,
    "compatible": Client.COMPATIBLE.weight,
    "docs": Client.DOCS.weight,
    # Above the highest level: no change reaches it.
    "never": Client.BREAKING.weight + 1,
}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors end with 3, since 2 means that there is something to vendor."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(3, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.list:
        print(json.dumps(publishing_providers(options.spec)))
        return 0
    runs = _runs(parser, options)
    codes = [_run(each, options) for each in runs]
    # By what needs a person first: a comparison that failed may hide anything, a break hides nothing.
    return next((code for code in (3, 1, 2) if code in codes), 0)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m scripts.drift",
        description=_DESCRIPTION,
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("documents", nargs="*", metavar="DOCUMENT", help="BASE REVISION, or REVISION with --provider")
    add("--provider", metavar="NAME", help="folder under spec/, with its overlay, samples and client")
    add("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    add("--select", action="append", default=[], metavar="TAG|PATH", help="only these operations; may be repeated")
    add("--docs", action="store_true", help="list changes of prose too")
    add(
        "--fail-on",
        choices=list(_THRESHOLDS),
        default="compatible",
        help="mildest level that is not exit code 0 (compatible)",
    )
    add("--format", choices=list(FORMATS), default="terminal", help="form of the report (terminal)")
    add("--output", type=Path, metavar="FILE", help="write the report to a file")
    add(
        "--write",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write the report in another form too; repeatable",
    )
    add("--accepted", type=Path, metavar="FILE", help="accepted drift (spec/NAME/accepted-drift.yaml)")
    add(
        "--impact",
        action=argparse.BooleanOptionalAction,
        help="generate both clients and prove what breaks, by name (with --provider; takes some seconds)",
    )
    add(
        "--today",
        type=date_argument,
        default=None,
        metavar="YYYY-MM-DD",
        help="the day that decides about expiry (today)",
    )
    add("--list", action="store_true", help="print the names of the providers that publish a document, as JSON")
    return parser


def _runs(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[RunOptions]:
    documents: list[str] = options.documents
    common = {
        "spec": options.spec,
        "words": tuple(options.select),
        "docs": options.docs or options.fail_on == "docs",
        "impact": options.impact,
        "accepted": options.accepted,
        "today": options.today or datetime.now(UTC).date(),
        "progress": _progress,
    }
    for form in options.write:
        if form.partition("=")[0] not in FORMATS or not form.partition("=")[2]:
            parser.error(f"--write {form!r}: write FORMAT=FILE, with FORMAT one of {', '.join(FORMATS)}")
    if options.provider is not None:
        if len(documents) > 1:
            parser.error("--provider names the base: give at most one document, the revision")
        providers = sorted(file.parent.name for file in options.spec.glob("*/provider.yaml"))
        if options.provider not in providers:
            parser.error(f"there is no provider {options.provider!r}; use one of: {', '.join(providers)}")
        return [RunOptions(provider=options.provider, revision=documents[0] if documents else None, **common)]
    if len(documents) == 2:
        return [RunOptions(base=documents[0], revision=documents[1], **common)]
    if documents:
        parser.error("give two documents, BASE and REVISION, or --provider NAME and at most one")
    names = publishing_providers(options.spec)
    if not names:
        parser.error(f"no provider under {options.spec} publishes a document; give two documents, or another --spec")
    if len(names) > 1 and (options.output is not None or options.write):
        parser.error("--output and --write take one report: name the --provider")
    return [RunOptions(provider=name, **common) for name in names]


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"  {printable(text)} ...", file=sys.stderr, flush=True)


def _run(run_options: RunOptions, options: argparse.Namespace) -> int:
    try:
        report = run(run_options)
        _write(report, options)
    except (SpecError, Unreachable, OSError) as problem:
        print(printable(str(problem), max_length=2_000), file=sys.stderr)
        return 3
    return exit_code(report, options.fail_on)


def _write(report: Report, options: argparse.Namespace) -> None:
    """Write the report in all forms, files first.

    Raises:
        OSError: One of them cannot be written.
    """
    files = [(name, file) for name, _, file in (form.partition("=") for form in options.write)]
    if options.output is not None:
        files.append((options.format, str(options.output)))
    for name, file in files:
        try:
            Path(file).write_text(FORMATS[name](report), encoding="utf-8")
        except OSError as problem:
            raise OSError(f"{file}: the report cannot be written: {problem.strerror}") from problem
    if options.output is None:
        _print(report, options)


def _print(report: Report, options: argparse.Namespace) -> None:
    if options.format == "terminal":
        from scripts.drift.report.terminal import render_for

        text = render_for(report, sys.stdout, os.environ)
    else:
        text = FORMATS[options.format](report)
    encoding = sys.stdout.encoding or "utf-8"  # a letter that the terminal cannot show is escaped
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as problem:
        # Python flushes stdout once more at its end, which would fail again, with a message and exit code 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):  # `| head` closes the pipe when it has enough
            raise OSError(f"the report cannot be printed: {problem.strerror}") from problem


def exit_code(report: Report, fail_on: str = "compatible") -> int:
    """Return the exit code: 0, 1 (breaking) or 2 (to be vendored), from a threshold on."""
    refused = report.impact is not None and report.impact.refusal is not None
    worst = max((level(item).weight for item in report.changes), default=0)
    if refused:
        worst = Client.BREAKING.weight
    if worst < _THRESHOLDS[fail_on]:
        return 0
    return 1 if worst == Client.BREAKING.weight else 2
