"""A provider of video jobs on your own machine: speaks each provider's dialect, renders real clips, costs nothing.

It is built from a provider's OpenAPI document and dialect alone. What a prompt says between double
brackets changes the life of its job:

- ``[[fail]]``: the job fails halfway, with the code ``generation_failed``
- ``[[fail:CODE]]``: the job fails halfway, with this code, e.g. ``[[fail:moderation_blocked]]``
- ``[[status:WORD]]``: the job shows this status word while it renders, e.g. ``[[status:PREPARING]]``
- ``[[nourl]]``: the job completes, but its answers never say where its clip is
- ``[[page]]``: the job completes, but a web page is served in place of its clip
- ``[[bucket]]``: the clip is kept elsewhere, which the content operation tells by an error, if the provider's does

::

    with serve("compatible", render_seconds=0.5) as emulator:
        client = VideoClient("compatible", base_url=emulator.base_url, api_key=emulator.api_key)

Needs the extra ``emulator``: ``pip install 'videojobs[emulator]'``.
"""

from __future__ import annotations

from importlib.util import find_spec

try:
    from videojobs.emulator.app import Emulator
    from videojobs.emulator.create import create_app
    from videojobs.emulator.exchange import RequestRecord
    from videojobs.emulator.life import Plan, plan_of_prompt
    from videojobs.emulator.server import Served, serve

    if find_spec("python_multipart") is None:
        raise ModuleNotFoundError("No module named 'python_multipart'", name="python_multipart")
except ModuleNotFoundError as error:
    if error.name not in {"av", "python_multipart", "starlette", "uvicorn"}:
        raise
    raise ImportError(f"{error}; the emulator needs its extra: pip install 'videojobs[emulator]'") from error

__all__ = ["Emulator", "Plan", "RequestRecord", "Served", "create_app", "plan_of_prompt", "serve"]
