"""What one answer deviates in from its document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from videojobs.contract.breach import LIMITS, Breach, breaches_of
from videojobs.contract.decode import Handled, Reading, read
from videojobs.contract.document import Answer, Document, Operation, Place, pointer_of
from videojobs.contract.infer import Schema, schema_of, type_name
from videojobs.contract.naming import template_of
from videojobs.contract.redact import redacted, redacted_text
from videojobs.errors import printable
from videojobs.jobs.response_hook import Observation

_LONGEST_VALUE = 80
_LONGEST_EXAMPLE = 200


@frozen(kw_only=True)
class Finding:
    """One deviation of one answer, without a secret.

    Attributes:
        pointer: Where, with every index of an array as ``*``; "" is the answer as a whole.
        rule: What is broken; `RULES` lists those that are no keyword of a schema.
        wanted: What the document has instead, in words; "" where the rule says it all.
        value: What was seen, short: the word, the type, the status.
        example: The place in the answer, as one line of JSON.
        handled: What our decoder did with it.
        place: The part of the document that says so.
        shape: A schema for what was seen, if that would help.
        raw: The word that is not listed, as JSON.
    """

    pointer: str = ""
    rule: str
    wanted: str = ""
    value: str = ""
    example: str = ""
    handled: Handled
    place: Place
    shape: Schema | None = None
    raw: Any = None


@frozen(kw_only=True)
class Judged:
    """One answer, held against its document.

    Attributes:
        operation: Name of the operation; method and path where the document has none.
        method: HTTP method, or "" if it is not known.
        path: Path template; where the document has none, made from the path, with a parameter for each id.
        answer: The key under ``responses`` that it was held against, or the status itself.
        is_documented: Whether the document has the operation.
        findings: What deviates; empty if all is well.
    """

    operation: str
    method: str
    path: str
    answer: str
    is_documented: bool = True
    findings: list[Finding] = field(factory=list[Finding])


RULES = {
    "operation": "the document has no such operation",
    "status": "the document has no such status here",
    "content-type": "the document has no such content type here",
    "body": "the document has no body here",
    "empty": "the answer has no body, the document has one",
    "json": "the body is no JSON that can be read",
    "unknown": "the document does not know this key",
    "required": "missing; the document requires it",
    "enum": "not among the listed values",
    "null": "null; the document does not allow it",
    "type": "of another type",
    "unreadable": "keeps to the document, and our client cannot read it",
}
"""What the rules mean that are no keyword of a limit."""


def judge(document: Document, seen: Observation) -> Judged | None:
    """Hold an answer against its document; None if it is none of the provider's, or tells nothing (HEAD, OPTIONS).

    Raises:
        ConfigurationError: The observation names an operation that there is not, or the extra is not installed.
    """
    if seen.method in ("HEAD", "OPTIONS"):
        return None
    operation = document.named(seen.operation) if seen.operation is not None else None
    if operation is None:
        if seen.method is None or seen.path is None:
            return None
        operation = document.found(seen.method, seen.path)
    if operation is None:
        return _undocumented(document, seen)
    answer = document.answer(operation, seen.status)
    made = Judged(
        operation=operation.name,
        method=operation.method,
        path=operation.path,
        answer=answer.key if answer is not None else str(seen.status),
    )
    if not _is_of_http(document, operation, seen.status):
        reading = read(document, operation, seen)
        made.findings.extend(_status(document, operation, answer, seen, reading))
        if answer is not None:
            made.findings.extend(_content(answer, seen, reading))
            made.findings.extend(_body(document, answer, seen, reading))
        if reading.refused is not None and not made.findings:
            place = answer.place if answer is not None else operation.place
            made.findings.append(Finding(rule="unreadable", example=_line(seen), handled=reading.whole(), place=place))
    return made


def _is_of_http(document: Document, operation: Operation, status: int) -> bool:
    """Whether a status is HTTP's own affair: redirects and ranges of a clip, which no document need mention."""
    if status < 200 or status == 304:
        return True
    moved = 300 <= status < 400 and document.dialect.content.redirects != "none"
    return operation.role == "content" and (moved or status in (206, 416))


def _undocumented(document: Document, seen: Observation) -> Judged | None:
    below = document.below(seen.path or "")
    if below is None:
        return None
    same = document.templates(seen.path or "")
    path = same[0].path if same else template_of(below, [one.path for one in document.operations])[:200]
    method = printable(seen.method or "", 20)
    handled = read(document, None, seen).whole()
    finding = Finding(
        rule="operation",
        value=str(seen.status),
        example=_line(seen),
        handled=handled,
        place=("paths",),
        shape=_shape(seen),
    )
    return Judged(
        operation=f"{method} {path}",
        method=method,
        path=path,
        answer=str(seen.status),
        is_documented=False,
        findings=[finding],
    )


