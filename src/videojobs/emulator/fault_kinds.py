"""The table of faults: what each kind does, and the form of its value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from attrs import evolve, frozen

from videojobs.emulator import fault_responses as responses
from videojobs.emulator import fault_values as values
from videojobs.emulator.fault_responses import Respond
from videojobs.emulator.job_lifecycle import Plan


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
        effect="The response is sent twice, one after the other, on the same connection. A client without a socket "
        "gets a `ConfigurationError`.",
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
USAGES: Final = [kind.usage for kind in FAULTS]


def row_of(kind: str) -> FaultKind | None:
    """Return the row of a kind, or None."""
    if re.fullmatch("[45][0-9][0-9]", kind):
        return _KINDS["STATUS"]
    return _KINDS.get(kind)
