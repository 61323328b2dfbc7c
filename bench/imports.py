"""What a program pays before its first call: CPU of whole processes, less that of an empty one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import stock
from bench.timing import Row, cpu_of_code, show


def _cost(code: str, bare: float, *path: str) -> float:
    return max(0.01, cpu_of_code(code, path=path) - bare)


def run() -> None:
    """Print the tables."""
    bare = cpu_of_code("pass")
    client = "from videojobs import VideoClient; VideoClient('openai', api_key='x')"
    with tempfile.TemporaryDirectory() as folder:
        stock.generate(Path(folder))
        rows = [
            Row("import attrs, httpx", _cost("import attrs, httpx", bare)),
            Row("ours: import videojobs", _cost("import videojobs", bare)),
            Row("ours: VideoClient(...)", _cost(client, bare), "budget 1.25"),
            Row("stock: AuthenticatedClient(...)", _cost(_STOCK_CLIENT, bare, folder)),
            Row("official SDK: OpenAI(...).videos", _cost(_OFFICIAL, bare)),
        ]
        show("Ready to call, CPU over a bare interpreter", "ms", rows, against="import attrs, httpx")
        rows = [
            Row("import attrs", _cost("import attrs", bare)),
            Row("ours: one model", _cost("from videojobs_api.openai.models import VideoResource", bare), "budget 1.6"),
            Row("stock: one model", _cost("from stock_client.models import VideoJob", bare, folder)),
        ]
        show("Models alone, CPU over a bare interpreter", "ms", rows, against="import attrs")


_STOCK_CLIENT = (
    "from stock_client import AuthenticatedClient; from stock_client.api.videos import create_video, get_video; "
    "AuthenticatedClient(base_url='https://api.example.com', token='x')"
)
_OFFICIAL = "from openai import OpenAI; OpenAI(api_key='x').videos"
