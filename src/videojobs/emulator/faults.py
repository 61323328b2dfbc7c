"""Faults on demand: their table, and their text form.

A fault is written ``[OPERATION=]KIND[:VALUE][*TIMES][@PROBABILITY]``: ``503``, ``create=429:7*2``, ``latency:0.5@0.1``,
``reset``. The text is an argument (``faults=``), an option (``--fault``), a member of a request to the control
endpoint, or a marker in a prompt, between ``[[`` and ``]]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, get_args

from attrs import evolve, field, frozen
from starlette.responses import Response

from videojobs.dialect import PAID_ROLES, Role
from videojobs.emulator import fault_responses as responses
from videojobs.emulator import fault_values as values
from videojobs.emulator.fault_responses import FaultyExchange, Respond
from videojobs.emulator.job_lifecycle import Plan
from videojobs.errors import ConfigurationError

MEDIA: Final = "media"
"""In place of an operation: the second origin, which serves clips."""

OPERATIONS: Final = (*get_args(Role), MEDIA)
FORM: Final = "[OPERATION=]KIND[:VALUE][*TIMES][@PROBABILITY]"
TEXT = re.compile(r"(?:([a-z_]+)=)?([a-z]+|\d+)(?::(.*?))?(?:\*(\d{1,9}))?(?:@(\d{1,9}|\d{0,9}\.\d{1,9}))?", re.DOTALL)


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
        is_final: Whether it decides on the response, so that no second such fault hits the same request.
    """

    name: str
    argument: str = ""
    effect: str
    parse: Callable[[str], Any] = values.no_value
    plan: Callable[[Plan, Any], Plan] | None = None
    respond: Respond | None = None
    is_final: bool = True

    @property
    def usage(self) -> str:
        """The text form, e.g. ``fail[:CODE]``."""
        if self.argument.startswith("["):
            return f"{self.name}[:{self.argument[1:]}"
        return f"{self.name}:{self.argument}" if self.argument else self.name


