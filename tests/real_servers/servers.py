"""Start the real servers on loopback, each as a process of its own that ends with its block."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.real_servers import environments, upstreams
from tests.real_servers.steps import Scene
from videojobs.emulator import serve

KEY = "real-servers-key"
# LiteLLM takes 6 s of CPU: 25 s of the clock on a busy machine, and more than 90 on a busier one. A server that ends, or
# the limit of the whole run, ends the wait before.
START_SECONDS = 300
PROGRAMS = environments.HERE / "programs"
RENDER_SECONDS = 1.2

Starter = Callable[[], AbstractContextManager[list[Scene]]]


@contextmanager
def litellm() -> Generator[list[Scene]]:
    """Run the LiteLLM proxy in front of emulators and of upstreams in other formats."""
    with ExitStack() as stack:
        models = {
            name: (f"{vendor}/{name}", stack.enter_context(serve(provider, render_seconds=RENDER_SECONDS)), path)
            for name, vendor, provider, path in (
                ("sora-2", "openai", "openai", ""),
                ("azure-sora", "azure", "azure", None),
                ("omni", "hosted_vllm", "vllm-omni", "/v1"),
            )
        }
        entries = []
        for name, (model, emulator, path) in models.items():
            base = f"http://{emulator.host}:{emulator.port}" if path is None else emulator.base_url + path
            entries.append(_model(name, model, base, emulator.api_key))
        for name, model, path in (
            ("veo", "gemini/veo-3.0-generate-preview", ""),
            ("runway", "runwayml/gen4_turbo", "/v1"),
            ("fal", "fal_ai/fal-ai/veo3", ""),
        ):
            entries.append(_model(name, model, stack.enter_context(upstreams.serving(name)) + path, "k"))
        settings = {"model_list": entries, "general_settings": {"master_key": KEY}}
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        config = folder / "config.yaml"
        config.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
        port = _free_port()
        command = [str(environments.GATEWAY / "bin/litellm"), "--config", str(config), "--host", "127.0.0.1"]
        variables = {
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_TELEMETRY": "False",
            # Where the proxy goes astray it asks a vendor's public host; that must not leave this machine.
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "AIOHTTP_TRUST_ENV": "True",
            "NO_PROXY": "127.0.0.1",
        }
        stack.enter_context(_process([*command, "--port", str(port)], port, "/health/liveliness", variables))
        named = {"sora-2": "openai", "azure-sora": "azure", "omni": "vllm-omni"}
        yield [
            Scene("litellm", named.get(entry, entry), "litellm", f"http://127.0.0.1:{port}", entry, KEY)
            for entry in (entry["model_name"] for entry in entries)
        ]


def _model(name: str, model: str, base: str, key: str) -> dict[str, object]:
    return {"model_name": name, "litellm_params": {"model": model, "api_base": base, "api_key": key}}


@contextmanager
def vllm_omni() -> Generator[list[Scene]]:
    """Run vLLM-Omni's routes."""
    port = _free_port()
    arguments = [str(PROGRAMS / "vllm_omni_routes.py"), str(port), str(environments.CODE), KEY]
    with _process([environments.python(environments.ENGINES), *arguments], port, "/v1/videos"):
        model = "Wan-AI/Wan2.2-T2V-A14B-Diffusers"
        yield [Scene("vllm-omni", "files", "vllm-omni", f"http://127.0.0.1:{port}", model, KEY)]


@contextmanager
def sglang() -> Generator[list[Scene]]:
    """Run SGLang's routes twice: clips as files, and clips in a bucket."""
    with ExitStack() as stack:
        scenes = []
        for upstream, options in (("files", []), ("bucket", ["--bucket"])):
            port = _free_port()
            arguments = [str(PROGRAMS / "sglang_routes.py"), str(port), str(environments.CODE), *options]
            command = [environments.python(environments.ENGINES), *arguments]
            # Its clips are in the temporary folder.
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            stack.enter_context(_process(command, port, "/v1/videos", {"TMPDIR": folder}))
            model = "Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
            scenes.append(Scene("sglang", upstream, "sglang", f"http://127.0.0.1:{port}", model, KEY, has_keys=False))
        yield scenes


SERVERS: dict[str, Starter] = {"litellm": litellm, "vllm-omni": vllm_omni, "sglang": sglang}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _process(command: list[str], port: int, path: str, variables: dict[str, str] | None = None) -> Generator[None]:
    """Run a server until the block ends; its output goes to a file that is shown if it does not start."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | (variables or {}))
        try:
            _wait_until_it_responds(process, f"http://127.0.0.1:{port}{path}", output)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_responds(process: subprocess.Popen[bytes], url: str, output: object) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    output.seek(0)  # type: ignore[attr-defined]
    raise RuntimeError(f"{url} did not respond:\n" + output.read()[-4000:])  # type: ignore[attr-defined]
