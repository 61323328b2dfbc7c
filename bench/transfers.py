"""Download a clip and upload a file: to the disk and to nowhere, plain and over TLS, sync and async.

Each client is a process of its own, measured without its start and imports; curl is measured as a whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.benchmark import Program, Programs, Row, Sample, Size, benchmark
from bench.measure import MIB, child, python
from bench.servers import clip_server

_NO_CURL = "curl is not installed"

_MEASURED = """
import json, sys, time
from bench import memory
url, path = sys.argv[1:]
PROGRAM
work(is_first=True)  # loads the code that is imported at the first use
before, cpu, wall = memory.start(), time.process_time(), time.perf_counter()
work()
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(json.dumps({"cpu": cpu, "wall": wall, "memory": memory.peak() - before}))
"""
_READ = """
    with client.stream("GET", url + "/videos/v/content", headers={"Accept-Encoding": "identity"}) as response:
        with open(path, "wb", buffering=0) as file:
            for chunk in response.iter_raw():
                file.write(chunk)
                if is_first:
                    break
"""
_DOWNLOADS = {
    "httpx": f"""
import httpx
client = httpx.Client()
def work(is_first=False):{_READ}""",
    "openai": """
import warnings
warnings.simplefilter("ignore")
from openai import OpenAI
client = OpenAI(api_key="x", base_url=url)
def work(is_first=False):
    with client.videos.with_streaming_response.download_content("v") as response:
        if not is_first:
            response.stream_to_file(path)
""",
    "ours": """
from videojobs import VideoClient, DownloadError
client = VideoClient("openai", api_key="x", base_url=url)
def work(is_first=False):
    try:
        client.download("v", path, max_bytes=1 if is_first else None)
    except DownloadError:
        assert is_first
""",
    "ours, asyncio": """
import asyncio
from videojobs import AsyncVideoClient, DownloadError
client = AsyncVideoClient("openai", api_key="x", base_url=url)
runner = asyncio.Runner()
def work(is_first=False):
    try:
        runner.run(client.download("v", path, max_bytes=1 if is_first else None))
    except DownloadError:
        assert is_first
""",
}
_NOWHERE = {
    "httpx": _DOWNLOADS["httpx"],
    "ours": """
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import retrieve_video_content
client = AuthenticatedClient(url, token="x")
def work(is_first=False):
    with retrieve_video_content.stream("v", client=client) as response:
        with open(path, "wb", buffering=0) as file:
            for chunk in response.iter_raw():
                file.write(chunk)
                if is_first:
                    break
""",
    "ours, asyncio": """
import asyncio
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import retrieve_video_content
client = AuthenticatedClient(url, token="x")
runner = asyncio.Runner()
async def read(is_first):
    async with retrieve_video_content.astream("v", client=client) as response:
        with open(path, "wb", buffering=0) as file:
            async for chunk in response.aiter_raw():
                file.write(chunk)
                if is_first:
                    break
def work(is_first=False):
    runner.run(read(is_first))
""",
}
_UPLOADS = {
    "httpx": """
import httpx
client = httpx.Client(timeout=60)
def work(is_first=False):
    with open("/dev/null" if is_first else path, "rb") as file:
        client.post(url + "/videos", data={"prompt": "x"}, files={"input_reference": ("clip.mp4", file, "video/mp4")})
""",
    "openai": """
import warnings
warnings.simplefilter("ignore")
from openai import OpenAI
client = OpenAI(api_key="x", base_url=url)
def work(is_first=False):
    with open(__file__ if is_first and "__file__" in globals() else path, "rb") as file:
        if not is_first:
            client.videos.create(prompt="x", input_reference=("clip.mp4", file, "video/mp4"))
""",
    "ours": """
import io
from videojobs import VideoClient
client = VideoClient("openai", api_key="x", base_url=url)
def work(is_first=False):
    if is_first:
        client.create("x", input_reference=b"\\x89PNG\\r\\n\\x1a\\n")
        return
    with open(path, "rb") as file:
        client.create("x", input_reference=file)