FAULTS: Final = (
    FaultKind(
        name="STATUS",
        argument="[RETRY_AFTER]",
        effect="The response is an error with this HTTP status, 400 to 599, and this `Retry-After`: seconds (`7`), a "
        "date (`date+7`: the one in seven seconds), or any text. The request is not handled.",
        parse=values.header,
        respond=responses.refused,
    ),
    FaultKind(
        name="latency",
        argument="SECONDS",
        effect="The request is handled only after this time.",
        parse=values.seconds,
        respond=responses.delayed,
        is_final=False,
    ),
    FaultKind(
        name="reset",
        argument="[WHEN]",
        effect="The connection is reset (TCP RST): `before` the request is handled, `after` it (the default; a create "
        "has started a job), or in the `body` of the response.",
        parse=values.when,
        respond=responses.reset,
    ),
    FaultKind(
        name="lost",
        argument="[STATUS]",
        effect="The request is handled, a create starts a job, but the response is lost: the connection is closed, or "
        "the response is an error with this HTTP status.",
        parse=values.status(0),
        respond=responses.lost,
    ),
    FaultKind(
        name="repeat",
        effect="The response to a create is that to the create before it, and no job is started.",
        respond=responses.repeated,
    ),
    FaultKind(
        name="twice",
        effect="The response is sent twice, one after the other, on the same connection.",
        respond=responses.doubled,
    ),
    FaultKind(
        name="truncate",
        argument="BYTES",
        effect="The connection is closed after so many bytes of the body.",
        parse=values.size,
        respond=responses.truncated,
    ),
    FaultKind(
        name="cut",
        argument="BYTES",
        effect="The body ends after so many bytes, with a `Content-Length` to match.",
        parse=values.size,
        respond=responses.cut,
    ),
    FaultKind(
        name="length",
        argument="DIFFERENCE",
        effect="`Content-Length` is too large, or too small, by so many bytes: `9`, `-9`.",
        parse=values.difference_of_lengths,
        respond=responses.misdeclared,
    ),
    FaultKind(
        name="slow",
        argument="RATE",
        effect="The body comes with so many bytes per second.",
        parse=values.rate,
        respond=responses.slow,
        is_final=False,
    ),
    FaultKind(
        name="html",
        argument="[STATUS]",
        effect="The request is handled, but the response is a web page, with status 200 or this one.",
        parse=values.status(200),
        respond=responses.page,
    ),
    FaultKind(
        name="error",
        argument="[CODE]",
        effect="The request is handled, but the response is an error body with this code (`server_error`), and status "
        "200.",
        parse=values.word_or("server_error"),
        respond=responses.error_with_200,
    ),
    FaultKind(
        name="sample",
        argument="NAME",
        effect="The response is a recorded one of the provider, with the job's own id, prompt, model and URL. The "
        "request is handled first, unless the recorded response is an error.",
        parse=values.word,
        respond=responses.recorded,
    ),
    FaultKind(
        name="redirect",
        argument="[STATUS]",
        effect="The response redirects to the second origin, with status 302 or this one. The request is not handled.",
        parse=values.redirect,
        respond=responses.redirected,
    ),
    FaultKind(
        name="skew",
        argument="SECONDS",
        effect="`Date` and the times in the response are those of a clock that is ahead, or behind: `-3600`.",
        parse=values.difference_of_clocks,
        respond=responses.skewed,
        is_final=False,
    ),
    FaultKind(
        name="end",
        argument="STATUS",
        effect="The job ends with this status: `completed`, `failed`, `failed:CODE`, `cancelled` or `expired`, if the "
        "provider has a word for it.",
        parse=values.end,
        plan=lambda plan, end: evolve(plan, end=end[0], fail=end[1]),
    ),
    FaultKind(
        name="fail",
        argument="[CODE]",
        effect="The job fails halfway, with this error code (`generation_failed`).",
        parse=values.word_or("generation_failed"),
        plan=lambda plan, code: evolve(plan, fail=code),
    ),
    FaultKind(
        name="refuse",
        argument="CODE",
        effect="The request is refused with this code, and no job is started: with 503 if the dialect has it in "
        "`errors.not_started_codes`, with 403 if in `errors.not_the_key`, else with 400.",
        parse=values.word,
        plan=lambda plan, code: evolve(plan, refuse=code),
    ),
    FaultKind(
        name="render",
        argument="SECONDS",
        effect="The job takes this time.",
        parse=values.seconds,
        plan=lambda plan, seconds: evolve(plan, render_seconds=seconds),
    ),
    FaultKind(
        name="status",
        argument="WORD",
        effect="The job has this status word while it renders.",
        parse=values.word,
        plan=lambda plan, word: evolve(plan, status=word),
    ),
    FaultKind(
        name="flap",
        argument="[WORD]",
        effect="While the job renders, each second poll has this status word (`queued`).",
        parse=values.word_or("queued"),
        plan=lambda plan, word: evolve(plan, flap=word),
    ),
    FaultKind(
        name="stuck",
        argument="[PERCENT]",
        effect="The job never ends, and its progress never exceeds this (50).",
        parse=values.percent,
        plan=lambda plan, percent: evolve(plan, stuck=percent),
    ),
    FaultKind(
        name="vanish",
        argument="SECONDS",
        effect="The job no longer exists after this time.",
        parse=values.seconds,
        plan=lambda plan, seconds: evolve(plan, vanish=seconds),
    ),
    FaultKind(
        name="ttl",
        argument="SECONDS",
        effect="The clip expires this time after the job was created, in place of a day.",
        parse=values.seconds,
        plan=lambda plan, seconds: evolve(plan, ttl=seconds),
    ),
    FaultKind(
        name="nourl",
        effect="The job completes, but responses about it have no URL of its clip.",
        plan=lambda plan, _: evolve(plan, no_url=True),
    ),
    FaultKind(
        name="page",
        effect="The job completes, but a web page is served in place of its clip.",
        plan=lambda plan, _: evolve(plan, page=True),
    ),
    FaultKind(
        name="bucket",
        effect="The clip is in a bucket: the content operation responds with an error that has its URL, if the "
        "provider's does that.",
        plan=lambda plan, _: evolve(plan, bucket=True),
    ),
)
_KINDS: Final = {kind.name: kind for kind in FAULTS}
_USAGES: Final = [kind.usage for kind in FAULTS]


def row_of(kind: str) -> FaultKind | None:
    """Return the row of a kind, or None."""
    if re.fullmatch("[45][0-9][0-9]", kind):
        return _KINDS["STATUS"]
    return _KINDS.get(kind)


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
            raise ConfigurationError(f"fault {text}: there is no such kind; there are {', '.join(_USAGES)}")
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


def parse_fault(text: str, **attributes: Any) -> Fault:
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


def as_fault(fault: Fault | str, **attributes: Any) -> Fault:
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
