"""Check the recorded payloads in a provider's ``samples/`` against its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas.load import load
from scripts.oas.operations import operations_by_id
from scripts.oas.payload_check import PayloadValidator
from scripts.oas.pointers import format_pointer
from scripts.spec.body_schemas import response_schema
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
    """One recorded payload.

    Attributes:
        document: The file.
        operation: Role of the operation, or its operationId (also of a webhook).
        http_status: Status of the response.
        elided: The source leaves keys out, so a missing key is no violation.
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
    source, overlaid = load_overlaid(folder)
    operations = operations_by_id(overlaid, source)
    roles = {str(role): operations[name] for role, name in facts.operations.items() if name in operations}
    validator = SampleValidator(overlaid if overlay else source.root, {**operations, **roles})
    errors: list[SpecError] = []
    for path in sample_files(folder):
        sample = read_sample(path)
        if sample.operation in validator.operations:
            errors += _errors(sample, validator)
        else:
            names = ", ".join([*roles, *operations])
            what = f"the document has no operation {sample.operation!r}"
            errors.append(sample.document.error("/operation", what, f"use one of: {names}"))
    return errors


class SampleValidator:
    """Checks samples against one document.

    Args:
        document: Any OpenAPI document: as vendored, corrected, or published today.
        operations: Its operations, by role and by operationId.
    """

    def __init__(self, document: JsonObject, operations: Mapping[str, Operation]) -> None:
        self.operations = operations
        # Only 3.1 has the schemas of JSON Schema 2020-12, which the validator knows; `nullable` would mean nothing to
        # it.
        self._document = to_31(document)
        self._validator = PayloadValidator(self._document)

    def schema_of(self, sample: Sample) -> str | None:
        """Return the JSON pointer of the schema of a sample, or None if the document has none."""
        return response_schema(self._document, self.operations[sample.operation], sample.http_status)

    def violations(self, sample: Sample) -> list[Violation]:
        """Return how a sample violates its schema; nothing if it has none."""
        schema = self.schema_of(sample)
        if schema is None:
            return []
        violations = list(self._validator.violations(schema, sample.body))
        if sample.elided:
            # Whoever shortened the payload left keys out; the values that are there must still fit.
            return [violation for violation in violations if violation.keyword != "required"]
        return violations


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
    # Missing and unknown keys alike, in one order: a misspelt key is reported together with the one it should be.
    for key in sorted(root.keys() ^ _KEYS):
        what = f"the key {key!r} is {'unknown' if key in root else 'missing'}"
        raise document.error(format_pointer([key]), what, f"a sample has: {', '.join(sorted(_KEYS))}")
    operation, status, source, note = root["operation"], root["http_status"], root["source"], root["note"]
    if not isinstance(source, str) or not source.strip():
        fix = "write the address, or file and commit, where the payload was found"
        raise document.error("/source", "the sample has no source", fix)
    if not isinstance(operation, str):
        raise document.error("/operation", "the operation is not text", "write a role or an operationId")
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        raise document.error("/http_status", "this is not an HTTP status", "write a number from 100 to 599")
    if not (note is None or isinstance(note, str)):
        raise document.error("/note", "the note is neither text nor null", "write text or null")
    if not isinstance(root["elided_by_source"], bool):
        raise document.error("/elided_by_source", "this is neither true nor false", "write true or false")
    return Sample(
        document=document,
        operation=operation,
        http_status=status,
        elided=root["elided_by_source"],
        body=root["body"],
    )


def _errors(sample: Sample, validator: SampleValidator) -> list[SpecError]:
    schema = validator.schema_of(sample)
    if schema is None:
        what = f"the document has no JSON response {sample.http_status} of {sample.operation!r}"
        return [sample.document.error("/http_status", what, "document it in openapi.yaml or the overlay")]
    return [
        sample.document.error(
            f"/body{violation.pointer}", f"{schema}: {violation.message}", "correct the document in overlay.yaml"
        )
        for violation in validator.violations(sample)
    ]
