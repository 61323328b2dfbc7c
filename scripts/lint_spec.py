"""``python -m scripts.lint_spec``: hold the provider folders against everything that is known about such folders.

Each problem is one line, ``file:line:col: /json/pointer: what: how to fix``. ``scripts.generate`` stops at the first
thing that keeps it from generating; this says all it can find, and looks at what generating does not need: whether the
pointers lead somewhere, whether each status word means something, whether each sample is read as a job.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from attrs import frozen

from scripts.drift.accepted import NAME, lint_accepted
from scripts.drift.kinds_lint import lint_kinds
from scripts.oas.document import Document, JsonObject
from scripts.oas.load import load
from scripts.oas.operations import Operation, operations_by_id
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_keys
from scripts.oas.problems import SpecError
from scripts.oas.schema_paths import value_schemas
from scripts.spec.job_responses import JOB_ROLES, answer_schemas, status_words
from scripts.spec.lint import lint
from scripts.spec.provider import ProviderFacts, load_statuses, prepare, provider_folders
from scripts.spec.samples import check_samples, read_sample
from scripts.spec.statuses import fold
from videojobs.dialect import Dialect
from videojobs.errors import VideoJobsError
from videojobs.http.error_body import CODES, MESSAGES, TYPES
from videojobs.jobs.decoding.reconcile import Reader
from videojobs.jobs.model.status import JobStatus

HOME = Path(__file__).resolve().parents[1]
# Where any server may say what went wrong: no evidence is asked for.
_NOTHING = object()
_USUAL = {"message": (*MESSAGES, "/detail/0/msg"), "code": CODES, "type": TYPES}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    folders = [path for path in provider_folders(options.spec) if not options.name or path.name in options.name]
    if not folders:
        print(f"{options.spec}: no such folder with a provider.yaml in it", file=sys.stderr)
        return 2
    table = options.spec / "kinds.yaml"
    found = lint_kinds(load(table)) if table.is_file() else []
    found += [problem for folder in folders for problem in problems_of(folder)]
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"nothing wrong with {', '.join(folder.name for folder in folders)}")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.lint_spec",
        description="Say what is wrong with the provider folders.",
        epilog="Exit codes: 0 nothing is wrong, 1 something is, 2 there is no such folder.",
    )
    parser.add_argument("name", nargs="*", metavar="NAME", help="only these folders")
    parser.add_argument("--spec", type=Path, default=HOME / "spec", metavar="DIR", help="provider folders (spec/)")
    return parser


def problems_of(folder: Path) -> list[SpecError]:
    """Return what is wrong with a provider's folder; what builds on a broken part is not looked at."""
    try:
        shared = load_statuses(folder.parent / "statuses.yaml")
        written = load(folder / "provider.yaml")
        found = lint(written, shared)
    except SpecError as error:
        return [error]
    if found:
        return found
    try:
        prepared = prepare(folder)
        operations = operations_by_id(prepared.overlaid, prepared.source)
        subject = _Subject(folder, prepared.facts, written, prepared.source, prepared.overlaid, operations, shared)
        found = [*check_samples(folder), *_open(subject), *_unread(subject), *_pointers(subject), *_words(subject)]
        return [*found, *_accepted(folder)]
    except SpecError as error:
        return [error]


@frozen
class _Subject:
    """A folder whose files can all be read.

    Attributes:
        folder: Where it is.
        facts: What provider.yaml says.
        written: provider.yaml, with places.
        source: openapi.yaml, with places.
        overlaid: The document with its overlay.
        operations: Its operations, by id.
        shared: The shared table of status words.
    """

    folder: Path
    facts: ProviderFacts
    written: Document
    source: Document
    overlaid: JsonObject
    operations: dict[str, Operation]
    shared: dict[str, str]

    def samples(self) -> Iterator[tuple[Document, str, int, JsonObject]]:
        """Yield file, role or operationId, status and body of each sample whose body is an object."""
        for path in sorted((self.folder / "samples").glob("*.json")):
            sample = read_sample(path)
            if isinstance(sample.body, dict):
                yield sample.document, sample.operation, sample.http_status, sample.body

    def answers(self, *, failed: bool) -> Iterator[str]:
        """Yield where the schemas of the answers about jobs, or of the errors, stand in the document."""
        return answer_schemas(self.overlaid, self.facts, self.operations, failed=failed)


