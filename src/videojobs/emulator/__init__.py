"""A provider of video jobs on your own machine, for tests: any provider's dialect, real clips, no cost.

It is built from a provider's OpenAPI document and dialect alone. `FAULTS` are its faults; each can be switched on by an
argument (``faults=["create=503*2"]``), during a test (`Emulator.fail_next`), or by a marker in a prompt
(``A cat [[fail:moderation_blocked]]``). ``videojobs emulate --help`` lists them.

For tests it comes as the pytest fixture ``videojobs_emulator``, and without pytest as `in_process`: clients that reach
it without a socket, in virtual time. `serve` is a server, in real time::

    with in_process("compatible") as emulator:
        client = emulator.client()
        job = client.wait(client.create("A paper boat"))

    with serve("compatible", render_seconds=0.5) as server:
        client = VideoClient("compatible", base_url=server.base_url, api_key=server.api_key)

With ``only_encoding="json"``, forms are refused as the dialect declares it, so that a test sees a client send the other
encoding. Where the dialect names a header for idempotency keys, one key starts one job.

It keeps the last 10,000 requests and 50,000 jobs, and 64 MiB of each; a new job has the place of the oldest finished
one, which is then as unknown as a deleted one.

Needs the extra ``emulator``: ``pip install 'videojobs[emulator]'``.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

try:
    from videojobs.emulator.app import Emulator, create_app
    from videojobs.emulator.fault_kinds import FAULTS, FaultKind
    from videojobs.emulator.faults import Fault, FaultKeywords, parse_fault
    from videojobs.emulator.in_process import InProcessEmulator, in_process
    from videojobs.emulator.job_lifecycle import EmulatedJob, Plan
    from videojobs.emulator.request_log import RequestRecord
    from videojobs.emulator.settings import Settings, SettingsKeywords

    # Those that are imported when they are needed first.
    for _name in ("av", "PIL", "python_multipart", "uvicorn"):
        if find_spec(_name) is None:
            raise ModuleNotFoundError(f"No module named {_name!r}", name=_name)
except ModuleNotFoundError as error:
    if str(error.name).partition(".")[0] not in {"PIL", "av", "jsonschema", "python_multipart", "starlette", "uvicorn"}:
        raise
    raise ImportError(f"{error}; the emulator needs its extra: pip install 'videojobs[emulator]'") from error

if TYPE_CHECKING:
    from videojobs.emulator.prompt_markers import plan_of_prompt
    from videojobs.emulator.server import Served, serve

__all__ = [
    "FAULTS",
    "EmulatedJob",
    "Emulator",
    "Fault",
    "FaultKeywords",
    "FaultKind",
    "InProcessEmulator",
    "Plan",
    "RequestRecord",
    "Served",
    "Settings",
    "SettingsKeywords",
    "create_app",
    "in_process",
    "parse_fault",
    "plan_of_prompt",
    "serve",
]


def __getattr__(name: str) -> Any:
    """Import the server at its first use: most tests need no socket, and uvicorn takes a while."""
    if name not in ("Served", "serve"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from videojobs.emulator import server

    return getattr(server, name)
