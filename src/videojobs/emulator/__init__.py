"""A provider of video jobs on your own machine, for tests: any provider's dialect, real clips, no cost.

It is built from a provider's OpenAPI document and dialect alone. Markers in a prompt change the course of its job:

- ``[[fail]]``: the job fails halfway, with the code ``generation_failed``
- ``[[fail:CODE]]``: the job fails halfway, with this code, e.g. ``[[fail:moderation_blocked]]``
- ``[[status:WORD]]``: the job has this status word while it renders, e.g. ``[[status:PREPARING]]``
- ``[[nourl]]``: the job completes, but responses about it have no URL of its clip
- ``[[page]]``: the job completes, but a web page is served in place of its clip
- ``[[bucket]]``: the clip is in a bucket: the content operation responds with an error that has its URL, if the
  provider's does that
- ``[[refuse:CODE]]``: the request is refused with this code, and no job is started: with 503 if the dialect has it in
  ``errors.not_started_codes``, with 403 if in ``errors.not_the_key``, else with 400

::

    with serve("compatible", render_seconds=0.5) as emulator:
        client = VideoClient("compatible", base_url=emulator.base_url, api_key=emulator.api_key)

With ``only_encoding="json"``, forms are refused as the dialect declares it, so that a test sees a client send the other
encoding. Where the dialect names a header for idempotency keys, one key starts one job.

Needs the extra ``emulator``: ``pip install 'videojobs[emulator]'``.
"""

from __future__ import annotations

from importlib.util import find_spec

try:
    from videojobs.emulator.app import Emulator, create_app
    from videojobs.emulator.incoming_request import RequestRecord
    from videojobs.emulator.job_lifecycle import Plan, plan_of_prompt
    from videojobs.emulator.server import Served, serve

    if find_spec("python_multipart") is None:
        raise ModuleNotFoundError("No module named 'python_multipart'", name="python_multipart")
except ModuleNotFoundError as error:
    if error.name not in {"av", "jsonschema", "python_multipart", "starlette", "uvicorn"}:
        raise
    raise ImportError(f"{error}; the emulator needs its extra: pip install 'videojobs[emulator]'") from error

__all__ = ["Emulator", "Plan", "RequestRecord", "Served", "create_app", "plan_of_prompt", "serve"]
