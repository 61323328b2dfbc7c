"""Read the faults that the markers in a prompt are, between ``[[`` and ``]]``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from videojobs.dialect import PAID_ROLES
from videojobs.emulator.fault_kinds import row_of
from videojobs.emulator.faults import TEXT, Fault, parse_fault
from videojobs.emulator.job_lifecycle import Plan

_MARKER = re.compile(r"\[\[([^\[\]]{1,200})\]\]")


def faults_of_prompt(prompt: object) -> list[Fault]:
    """Return the faults of the markers in a prompt; other text in double brackets is none.

    Raises:
        ConfigurationError: A marker has the name of a fault and a value that the fault cannot have.
    """
    texts = _MARKER.findall(prompt) if isinstance(prompt, str) else []
    matches = [TEXT.fullmatch(text.strip()) for text in texts]
    return [parse_fault(match[0]) for match in matches if match and row_of(match[2]) is not None]


def planned(plan: Plan, faults: Iterable[Fault]) -> Plan:
    """Return a plan with those of the faults that concern a job."""
    for fault in faults:
        if fault.row.plan is not None:
            plan = fault.row.plan(plan, fault.argument)
    return plan


def plan_of_prompt(body: Mapping[str, Any]) -> Plan:
    """Read the plan of a job from the markers in its prompt.

    A fault of an operation that starts jobs is none of the job: it hits the request itself.

    Raises:
        ConfigurationError: A marker has a value that its fault cannot have.
    """
    faults = faults_of_prompt(body.get("prompt"))
    of_job = [fault for fault in faults if fault.row.plan is not None or fault.operation not in PAID_ROLES]
    return evolve(planned(Plan(), of_job), faults=tuple(of_job))
