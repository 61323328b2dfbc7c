"""Gathers deviations into groups, in bounded memory."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from videojobs.contract.document import Document, Place, document_of
from videojobs.contract.infer import Schema, bounded, joined
from videojobs.contract.judge import Finding, Judged, judge
from videojobs.contract.redact import redacted
from videojobs.contract.report import Coverage, Group, Report
from videojobs.errors import ConfigurationError
from videojobs.jobs.response_hook import Observation

GroupKey = tuple[str, str, str, str, str]
"""Provider, operation, answer, pointer, rule."""

_MOST_GROUPS = 500
_MOST_VALUES = 20
_MOST_EVIDENCE = 200
_MOST_EVIDENCE_CHARACTERS = 8_000_000
_MOST_PROBLEMS = 20
_LONGEST_WORD = 10_000
_MOST_JOINED = 1000
_OTHER = "..."


@define(kw_only=True)
class Gathered:
    """What is known of one group so far; `Group` says what the fields mean.

    Attributes:
        method: Method of the operation.
        path: Its path template.
        places: The parts of the document that say so.
        raws: Words that are not listed, as JSON.
        shape: A schema for all that was seen.
        content_types: Value -> media types of the JSON that it came with.
    """

    method: str
    path: str
    wanted: str
    example: str
    note: str
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    values: Counter[str] = field(factory=Counter[str])
    fates: Counter[str] = field(factory=Counter[str])
    places: dict[Place, None] = field(factory=dict[Place, None])
    raws: list[Any] = field(factory=list[Any])
    shape: Schema | None = None
    shapes: dict[str, Schema | None] = field(factory=dict[str, Schema | None])
    content_types: dict[str, set[str]] = field(factory=dict[str, set[str]])

    def add(self, finding: Finding, seen: Observation) -> bool:
        """Take one more; return whether it shows something that the earlier ones did not."""
        news = self.count == 0
        self.count += 1
        if seen.time is not None:
            self.first = seen.time if self.first is None else min(self.first, seen.time)
            self.last = seen.time if self.last is None else max(self.last, seen.time)
        self.fates[finding.handled.fate] += 1
        if len(self.places) < _MOST_VALUES:
            self.places[finding.place] = None
        value = finding.value
        if value not in self.values:
            known = len(self.values) < _MOST_VALUES
            news, value = news or known, value if known else _OTHER
            if known and finding.rule == "enum" and len(json.dumps(finding.raw)) <= _LONGEST_WORD:
                self.raws.append(finding.raw)
        self.values[value] += 1
        if finding.shape is not None and value != _OTHER and (news or self.count <= _MOST_JOINED):
            self.shape = bounded(joined(self.shape or {}, finding.shape))
            self.shapes[value] = bounded(joined(self.shapes.get(value) or {}, finding.shape))
        if finding.shape is not None and value != _OTHER:
            self.content_types.setdefault(value, set()).add(seen.content_type or "application/json")
        return news


@frozen(kw_only=True)
class Evidence:
    """One answer that shows deviations.

    Attributes:
        provider: Name of the provider.
        operation: Its role, else its id, else method and path.
        status: The HTTP status.
        body: The redacted JSON.
        time: When it came, or None.
        shows: The groups, each with the value that it shows of it.
    """

    provider: str
    operation: str
    status: int
    body: Any
    time: datetime | None
    shows: tuple[tuple[GroupKey, str], ...]


class Collector:
    """Holds answers against their documents and gathers what deviates. Not safe under threads: see `Watcher`.

    Args:
        documents: Documents to use instead of those that came with the package, by provider.
    """

    def __init__(self, documents: dict[str, Document] | None = None) -> None:
        self._documents = dict(documents or {})
        self.groups: dict[GroupKey, Gathered] = {}
        self.evidence: list[Evidence] = []
        self._room = _MOST_EVIDENCE_CHARACTERS
        self._answers = 0
        self._seen: dict[str, Counter[tuple[str, int]]] = {}
        self._problems: list[str] = []
        self._unread = 0
        self._ignored: Counter[str] = Counter()
        self._more = 0
        self._more_refused = 0

    def document(self, provider: str) -> Document:
        """Return the document that a provider's answers are held against.

        Raises:
            ConfigurationError: There is no such provider.
        """
        if provider not in self._documents:
            self._documents[provider] = document_of(provider)
        return self._documents[provider]

    def add(self, seen: Observation) -> None:
        """Take one answer.

        Raises:
            ConfigurationError: There is no such provider or operation, or the extra ``contract`` is not installed.
        """
        if seen.provider is None:
            raise ConfigurationError("the answer does not say whose it is")
        document = self.document(seen.provider)
        judged = judge(document, seen)
        if judged is None:
            self.ignore("not of the provider's operations")
            return
        self._answers += 1
        counts = self._seen.setdefault(seen.provider, Counter())
        if judged.is_documented:  # others make up names without end
            counts[judged.operation, seen.status] += 1
        if not seen.is_json and seen.size is None and judged.operation != "content":
            self.ignore("bodies that were not recorded")
        shows = [
            (key, finding.value)
            for finding in judged.findings
            if (key := self._group(seen, judged, finding)) is not None
        ]
        if shows:
            self._keep(seen, judged, tuple(shows))

    def _group(self, seen: Observation, judged: Judged, finding: Finding) -> GroupKey | None:
        """Put a finding into its group; return the group if this shows something new of it."""
        key = (seen.provider or "", judged.operation, judged.answer, finding.pointer, finding.rule)
        group = self.groups.get(key)
        if group is None:
            if len(self.groups) >= _MOST_GROUPS:
                self._more += 1
                self._more_refused += finding.handled.fate == "refused"
                return None
            group = self.groups[key] = Gathered(
                method=judged.method,
                path=judged.path,
                wanted=finding.wanted,
                example=finding.example,
                note=finding.handled.note,
            )
        return key if group.add(finding, seen) else None

    def _keep(self, seen: Observation, judged: Judged, shows: tuple[tuple[GroupKey, str], ...]) -> None:
        """Keep an answer as evidence, as long as there is room."""
        if not seen.is_json or len(self.evidence) >= _MOST_EVIDENCE:
            return
        body = redacted(seen.body, ids=True, most_items=None)
        size = len(json.dumps(body))
        if size > self._room:
            return
        self._room -= size
        self.evidence.append(
            Evidence(
                provider=seen.provider or "",
                operation=judged.operation,
                status=seen.status,
                body=body,
                time=seen.time,
                shows=shows,
            )
        )

    def problem(self, line: str) -> None:
        """Note what could not be read."""
        self._unread += 1
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(line)

    def ignore(self, reason: str) -> None:
        """Note that an answer was left out."""
        self._ignored[reason] += 1

    def report(self) -> Report:
        """Return what is known so far; the same answers in the same order give the same report."""
        return Report(
            answers=self._answers,
            groups=tuple(_group(key, self.groups[key]) for key in sorted(self.groups)),
            coverage=tuple(one for provider in sorted(self._seen) for one in self._coverage(provider)),
            problems=tuple(self._problems),
            unread=self._unread,
            ignored=dict(sorted(self._ignored.items())),
            more=self._more,
            more_refused=self._more_refused,
        )

    def _coverage(self, provider: str) -> list[Coverage]:
        document, seen = self.document(provider), self._seen[provider]
        found: list[Coverage] = []
        for operation in document.operations:
            statuses = {
                status: count for (name, status), count in sorted(seen.items(), key=str) if name == operation.name
            }
            answers = (document.answer(operation, status) for status in statuses)
            met = {answer.key for answer in answers if answer is not None}
            documented = document.at(operation.place).get("responses", {})
            found.append(
                Coverage(
                    provider=provider,
                    operation=operation.name,
                    method=operation.method,
                    path=operation.path,
                    statuses=statuses,
                    unseen=tuple(code for code in documented if code not in met),
                )
            )
        return found


def _group(key: GroupKey, gathered: Gathered) -> Group:
    provider, operation, answer, pointer, rule = key
    return Group(
        provider=provider,
        operation=operation,
        answer=answer,
        pointer=pointer,
        rule=rule,
        wanted=gathered.wanted,
        values={value: count for value, count in sorted(gathered.values.items()) if value},
        count=gathered.count,
        first=gathered.first,
        last=gathered.last,
        example=gathered.example,
        fates=dict(sorted(gathered.fates.items())),
        note=gathered.note,
    )
