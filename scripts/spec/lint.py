"""Lint a provider's folder: provider.yaml, the document with its overlay, and the samples, beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from attrs import frozen

from scripts.oas.load import load
from scripts.oas.operations import operations_by_id
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_keys
from scripts.oas.problems import SpecError
from scripts.oas.schema_paths import value_schemas
from scripts.spec.body_schemas import JOB_ROLES, error_schemas, job_schemas, status_words
from scripts.spec.lint_provider import lint_provider
from scripts.spec.lint_responses import response_errors
from scripts.spec.provider import prepare
from scripts.spec.samples import check_samples, read_sample, sample_files
from scripts.spec.statuses import fold, load_statuses
from videojobs.dialect import Dialect
from videojobs.errors import VideoJobsError
from videojobs.http.error_body import CODES, MESSAGES, TYPES, has_error, read_error_body
from videojobs.jobs.decoding.reconcile import Reader
from videojobs.jobs.model.status import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.facts import ProviderFacts
    from scripts.spec.samples import Sample

_USUAL_ERROR_POINTERS = {"message": (*MESSAGES, "/detail/0/msg"), "code": CODES, "type": TYPES}
"""Where any server may say what went wrong: these need no evidence."""

_NOTHING = object()


def lint_folder(folder: Path) -> list[SpecError]:
    """Return what is wrong with a provider's folder; what depends on a broken part is not checked."""
    try:
        shared_statuses = load_statuses(folder.parent / "statuses.yaml")
        provider_yaml = load(folder / "provider.yaml")
        errors = lint_provider(provider_yaml, shared_statuses)
        if errors:
            return errors
        prepared = prepare(folder)
        loaded = _Folder(
            provider_yaml=provider_yaml,
            facts=prepared.facts,
            source=prepared.source,
            overlaid=prepared.overlaid,
            operations=operations_by_id(prepared.overlaid, prepared.source),
            shared_statuses=shared_statuses,
            samples=tuple(read_sample(path) for path in sample_files(folder)),
        )
        return [
            *check_samples(folder),
            *_operations_without_key(loaded),
            *_unreadable_samples(loaded),
            *_dead_pointers(loaded),
            *response_errors(provider_yaml, loaded.facts, loaded.overlaid, loaded.operations, loaded.samples),
            *_unknown_words(loaded),
        ]
    except SpecError as error:
        return [error]


@frozen(kw_only=True)
class _Folder:
    """The loaded files of a provider's folder.

    Attributes:
        provider_yaml: provider.yaml, with places.
        facts: Its content.
        source: openapi.yaml, with places.
        overlaid: The document with its overlay.
        operations: operationId -> operation of the overlaid document.
        shared_statuses: The table of spec/statuses.yaml.
        samples: The recorded payloads.
    """

    provider_yaml: Document
    facts: ProviderFacts
    source: Document
    overlaid: JsonObject
    operations: dict[str, Operation]
    shared_statuses: dict[str, str]
    samples: tuple[Sample, ...]

    @property
    def objects(self) -> list[Sample]:
        """The samples whose body is an object."""
        return [sample for sample in self.samples if isinstance(sample.body, dict)]


def _operations_without_key(folder: _Folder) -> Iterator[SpecError]:
    """Yield the operations that would be called without the key that the provider requires."""
    # Then a call without the key is legitimate, and the document may well be silent about keys.
    if any(way.scheme == "none" for way in folder.facts.auth):
        return
    for role, name in folder.facts.operations.items():
        operation = folder.operations[name]
        security = operation.node.get("security", folder.overlaid.get("security"))
        if not (isinstance(security, list) and any(security)):
            what = f"the document requires no key for {role}, but provider.yaml (auth) does"
            fix = "add security and components.securitySchemes in overlay.yaml; or add '- scheme: none' to auth"
            yield folder.source.error(operation.pointer, what, fix)


def _reader(facts: ProviderFacts) -> Reader:
    return Reader(
        Dialect(
            name=facts.name,
            title=facts.title,
            base_url=facts.base_url,
            auth=facts.auth,
            # Reading a body needs no operations, and those of the facts are names, not modules that could be imported.
            operations={},
            create=facts.create,
            fields=facts.fields,
            errors=facts.errors,
            content=facts.content,
            statuses=facts.statuses,
            quirks=facts.quirks,
        )
    )


