"""Start a provider's folder from its OpenAPI document, or from the result of a probe."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from scripts.lint_spec import problems_of
from scripts.oas.document import Document, JsonObject
from scripts.oas.load import load
from scripts.oas.operations import Operation, path_operations
from scripts.oas.select import keep
from scripts.oas.yaml_writer import to_yaml
from scripts.providers.from_document import Origin, provider_yaml_of_document
from scripts.providers.from_probe import files_of_probe, is_probe
from scripts.providers.starting_overlay import starting_overlay
from scripts.spec.roles import guess_roles
from scripts.spec.statuses import load_statuses
from videojobs.dialect import Role

_NEXT_STEPS = """\
{folder} is started. Next:
  1. settle what is DECIDE or is marked as guessed in {folder}/provider.yaml
  2. keep two payloads in {folder}/samples/: a new job and a finished one, as they came (spec/README.md)
  3. python -m scripts.lint_spec {name}
  4. make generate && make test
docs/adding-a-provider.md explains each step."""


def start(folder: Path, source_file: Path, url: str | None) -> None:
    """Write the folder and print what is left to do.

    Args:
        folder: The folder under ``spec/``; must not exist.
        source_file: An OpenAPI document in YAML or JSON, or the JSON of ``videojobs probe``.
        url: Address that the document is published at, or None.

    Raises:
        SpecError: The file cannot be used.
    """
    source = load(source_file)
    if is_probe(source.root):
        texts = files_of_probe(source_file, source.root, folder.name)
    else:
        texts = _files_of_document(source, folder.name, url, load_statuses(folder.parent / "statuses.yaml"))
    _write(folder, texts)
    print(_NEXT_STEPS.format(folder=folder, name=folder.name))
    problems = problems_of(folder)
    if problems:
        print("\nStill open:")
    for problem in problems:
        print(f"  {problem}")


def _files_of_document(
    source: Document, name: str, url: str | None, shared_statuses: Mapping[str, str]
) -> dict[str, str]:
    roles = guess_roles(source.root)
    if not roles:
        what = "no two operations look like creating a job (POST) and reading its state (GET, by the id of the job)"
        raise source.error("/paths", what, "write their paths and responses into the document first")
    content = source.path.read_bytes()
    today = datetime.now(UTC).date().isoformat()
    origin = Origin(name=name, url=url, sha256=hashlib.sha256(content).hexdigest(), day=today)
    kept = _kept_operations(source, roles)
    if kept is not None:
        text = to_yaml(kept)
    elif source.path.suffix == ".json":
        text = to_yaml(source.data)  # folders hold YAML only
    else:
        text = content.decode("utf-8")
    texts = {
        # The hash is that of the published document, whatever of it is kept.
        "openapi.yaml": text,
        "provider.yaml": provider_yaml_of_document(kept or source.root, roles, origin, shared_statuses).text(),
    }
    overlay = starting_overlay(kept or source.root, roles)
    if overlay is not None:
        texts["overlay.yaml"] = overlay
    return texts


def _kept_operations(source: Document, roles: Mapping[Role, Operation]) -> JsonObject | None:
    """Return the part of a document that the operations in use reach, or None if it has no other operations."""
    used = {operation.pointer for operation in roles.values()}
    operations = list(path_operations(source.root))
    kept = [operation for operation in operations if operation.pointer in used]
    if len(kept) == len(operations):
        return None
    print(f"{len(kept)} of the document's {len(operations)} operations are kept, with what they refer to.")
    return keep(source.root, kept, source)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    (folder / "samples").mkdir(parents=True)
    for name, text in texts.items():
        # With newline="", the line ends of a published document stay, and with them its hash.
        (folder / name).write_text(text, encoding="utf-8", newline="")
