"""Do the provider's answers keep to its document? Opt-in: the client itself never asks, it reads what it can.

::

    from videojobs import VideoClient
    from videojobs.contract import Recorder

    with Recorder("answers.jsonl") as recorder, VideoClient(..., contract=recorder) as client:
        ...

``videojobs contract answers.jsonl`` then says where the answers differ from the document, how often, and what became
of it. Checking needs the extra ``contract``; recording needs nothing. Everything here is loaded at its first use.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from videojobs.contract.check import Deviation, check_contract
    from videojobs.contract.lines import Recorder
    from videojobs.contract.report import Coverage, Group, Report
    from videojobs.contract.to31 import follow, to_31
    from videojobs.contract.watch import Watcher
    from videojobs.jobs.response_hook import ContractCallback, ContractWarning, Observation

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
    "follow",
    "to_31",
]

_HOMES = {
    "ContractCallback": "videojobs.jobs.response_hook",
    "ContractWarning": "videojobs.jobs.response_hook",
    "Coverage": "videojobs.contract.report",
    "Deviation": "videojobs.contract.check",
    "Group": "videojobs.contract.report",
    "Observation": "videojobs.jobs.response_hook",
    "Recorder": "videojobs.contract.lines",
    "Report": "videojobs.contract.report",
    "Watcher": "videojobs.contract.watch",
    "check_contract": "videojobs.contract.check",
    "follow": "videojobs.contract.to31",
    "to_31": "videojobs.contract.to31",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'videojobs.contract' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
