"""Collect the payloads of a provider: samples of its folder, and recorded exchanges of the real server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, field, frozen

from scripts.oas.document import JsonObject
from scripts.oas.operations import Operation, operations_by_id
from scripts.oas.pointers import resolve_pointer
from scripts.oas.references import final_pointer
from scripts.spec.provider import ProviderFacts, load_overlaid, load_provider
from scripts.spec.samples import Sample, SampleValidator, read_sample, sample_files
from videojobs.dialect import Fields
from videojobs.jobs.list import items_of

Origin = Literal["published", "recorded"]
JOB_ROLES = frozenset({"create", "retrieve", "remix", "edit", "extend"})


@frozen
class Job:
    """A job in a response.

    Attributes:
        origin: As of its payload.
        body: The job, without what the response has around it.
        is_shortened: Whether the page that published it left keys out.
    """

    origin: Origin
    body: JsonObject
    is_shortened: bool = False


@frozen
class Payload:
    """A response of a provider, as published on a page, or as recorded.

    Attributes:
        origin: Which of them.
        role: Role of its operation, or the id of another operation.
        status: The HTTP status.
        body: Decoded JSON.
        sample: The sample, to be validated; of a recorded exchange, too.
        jobs: The jobs in it: several in a list, none in a body without an id and a status.
    """

    origin: Origin
    role: str
    status: int
    body: Any
    sample: Sample
    jobs: tuple[Job, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it reports an error: some servers send those with the status of a success."""
        return self.status >= 400 or (self.role in JOB_ROLES and not self.jobs)


@frozen(kw_only=True)
class Provider:
    """Everything that is known about a provider.

    Attributes:
        facts: Its provider.yaml.
        raw: Its document as vendored.
        overlaid: The document with its overlay.
        operations: Role or operationId -> operation, of the overlaid document.
        payloads: Its payloads, each distinct one once.
        exchanges: The recorded exchanges.
        recording: What the recording is of, or None.
        is_repeated: Whether `make real-servers` runs a client of this provider against real code.
        overlay_actions: How many corrections its overlay has.
    """

    facts: ProviderFacts
    raw: JsonObject
    overlaid: JsonObject
    operations: Mapping[str, Operation]
    payloads: tuple[Payload, ...]
    exchanges: tuple[Mapping[str, Any], ...] = ()
    recording: str | None = None
    is_repeated: bool = False
    overlay_actions: int = 0
    _valid: dict[bool, tuple[int, int, int]] = field(factory=dict, init=False, eq=False)

    @property
    def jobs(self) -> list[Job]:
        """The jobs in its payloads, each distinct one once."""
        distinct: dict[str, Job] = {}
        for payload in self.payloads:
            for job in payload.jobs:
                distinct.setdefault(json.dumps(job.body, sort_keys=True), job)
        return [*distinct.values()]

    @property
    def checked(self) -> str:
        """How the provider was checked, in words."""
        if self.is_repeated:
            return "real code, each night"
        if any(payload.origin == "recorded" for payload in self.payloads):
            return "recorded responses"
        return "documents only"

    def validity(self, *, overlay: bool) -> tuple[int, int, int]:
        """Return how many recorded payloads are valid, invalid, and without a schema in the document."""
        if overlay not in self._valid:
            document = self.overlaid if overlay else self.raw
            # The document alone may lack operation ids, so operations are found by path and method.
            there = {name: one for name, one in self.operations.items() if _has(document, one)}
            validator = SampleValidator(document, there)
            counts = [0, 0, 0]
            for payload in self.payloads:
                if payload.origin == "recorded":
                    schema = validator.schema_of(payload.sample) if payload.role in there else None
                    # A schema without keywords, as frameworks write it for handlers without a type, describes nothing.
                    if schema is None or not final_node(document, schema):
                        counts[2] += 1
                    else:
                        counts[bool(validator.violations(payload.sample))] += 1
            self._valid[overlay] = (counts[0], counts[1], counts[2])
        return self._valid[overlay]


def final_node(document: JsonObject, schema: str) -> Any:
    """Return the schema at a pointer without its annotations, behind its references."""
    node = resolve_pointer(document, final_pointer(document, schema))
    if not isinstance(node, dict):
        return node
    return {key: value for key, value in node.items() if key not in ("title", "description", "example")}


def _has(document: JsonObject, operation: Operation) -> bool:
    node: Any = document
    for key in operation.keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node is not None


