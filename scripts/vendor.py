"""``python -m scripts.vendor --provider x --from file|url``: bring a revision of a published document into ``spec/``.

The structure becomes the publisher's; the words stay ours. Both texts, the document's and that of provider.yaml, are
built, read back and compared before either is written; nothing is written when anything fails.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.drift.fetch.fetch import Unreachable
from scripts.oas.problems import SpecError, printable
from scripts.spec.provider import provider_folders
from scripts.vendoring import report
from scripts.vendoring.bring_in import bring_in, read_folder
from scripts.vendoring.left_to_do import left_to_do, moved, stage
from scripts.vendoring.origin import bring
from scripts.vendoring.place import put

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Tell = Callable[[Path, Path, date, str], None]

HOME = Path(__file__).resolve().parents[1]
_CODES = """\
exit codes:
  0  it is brought in, or there is nothing to bring in
  1  only with --check: there is something to bring in
  2  the command line is wrong, or the provider publishes no document
  3  it could not be brought in; nothing was written"""


def main(arguments: Sequence[str] | None = None, *, tell: Tell = report.print_report) -> int:
    """Run the command; returns its exit code.

    Args:
        arguments: The command line without the program's name.
        tell: Prints what the revision does to our users, before anything is written.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # what a terminal cannot show must not stop half-way
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    folders = {folder.name: folder for folder in provider_folders(options.spec)}
    if options.provider not in folders:
        parser.error(f"there is no provider {options.provider!r}; say one of: {', '.join(folders)}")
    try:
        folder = read_folder(folders[options.provider])
    except SpecError as problem:
        return _failed(problem)
    if folder.facts.source.kind != "vendored":
        parser.error(f"{folder.path / 'openapi.yaml'} is {folder.facts.source.kind} by us, not vendored: edit it there")
    origin = options.origin or folder.facts.source.latest
    if not origin:
        parser.error("say where the revision is: --from FILE or --from https://...; provider.yaml has no source.latest")
    try:
        brought = bring(origin, None if options.part else folder.base, cache=options.etag_cache)
        vendored = bring_in(
            folder, brought, today=options.today.isoformat(), revision=options.revision, part=options.part
        )
        if not vendored.texts:
            print(f"{folder.path / 'openapi.yaml'}: nothing to bring in")
            return 0
        with tempfile.TemporaryDirectory() as scratch:
            staged = stage(folder.path, vendored.texts, Path(scratch))
            _told(tell, folder.path, staged, options.today, origin)
            problems = left_to_do(folder.path, staged)
        if not options.check:
            put(
                {(folder.path / name).resolve(): text.encode() for name, text in vendored.texts.items()},
                folder.path,
                unchanged=lambda: read_folder(folder.path).texts == folder.texts,
            )
    except (SpecError, Unreachable, OSError) as problem:
        return _failed(problem)
    print("", *report.summary(folder, vendored, done=not options.check), sep="\n")
    print(*report.steps(folder, vendored, problems), sep="\n")
    return 1 if options.check else 0


def _told(tell: Tell, folder: Path, staged: Path, today: date, origin: str) -> None:
    """Print the report; what is wrong with the staged folder is told as of the real one, which would be so."""
    try:
        tell(folder, staged / "openapi.yaml", today, origin)
    except SpecError as problem:
        raise moved(problem, folder, staged) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.vendor",
        description="Bring a revision of a published OpenAPI document into a provider's folder.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--provider", required=True, metavar="NAME", help="folder under spec/")
    add("--from", dest="origin", metavar="FILE|URL", help="the published document (default: source.latest)")
    add("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    add(
        "--revision", metavar="REV", help="commit, version or export (default: the commit in the URL, else the version)"
    )
    add("--part", action="store_true", help="the document holds some of the operations; the others stay as they are")
    add("--check", action="store_true", help="say what would come in; write nothing")
    add("--etag-cache", type=Path, metavar="DIR", help="keep downloads there, and ask only for what is new")
    add(
        "--today", type=_day, default=datetime.now(UTC).date(), metavar="YYYY-MM-DD", help="the day it is taken (today)"
    )
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-21") from None


def _failed(problem: Exception) -> int:
    print(printable(str(problem), longest=2_000), file=sys.stderr)
    return 3


if __name__ == "__main__":
    raise SystemExit(main())
