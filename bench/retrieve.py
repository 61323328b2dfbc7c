"""CPU of one ``retrieve`` on a transport that answers at once: what the layers above the HTTP library cost."""

from __future__ import annotations

import json
from typing import Any

import httpx
from openai import OpenAI

from bench.decode import BODY
from bench.timing import Row, per_call, show
from videojobs import VideoClient
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import get_video


def run() -> None:
    """Print the table."""
    content = json.dumps(BODY).encode()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    http = httpx.Client(transport=transport)
    url = "https://api.example.com/v1/videos/v"
    low = AuthenticatedClient("https://api.example.com/v1", token="x").set_httpx_client(http)
    high = VideoClient("openai", api_key="x", base_url="https://api.example.com/v1", http_client=http)
    official = OpenAI(api_key="x", base_url="https://api.example.com/v1", http_client=_official(content))
    rows = [
        Row("bare httpx: get().json()", per_call(lambda: http.get(url).json(), number=500)),
        Row("ours: get_video.sync", per_call(lambda: get_video.sync(BODY["id"], client=low), number=500)),
        Row("ours: VideoClient.retrieve", per_call(lambda: high.retrieve(BODY["id"]), number=500), "budget: +40 us"),
        Row("official SDK: videos.retrieve", per_call(lambda: _retrieve(official), number=500)),
    ]
    show("One retrieve on a mock transport", "us", rows, against="bare httpx: get().json()")


def _official(content: bytes) -> Any:
    import httpx2  # the HTTP library of the official SDK

    return httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, content=content)))


def _retrieve(client: OpenAI) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return client.videos.retrieve(BODY["id"])