def read_provider(folder: Path, recordings: Path) -> Provider:
    """Read a provider's folder and its recording, if there is one.

    Raises:
        SpecError: The folder cannot be read.
    """
    facts = load_provider(folder)
    source, overlaid = load_overlaid(folder)
    by_id = operations_by_id(overlaid, source)
    roles = {str(role): by_id[name] for role, name in facts.operations.items()}
    operations = {**by_id, **roles}
    payloads = [_of_sample(read_sample(path), facts) for path in sample_files(folder)]
    every = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(recordings.glob("*.json"))}
    recording: JsonObject = every.get(facts.name, {})
    exchanges = list(_exchanges(recording))
    if payloads:
        payloads += _of_exchanges(exchanges, roles, payloads[0].sample)
    payloads = [evolve(payload, jobs=tuple(_jobs_in(payload, facts.fields))) for payload in payloads]
    overlay = folder / "overlay.yaml"
    return Provider(
        facts=facts,
        raw=source.root,
        overlaid=overlaid,
        operations=operations,
        payloads=tuple(_distinct(payloads)),
        exchanges=tuple(exchanges),
        recording=str(recording["server"]) if recording else None,
        is_repeated=any(
            "make real-servers" in one.get("by", "") and any(facts.name in scene["runs"] for scene in one["scenes"])
            for one in every.values()
        ),
        overlay_actions=overlay.read_text(encoding="utf-8").count("- target:") if overlay.is_file() else 0,
    )


def _of_sample(sample: Sample, facts: ProviderFacts) -> Payload:
    role = next((str(role) for role, name in facts.operations.items() if name == sample.operation), sample.operation)
    origin: Origin = "recorded" if "recorded" in str(sample.document.root["source"]) else "published"
    return Payload(origin, role, sample.http_status, sample.body, sample)


def _jobs_in(payload: Payload, fields: Fields) -> Iterator[Job]:
    candidates = [payload.body]
    if payload.role == "list":
        listed = items_of(payload.body)
        candidates = [] if listed is None else listed[1]
    for candidate in candidates:
        for pointer in fields.job:
            job = resolve_pointer(candidate, pointer) if pointer else candidate
            if isinstance(job, dict) and _is_job(payload, job, fields):
                yield Job(payload.origin, job, payload.sample.elided)
                break


def _is_job(payload: Payload, body: JsonObject, fields: Fields) -> bool:
    has_id, has_status = (_has_value(body, pointers) for pointers in (fields.id, fields.status))
    if payload.status < 300 and payload.role in JOB_ROLES:
        return has_id or has_status
    # A failed job may be the body of an error response; the response to a delete may be an id alone.
    return has_id and has_status and payload.role in (*JOB_ROLES, "list", "delete")


def _has_value(body: JsonObject, pointers: Iterable[str]) -> bool:
    return any(resolve_pointer(body, pointer) not in (None, "") for pointer in pointers)


def _exchanges(recording: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for scene in recording.get("scenes", ()):
        for run in scene["runs"].values():
            yield from run


def _of_exchanges(
    exchanges: list[Mapping[str, Any]], roles: Mapping[str, Operation], template: Sample
) -> Iterator[Payload]:
    for exchange in exchanges:
        role = _role(exchange, roles)
        if role is not None and "json" in exchange["headers"].get("content-type", ""):
            sample = Sample(
                document=template.document,
                operation=role,
                http_status=exchange["status"],
                elided=False,
                body=exchange["body"],
            )
            yield Payload("recorded", role, exchange["status"], exchange["body"], sample)


def _role(exchange: Mapping[str, Any], roles: Mapping[str, Operation]) -> str | None:
    """Return the role of the operation at a path, whatever comes before the document's paths."""
    path = exchange["path"].partition("?")[0]
    for role, operation in sorted(roles.items(), key=lambda item: item[1].path.count("{")):
        pattern = re.sub(r"\\\{[^{}]+\\\}", "[^/]+", re.escape(operation.path))
        if operation.method == exchange["method"].lower() and re.fullmatch(rf"(/v1)?{pattern}", path):
            return role
    return None


def _distinct(payloads: list[Payload]) -> Iterator[Payload]:
    """Yield each payload once: the same job, polled twice in the same state, is one response."""
    seen: set[str] = set()
    for payload in payloads:
        key = json.dumps([payload.role, payload.status, payload.body], sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield payload
