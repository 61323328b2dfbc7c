"""The points of the format: one table each, a row for each provider, with the evidence behind every cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from scripts.compatibility.payloads import Job, Payload, Provider
from scripts.oas.document import members_of
from scripts.oas.operations import Operation
from scripts.oas.pointers import parse_pointer, resolve_pointer
from scripts.oas.schema_paths import property_schemas, value_schemas
from scripts.spec.body_schemas import listed_words, request_schemas, response_schemas

FORMAT_FIELDS = (
    *("id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at", "prompt"),
    *("seconds", "size", "error", "remixed_from_video_id"),
)
NONE = ""


@frozen
class Point:
    """A point of the format.

    Attributes:
        title: Heading of its table.
        about: What the table shows, in a sentence.
        columns: Headings of the columns after that of the provider.
        row: Returns the cells of a provider.
    """

    title: str
    about: str
    columns: tuple[str, ...]
    row: Callable[[Provider], list[str]]


def code(text: object) -> str:
    """Return a value as code of a Markdown table."""
    return "`" + str(text).replace("|", "\\|") + "`"


def codes(values: Iterable[object]) -> str:
    """Return several values."""
    return ", ".join(code(value) for value in values)


def evidence(received: Sequence[Job | Payload]) -> str:
    """Return how many payloads or jobs of which origin a cell rests on: ``r12`` recorded, ``p2`` published."""
    counts = Counter(one.origin[0] for one in received)
    return " ".join(f"{letter}{counts[letter]}" for letter in ("r", "p") if counts[letter])


def _with(text: str, received: Sequence[Job | Payload]) -> str:
    return f"{text} ({evidence(received)})" if text and received else text


def field_cell(provider: Provider, name: str) -> str:
    """Return how often a field of the format is in a job: ``always``, ``sometimes``, ``null``, or as documented."""
    present = [job.body[name] for job in provider.jobs if name in job.body]
    if not present:
        return "d" if name in _job_properties(provider) else NONE
    is_missing = any(name not in job.body for job in provider.jobs if not job.is_shortened)
    often = "sometimes" if is_missing else "always"
    nulls = sum(value is None for value in present)
    if nulls == len(present):
        return f"{often} null"
    return f"{often}, may be null" if nulls else often


def further_fields(provider: Provider) -> list[str]:
    """Return the fields of jobs beyond those of the format."""
    names: Counter[str] = Counter()
    for job in provider.jobs:
        names.update(set(job.body) - set(FORMAT_FIELDS))
    documented = [name for name in _job_properties(provider) if name not in FORMAT_FIELDS and name not in names]
    return [codes(sorted(names)), codes(documented), evidence(provider.jobs) or "none received"]


def _schema_of_job(provider: Provider) -> Iterator[str]:
    for role in ("retrieve", "create"):
        for _, place in response_schemas(provider.overlaid, provider.operations[role]):
            yield place


def _job_properties(provider: Provider) -> list[str]:
    """Return the documented properties of a job, those of `retrieve` if it has any."""
    document = provider.overlaid
    for place in _schema_of_job(provider):
        for pointer in provider.facts.fields.job:
            for schema in value_schemas(document, place, parse_pointer(pointer)):
                properties = property_schemas(document, schema)
                if properties:
                    return [*properties]
    return []


def _values(provider: Provider, fact: str) -> Iterator[tuple[Job, Any]]:
    for job in provider.jobs:
        for pointer in getattr(provider.facts.fields, fact):
            value = resolve_pointer(job.body, pointer)
            if value is not None:
                yield job, value
                break


def statuses(provider: Provider) -> list[str]:
    """Return the documented status words, the received ones, and what the unusual ones mean."""
    listed: list[str] = []
    for place in _schema_of_job(provider):
        for pointer in (*provider.facts.fields.status,):
            for job in provider.facts.fields.job:
                listed += [word for _, word in listed_words(provider.overlaid, place, parse_pointer(job + pointer))]
    received = list(_values(provider, "status"))
    words = dict.fromkeys(str(value) for _, value in received)
    meanings = [f"{code(word)}: {status}" for word, status in provider.facts.statuses.items()]
    return [
        codes(dict.fromkeys(listed)) or "none listed",
        _with(codes(words), [job for job, _ in received]) or "none received",
        ", ".join(meanings),
    ]


def ids(provider: Provider) -> list[str]:
    """Return what ids look like, and an example."""
    facts = provider.facts.ids
    received = list(_values(provider, "id"))
    if facts == type(facts)():  # provider.yaml says nothing of them
        return ["", _example(received)]
    if facts.alphabet == "spelled":
        return ["base64 of its parts; one job has several spellings", _example(received)]
    values = [str(value) for _, value in _of_running_code(received)]
    if not all(value.startswith(facts.prefix) for value in values):
        return ["", _example(received)]
    looks: str = facts.alphabet
    # Each dialect has a length, for the emulator; it is the provider's only if its own ids have it.
    if values and all(len(value) == len(facts.prefix) + facts.length for value in values):
        looks = f"{facts.length} of {facts.alphabet}"
    if facts.prefix:
        looks = f"{code(facts.prefix)} and {looks}"
    return [looks, _example(received)]


def _of_running_code(received: list[tuple[Job, Any]]) -> list[tuple[Job, Any]]:
    """Return the values that running code sent; if there are none, the published ones."""
    return [pair for pair in received if pair[0].origin == "recorded"] or received


def _example(received: list[tuple[Job, Any]]) -> str:
    """Return an id that running code sent, or a published one: the longest, since pages have `video_123`, too."""
    example = max((str(value) for _, value in _of_running_code(received)), key=len, default="")
    shown = example if len(example) <= 44 else f"{example[:41]}..."
    return _with(code(shown), [job for job, _ in received]) if example else ""


def times(provider: Provider) -> list[str]:
    """Return the form of each time of a job."""
    return [_form(provider, fact, _form_of_time) for fact in ("created_at", "completed_at", "expires_at")]


def _form(provider: Provider, fact: str, form_of: Callable[[Any], str]) -> str:
    received = list(_values(provider, fact))
    forms = dict.fromkeys(form_of(value) for _, value in received)
    return _with(", ".join(forms), [job for job, _ in received])


def _form_of_time(value: Any) -> str:
    if value == 0:
        return code(value)
    if isinstance(value, int | float):
        return "milliseconds" if value > 10**11 else "Unix seconds"
    return "ISO 8601" if re.match(r"\d{4}-\d\d-\d\d", str(value)) else f"text {code(value)}"


def _form_of_length(value: Any) -> str:
    if value == "":
        return "empty text"
    return f"text {code(value)}" if isinstance(value, str) else f"number {code(value)}"


def _form_of_size(value: Any) -> str:
    text = str(value)
    if re.fullmatch(r"\d{1,2}[x:]\d{1,2}", text):
        return f"ratio {code(text)}"
    return code(re.sub(r"\d+", "9", text) if "x" in text else text)


def lengths(provider: Provider) -> list[str]:
    """Return how a length and a size are sent, and how they come back."""
    create = provider.facts.create
    fields = create.fields
    size_names = [fields.size, fields.width, fields.height, fields.aspect_ratio, fields.resolution]
    seconds = f"{code(fields.seconds)} as {create.seconds}" if fields.seconds else "no field"
    return [
        seconds,
        codes(filter(None, size_names)) or "no field",
        _form(provider, "seconds", _form_of_length),
        _form(provider, "size", _form_of_size),
    ]


def errors(provider: Provider) -> list[str]:
    """Return the shapes of error bodies by HTTP status, and the documented ones."""
    shapes: dict[str, list[Payload]] = {}
    for payload in provider.payloads:
        if payload.is_error:
            shapes.setdefault(_error_shape(provider, payload), []).append(payload)
    received = [
        f"{shape} {', '.join(sorted({str(payload.status) for payload in payloads}))} ({evidence(payloads)})"
        for shape, payloads in sorted(shapes.items(), key=lambda item: -len(item[1]))
    ]
    documented = {
        status
        for role in ("create", "retrieve")
        for status, _ in response_schemas(provider.raw, _at(provider, role), errors=True)
    }
    return ["; ".join(received) or "none received", codes(sorted(documented)) or "none"]


def _error_shape(provider: Provider, payload: Payload) -> str:
    if not payload.jobs:
        return code(_skeleton(payload.body))
    job = payload.jobs[0].body
    names = dict.fromkeys(str(parse_pointer(pointer)[0]) for pointer in provider.facts.fields.error)
    return f"a job with {code(_skeleton({name: job[name] for name in names if name in job}))}"


def _at(provider: Provider, role: str) -> Operation:
    return provider.operations[role]


def _skeleton(body: Any, depth: int = 0) -> str:
    """Return the keys of an error body: ``{error: {code, message}}``."""
    if isinstance(body, Mapping):
        if depth and len(body) > 8:
            return "{...}"
        members = (
            f"{key}: {_skeleton(value, depth + 1)}" if isinstance(value, Mapping | list) else str(key)
            for key, value in sorted(body.items())
        )
        return "{" + ", ".join(members) + "}"
    if isinstance(body, list):
        return f"[{_skeleton(body[0], depth + 1)}]" if body else "[]"
    return type(body).__name__


def bodies(provider: Provider) -> list[str]:
    """Return the encodings of a create, the first one preferred, and the forms of a reference image."""
    create = provider.facts.create
    documented = [
        place.split("/content/")[1].split("/schema")[0].replace("~1", "/")
        for place in request_schemas(provider.raw, _at(provider, "create"))
    ]
    references = [
        f"{code(reference.field)}: {', '.join(reference.forms).replace('_', ' ')}" for reference in create.references
    ]
    return [codes(documented), ", ".join(create.encodings), "; ".join(references) or "none"]


def clips(provider: Provider) -> list[str]:
    """Return where the clip is, and whether a part of it can be requested."""
    content = provider.facts.content
    where = {"endpoint": "content operation", "url": "URL in the job", "either": "URL in the job or content operation"}
    urls = list(_values(provider, "video_url"))
    pointers = codes(provider.facts.fields.video_url) if content.source != "endpoint" or urls else ""
    return [where[content.source], _with(pointers, [job for job, _ in urls]), _ranges(provider)]


def _ranges(provider: Provider) -> str:
    """Return what the responses to requests for a range were, but for refusals that are about the clip."""
    words = {200: "ignored", 206: "served", 416: "refused: 416"}
    statuses = Counter(
        exchange["status"]
        for exchange in provider.exchanges
        if exchange["step"] in ("range", "content range") and exchange["status"] in words
    )
    parts = [f"{words[status]} (r{count})" for status, count in sorted(statuses.items())]
    return ", ".join(parts) or "not tried"


def further_operations(provider: Provider) -> list[str]:
    """Return whether there is a list, a delete and a remix, with the statuses of their recorded responses."""
    return [_operation(provider, role) for role in ("list", "delete", "remix", "edit", "extend")]


def _operation(provider: Provider, role: str) -> str:
    if role not in provider.operations:
        return NONE
    received = [payload for payload in provider.payloads if payload.role == role]
    counts = Counter(payload.status for payload in received)
    words = ", ".join(f"{status}" for status in sorted(counts))
    return _with(words, received) if received else "d"


def webhooks(provider: Provider) -> list[str]:
    """Return whether the document has webhooks, and the fields of a create that take an address for them."""
    names: dict[str, None] = {}
    for place in request_schemas(provider.overlaid, _at(provider, "create")):
        for name in property_schemas(provider.overlaid, place):
            if re.search(r"call_?back|webhook|notify", name, re.IGNORECASE):
                names[name] = None
    documented = members_of(provider.overlaid.get("webhooks"))
    samples = [payload for payload in provider.payloads if payload.role in documented]
    return [codes(names), _with(codes(documented), samples)]


POINTS = (
    Point(
        "Status words",
        "The words that the document (with its corrections) lists, and those that were received. The last column has "
        "the meaning of words that mean something else, or nothing, elsewhere.",
        ("documented", "received", "own meaning"),
        statuses,
    ),
    Point("Ids", "What a job's id looks like.", ("form", "an example"), ids),
    Point(
        "Times",
        "The form of each time of a job that was received; empty: none was.",
        ("created", "completed", "expires"),
        times,
    ),
    Point(
        "Seconds and size",
        "The field of a new job that takes them, and the form in which they come back; `9` is any number.",
        ("length sent in", "size sent in", "length received", "size received"),
        lengths,
    ),
    Point(
        "Errors",
        "The keys of the error bodies that were received, with their HTTP statuses (a failed job may be the body of an "
        "error response), and the statuses of create and retrieve that have a JSON body in the document alone.",
        ("received", "documented"),
        errors,
    ),
    Point(
        "Encodings",
        "The media types of a create in the document alone, the encodings that work (the preferred one first), and the "
        "forms of a reference image by field.",
        ("documented", "used", "reference image"),
        bodies,
    ),
    Point(
        "Where the clip is",
        "The clip of a finished job, and the response to a request for a range of it.",
        ("place", "URL at", "range"),
        clips,
    ),
    Point(
        "List, delete, remix",
        "HTTP statuses of the received responses; `d`: documented, none was received; empty: no such operation.",
        ("list", "delete", "remix", "edit", "extend"),
        further_operations,
    ),
    Point(
        "Webhooks",
        "Fields of a create that take an address, and events in the document.",
        ("field", "events"),
        webhooks,
    ),
    Point(
        "Further fields",
        "Fields of a job beyond those of the format: the received ones, and further ones of the document.",
        ("received", "documented alone", "evidence"),
        further_fields,
    ),
)
