"""``python -m scripts.new_provider --name x --from openapi.yaml``: start a provider's folder from its document."""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scripts.lint_spec import problems_of
from scripts.oas.document import Document
from scripts.oas.load import load
from scripts.oas.problems import SpecError
from scripts.providers.write_overlay import overlay_text
from scripts.providers.write_provider import Origin, provider_text
from scripts.spec.roles import DocumentedOperation, guess_roles
from scripts.spec.statuses import load_statuses
from videojobs.cli.probing.yaml_text import to_yaml
from videojobs.dialect import Role

HOME = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NEXT = """\
{folder} is started. Next:
  1. settle what says DECIDE or is marked as a guess in {folder}/provider.yaml
  2. keep two payloads in {folder}/samples/: a new job and a finished one, as they came (spec/README.md)
  3. python -m scripts.lint_spec {name}
  4. make generate && make test
docs/adding-a-provider.md tells it step by step."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    folder: Path = options.spec / options.name
    if not _NAME.fullmatch(options.name):
        return _refused(f"the name {options.name!r} is not lower-case words with dashes: say NAME=my-relay")
    if folder.exists():
        return _refused(f"{folder} is there already; choose another name, or remove it")
    try:
        source = load(options.document)
        roles = guess_roles(source.root)
        if not roles:
            what = "no two operations look like asking for a job (POST) and for its state (GET .../{id})"
            raise source.error("/paths", what, "write their paths and answers into the document first")
        shared = load_statuses(options.spec / "statuses.yaml")
    except SpecError as error:
        return _refused(str(error))
    _write(folder, source, roles, options.url, shared)
    print(_NEXT.format(folder=folder, name=options.name))
    open_points = problems_of(folder)
    if open_points:
        print("\nWhat is open by now:")
    for problem in open_points:
        print(f"  {problem}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.new_provider",
        description="Start the folder of a provider from the OpenAPI document that it publishes.",
        epilog="Exit codes: 0 the folder is there, 2 it could not be made.",
    )
    parser.add_argument("--name", required=True, help="name of the folder, and what VideoClient takes")
    parser.add_argument("--from", dest="document", required=True, type=Path, metavar="FILE", help="YAML or JSON")
    parser.add_argument("--url", metavar="URL", help="where the document is published")
    parser.add_argument("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    return parser


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _write(
    folder: Path,
    source: Document,
    roles: Mapping[Role, DocumentedOperation],
    url: str | None,
    shared: Mapping[str, str],
) -> None:
    (folder / "samples").mkdir(parents=True)
    copy = folder / "openapi.yaml"
    if source.path.suffix == ".json":
        copy.write_text(to_yaml(source.data), encoding="utf-8")
    else:
        shutil.copyfile(source.path, copy)
    origin = Origin(
        name=folder.name,
        url=url,
        sha256=hashlib.sha256(source.path.read_bytes()).hexdigest(),
        day=datetime.now(UTC).date().isoformat(),
    )
    text = provider_text(source.root, roles, origin, shared)
    (folder / "provider.yaml").write_text(text, encoding="utf-8")
    overlay = overlay_text(source.root, roles)
    if overlay is not None:
        (folder / "overlay.yaml").write_text(overlay, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