def _status(
    document: Document, operation: Operation, answer: Answer | None, seen: Observation, reading: Reading
) -> Iterator[Finding]:
    if answer is None or not answer.is_exact:
        yield Finding(
            rule="status",
            wanted=", ".join(document.at(operation.place).get("responses", {})),
            value=str(seen.status),
            example=_line(seen),
            handled=reading.whole(),
            place=operation.place,
            shape=_shape(seen),
        )


def _kinds(answer: Answer) -> list[str]:
    return [kind.partition(";")[0].strip().lower() for kind in answer.content]


def _content(answer: Answer, seen: Observation, reading: Reading) -> Iterator[Finding]:
    """Tell what is wrong with the body before it is looked into."""
    kind, kinds = seen.content_type, _kinds(answer)
    rule, value = "", ""
    if not kinds:
        rule, value = ("body", kind or "") if seen.size or seen.is_json else ("", "")
    elif seen.size == 0 and not seen.is_json:
        rule = "empty" if seen.status != 204 else ""
    elif kind is not None and not any(_covers(one, kind) for one in kinds):
        rule, value = "content-type", redacted_text(kind) or "none"
    elif not seen.is_json and seen.size is not None and (kinds == ["application/json"] or kind == "application/json"):
        rule = "json"
    if rule:
        yield Finding(
            rule=rule,
            wanted=", ".join(kinds),
            value=value,
            example=_line(seen),
            handled=reading.whole(),
            place=answer.place,
            shape=_shape(seen),
        )


def _covers(documented: str, kind: str) -> bool:
    main, _, sub = documented.partition("/")
    return documented in (kind, "*/*") or (sub == "*" and kind.startswith(f"{main}/"))


def _body(document: Document, answer: Answer, seen: Observation, reading: Reading) -> Iterator[Finding]:
    place = answer.json_place
    if place is None or not seen.is_json:
        return
    for breach in breaches_of(document, place, seen.body):
        missing = breach.rule == "required"
        if missing and seen.is_partial:
            continue
        shown = _beneath(breach.path, breach.value)
        yield Finding(
            pointer=pointer_of(_starred(seen.body, breach.path)),
            rule=breach.rule,
            wanted=_wanted(breach),
            value=_value(breach, shown),
            example="" if missing else _json(shown),
            handled=reading.handled(breach.path, breach.rule),
            place=breach.place,
            shape=schema_of(shown) if breach.rule in ("unknown", "type") else None,
            raw=shown if breach.rule == "enum" else None,
        )


def _starred(body: Any, path: Place) -> Place:
    """Return a path with ``*`` for every index of an array, and nothing in its names that must not be kept."""
    found: list[str] = []
    for part in path:
        if isinstance(body, list):
            found.append("*")
            body = body[int(part)]
        else:
            found.append(redacted_text(part))
            body = body.get(part) if isinstance(body, dict) else None
    return tuple(found)


def _beneath(path: Place, value: Any) -> Any:
    """Return a value redacted as its place asks for: what stands under a name like ``token`` is never shown."""
    for part in reversed(path):
        value = {part: value}
    value = redacted(value, ids=True, most_items=None)
    for _ in path:
        value = next(iter(value.values()), None) if isinstance(value, dict) else value
    return value


def _wanted(breach: Breach) -> str:
    if breach.rule == "enum" or (breach.rule == "null" and isinstance(breach.wanted, list)):
        return ", ".join(str(word) for word in list(breach.wanted)[:30])
    if breach.rule in ("type", "null"):
        return breach.wanted if isinstance(breach.wanted, str) else " or ".join(dict.fromkeys(breach.wanted or ()))
    return printable(str(breach.wanted), _LONGEST_VALUE) if breach.rule in LIMITS else ""


def _value(breach: Breach, shown: Any) -> str:
    if breach.rule in ("required", "null"):
        return ""
    if breach.rule in ("unknown", "type") or isinstance(shown, dict | list):
        return type_name(shown)
    return printable(shown if isinstance(shown, str) else json.dumps(shown), _LONGEST_VALUE)


def _shape(seen: Observation) -> Schema | None:
    return schema_of(redacted(seen.body, ids=True, most_items=None)) if seen.is_json else None


def _line(seen: Observation) -> str:
    """Return the start of an answer, or what else is known of its body."""
    if seen.is_json:
        return _json(redacted(seen.body, ids=True))
    size = "" if seen.size is None else f", {seen.size:,} bytes"
    return f"{redacted_text(seen.content_type or 'no content type')}{size}"


def _json(value: Any) -> str:
    return printable(json.dumps(value, ensure_ascii=False), _LONGEST_EXAMPLE)
