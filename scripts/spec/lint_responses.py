"""Lint whether the documented responses hold what a client cannot do without: the id and the status of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.oas.pointers import parse_pointer, resolve_keys, resolve_pointer
from scripts.oas.schema_paths import property_schemas, value_schemas
from scripts.spec.body_schemas import JOB_ROLES, response_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation
    from scripts.oas.problems import SpecError
    from scripts.spec.facts import ProviderFacts
    from scripts.spec.samples import Sample

_ABSENT = object()
_CONSEQUENCES = {
    "id": "the id of each new job would be lost, and the job is paid for",
    "status": "a client would wait for ever",
}


def response_errors(
    provider_yaml: Document,
    facts: ProviderFacts,
    document: JsonObject,
    operations: Mapping[str, Operation],
    samples: Sequence[Sample],
) -> Iterator[SpecError]:
    """Yield the operations whose documented response has no id or no status where the client looks, by default too.

    Args:
        provider_yaml: The file.
        facts: Its content.
        document: The document, with its overlay.
        operations: operationId -> operation of the document.
        samples: The recorded payloads; what one of them has need not be documented.
    """
    for role, name in facts.operations.items():
        if role not in JOB_ROLES:
            continue
        schema = response_schema(document, operations[name], 200)
        bodies = [sample.body for sample in samples if sample.operation == role and sample.http_status < 300]
        if schema is None:
            continue  # without a documented body there is nothing to look into
        for fact in ("id", "status"):
            # A new job may have no status yet, and that of a running one is retrieved.
            is_needed = fact == "id" or role == "retrieve"
            if role == "retrieve" and fact == "id":
                is_needed = not facts.quirks.no_id_when_retrieved
            if is_needed and not _has(facts, fact, document, schema, bodies):
                yield _missing(provider_yaml, facts, fact, role, document, schema)


def _has(facts: ProviderFacts, fact: str, document: JsonObject, schema: str, bodies: list[Json]) -> bool:
    pointers: tuple[str, ...] = getattr(facts.fields, fact)
    paths = [parse_pointer(job) + parse_pointer(pointer) for job in facts.fields.job for pointer in pointers]
    return any(
        any(value_schemas(document, schema, path))
        or any(resolve_keys(body, path, _ABSENT) is not _ABSENT for body in bodies)
        for path in paths
    )


def _missing(
    provider_yaml: Document, facts: ProviderFacts, fact: str, role: str, document: JsonObject, schema: str
) -> SpecError:
    pointers = " or ".join(getattr(facts.fields, fact))
    what = f"the response of {role} has no {fact} at {pointers}: {_CONSEQUENCES[fact]}"
    names = ", ".join(property_schemas(document, schema)) or "nothing"
    fix = f"write its pointer as fields.{fact}"
    if (role, fact) == ("retrieve", "id"):
        what = f"the response of {role} has no id at {pointers}: each would be taken for that of another job"
        fix += ", or 'no_id_when_retrieved: true' under quirks if there is none"
    place = next(
        (at for at in (f"/fields/{fact}", "/fields") if resolve_pointer(provider_yaml.root, at) is not None), ""
    )
    return provider_yaml.error(place, what, f"{fix}; the response has: {names}")
