"""Compare a provider's responses with its document: opt-in, since the client itself reads whatever it can.

::

    from videojobs import VideoClient
    from videojobs.contract import Recorder

    with Recorder("responses.jsonl") as recorder, VideoClient(..., contract=recorder) as client:
        ...

``videojobs contract responses.jsonl`` then reports where the responses differ from the document, how often, and how the
client handled it. Checking needs the extra ``contract``; recording needs nothing. Modules are imported at first use.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from videojobs.contract.check import Deviation, check_contract
    from videojobs.contract.recorder import Recorder
    from videojobs.contract.report import Coverage, Group, Report
    from videojobs.contract.watcher import Watcher
    from videojobs.jobs.response_hook import ContractCallback, ContractWarning, Observation
    from videojobs.openapi.to31 import to_31

__all__ = [
    "ContractCallback",
    "ContractWarning",
    "Coverage",
    "Deviation",
    "Group",
    "Observation",
    "Recorder",
    "Report",
    "Watcher",
    "check_contract",
    "to_31",
]

_MODULES = {
    "ContractCallback": "videojobs.jobs.response_hook",
    "ContractWarning": "videojobs.jobs.response_hook",
    "Coverage": "videojobs.contract.report",
    "Deviation": "videojobs.contract.check",
    "Group": "videojobs.contract.report",
    "Observation": "videojobs.jobs.response_hook",
    "Recorder": "videojobs.contract.recorder",
    "Report": "videojobs.contract.report",
    "Watcher": "videojobs.contract.watcher",
    "check_contract": "videojobs.contract.check",
    "to_31": "videojobs.openapi.to31",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use (PEP 562): recording must not import the validator."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'videojobs.contract' has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
