"""The faults that are switched on: which of them hit a request or a new job."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from attrs import define

from videojobs.emulator.faults import Fault
from videojobs.emulator.prompt_markers import faults_of_prompt

_MAX_PROMPTS: Final = 1000


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
        self._by_prompt: dict[tuple[str, str], list[_Active]] = {}
        # Tests switch faults on in their thread, while the server's takes them.
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Fault]:
        by_job = [active for group in list(self._by_job.values()) for active in group]
        return iter([active.fault for active in (*self._active, *by_job)])

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        with self._lock:
            group = self._active if fault.job_id is None else self._by_job.setdefault(fault.job_id, [])
            group.append(_Active(fault))

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._active.clear()
            self._by_job.clear()
            self._by_prompt.clear()

    def forget(self, job_id: str) -> None:
        """Switch off the faults of a job that no longer exists."""
        with self._lock:
            self._by_job.pop(job_id, None)

    def take_for_request(self, operation: str | None, job_id: str | None) -> list[Fault]:
        """Return the faults that hit a request, and count them; one at most decides on the response."""
        with self._lock:
            return self._take((self._by_job.get(job_id or "", []), self._active), operation, job_id)

    def take_for_prompt(self, operation: str, prompt: str) -> list[Fault]:
        """Return the faults of a prompt that hit the request that starts a job, and count them by prompt.

        Raises:
            ConfigurationError: A marker has a value that its fault cannot have.
        """
        faults = [fault for fault in faults_of_prompt(prompt) if fault.operation == operation]
        if not faults:
            return []
        with self._lock:
            if len(self._by_prompt) >= _MAX_PROMPTS:
                self._by_prompt.clear()
            group = self._by_prompt.setdefault((operation, prompt), [_Active(fault) for fault in faults])
            return self._take([group], operation, None)

    def take_for_job(self, operation: str) -> list[Fault]:
        """Return the faults that hit a new job, and count them."""
        with self._lock:
            active = [item for item in self._active if item.fault.row.plan is not None]
            return [item.fault for item in active if self._hits(item, self._active, operation, None)]

    def _take(self, groups: Iterable[list[_Active]], operation: str | None, job_id: str | None) -> list[Fault]:
        taken: list[Fault] = []
        for group in groups:
            for active in list(group):
                row = active.fault.row
                is_second = row.is_final and any(fault.row.is_final for fault in taken)
                if row.plan is None and not is_second and self._hits(active, group, operation, job_id):
                    taken.append(active.fault)
        return taken

    def _hits(self, active: _Active, group: list[_Active], operation: str | None, job_id: str | None) -> bool:
        """Whether a fault hits now; count that, and switch it off after its last time."""
        fault = active.fault
        if active.hit == fault.times or not fault.hits(operation, job_id):
            return False
        active.passed += 1
        if active.passed <= fault.after:
            return False
        if fault.probability < 1 and self._random.random() >= fault.probability:
            return False
        active.hit += 1
        if active.hit == fault.times and group is self._active:
            group.remove(active)
        return True
