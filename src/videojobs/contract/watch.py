"""Checking answers as they come in."""

from __future__ import annotations

from threading import Lock

from videojobs.contract.collect import Collector
from videojobs.contract.report import Report
from videojobs.contract.validate import needed
from videojobs.errors import ConfigurationError
from videojobs.jobs.response_hook import Observation


class Watcher:
    """Holds each answer against the provider's document at once. One may serve many clients, in many threads.

    ::

        watcher = Watcher()
        with VideoClient(..., contract=watcher) as client:
            ...
        for group in watcher.report().groups:
            print(group.operation, group.pointer, group.message, group.values)

    Memory is bounded, however long it watches. An answer of a provider that has no document here is counted, no more.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """

    def __init__(self) -> None:
        needed()
        self._lock = Lock()
        self._collector = Collector()

    def __call__(self, seen: Observation) -> None:
        """Take one answer."""
        with self._lock:
            try:
                self._collector.add(seen)
            except ConfigurationError as error:
                self._collector.ignore(error.message)

    def report(self) -> Report:
        """Return what was found so far."""
        with self._lock:
            return self._collector.report()
