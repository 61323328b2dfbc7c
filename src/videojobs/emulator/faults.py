"""Faults on demand, and their text form.

A fault is written ``[OPERATION=]KIND[:VALUE][*TIMES][@PROBABILITY]``: ``503``, ``create=429:7*2``, ``latency:0.5@0.1``,
``reset``. The text is an argument (``faults=``), an option (``--fault``), a member of a request to the control
endpoint, or a marker in a prompt, between ``[[`` and ``]]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, Final, TypedDict, Unpack, get_args

from attrs import evolve, field, frozen
from starlette.responses import Response

from videojobs.dialect import PAID_ROLES, Role
from videojobs.emulator.fault_kinds import USAGES, FaultKind, row_of
from videojobs.emulator.fault_responses import FaultyExchange
from videojobs.errors import ConfigurationError

MEDIA: Final = "media"
"""In place of an operation: the second origin, which serves clips."""

OPERATIONS: Final = (*get_args(Role), MEDIA)
FORM: Final = "[OPERATION=]KIND[:VALUE][*TIMES][@PROBABILITY]"
TEXT = re.compile(r"(?:([a-z_]+)=)?([a-z]+|\d+)(?::(.*?))?(?:\*(\d{1,9}))?(?:@(\d{1,9}|\d{0,9}\.\d{1,9}))?", re.DOTALL)


class FaultKeywords(TypedDict, total=False):
    """What a text may leave open about a fault; see `Fault`."""

    operation: str | None
    job_id: str | None
    times: int | None
    after: int
    probability: float


@frozen(kw_only=True)
class Fault:
    """A fault, as it is switched on.

    Attributes:
        kind: Its name in the table, or an HTTP status.
        value: Its value as text; "" if it has none.
        operation: The role of the operation that it hits, ``media`` for the second origin, or None: any. A fault of a
            job hits operations that start one.
        job_id: The job whose requests it hits, or None: any.
        times: How often it hits, or None: without end.
        after: How many requests, which it would hit, pass before.
        probability: How likely it hits, 0 to 1; the draw is repeatable with the emulator's ``seed``.

    Raises:
        ConfigurationError: There is no such fault, or an attribute is out of range.
    """

    kind: str
    value: str = ""
    operation: str | None = None
    job_id: str | None = None
    times: int | None = None
    after: int = 0
    probability: float = 1.0
    row: FaultKind = field(init=False, repr=False, eq=False)
    argument: Any = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        text = str(self)[:80]
        row = row_of(self.kind)
        if row is None:
            raise ConfigurationError(f"fault {text}: there is no such kind; there are {', '.join(USAGES)}")
        if self.operation not in (None, *OPERATIONS):
            raise ConfigurationError(f"fault {text}: there is no such operation; there are {', '.join(OPERATIONS)}")
        starts_job = self.operation in (None, *PAID_ROLES)
        if (row.plan is not None or row.name == "repeat") and not starts_job:
            raise ConfigurationError(f"fault {text}: it is of an operation that starts a job: {', '.join(PAID_ROLES)}")
        if row.plan is not None and self.job_id is not None:
            raise ConfigurationError(f"fault {text}: it is of a new job, which has no id yet; job_id must be None")
        for name, is_allowed, form in (
            ("times", self.times is None or self.times >= 1, "1 or more"),
            ("after", self.after >= 0, "0 or more"),
            ("probability", 0 <= self.probability <= 1, "0 to 1"),
        ):
            if not is_allowed:
                raise ConfigurationError(f"fault {text}: {name} is {getattr(self, name)}; it must be {form}")
        try:
            argument = row.parse(self.value.strip())
        except ValueError as error:
            raise ConfigurationError(f"fault {text}: {error}; write {row.usage}") from None
        if row.name == "STATUS":
            argument = int(self.kind), argument
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "argument", argument)

    def __str__(self) -> str:
        text = self.kind
        if self.operation:
            text = f"{self.operation}={text}"
        if self.value:
            text += f":{self.value}"
        if self.times is not None:
            text += f"*{self.times}"
        if self.probability < 1:
            text += f"@{self.probability:g}"
        return text

    async def respond(self, exchange: FaultyExchange) -> Response:
        """Return the response to a request with this fault."""
        if self.row.respond is None:
            return await exchange.handle()
        return await self.row.respond(exchange, self.argument)

    def hits(self, operation: str | None, job_id: str | None) -> bool:
        """Whether it concerns a request of an operation about a job."""
        if self.job_id is not None and self.job_id != job_id:
            return False
        # A clip is downloaded by its operation, or from the second origin.
        return self.operation in (None, operation) or (self.operation == "content" and operation == MEDIA)


def parse_fault(text: str, **attributes: Unpack[FaultKeywords]) -> Fault:
    """Return the fault that a text describes; ``attributes`` of `Fault` hold where the text leaves them open.

    Raises:
        ConfigurationError: The text describes no fault.
    """
    match = TEXT.fullmatch(text.strip())
    if match is None:
        raise ConfigurationError(f"fault {text[:80]!r}: write {FORM}, e.g. create=503*2")
    operation, kind, value, times, probability = match.groups()
    if operation is not None:
        attributes["operation"] = operation
    if times is not None:
        attributes["times"] = int(times)
    if probability is not None:
        attributes["probability"] = float(probability)
    return Fault(kind=kind, value=(value or "").strip(), **attributes)


def as_fault(fault: Fault | str, **attributes: Unpack[FaultKeywords]) -> Fault:
    """Return a fault, from its text if need be, with further attributes.

    Raises:
        ConfigurationError: The text describes no fault.
    """
    if isinstance(fault, str):
        return parse_fault(fault, **attributes)
    return evolve(fault, **attributes)


async def respond_with(faults: Iterable[Fault], exchange: FaultyExchange) -> Response:
    """Return the response to a request that faults hit; the first fault is the outermost."""
    handle = exchange.handle
    for fault in reversed([*faults]):
        handle = partial(fault.respond, evolve(exchange, handle=handle))
    return await handle()
