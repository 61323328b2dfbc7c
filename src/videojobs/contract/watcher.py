"""Compare responses with the document as they are received."""

from __future__ import annotations

from threading import Lock

from videojobs.contract.aggregator import Aggregator
from videojobs.contract.report import Report
from videojobs.contract.schema_validator import require_jsonschema
from videojobs.errors import ConfigurationError
from videojobs.jobs.response_hook import Observation


class Watcher:
    """Compares each response with the provider's document at once. Thread-safe: one may serve many clients.

    ::

        watcher = Watcher()
        with VideoClient(..., contract=watcher) as client:
            ...
        for group in watcher.report().groups:
            print(group.operation, group.pointer, group.message, group.values)

    Memory is bounded, however long it runs. Responses of a provider without a document are only counted.

    Raises:
        ConfigurationError: The extra ``contract`` is not installed.
    """

    def __init__(self) -> None:
        require_jsonschema()
        self._lock = Lock()
        self._aggregator = Aggregator()

    def __call__(self, observation: Observation) -> None:
        """Compare one response."""
        with self._lock:
            try:
                self._aggregator.add(observation)
            except ConfigurationError as error:
                # A dialect of the caller has no document; an exception would only become a warning of the hook.
                self._aggregator.skip(error.message)

    def report(self) -> Report:
        """Return the report so far."""
        with self._lock:
            return self._aggregator.report()
