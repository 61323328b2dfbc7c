"""Holds the payloads of a provider's ``samples/`` against its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas.load import load
from scripts.oas.operations import operations_by_id
from scripts.oas.payload_check import PayloadValidator
from scripts.oas.pointers import child_pointer, format_pointer, parse_pointer, resolve_keys, resolve_pointer
from scripts.oas.references import follow_if_possible
from scripts.spec.provider import load_overlaid, load_provider
from videojobs.contract import to_31

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation
    from scripts.oas.payload_check import Violation
    from scripts.oas.problems import SpecError

_KEYS = {"source", "operation", "http_status", "note", "elided_by_source", "body"}


@frozen(kw_only=True)
class Sample:
    """One payload seen in the field.

    Attributes:
        document: The file.
        operation: Role of the operation that it is about, or an operationId (also of a webhook).
        http_status: Status of the answer.
        elided: The source leaves keys out: a missing key is no fault.
        body: The payload.
    """

    document: Document
    operation: str
    http_status: int
    elided: bool
    body: Json


def check_samples(folder: Path, *, overlay: bool = True) -> list[SpecError]:
    """Return each violation of the document by a sample of the folder.

    Args:
        folder: A provider's folder.
        overlay: Whether the overlay is applied first. Without it, the violations show what the overlay is for.

    Raises:
        SpecError: The folder itself cannot be read.
    """
    facts = load_provider(folder)
    source, document = load_overlaid(folder)
    operations = operations_by_id(document, source)
    roles: dict[str, Operation] = {
        role: operations[name] for role, name in facts.operations.items() if name in operations
    }
    held = Held(document if overlay else source.root, {**operations, **roles})
    found: list[SpecError] = []
    for path in sample_files(folder):
        sample = read_sample(path)
        if sample.operation in held.operations:
            found += _explain(sample, held)
        else:
            ids = ", ".join([*roles, *operations])
            found.append(
                sample.document.error("/operation", f"no operation is {sample.operation!r}", f"use one of: {ids}")
            )
    return found


class Held:
    """A document that samples are held against.

    Args:
        document: Any OpenAPI document: as vendored, corrected, or published today.
        operations: Its operations, by role and by operationId.
    """

    def __init__(self, document: JsonObject, operations: Mapping[str, Operation]) -> None:
        self.operations = operations
        self._document = to_31(document)
        self._validator = PayloadValidator(self._document)

    def schema_of(self, sample: Sample) -> str | None:
        """Return the JSON pointer of the schema that a sample must fit, or None if there is none."""
        return schema_place(self._document, self.operations[sample.operation], sample.http_status)

    def violations(self, sample: Sample) -> list[Violation]:
        """Return what of a sample does not fit; nothing where there is no schema."""
        place = self.schema_of(sample)
        found = [] if place is None else self._validator.violations(place, sample.body)
        return [violation for violation in found if not (sample.elided and violation.keyword == "required")]


def sample_files(folder: Path) -> list[Path]:
    """Return the sample files of a provider's folder, by name."""
    return sorted((folder / "samples").glob("*.json"))


def read_sample(path: Path) -> Sample:
    """Read one sample file.

    Raises:
        SpecError: It is not JSON, or its keys are not those of a sample.
    """
    document = load(path)
    root = document.root
    for key in sorted(root.keys() ^ _KEYS):
        wrong = "unknown" if key in root else "missing"
        raise document.error(
            format_pointer([key]), f"the key {key!r} is {wrong}", f"a sample has: {', '.join(sorted(_KEYS))}"
        )
    operation, status, source, note = root["operation"], root["http_status"], root["source"], root["note"]
    if not isinstance(source, str) or not source.strip():
        raise document.error(
            "/source", "the sample does not say where it was seen", "write an address or file and commit"
        )
    if not isinstance(operation, str):
        raise document.error("/operation", "the operation is not text", "write a role or an operationId")
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        raise document.error("/http_status", "this is no HTTP status", "write a number from 100 to 599")
    if not (note is None or isinstance(note, str)) or not isinstance(root["elided_by_source"], bool):
        raise document.error(
            "/note", "note or elided_by_source is of the wrong type", "write text or null; true or false"
        )
    return Sample(
        document=document,
        operation=operation,
        http_status=status,
        elided=root["elided_by_source"],
        body=root["body"],
    )


def schema_place(document: JsonObject, operation: Operation, status: int) -> str | None:
    """Return the JSON pointer of the schema of what an operation answers with a status, or None if there is none.

    An exact status wins over its class (``4XX``), a class over the success that is documented (for a success) or
    ``default``. Of a webhook, it is the schema of what is sent.
    """
    item = resolve_pointer(document, operation.pointer)
    if operation.section == "webhooks":
        return _json_schema(document, [*parse_pointer(operation.pointer), "requestBody"])
    responses = item.get("responses") if isinstance(item, dict) else None
    codes = list(responses) if isinstance(responses, dict) else []
    successes = [code for code in codes if code.startswith("2")] if status < 300 else []
    for code in (str(status), f"{status // 100}XX", *successes, "default"):
        if code in codes:
            return _json_schema(document, [*parse_pointer(operation.pointer), "responses", code])
    return None


def _json_schema(document: JsonObject, parts: list[str]) -> str | None:
    """Return the pointer of the JSON schema of a response or request body, through a reference to a component."""
    at, node = follow_if_possible(document, resolve_keys(document, parts), format_pointer(parts))
    content = node.get("content") if isinstance(node, dict) else None
    media = content.get("application/json") if isinstance(content, dict) else None
    if not isinstance(media, dict) or "schema" not in media:
        return None
    return child_pointer(at, "content", "application/json", "schema")


def _explain(sample: Sample, held: Held) -> list[SpecError]:
    place = held.schema_of(sample)
    if place is None:
        what = f"the document has no JSON answer {sample.http_status} of {sample.operation!r}"
        return [sample.document.error("/http_status", what, "document it in openapi.yaml or the overlay")]
    fix = "correct the document in overlay.yaml"
    return [
        sample.document.error(f"/body{violation.pointer}", f"{place}: {violation.message}", fix)
        for violation in held.violations(sample)
    ]
