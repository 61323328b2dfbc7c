"""`make real-servers`: drive both clients against real servers and print what works.

Exits with 1 if a cell of the table became worse than tests/real_servers/expected.json has it.
"""

from __future__ import annotations

import argparse
import datetime
import logging
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from attrs import evolve

from tests.real_servers import environments, exchanges, recordings, table, upstreams
from tests.real_servers.recordings import Recorded, Recorder, RecordingTransport
from tests.real_servers.servers import SERVERS
from tests.real_servers.steps import WRONG, Outcome, Run, Scene, perform
from videojobs import AsyncVideoClient, VideoClient

KINDS = ("sync", "async")
LIMIT_SECONDS = 2400
REQUEST_SECONDS = 30.0
ABOUT = {
    "litellm": "LiteLLM proxy 1.106.2, unchanged, in front of emulators and of small upstreams",
    "vllm-omni": "vLLM-Omni 0.30.0 with the exception handlers and key check of vLLM 0.33.0; the engine is a stand-in",
    "sglang": "SGLang 0.5.23, routes of its diffusion server; scheduler and sampling parameters are stand-ins",
}


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="make real-servers", description=__doc__)
    parser.add_argument("--server", action="append", choices=sorted(SERVERS), help="this one only; may be repeated")
    parser.add_argument("--record", action="store_true", help="write tests/real_servers/recordings/")
    parser.add_argument("--requests", action="store_true", help="write tests/real_servers/responses/, and nothing else")
    arguments = parser.parse_args()
    # The emulators run in this process; a gateway that drops a connection is no news here.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(LIMIT_SECONDS)
    environments.prepare()
    if arguments.requests:
        for name in arguments.server or SERVERS:
            _record_responses(name)
        return 0
    outcomes: dict[table.Cell, Outcome] = {}
    folders: dict[str, str] = {}
    for name in arguments.server or SERVERS:
        print(f"==> starting {name}", flush=True)
        recorded = []
        with SERVERS[name]() as scenes, upstreams.serving("fal") as images:
            for scene in scenes:
                cells, recording = _drive(evolve(scene, image_url=f"{images}/cat.png"))
                outcomes |= cells
                folders[scene.name] = scene.folder
                recorded.append(recording)
        if arguments.record:
            about = {"server": ABOUT[name], "captured": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"}
            recordings.write(name, about | {"by": "make real-servers ARGS=--record"}, recorded)
    print(table.format_table(outcomes, folders))
    worse, better = table.compare(outcomes)
    for text in better:
        print(f"better: {text} (expected.json has another outcome)")
    for text in worse:
        print(f"WORSE: {text}")
    return 1 if worse else 0


def _record_responses(name: str) -> None:
    """Send the requests of requests.yaml to a server, and write its responses."""
    with SERVERS[name]() as scenes, httpx.Client(base_url=scenes[0].root, timeout=REQUEST_SECONDS) as http:
        scene = scenes[0]

        def wait(job_id: str, status: str) -> None:
            path, headers = f"/v1/videos/{quote(job_id, safe='')}", {"authorization": f"Bearer {scene.key}"}
            while http.get(path, headers=headers).json().get("status") != status:
                time.sleep(0.05)

        answers = list(exchanges.send_all(http, scene.model, scene.key, wait))
    about = {"server": ABOUT[name], "captured": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"}
    exchanges.write(name, about | {"by": "make real-servers ARGS=--requests"}, answers)
    print(f"==> {name}: {len(answers)} responses written", flush=True)


def _out_of_time(*_arguments: Any) -> None:
    raise TimeoutError(f"not finished after {LIMIT_SECONDS} s")


def _drive(scene: Scene) -> tuple[dict[table.Cell, Outcome], Recorded]:
    """Perform all steps with each client, all at the same time."""
    started = time.monotonic()
    runs: dict[tuple[str, str], Run] = {}
    recorders: dict[str, Recorder] = {}
    with tempfile.TemporaryDirectory(prefix="real-servers-") as name:
        for provider in (scene.folder, "compatible"):
            for kind in KINDS:
                folder = Path(name, f"{provider}-{kind}")
                folder.mkdir(exist_ok=True)
                run = Run(scene, provider, _new_async_client, folder)
                if kind == "sync":
                    recorders[provider] = Recorder(run)
                    run.new_client = _recorded_by(recorders[provider])
                    run.bare = _range_of_the_clip(recorders[provider])
                runs[provider, kind] = run
        with ThreadPoolExecutor(len(runs)) as pool:
            list(pool.map(perform, runs.values()))
    cells = {}
    for provider in (scene.folder, "compatible"):
        of_sync, of_async = (runs[provider, kind].outcomes for kind in KINDS)
        for step, outcome in of_sync.items():
            cells[table.Cell(scene.name, step, provider)] = _both(outcome, of_async[step])
    wrong = sum(outcome.verdict == WRONG for outcome in cells.values())
    print(f"    {scene.name}: {len(cells)} cells, {wrong} wrong, {time.monotonic() - started:.0f} s", flush=True)
    return cells, Recorded(scene, {provider: recorder.exchanges for provider, recorder in recorders.items()})


def _both(of_sync: Outcome, of_async: Outcome) -> Outcome:
    if of_sync.verdict == of_async.verdict:
        return of_sync
    return Outcome(WRONG, f"sync: {of_sync.verdict} {of_sync.detail}; async: {of_async.verdict} {of_async.detail}")


def _recorded_by(recorder: Recorder) -> Any:
    def new_client(run: Run, key: str) -> VideoClient:
        http_client = httpx.Client(transport=RecordingTransport(recorder), timeout=REQUEST_SECONDS)
        return VideoClient(run.provider, base_url=run.base_url, api_key=key, http_client=http_client)

    return new_client


def _range_of_the_clip(recorder: Recorder) -> Any:
    def send(run: Run) -> None:
        if run.job is None:
            return
        with httpx.Client(transport=RecordingTransport(recorder), timeout=REQUEST_SECONDS) as client:
            headers = {"Authorization": f"Bearer {run.scene.key}", "Range": "bytes=100-199"}
            client.get(f"{run.scene.root}/v1/videos/{quote(run.job.id, safe='')}/content", headers=headers)

    return send


def _new_async_client(run: Run, key: str) -> AsyncVideoClient:
    return AsyncVideoClient(run.provider, base_url=run.base_url, api_key=key, timeout=REQUEST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
