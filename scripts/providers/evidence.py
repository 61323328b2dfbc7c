"""Collect from recorded responses what an overlay must correct, with the responses that prove it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from scripts.providers.value_schemas import ValueSchema, bounded, joined, schema_of
from videojobs.contract.api_document import ApiDocument, Location
from videojobs.contract.redact import redacted
from videojobs.contract.validator import ResponseDeviation, ValidatedResponse, validate_response
from videojobs.jobs.response_hook import Observation

# A recording may have millions of lines; no person reads an overlay with more corrections, or an enum of more values.
_MAX_GROUPS = 500
_MAX_VALUES = 20
_MAX_CHARACTERS = 8_000_000  # of all responses that are kept
_OF_VALUES = frozenset({"unknown", "type"})
_OF_RESPONSES = frozenset({"operation", "status", "content-type", "body"})


@frozen(order=True)
class GroupKey:
    """The deviations that are one correction."""

    operation: str
    response: str
    pointer: str
    rule: str


@define(kw_only=True)
class EvidenceGroup:
    """What all deviations of one group have in common.

    Attributes:
        method: Method of the operation.
        path: Its path template.
        values: Their values, short: words, types, statuses.
        locations: The parts of the document that they deviate from.
        words: Values that are not listed, as JSON.
        schema: A schema that all values fit.
        schemas: Value -> a schema of its responses.
        media_types: Value -> media types of its responses.
    """

    method: str
    path: str
    values: set[str] = field(factory=set[str])
    locations: dict[Location, None] = field(factory=dict[Location, None])
    words: list[Any] = field(factory=list[Any])
    schema: ValueSchema | None = None
    schemas: dict[str, ValueSchema | None] = field(factory=dict[str, ValueSchema | None])
    media_types: dict[str, set[str]] = field(factory=dict[str, set[str]])

    def add(self, deviation: ResponseDeviation, schema: ValueSchema | None, media_type: str | None) -> bool:
        """Add a deviation; return whether it shows something new."""
        if len(self.locations) < _MAX_VALUES:
            self.locations[deviation.location] = None
        value = deviation.value
        is_new = value not in self.values
        if is_new and len(self.values) >= _MAX_VALUES:
            return False
        if is_new and deviation.rule == "enum":
            self.words.append(deviation.json)
        self.values.add(value)
        if schema is not None:
            self.media_types.setdefault(value, set()).add(media_type or "application/json")
            # Bounded at each step, not at the end: every further response may make the schema larger.
            self.schema = bounded(joined(self.schema or {}, schema))
            self.schemas[value] = bounded(joined(self.schemas.get(value) or {}, schema))
        return is_new


@frozen(kw_only=True)
class EvidentResponse:
    """One response that shows deviations.

    Attributes:
        operation: Its role, else its id, else method and path.
        is_documented: Whether the document has the operation.
        status: The HTTP status.
        body: The redacted JSON.
        time: When it was received, or None.
        shows: The groups, each with the value that it shows.
    """

    operation: str
    is_documented: bool
    status: int
    body: Any
    time: datetime | None
    shows: tuple[tuple[GroupKey, str], ...]


class Evidence:
    """The deviations of one provider's responses, in bounded memory.

    Args:
        document: The provider's document.
    """

    def __init__(self, document: ApiDocument) -> None:
        self.document = document
        self.groups: dict[GroupKey, EvidenceGroup] = {}
        self.responses: list[EvidentResponse] = []
        self._characters = 0

    def add(self, observation: Observation) -> None:
        """Compare a response with the document; it is left out if it is of no operation of the provider.

        Raises:
            ConfigurationError: The observation names an unknown operation.
        """
        validated = validate_response(self.document, observation)
        if validated is None or not validated.deviations:
            return
        body = redacted(observation.body, ids=True, max_items=None)
        shows = tuple(self._group(validated, observation, body))
        if shows and observation.is_json:
            self._keep(validated, observation, body, shows)

    def _group(self, validated: ValidatedResponse, observation: Observation, body: Any) -> list[tuple[GroupKey, str]]:
        shows: list[tuple[GroupKey, str]] = []
        for deviation in validated.deviations:
            key = GroupKey(validated.operation, validated.response, deviation.pointer, deviation.rule)
            if key not in self.groups:
                if len(self.groups) >= _MAX_GROUPS:
                    continue
                self.groups[key] = EvidenceGroup(method=validated.method, path=validated.path)
            schema = None
            if deviation.rule in _OF_VALUES:
                schema = schema_of(deviation.json)
            elif deviation.rule in _OF_RESPONSES and observation.is_json:
                schema = schema_of(body)
            if self.groups[key].add(deviation, schema, observation.content_type):
                shows.append((key, deviation.value))
        return shows

    def _keep(
        self, validated: ValidatedResponse, observation: Observation, body: Any, shows: tuple[tuple[GroupKey, str], ...]
    ) -> None:
        size = len(json.dumps(body))
        if self._characters + size > _MAX_CHARACTERS:
            return
        self._characters += size
        self.responses.append(
            EvidentResponse(
                operation=validated.operation,
                is_documented=validated.is_documented,
                status=observation.status,
                body=body,
                time=observation.time,
                shows=shows,
            )
        )
