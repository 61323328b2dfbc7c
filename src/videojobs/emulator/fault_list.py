"""The faults that are switched on: which of them hit a request or a new job."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from attrs import define

from videojobs.emulator.faults import Fault
from videojobs.emulator.prompt_markers import faults_of_prompt
from videojobs.errors import ConfigurationError

_MAX_FAULTS: Final = 1000
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
        groups = (self._active, *list(self._by_job.values()))
        return iter([active.fault for group in groups for active in list(group) if active.hit != active.fault.times])

    def add(self, fault: Fault) -> None:
        """Switch a fault on.

        Raises:
            ConfigurationError: There are too many.
        """
        with self._lock:
            if len(self._active) >= _MAX_FAULTS:  # each request looks at all of them
                raise ConfigurationError(f"fault {fault}: {_MAX_FAULTS} faults are on already; switch them off first")
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

    def select_for_request(self, operation: str | None, job_id: str | None) -> list[Fault]:
        """Return the faults that hit a request, and count them; one at most decides on the response."""
        with self._lock:
            return self._select((self._by_job.get(job_id or "", []), self._active), operation, job_id)

    def select_for_prompt(self, operation: str, prompt: str) -> list[Fault]:
        """Return the faults of a prompt that hit the request that starts a job, and count them by prompt.

        Raises:
            ConfigurationError: A marker has a value that its fault cannot have.
        """
        faults = [fault for fault in faults_of_prompt(prompt) if fault.operation == operation]
        if not faults:
            return []
        with self._lock:
            key = (operation, prompt)
            if key not in self._by_prompt:
                if len(self._by_prompt) >= _MAX_PROMPTS:
                    del self._by_prompt[next(iter(self._by_prompt))]
                self._by_prompt[key] = [_Active(fault) for fault in faults]
            return self._select([self._by_prompt[key]], operation, None)

    def select_for_job(self, operation: str) -> list[Fault]:
        """Return the faults that hit a new job, and count them."""
        with self._lock:
            active = [item for item in self._active if item.fault.row.plan is not None]
            return [item.fault for item in active if self._hits(item, self._active, operation, None)]

    def _select(self, groups: Iterable[list[_Active]], operation: str | None, job_id: str | None) -> list[Fault]:
        selected: list[Fault] = []
        for group in groups:
            for active in list(group):
                row = active.fault.row
                is_second = row.is_final and any(fault.row.is_final for fault in selected)
                if row.plan is None and not is_second and self._hits(active, group, operation, job_id):
                    selected.append(active.fault)
        return selected

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