def _open(subject: _Subject) -> Iterator[SpecError]:
    """Yield the operations that would be asked without the key that the provider wants."""
    if any(way.scheme == "none" for way in subject.facts.auth):
        return
    usual = subject.overlaid.get("security")
    for role, name in subject.facts.operations.items():
        operation = subject.operations[name]
        ways = operation.node.get("security", usual)
        if not any(ways if isinstance(ways, list) else ()):
            what = f"the document says that {role} needs no key, provider.yaml (auth) that there is one"
            fix = "say so in overlay.yaml: security, and components.securitySchemes; or add '- scheme: none' to auth"
            yield subject.source.error(operation.pointer, what, fix)


def _reader(facts: ProviderFacts) -> Reader:
    return Reader(
        Dialect(
            name=facts.name,
            title=facts.title,
            base_url=facts.base_url,
            auth=facts.auth,
            operations={},
            create=facts.create,
            fields=facts.fields,
            errors=facts.errors,
            content=facts.content,
            statuses=facts.statuses,
            quirks=facts.quirks,
        )
    )


def _unread(subject: _Subject) -> Iterator[SpecError]:
    """Yield the samples of jobs that are not read as jobs, or whose status word means nothing."""
    reader = _reader(subject.facts)
    for document, role, status, body in subject.samples():
        if role not in JOB_ROLES or not 200 <= status < 300:
            continue
        try:
            job = reader.decode(body, "https://any.example")
        except VideoJobsError as error:
            yield document.error(
                "/body", f"the sample is not read as a job: {error.message}", "correct fields.job or fields.id"
            )
            continue
        if job.raw_status is None:
            yield document.error("/body", "the sample has no status where it is looked for", "correct fields.status")
        elif job.status is JobStatus.UNKNOWN and fold(job.raw_status) != "unknown":
            place = next(_places_of(reader, body), "")
            yield document.error("/body" + place, *_no_word(job.raw_status))


def _places_of(reader: Reader, body: JsonObject) -> Iterator[str]:
    found = reader.locate(body)
    if found is not None:
        for path, _ in reader.status.candidates(found[1]):
            yield format_pointer([*found[0], *path])


def _no_word(word: str) -> tuple[str, str]:
    return (
        f"nothing says what the status {word!r} means",
        f"write {fold(word)!r} into spec/statuses.yaml, with evidence, or into statuses of provider.yaml",
    )


def _pointers(subject: _Subject) -> Iterator[SpecError]:
    """Yield the pointers of provider.yaml that lead nowhere, in the document and in every sample."""
    jobs = [""]
    given = subject.written.root.get("fields")
    for fact, pointers in given.items() if isinstance(given, dict) else ():
        if fact == "job":
            jobs = [str(text) for text in cast("list[str]", pointers)]
    for group, failed in (("fields", False), ("errors", True)):
        schemas = list(subject.answers(failed=failed))
        bodies = [body for _, _, status, body in subject.samples() if (status >= 400) is failed]
        if not schemas and not bodies:
            continue
        given = subject.written.root.get(group)
        for fact, pointers in given.items() if isinstance(given, dict) else ():
            if failed and fact not in _USUAL:
                continue
            starts = [""] if failed or fact == "job" else jobs
            for number, text in enumerate(cast("list[str]", pointers)):
                paths = [parse_pointer(start) + parse_pointer(text) for start in starts]
                there = any(resolve_keys(body, path, _NOTHING) is not _NOTHING for body in bodies for path in paths)
                if there or (failed and text in _USUAL[fact]):
                    continue
                if any(any(value_schemas(subject.overlaid, at, path)) for at in schemas for path in paths):
                    continue
                what = f"{text!r} leads nowhere: neither in the documented answers nor in a sample"
                yield subject.written.error(
                    format_pointer([group, fact, number]), what, "correct it, or keep a payload that has it in samples/"
                )


def _words(subject: _Subject) -> Iterator[SpecError]:
    """Yield the status words that the document lists and nobody has given a meaning."""
    known = {*subject.shared, *(fold(word) for word in subject.facts.statuses), "unknown"}
    seen: set[str] = set()
    for place, word in status_words(subject.overlaid, subject.facts, subject.operations):
        if fold(word) not in known and word not in seen:
            seen.add(word)
            yield subject.source.error(place, *_no_word(word))


def _accepted(folder: Path) -> list[SpecError]:
    """Return what is wrong with the file of accepted drift, if there is one."""
    path = folder / NAME
    return lint_accepted(load(path)) if path.is_file() else []


if __name__ == "__main__":
    raise SystemExit(main())
