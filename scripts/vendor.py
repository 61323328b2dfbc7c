"""``python -m scripts.vendor --provider x --from file|url``: bring a revision of a published document into ``spec/``.

The structure becomes the publisher's; the prose stays ours. The new texts of openapi.yaml and provider.yaml are both
built, read back and compared before either is written; after any failure nothing is written.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.arguments import date_argument
from scripts.drift.fetch.unreachable import Unreachable
from scripts.drift.sources import latest_document
from scripts.oas.problems import SpecError, printable
from scripts.spec.provider import provider_folders
from scripts.vendoring import report
from scripts.vendoring.replace_files import replace_files
from scripts.vendoring.revision import read_revision
from scripts.vendoring.staging import relocated, remaining_problems, stage
from scripts.vendoring.update import build_update, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    PrintDrift = Callable[[Path, Path, date, str], None]

HOME = Path(__file__).resolve().parents[1]
_EXIT_CODES = """\
exit codes:
  0  the revision was brought in, or changes nothing
  1  only with --check: the revision would change something
  2  the command line is wrong, or the provider publishes no document
  3  the revision could not be brought in; nothing was written"""


def main(arguments: Sequence[str] | None = None, *, print_drift: PrintDrift = report.print_drift) -> int:
    """Run the command; returns its exit code.

    Args:
        arguments: The command line without the program's name.
        print_drift: Prints what the revision does to users of the client, before anything is written.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a letter that the terminal cannot show must not stop the command
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    folders = {folder.name: folder for folder in provider_folders(options.spec)}
    if options.provider not in folders:
        parser.error(f"there is no provider {options.provider!r}; use one of: {', '.join(folders)}")
    try:
        folder = read_folder(folders[options.provider])
    except SpecError as problem:
        return _failed(problem)
    source = folder.facts.source
    if source.kind != "vendored":
        parser.error(f"{folder.path / 'openapi.yaml'} is {source.kind} by us, not vendored: edit it there")
    if not options.origin and source.latest is None:
        parser.error("provider.yaml has no source.latest: name the revision by --from FILE or --from https://...")
    try:
        origin = options.origin
        if not origin:
            origin = latest_document(folder.path)
        revision = read_revision(origin, None if options.part else folder.base)
        today = options.today.isoformat()
        update = build_update(folder, revision, today=today, name=options.revision, part=options.part)
        if not update.texts:
            print(f"{folder.path / 'openapi.yaml'}: nothing to bring in")
            return 0
        with tempfile.TemporaryDirectory() as scratch:
            staged = stage(folder.path, update.texts, Path(scratch))
            try:
                print_drift(folder.path, staged / "openapi.yaml", options.today, str(origin))
            except SpecError as problem:
                raise relocated(problem, folder.path, staged) from None
            problems = remaining_problems(folder.path, staged)
        if not options.check:
            replace_files(
                {(folder.path / name).resolve(): text.encode() for name, text in update.texts.items()},
                folder.path,
                # The comparison takes seconds, in which somebody may have saved one of the files.
                unchanged=lambda: read_folder(folder.path).texts == folder.texts,
            )
    except (SpecError, Unreachable, OSError) as problem:
        return _failed(problem)
    print("", *report.summary(folder, update, written=not options.check), sep="\n")
    print(*report.steps(folder, update, problems), sep="\n")
    return 1 if options.check else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.vendor",
        description="Bring a revision of a published OpenAPI document into a provider's folder.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--provider", required=True, metavar="NAME", help="folder under spec/")
    add("--from", dest="origin", metavar="FILE|URL", help="the published document (default: source.latest)")
    add("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    add(
        "--revision", metavar="REV", help="commit, version or export (default: the commit in the URL, else the version)"
    )
    add("--part", action="store_true", help="the document holds some of the operations; keep the others")
    add("--check", action="store_true", help="print what would change; write nothing")
    add(
        "--today",
        type=date_argument,
        default=datetime.now(UTC).date(),
        metavar="YYYY-MM-DD",
        help="the day of retrieval (today)",
    )
    return parser


def _failed(problem: Exception) -> int:
    print(printable(str(problem), max_length=2_000), file=sys.stderr)
    return 3


if __name__ == "__main__":
    raise SystemExit(main())
