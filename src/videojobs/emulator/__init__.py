"""A provider of video jobs on your own machine, for tests: any provider's dialect, real clips, no cost.

It is built from a provider's OpenAPI document and dialect alone. `FAULTS` are its faults; each can be switched on by an
argument (``faults=["create=503*2"]``), during a test (`Emulator.fail_next`), or by a marker in a prompt
(``A cat [[fail:moderation_blocked]]``). ``videojobs emulate --help`` lists them.

::

    with serve("compatible", render_seconds=0.5) as emulator:
        client = VideoClient("compatible", base_url=emulator.base_url, api_key=emulator.api_key)

With ``only_encoding="json"``, forms are refused as the dialect declares it, so that a test sees a client send the other
encoding. Where the dialect names a header for idempotency keys, one key starts one job.

It keeps the last 10,000 requests and 50,000 jobs, and 64 MiB of each; a new job has the place of the oldest finished
one, which is then as unknown as a deleted one.

Needs the extra ``emulator``: ``pip install 'videojobs[emulator]'``.
"""

from __future__ import annotations

from importlib.util import find_spec

try:
    from videojobs.emulator.app import Emulator, create_app
    from videojobs.emulator.faults import FAULTS, Fault, FaultKind, parse_fault, plan_of_prompt
    from videojobs.emulator.in_process import InProcessEmulator, in_process
    from videojobs.emulator.incoming_request import RequestRecord
    from videojobs.emulator.job_lifecycle import EmulatedJob, Plan
    from videojobs.emulator.server import Served, serve
    from videojobs.emulator.settings import Settings

    if find_spec("python_multipart") is None:
        raise ModuleNotFoundError("No module named 'python_multipart'", name="python_multipart")
except ModuleNotFoundError as error:
    if str(error.name).partition(".")[0] not in {"av", "jsonschema", "python_multipart", "starlette", "uvicorn"}:
        raise
    raise ImportError(f"{error}; the emulator needs its extra: pip install 'videojobs[emulator]'") from error

__all__ = [
    "FAULTS",
    "EmulatedJob",
    "Emulator",
    "Fault",
    "FaultKind",
    "InProcessEmulator",
    "Plan",
    "RequestRecord",
    "Served",
    "Settings",
    "create_app",
    "in_process",
    "parse_fault",
    "plan_of_prompt",
    "serve",
]
