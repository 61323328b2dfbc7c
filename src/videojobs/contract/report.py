"""The report of a comparison: deviations in groups, and which operations were called at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import asdict, define, field, frozen

from videojobs.contract.validator import RULES

FailOn = Literal["deviation", "refused", "never"]


@define(kw_only=True)
class Group:
    """One deviation, however often it was received.

    Attributes:
        provider: Name of the provider.
        operation: The operation: its role, its id, or method and path where the document has none.
        response: Key of the document's response (``200``, ``default``), or the status where it has none.
        pointer: JSON pointer in the response, with ``*`` for every index; "" is the whole response.
        rule: The rule: ``status``, ``content-type``, ``unknown``, ``required``, ``enum`` ...
        documented: What the document has instead, in words.
        values: Value -> how often it was received; at most twenty different ones.
        count: How often it was received.
        first: Earliest time, or None if none was recorded.
        last: Latest time.
        example: One redacted example, as one line of JSON.
        handling: How often the client kept, coerced, refused it, or left it unread.
        note: How the client handled the first one, in words.
    """

    provider: str
    operation: str
    response: str
    pointer: str
    rule: str
    documented: str = ""
    values: dict[str, int] = field(factory=dict[str, int])
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    example: str = ""
    handling: dict[str, int] = field(factory=dict[str, int])
    note: str = ""

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        text = RULES.get(self.rule, f"violates {self.rule}")
        if not self.documented:
            return text
        if self.rule == "null":
            return f"null, where the document has {self.documented}"
        if self.rule == "type":
            return f"{text} than {self.documented}"
        if self.rule == "enum" or self.rule not in RULES:
            return f"{text}: {self.documented}"
        return f"{text}; it has {self.documented}"


@frozen(kw_only=True)
class Coverage:
    """How often an operation of the document was called.

    Attributes:
        provider: Name of the provider.
        operation: Its role, else its id.
        method: HTTP method.
        path: Path template.
        statuses: Status -> how often it was received; empty if the operation was never called.
        not_received: Documented statuses that were never received.
    """

    provider: str
    operation: str
    method: str
    path: str
    statuses: Mapping[int, int] = field(factory=dict[int, int])
    not_received: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How often it was called."""
        return sum(self.statuses.values())


@frozen(kw_only=True)
class Report:
    """The comparison of many responses with the documents of their providers.

    Attributes:
        responses: How many responses were compared.
        groups: The deviations, in the same order for the same responses.
        coverage: Every operation of every provider of which there was a response.
        errors: What could not be read, one line each; at most twenty.
        error_count: How much could not be read.
        skipped: Reason -> how many responses were skipped for it.
        ungrouped: Deviations beyond the largest number of groups.
        ungrouped_refused: How many of these the client refuses.
    """

    responses: int = 0
    groups: tuple[Group, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    errors: tuple[str, ...] = ()
    error_count: int = 0
    skipped: Mapping[str, int] = field(factory=dict[str, int])
    ungrouped: int = 0
    ungrouped_refused: int = 0

    @property
    def deviations(self) -> int:
        """How many deviations there are, repeated ones included."""
        return sum(group.count for group in self.groups) + self.ungrouped

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers of which there was a response, sorted."""
        return tuple(sorted({one.provider for one in self.coverage}))

    def fails(self, on: FailOn = "deviation") -> bool:
        """Whether there is a deviation, or with ``refused`` one that the client refuses."""
        if on == "never":
            return False
        if on == "refused":
            return self.ungrouped_refused > 0 or any("refused" in group.handling for group in self.groups)
        return bool(self.groups) or self.ungrouped > 0

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-like data."""

        def serialize(_owner: type, _attribute: Any, value: Any) -> Any:
            if isinstance(value, datetime):
                return value.isoformat()
            return value

        data = asdict(self, value_serializer=serialize)
        for group, group_data in zip(self.groups, data["groups"], strict=True):
            group_data["message"] = group.message
        for coverage_data in data["coverage"]:
            coverage_data["statuses"] = {str(status): count for status, count in coverage_data["statuses"].items()}
        return data