""",
}


def _program(code: str, url: str, path: Path, certificate: Path) -> Program:
    def program() -> Sample:
        variables = {"SSL_CERT_FILE": str(certificate)}
        sample = python(_MEASURED.replace("PROGRAM", code), url, str(path), variables=variables)
        if path.suffix == ".mp4":
            path.unlink()
        return sample

    return program


def _curl(certificate: Path, *arguments: str) -> Program | str:
    if shutil.which("curl") is None:
        return _NO_CURL
    return partial(child, ["curl", "--silent", "--fail", "--cacert", str(certificate), *arguments])


def _disk_rows(suffix: str) -> list[Row]:
    disk = "download to disk"
    return [
        Row(f"{disk}{suffix}", "s", limit="curl", peers=("httpx", "openai")),
        Row(f"{disk}{suffix}: wall", "s", "wall", limit="curl", peers=("httpx", "openai")),
        Row(f"{disk}{suffix}: memory", "MiB", "memory", peers=("httpx", "openai")),
        Row(f"{disk}, asyncio{suffix}", "s", limit="ours", ours="ours, asyncio", peers=()),
        Row(f"{disk}, asyncio{suffix}: wall", "s", "wall", limit="ours", ours="ours, asyncio", peers=()),
        Row(f"{disk}, asyncio{suffix}: memory", "MiB", "memory", ours="ours, asyncio", peers=()),
    ]


def _read_rows(suffix: str) -> list[Row]:
    nowhere = "stream to nowhere, low-level client"
    return [
        Row(f"{nowhere}{suffix}", "s", limit="curl", peers=("httpx",)),
        Row(f"{nowhere}{suffix}: memory", "MiB", "memory", peers=("httpx",)),
        Row(f"{nowhere}, asyncio{suffix}", "s", limit="ours", ours="ours, asyncio", peers=()),
        Row(f"{nowhere}, asyncio{suffix}: memory", "MiB", "memory", ours="ours, asyncio", peers=()),
    ]


def _clip_size(size: Size) -> int:
    return int(os.environ.get("BENCH_MIB", size.of(1024, 64))) * MIB


@contextmanager
def _downloads(size: Size, *, tls: bool, nowhere: bool) -> Generator[Programs]:
    with clip_server(_clip_size(size)) as server, tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        if isinstance(server, str):
            yield dict.fromkeys(("curl", *_DOWNLOADS), server)
            return
        path = Path(os.devnull) if nowhere else Path(folder, "clip.mp4")
        url = server.tls if tls else server.plain
        codes = _NOWHERE if nowhere else _DOWNLOADS
        programs: dict[str, Program | str] = {
            name: _program(code, url, path, server.certificate) for name, code in codes.items()
        }
        yield {"curl": _curl(server.certificate, "--output", str(path), f"{url}/videos/v/content"), **programs}


@benchmark("download", *_disk_rows(""), rounds=(3, 1), warm_up=False)
@contextmanager
def download(size: Size) -> Generator[Programs]:
    """Download to the disk."""
    with _downloads(size, tls=False, nowhere=False) as programs:
        yield programs


@benchmark("download-tls", *_disk_rows(", TLS"), rounds=(3, 1), warm_up=False)
@contextmanager
def download_tls(size: Size) -> Generator[Programs]:
    """Download to the disk over TLS."""
    with _downloads(size, tls=True, nowhere=False) as programs:
        yield programs


@benchmark("read", *_read_rows(""), rounds=(3, 1), warm_up=False)
@contextmanager
def read(size: Size) -> Generator[Programs]:
    """Read a clip by the low-level client, and keep nothing."""
    with _downloads(size, tls=False, nowhere=True) as programs:
        yield programs


@benchmark("read-tls", *_read_rows(", TLS"), rounds=(3, 1), warm_up=False)
@contextmanager
def read_tls(size: Size) -> Generator[Programs]:
    """Read a clip by the low-level client over TLS, and keep nothing."""
    with _downloads(size, tls=True, nowhere=True) as programs:
        yield programs


@benchmark(
    "upload",
    Row("upload with a create", "s", limit="curl"),
    Row("upload with a create: wall", "s", "wall", limit="curl"),
    Row("upload with a create: memory", "MiB", "memory"),
    rounds=(3, 1),
    warm_up=False,
)
@contextmanager
def upload(size: Size) -> Generator[Programs]:
    """Upload a file with a create."""
    with clip_server(1) as server, tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        if isinstance(server, str):
            yield dict.fromkeys(("curl", *_UPLOADS), server)
            return
        path = Path(folder, "clip.png")
        with path.open("wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            file.truncate(size.of(300, 30) * MIB)
        form = ["--form", "prompt=x", "--form", f"input_reference=@{path}", f"{server.plain}/videos"]
        programs: dict[str, Program | str] = {
            name: _program(code, server.plain, path, server.certificate) for name, code in _UPLOADS.items()
        }
        yield {"curl": _curl(server.certificate, "--output", os.devnull, *form), **programs}
