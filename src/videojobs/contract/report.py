"""The records of a report: what deviates, how often, what became of it, and what was seen at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import asdict, field, frozen

from videojobs.contract.judge import RULES

FailOn = Literal["deviation", "refused", "never"]


@frozen(kw_only=True)
class Group:
    """One deviation, however often it was met.

    Attributes:
        provider: Name of the provider.
        operation: The operation: its role, its id, or method and path where the document has none.
        answer: Key of the document's answer (``200``, ``default``), or the status where it has none.
        pointer: Where in the answer, with ``*`` for every index; "" is the answer as a whole.
        rule: What is broken: ``status``, ``content-type``, ``unknown``, ``required``, ``enum`` ...
        wanted: What the document has instead, in words.
        values: What was seen, with how often; at most twenty different ones.
        count: How often it was met.
        first: When it was first seen, or None if no time is known.
        last: When it was last seen.
        example: One redacted example, as one line of JSON.
        fates: How often it was kept, coerced, refused or left unread by our decoder.
        note: What that means, in words, of the first one.
    """

    provider: str
    operation: str
    answer: str
    pointer: str
    rule: str
    wanted: str = ""
    values: Mapping[str, int] = field(factory=dict[str, int])
    count: int
    first: datetime | None = None
    last: datetime | None = None
    example: str = ""
    fates: Mapping[str, int] = field(factory=dict[str, int])
    note: str = ""

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        said = RULES.get(self.rule, f"breaks {self.rule}")
        joint = " is " if self.rule not in RULES else "; it wants " if self.rule in ("type", "null") else "; it has "
        return f"{said}{joint}{self.wanted}" if self.wanted else said


@frozen(kw_only=True)
class Coverage:
    """How often an operation of the document was seen.

    Attributes:
        provider: Name of the provider.
        operation: Its role, else its id.
        method: HTTP method.
        path: Path template.
        statuses: Status -> how often; empty if it was never seen.
        unseen: Documented statuses that were never seen.
    """

    provider: str
    operation: str
    method: str
    path: str
    statuses: Mapping[int, int] = field(factory=dict[int, int])
    unseen: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How often it was seen."""
        return sum(self.statuses.values())


@frozen(kw_only=True)
class Report:
    """What a number of answers say about the documents of their providers.

    Attributes:
        answers: Answers that were held against a document.
        groups: What deviates, the same order for the same answers.
        coverage: Every operation of every provider of which an answer was seen.
        problems: What could not be read, one line each; at most twenty.
        unread: How much could not be read in all.
        ignored: Reason -> how many answers were left out for it.
        more: Deviations that fell into no group because there were too many groups.
        more_refused: How many of these our client refuses.
    """

    answers: int = 0
    groups: tuple[Group, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[str, ...] = ()
    unread: int = 0
    ignored: Mapping[str, int] = field(factory=dict[str, int])
    more: int = 0
    more_refused: int = 0

    @property
    def deviations(self) -> int:
        """How many deviations there are, however often the same one."""
        return sum(group.count for group in self.groups) + self.more

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers of which an answer was seen, sorted."""
        return tuple(sorted({one.provider for one in self.coverage}))

    def fails(self, on: FailOn = "deviation") -> bool:
        """Whether there is a deviation that matters: any, or only what our client refuses."""
        if on == "never":
            return False
        if on == "refused":
            return self.more_refused > 0 or any("refused" in group.fates for group in self.groups)
        return bool(self.groups) or self.more > 0

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON knows it."""

        def plain(_owner: type, _attribute: Any, value: Any) -> Any:
            return value.isoformat() if isinstance(value, datetime) else value

        found = asdict(self, value_serializer=plain)
        for group, shown in zip(self.groups, found["groups"], strict=True):
            shown["message"] = group.message
        for shown in found["coverage"]:
            shown["statuses"] = {str(status): count for status, count in shown["statuses"].items()}
        return found
