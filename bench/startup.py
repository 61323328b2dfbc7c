"""What a program pays before its first call: CPU of whole processes, less that of an empty one."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from bench import stock
from bench.benchmark import Program, Programs, Row, Size, benchmark
from bench.measure import child, less

_STOCK_CLIENT = (
    "from stock_client import AuthenticatedClient; from stock_client.api.videos import create_video, get_video; "
    "AuthenticatedClient(base_url='https://api.example.com', token='x')"
)


def _program(code: str, folder: str = "") -> Program:
    command = [sys.executable, "-c"]
    variables = {"PYTHONPATH": folder}
    return less(partial(child, [*command, code], variables=variables), partial(child, [*command, "pass"]))


@benchmark(
    "startup",
    Row("`import videojobs` and `VideoClient(...)`", "ms", limit="import attrs, httpx"),
    Row("`import videojobs`", "ms", limit="import attrs, httpx", ours="import videojobs", peers=()),
    rounds=(9, 3),
)
@contextmanager
def ready_to_call(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Import, and construct a client."""
    with stock.package() as folder:
        yield {
            "ours": _program("from videojobs import VideoClient; VideoClient('openai', api_key='x')"),
            "import videojobs": _program("import videojobs"),
            "import attrs, httpx": _program("import attrs, httpx"),
            "stock": _program(_STOCK_CLIENT, folder),
            "openai": _program("from openai import OpenAI; OpenAI(api_key='x').videos"),
        }


@benchmark("one-model", Row("import one model", "ms", limit="import attrs"), rounds=(9, 3))
@contextmanager
def one_model(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Import the class of one model of a generated package."""
    with stock.package() as folder:
        yield {
            "ours": _program("from videojobs_api.openai.models import VideoResource"),
            "import attrs": _program("import attrs"),
            "stock": _program("from stock_client.models import VideoJob", folder),
        }