def _unreadable_samples(folder: _Folder) -> Iterator[SpecError]:
    """Yield the samples of jobs that the client cannot read as jobs, or whose status word has no meaning."""
    reader = _reader(folder.facts)
    for sample in folder.samples:
        body, file = sample.body, sample.document
        if not isinstance(body, dict) or sample.operation not in JOB_ROLES or not 200 <= sample.http_status < 300:
            continue
        try:
            # Relative URLs in a sample need some base; this one (RFC 2606) can never be requested.
            job = reader.decode(body, "https://any.example")
        except VideoJobsError as error:
            if has_error(body, read_error_body(body, folder.facts.errors)):
                continue  # a recorded error with the status of a success, which the client reports as an error
            what = f"the client cannot read the sample as a job: {error.message}"
            yield file.error("/body", what, "correct fields.job or fields.id")
            continue
        if job.raw_status is None:
            if job.error is None:  # an error without a status is a job that has ended: it needs no word
                yield file.error("/body", "the sample has no status where fields.status looks", "correct fields.status")
        # A server may send the word "unknown" itself: it means what it says, and must not be listed.
        elif job.status is JobStatus.UNKNOWN and fold(job.raw_status) != "unknown":
            pointer = next(_status_pointers(reader, body), "")
            yield file.error(f"/body{pointer}", *_word_without_meaning(job.raw_status))


def _status_pointers(reader: Reader, body: JsonObject) -> Iterator[str]:
    located = reader.locate(body)
    if located is not None:
        for path, _ in reader.status.candidates(located[1]):
            yield format_pointer([*located[0], *path])


def _word_without_meaning(word: str) -> tuple[str, str]:
    return (
        f"the status {word!r} has no meaning here",
        f"write {fold(word)!r} into spec/statuses.yaml, with evidence, or into statuses of provider.yaml",
    )


def _dead_pointers(folder: _Folder) -> Iterator[SpecError]:
    """Yield the pointers of provider.yaml that lead nowhere, neither in the document nor in any sample."""
    jobs = folder.facts.fields.job
    schemas = list(job_schemas(folder.overlaid, folder.facts, folder.operations))
    # An error body has other fields: a pointer of a job that is found only there is wrong.
    bodies = [sample.body for sample in folder.objects if sample.http_status < 400]
    for fact, index, pointer in _written_pointers(folder, "fields"):
        starts = ("",) if fact == "job" else jobs
        paths = [parse_pointer(start) + parse_pointer(pointer) for start in starts]
        if not _leads_somewhere(folder, paths, schemas, bodies):
            yield _dead(folder, "fields", fact, index, pointer)
    schemas = list(error_schemas(folder.overlaid, folder.facts, folder.operations))
    bodies = [sample.body for sample in folder.objects if sample.http_status >= 400]
    for fact, index, pointer in _written_pointers(folder, "errors"):
        # The other keys (`not_found_status`, `not_found_codes`) are values, not pointers.
        if fact not in _USUAL_ERROR_POINTERS or pointer in _USUAL_ERROR_POINTERS[fact]:
            continue
        if not _leads_somewhere(folder, [parse_pointer(pointer)], schemas, bodies):
            yield _dead(folder, "errors", fact, index, pointer)


def _written_pointers(folder: _Folder, group: str) -> Iterator[tuple[str, int, str]]:
    facts = folder.provider_yaml.root.get(group)
    for fact, pointers in facts.items() if isinstance(facts, dict) else ():
        for index, pointer in enumerate(cast("list[str]", pointers) if isinstance(pointers, list) else ()):
            yield fact, index, pointer


def _leads_somewhere(folder: _Folder, paths: list[list[str]], schemas: list[str], bodies: list[Json]) -> bool:
    if not schemas and not bodies:
        return True  # nothing is documented or recorded that could tell
    for path in paths:
        if any(resolve_keys(body, path, _NOTHING) is not _NOTHING for body in bodies):
            return True
        if any(any(value_schemas(folder.overlaid, schema, path)) for schema in schemas):
            return True
    return False


def _dead(folder: _Folder, group: str, fact: str, index: int, pointer: str) -> SpecError:
    what = f"{pointer!r} leads nowhere: neither in the documented responses nor in a sample"
    fix = "correct it, or keep a payload that has it in samples/"
    return folder.provider_yaml.error(format_pointer([group, fact, index]), what, fix)


def _unknown_words(folder: _Folder) -> Iterator[SpecError]:
    """Yield the status words of the document that neither statuses.yaml nor provider.yaml lists."""
    listed = {*folder.shared_statuses, *(fold(word) for word in folder.facts.statuses), "unknown"}
    seen: set[str] = set()
    for pointer, word in status_words(folder.overlaid, folder.facts, folder.operations):
        if fold(word) not in listed and word not in seen:
            seen.add(word)
            yield folder.source.error(pointer, *_word_without_meaning(word))
