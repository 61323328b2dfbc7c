"""Faults on demand: their table, their text form, and the list of those that are switched on.

A fault is written ``[OPERATION=]KIND[:VALUE][*TIMES]``: ``503``, ``create=429:7*2``, ``latency:0.5``, ``reset``. The
text is an argument (``faults=``), an option (``--fault``), a member of a request to the control endpoint, or a marker
in a prompt, between ``[[`` and ``]]``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from textwrap import wrap
from typing import Any, Final, cast, get_args

from attrs import define, evolve, field, frozen
from starlette.responses import Response

from videojobs.dialect import Role
from videojobs.emulator.fault_responses import FaultyExchange, Respond, delayed, refused, reset
from videojobs.emulator.job_lifecycle import EndStatus, Plan
from videojobs.errors import ConfigurationError

MEDIA: Final = "media"
"""In place of an operation: the second origin, which serves clips."""

OPERATIONS: Final = (*get_args(Role), MEDIA)
_HELP_WIDTH: Final = 76
_MAX_SECONDS: Final = 86_400.0
_TEXT = re.compile(r"(?:([a-z_]+)=)?([a-z]+|\d+)(?::(.*?))?(?:\*(\d{1,9}))?", re.DOTALL)
_MARKER = re.compile(r"\[\[([^\[\]]{1,200})\]\]")
_Plan = Callable[[Plan, Any], Plan]


@frozen(kw_only=True)
class FaultKind:
    """A row of the table of faults.

    Attributes:
        name: Its name in texts; ``STATUS`` is for all HTTP statuses of errors.
        argument: The form of its value, ``[...]`` if it may be left out; "" if it has none.
        effect: What happens, in one sentence.
        parse: Returns the argument that a text of the value has; raises ValueError with a reason.
        plan: Returns the plan of a job with the fault, or None: it hits requests, not jobs.
        respond: Returns the response to a request with the fault, or None: it hits jobs.
        is_final: Whether the response is its doing alone, so that no second such fault hits the same request.
    """

    name: str
    argument: str = ""
    effect: str
    parse: Callable[[str], Any]
    plan: _Plan | None = None
    respond: Respond | None = None
    is_final: bool = True

    @property
    def usage(self) -> str:
        """The text form, e.g. ``fail[:CODE]``."""
        if self.argument.startswith("["):
            return f"{self.name}[:{self.argument[1:]}"
        return f"{self.name}:{self.argument}" if self.argument else self.name


def _no_value(text: str) -> None:
    if text:
        raise ValueError("it has no value")


def _word(text: str) -> str:
    if not text or len(text) > 100:
        raise ValueError("its value has 1 to 100 characters")
    return text


def _word_or(default: str) -> Callable[[str], str]:
    return lambda text: _word(text or default)


def parse_end(text: str) -> tuple[EndStatus, str | None]:
    """Return the status with which a job ends, and the error code of a failure.

    Raises:
        ConfigurationError: There is no such status.
    """
    status, _, code = (part.strip() for part in text.partition(":"))
    if status not in get_args(EndStatus) or (code and status != "failed"):
        raise ConfigurationError(
            f"{text[:80]!r} ends no job; write completed, failed, failed:CODE, cancelled or expired"
        )
    return cast("EndStatus", status), (code or "generation_failed") if status == "failed" else None


def _end(text: str) -> tuple[EndStatus, str | None]:
    try:
        return parse_end(text)
    except ConfigurationError as error:
        raise ValueError(error.message) from None


def _seconds(text: str) -> float:
    seconds = float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else -1.0
    if not 0 <= seconds <= _MAX_SECONDS:
        raise ValueError(f"its value is a number of seconds, 0 to {_MAX_SECONDS:.0f}")
    return seconds


def _header_value(text: str) -> str:
    # What else a header cannot carry (RFC 9110, section 5.5) would end the connection in place of the response.
    if not re.fullmatch(r"[\x21-\x7e]?|[\x21-\x7e][\x20-\x7e]{0,198}[\x21-\x7e]", text):
        raise ValueError("its value is visible ASCII, at most 200 characters, as a header can carry")
    return text


FAULTS: Final = (
    FaultKind(
        name="fail",
        argument="[CODE]",
        effect="The job fails halfway, with this error code (`generation_failed`).",
        parse=_word_or("generation_failed"),
        plan=lambda plan, code: evolve(plan, fail=code),
    ),
    FaultKind(
        name="end",
        argument="STATUS",
        effect="The job ends with this status: `completed`, `failed`, `failed:CODE`, `cancelled` or `expired`.",
        parse=_end,
        plan=lambda plan, end: evolve(plan, end=end[0], fail=end[1]),
    ),
    FaultKind(
        name="status",
        argument="WORD",
        effect="The job has this status word while it renders.",
        parse=_word,
        plan=lambda plan, word: evolve(plan, status=word),
    ),
    FaultKind(
        name="nourl",
        effect="The job completes, but responses about it have no URL of its clip.",
        parse=_no_value,
        plan=lambda plan, _: evolve(plan, no_url=True),
    ),
    FaultKind(
        name="page",
        effect="The job completes, but a web page is served in place of its clip.",
        parse=_no_value,
        plan=lambda plan, _: evolve(plan, page=True),
    ),
    FaultKind(
        name="bucket",
        effect="The clip is in a bucket: the content operation responds with an error that has its URL, if the "
        "provider's does that.",
        parse=_no_value,
        plan=lambda plan, _: evolve(plan, bucket=True),
    ),
    FaultKind(
        name="refuse",
        argument="CODE",
        effect="The request is refused with this code, and no job is started: with 503 if the dialect has it in "
        "`errors.not_started_codes`, with 403 if in `errors.not_the_key`, else with 400.",
        parse=_word,
        plan=lambda plan, code: evolve(plan, refuse=code),
    ),
    FaultKind(
        name="STATUS",
        argument="[RETRY_AFTER]",
        effect="The response is an error with this HTTP status, 400 to 599, and this `Retry-After` (seconds, a date, "
        "anything); the request has no other effect.",
        parse=_header_value,
        respond=refused,
    ),
    FaultKind(
        name="latency",
        argument="SECONDS",
        effect="The request is handled only after this time.",
        parse=_seconds,
        respond=delayed,
        is_final=False,
    ),
    FaultKind(
        name="reset",
        effect="The request is handled, and the connection reset in place of the response.",
        parse=_no_value,
        respond=reset,
    ),
)
_KINDS: Final = {kind.name: kind for kind in FAULTS}


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
    argument: Any = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.operation not in (None, *OPERATIONS):
            raise ConfigurationError(
                f"fault {self}: no operation {self.operation!r}; there are {', '.join(OPERATIONS)}"
            )
        if self.times is not None and self.times < 1:
            raise ConfigurationError(f"fault {self}: times is {self.times}; it must be 1 at least")
        if self.after < 0:
            raise ConfigurationError(f"fault {self}: after is {self.after}; it must be 0 at least")
        if not 0 <= self.probability <= 1:
            raise ConfigurationError(f"fault {self}: probability is {self.probability}; it must be 0 to 1")
        try:
            argument = self.row.parse(self.value.strip())
        except ValueError as error:
            raise ConfigurationError(f"fault {self}: {error}; write {self.row.usage}") from None
        if self.row.name == "STATUS":
            argument = int(self.kind), argument
        object.__setattr__(self, "argument", argument)

    def __str__(self) -> str:
        operation = f"{self.operation}=" if self.operation else ""
        value = f":{self.value}" if self.value else ""
        times = f"*{self.times}" if self.times is not None else ""
        return f"{operation}{self.kind}{value}{times}"

    @property
    def row(self) -> FaultKind:
        """Its row of the table."""
        name = self.kind
        if self.kind.isdecimal() and 400 <= int(self.kind[:9]) <= 599:
            name = "STATUS"
        if name not in _KINDS:
            usages = ", ".join(kind.usage for kind in FAULTS)
            raise ConfigurationError(f"fault {self}: there is no {self.kind!r}; there are {usages}")
        return _KINDS[name]

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


def parse_fault(text: str, **attributes: Any) -> Fault:
    """Return the fault that a text describes; ``attributes`` of `Fault` are those that the text leaves open.

    Raises:
        ConfigurationError: The text describes no fault.
    """
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ConfigurationError(f"fault {text[:80]!r}: write [OPERATION=]KIND[:VALUE][*TIMES], e.g. create=503*2")
    operation, kind, value, times = match.groups()
    parsed: dict[str, Any] = {"operation": operation, "times": None if times is None else int(times)}
    given = {name: item for name, item in parsed.items() if item is not None}
    return Fault(kind=kind, value=(value or "").strip(), **{**attributes, **given})


def as_fault(fault: Fault | str) -> Fault:
    """Return a fault, from its text if need be.

    Raises:
        ConfigurationError: The text describes no fault.
    """
    return parse_fault(fault) if isinstance(fault, str) else fault


def faults_of_prompt(prompt: object) -> list[Fault]:
    """Return the faults of the markers in a prompt; other text in double brackets is none.

    Raises:
        ConfigurationError: A marker has the name of a fault and a value that the fault cannot have.
    """
    texts = _MARKER.findall(prompt) if isinstance(prompt, str) else []
    matches = ((text, _TEXT.fullmatch(text.strip())) for text in texts)
    return [parse_fault(text) for text, match in matches if match and (match[2] in _KINDS or match[2].isdecimal())]


def planned(plan: Plan, faults: Iterable[Fault]) -> Plan:
    """Return a plan with those of the faults that concern a job."""
    for fault in faults:
        if fault.row.plan is not None:
            plan = fault.row.plan(plan, fault.argument)
    return plan


def plan_of_prompt(body: Mapping[str, Any]) -> Plan:
    """Read the plan of a job from the markers in its prompt.

    Raises:
        ConfigurationError: A marker has a value that its fault cannot have.
    """
    faults = faults_of_prompt(body.get("prompt"))
    return evolve(planned(Plan(), faults), faults=tuple(fault for fault in faults if fault.row.plan is None))


def help_lines() -> list[str]:
    """Return the table of faults as lines of text."""
    width = max(len(kind.usage) for kind in FAULTS) + 2
    rows = (f"{kind.usage:{width}}{kind.effect}".replace("`", "") for kind in FAULTS)
    return [line for row in rows for line in wrap(row, _HELP_WIDTH, subsequent_indent=" " * width)]


@define
class _Active:
    """A fault that is switched on, and how many requests it has passed over and hit."""

    fault: Fault
    passed: int = 0
    hit: int = 0


class FaultList:
    """The faults that are switched on, in order.

    Args:
        random: Draws whether a fault with a probability hits.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._active: list[_Active] = []
        self._by_job: dict[str, list[_Active]] = {}
        # Tests switch faults on in their thread, while the server's takes them.
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Fault]:
        by_job = [active for group in list(self._by_job.values()) for active in group]
        return iter([active.fault for active in (*self._active, *by_job)])

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        with self._lock:
            self._group(fault.job_id).append(_Active(fault))

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._active.clear()
            self._by_job.clear()

    def forget(self, job_id: str) -> None:
        """Switch off the faults of a job that no longer exists."""
        with self._lock:
            self._by_job.pop(job_id, None)

    def take_for_request(self, operation: str | None, job_id: str | None) -> list[Fault]:
        """Return the faults that hit a request, and count them: at most one whose doing the response is."""
        taken: list[Fault] = []
        with self._lock:
            for active in (*self._by_job.get(job_id or "", ()), *self._active):
                row = active.fault.row
                is_second = row.is_final and any(fault.row.is_final for fault in taken)
                if row.plan is None and not is_second and self._hits(active, operation, job_id):
                    taken.append(active.fault)
        return taken

    def take_for_job(self, operation: str) -> list[Fault]:
        """Return the faults that hit a new job, and count them."""
        with self._lock:
            active = [item for item in self._active if item.fault.row.plan is not None]
            return [item.fault for item in active if self._hits(item, operation, None)]

    def _group(self, job_id: str | None) -> list[_Active]:
        if job_id is None:
            return self._active
        return self._by_job.setdefault(job_id, [])

    def _hits(self, active: _Active, operation: str | None, job_id: str | None) -> bool:
        """Whether a fault hits now; count that, and switch it off after its last time."""
        fault = active.fault
        if not fault.hits(operation, job_id):
            return False
        active.passed += 1
        if active.passed <= fault.after:
            return False
        if fault.probability < 1 and self._random.random() >= fault.probability:
            return False
        active.hit += 1
        if active.hit == fault.times:
            self._group(fault.job_id).remove(active)
        return True
