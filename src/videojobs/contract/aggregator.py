"""Aggregate deviations into groups, in bounded memory."""

from __future__ import annotations

from collections import Counter

from attrs import evolve

from videojobs.contract.api_document import ApiDocument, load_document
from videojobs.contract.report import Coverage, Group, Report
from videojobs.contract.validator import ResponseDeviation, ValidatedResponse, validate_response
from videojobs.errors import ConfigurationError
from videojobs.jobs.response_hook import Observation

# A server may send new keys and words without end; a `Watcher` runs for months.
_MAX_GROUPS = 500
_MAX_VALUES = 20
_MAX_ERRORS = 20
_FURTHER_VALUES = "..."


class Aggregator:
    """Compares responses with their documents and counts the deviations. Not thread-safe: see `Watcher`.

    Args:
        documents: Documents to use in place of those of the package, by provider.
    """

    def __init__(self, documents: dict[str, ApiDocument] | None = None) -> None:
        self._documents = dict(documents or {})
        self._groups: dict[tuple[str, str, str, str, str], Group] = {}
        self._responses = 0
        self._statuses: dict[str, Counter[tuple[str, int]]] = {}
        self._errors: list[str] = []
        self._error_count = 0
        self._skipped: Counter[str] = Counter()
        self._ungrouped = 0
        self._ungrouped_refused = 0

    def document(self, provider: str) -> ApiDocument:
        """Return the document of a provider.

        Raises:
            ConfigurationError: There is no such provider.
        """
        if provider not in self._documents:
            self._documents[provider] = load_document(provider)
        return self._documents[provider]

    def add(self, observation: Observation) -> None:
        """Compare one response and count its deviations.

        Raises:
            ConfigurationError: There is no such provider or operation, or the extra ``contract`` is not installed.
        """
        provider = observation.provider
        if provider is None:
            raise ConfigurationError("the response does not name its provider")
        validated = validate_response(self.document(provider), observation)
        if validated is None:
            self.skip("not of the provider's operations")
            return
        self._responses += 1
        statuses = self._statuses.setdefault(provider, Counter())
        if validated.is_documented:
            # Paths that the document does not have could be any number: those are only in groups, which are bounded.
            statuses[validated.operation, observation.status] += 1
        if not observation.is_json and observation.size is None and validated.operation != "content":
            # The response counts, but its body could not be compared: the report must not claim that it matches.
            self.skip("bodies that were not recorded")
        for deviation in validated.deviations:
            self._count(provider, validated, deviation, observation)

    def _count(
        self, provider: str, validated: ValidatedResponse, deviation: ResponseDeviation, observation: Observation
    ) -> None:
        key = (provider, validated.operation, validated.response, deviation.pointer, deviation.rule)
        outcome = deviation.handling.outcome
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= _MAX_GROUPS:
                self._ungrouped += 1
                self._ungrouped_refused += outcome == "refused"
                return
            group = self._groups[key] = Group(
                provider=provider,
                operation=validated.operation,
                response=validated.response,
                pointer=deviation.pointer,
                rule=deviation.rule,
                documented=deviation.documented,
                example=deviation.example,
                note=deviation.handling.note,
            )
        group.count += 1
        if observation.time is not None:
            group.first = min(group.first or observation.time, observation.time)
            group.last = max(group.last or observation.time, observation.time)
        group.handling[outcome] = group.handling.get(outcome, 0) + 1
        value = deviation.value
        if value not in group.values and len(group.values) >= _MAX_VALUES:
            value = _FURTHER_VALUES
        group.values[value] = group.values.get(value, 0) + 1

    def add_error(self, line: str) -> None:
        """Count something that could not be read."""
        self._error_count += 1
        if len(self._errors) < _MAX_ERRORS:
            self._errors.append(line)

    def skip(self, reason: str) -> None:
        """Count a response that was skipped."""
        self._skipped[reason] += 1

    def report(self) -> Report:
        """Return the report so far; the same responses in the same order give the same report."""
        return Report(
            responses=self._responses,
            groups=tuple(_sorted(self._groups[key]) for key in sorted(self._groups)),
            coverage=tuple(one for provider in sorted(self._statuses) for one in self._coverage(provider)),
            errors=tuple(self._errors),
            error_count=self._error_count,
            skipped=dict(sorted(self._skipped.items())),
            ungrouped=self._ungrouped,
            ungrouped_refused=self._ungrouped_refused,
        )

    def _coverage(self, provider: str) -> list[Coverage]:
        document = self.document(provider)
        received = sorted(self._statuses[provider].items(), key=str)
        coverage: list[Coverage] = []
        for operation in document.operations:
            statuses = {status: count for (name, status), count in received if name == operation.name}
            responses = (document.response(operation, status) for status in statuses)
            keys = {response.key for response in responses if response is not None}
            coverage.append(
                Coverage(
                    provider=provider,
                    operation=operation.name,
                    method=operation.method,
                    path=operation.path,
                    statuses=statuses,
                    not_received=tuple(key for key in operation.responses if key not in keys),
                )
            )
        return coverage


def _sorted(group: Group) -> Group:
    """Return a copy whose counts do not depend on the order of the responses."""
    values = {value: count for value, count in sorted(group.values.items()) if value}
    return evolve(group, values=values, handling=dict(sorted(group.handling.items())))
