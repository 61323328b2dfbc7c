"""Trace real runs, and draw which room calls which: the pictures of ``docs/how-it-works.md``."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from attrs import frozen

from videojobs.jobs.registry import load_dialect

HOME = Path(__file__).resolve().parents[1]
# The programs that trace, the server that is called, and what every room uses without calling on.
_IGNORED = (
    "scripts.journeys",
    "scripts.how_it_works",
    "videojobs.emulator",
    "videojobs.errors",
    "videojobs.dialect",
    "videojobs.testing",
)


@frozen
class Call:
    """The first call from one room into another.

    Attributes:
        caller: Room of the calling function.
        callee: Room of the function that is called.
        function: ``module.function`` that is called.
    """

    caller: str
    callee: str
    function: str


@frozen
class Journey:
    """One traced run.

    Attributes:
        title: What was run.
        calls: Calls between rooms, each once, in order.
        files: Files visited, in order.
    """

    title: str
    calls: tuple[Call, ...]
    files: tuple[str, ...]

    def sequence_diagram(self) -> str:
        """Return the calls as a Mermaid sequence diagram."""
        lines = ["```mermaid", "sequenceDiagram"]
        rooms = dict.fromkeys(room for call in self.calls for room in (call.caller, call.callee))
        lines += [f"    participant {_identifier(room)} as {room}" for room in rooms]
        lines += [
            f"    {_identifier(call.caller)}->>{_identifier(call.callee)}: {call.function}" for call in self.calls
        ]
        return "\n".join([*lines, "```"])


def journeys() -> list[Journey]:
    """Run and trace: a call, a document that becomes code, and a comparison of two documents."""
    return [*_calls(), _generation(), _comparison()]


def _calls() -> list[Journey]:
    from videojobs import VideoClient, provider_name
    from videojobs.emulator import serve
    from videojobs.testing import virtual_time

    provider = provider_name(_largest_folder().name)
    with (
        virtual_time() as clock,
        tempfile.TemporaryDirectory() as folder,
        serve(provider, clock=clock.time) as server,
        VideoClient(provider, base_url=server.base_url, api_key=server.api_key) as client,
    ):
        clip = Path(folder, "clip.mp4")
        # What is imported or opened once happens here, so that the pictures show what each call does.
        job = client.wait(client.create("A paper boat"))
        client.download(job, clip)
        job = client.create("A paper boat")
        return [
            _trace("`client.create(...)`", lambda: client.create("A paper boat")),
            _trace("`client.wait(job)`", lambda: client.wait(job)),
            _trace("`client.download(job, path)`", lambda: client.download(job, clip)),
        ]


def _generation() -> Journey:
    from scripts.generate import main

    folder = _largest_folder()
    with tempfile.TemporaryDirectory() as scratch:
        # A copy of spec/ with one provider: one folder is enough to see the way, and ten take ten times as long.
        spec = Path(scratch, "spec")
        shutil.copytree(folder, spec / folder.name)
        shutil.copy(folder.parent / "statuses.yaml", spec)
        return _trace("`make generate`", lambda: main(["--spec", str(spec), "--out", str(Path(scratch, "out"))]))


def _comparison() -> Journey:
    """Compare a document with itself less its last path."""
    from scripts.drift.command import main
    from scripts.oas.load import load

    base = _largest_folder() / "openapi.yaml"
    with tempfile.TemporaryDirectory() as folder:
        revision = Path(folder, "revision.json")
        document: Any = load(base).root
        paths = dict(list(document["paths"].items())[:-1])
        revision.write_text(json.dumps({**document, "paths": paths}), encoding="utf-8")
        return _trace("`make drift`", lambda: main([str(base), str(revision)]))


def _largest_folder() -> Path:
    """Return the provider folder with an overlay whose client has the most operations: it shows the most."""
    folders = sorted(file.parent for file in (HOME / "spec").glob("*/overlay.yaml"))
    return max(folders, key=lambda folder: len(load_dialect(folder.name).operations))


def _trace(title: str, run: Callable[[], Any]) -> Journey:
    calls: dict[tuple[str, str], Call] = {}
    files: dict[str, None] = {}
    modules: dict[CodeType, str | None] = {}

    def module_of(frame: FrameType) -> str | None:
        code = frame.f_code
        if code not in modules:
            modules[code] = _module(code.co_filename)
        return modules[code]

    def profile(frame: FrameType, event: str, _: object) -> None:
        module = module_of(frame) if event == "call" else None
        if module is None:
            return
        files[_file(frame.f_code.co_filename)] = None
        caller = _calling_module(frame, module_of)
        if caller is None:
            return
        caller_room, room = _room(caller), _room(module)
        name = frame.f_code.co_name
        if caller_room != room and not name.startswith(("_", "<")):
            calls.setdefault((caller_room, room), Call(caller_room, room, f"{module.rpartition('.')[2]}.{name}"))

    with redirect_stdout(StringIO()):
        # Not settrace(): calls are all that is drawn, and an event for each line would make the runs many times slower.
        sys.setprofile(profile)
        try:
            run()
        finally:
            sys.setprofile(None)
    return Journey(title, tuple(calls.values()), tuple(files))


def _calling_module(frame: FrameType, module_of: Callable[[FrameType], str | None]) -> str | None:
    """Return the nearest caller that is ours: httpx and attrs may lie between."""
    back = frame.f_back
    while back is not None:
        module = module_of(back)
        if module is not None:
            return module
        back = back.f_back
    return None


def _file(path: str) -> str:
    return Path(path).relative_to(HOME).as_posix()


def _module(path: str) -> str | None:
    """Return the dotted name of a module of ours, or None."""
    file = Path(path)
    for root in (HOME / "src", HOME / "generated", HOME):
        inside = HOME / "scripts" if root == HOME else root
        if file.is_relative_to(inside):
            name = ".".join(file.relative_to(root).with_suffix("").parts)
            return None if name.startswith(_IGNORED) else name.removesuffix(".__init__")
    return None


def _room(module: str) -> str:
    """Return the package that a module belongs to, as the map names it."""
    if module.startswith("videojobs_api"):
        return "generated"
    parts = module.removeprefix("videojobs.").split(".")
    if parts[0] in ("client", "async_client", "_base_client"):
        return "client"
    depth = 2 if parts[0] == "jobs" else 3
    return ".".join(parts[: min(depth, len(parts) - 1)]) or parts[0]


def _identifier(room: str) -> str:
    return room.replace(".", "_")
