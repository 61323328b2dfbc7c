"""One retrieve and one create: on a mock transport, and over connections, at 1, 10 and 100 at once."""

from __future__ import annotations

import asyncio
import json
import time
import warnings
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import httpx

from bench.benchmark import Program, Programs, Row, Sample, Size, benchmark
from bench.decoding import BODY
from bench.measure import Calls
from bench.servers import poll_server
from videojobs import AsyncVideoClient, VideoClient
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import get_video

JOB_ID = BODY["id"]
PROMPT = {"prompt": "A paper airplane glides across a desk."}
AT_ONCE = (1, 10, 100)
_URL = "https://api.example.com/v1"


def official(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of the official SDK that does not warn of the end of the provider's own videos."""

    def call(*arguments: Any, **options: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return method(*arguments, **options)

    return call


@contextmanager
def _mock_clients() -> Generator[tuple[httpx.Client, VideoClient, Any]]:
    """Yield bare httpx, ours and the official SDK, all on mock transports that return the same job."""
    import httpx2  # the HTTP library of the official SDK
    from openai import OpenAI

    content = json.dumps(BODY).encode()
    with (
        httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=content))) as bare,
        httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, content=content))) as other,
        VideoClient("openai", api_key="x", base_url=_URL, http_client=bare) as ours,
        OpenAI(api_key="x", base_url=_URL, http_client=other) as sdk,
    ):
        yield bare, ours, sdk


@benchmark(
    "retrieve-mock",
    Row("`retrieve`, mock transport", "us", limit="httpx"),
    Row("low-level `get_video.sync`, mock transport", "us", limit="httpx", ours="low-level", peers=()),
)
@contextmanager
def retrieve_mock(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Retrieve a job without a connection: the CPU of the layers above the transport."""
    with _mock_clients() as (bare, ours, sdk):
        url = f"{_URL}/videos/{JOB_ID}"
        low = AuthenticatedClient(_URL, token="x").set_httpx_client(bare)
        retrieve = official(sdk.videos.retrieve)
        yield {
            "ours": Calls(lambda: ours.retrieve(JOB_ID)),
            "low-level": Calls(lambda: get_video.sync(JOB_ID, client=low)),
            "httpx": Calls(lambda: bare.get(url).json()),
            "openai": Calls(lambda: retrieve(JOB_ID)),
        }


@benchmark("create-mock", Row("`create`, mock transport", "us", limit="httpx"))
@contextmanager
def create_mock(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Create a job without a connection."""
    with _mock_clients() as (bare, ours, sdk):
        create = official(sdk.videos.create)
        yield {
            "ours": Calls(lambda: ours.create(PROMPT["prompt"])),
            "httpx": Calls(lambda: bare.post(f"{_URL}/videos", json=PROMPT).json()),
            "openai": Calls(lambda: create(**PROMPT)),
        }


def threads(call: Callable[[], object], at_once: int, calls: int) -> Sample:
    """Make blocking calls in so many threads; return the seconds of one."""
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda _: call(), range(at_once)))  # opens the connections
        cpu, wall = time.process_time(), time.perf_counter()
        list(pool.map(lambda _: call(), range(calls)))
        return {"cpu": (time.process_time() - cpu) / calls, "wall": (time.perf_counter() - wall) / calls}


async def tasks(call: Callable[[], Awaitable[object]], at_once: int, calls: int) -> Sample:
    """Make async calls, so many at once; return the seconds of one."""
    await asyncio.gather(*[call() for _ in range(at_once)])  # opens the connections
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(0, calls, at_once):
        await asyncio.gather(*[call() for _ in range(at_once)])
    return {"cpu": (time.process_time() - cpu) / calls, "wall": (time.perf_counter() - wall) / calls}


def _blocking_programs(url: str, stack: ExitStack, at_once: int, calls: int) -> dict[str, Program]:
    from openai import OpenAI

    ours = stack.enter_context(VideoClient("openai", api_key="x", base_url=url))
    bare = stack.enter_context(httpx.Client())
    videos = stack.enter_context(OpenAI(api_key="x", base_url=url)).videos
    retrieve, create = official(videos.retrieve), official(videos.create)
    return {
        "ours": partial(threads, lambda: ours.retrieve(JOB_ID), at_once, calls),
        "httpx": partial(threads, lambda: bare.get(f"{url}/videos/{JOB_ID}").json(), at_once, calls),
        "openai": partial(threads, lambda: retrieve(JOB_ID), at_once, calls),
        "ours, create": partial(threads, lambda: ours.create(PROMPT["prompt"]), at_once, calls),
        "httpx, create": partial(threads, lambda: bare.post(f"{url}/videos", json=PROMPT).json(), at_once, calls),
        "openai, create": partial(threads, lambda: create(**PROMPT), at_once, calls),
    }


async def _ours(url: str, transport: Any, kind: str, at_once: int, calls: int) -> Sample:
    async with AsyncVideoClient("openai", api_key="x", base_url=url, transport=transport) as client:
        if kind == "create":
            return await tasks(lambda: client.create(PROMPT["prompt"]), at_once, calls)
        return await tasks(lambda: client.retrieve(JOB_ID), at_once, calls)


async def _bare(url: str, kind: str, at_once: int, calls: int) -> Sample:
    async with httpx.AsyncClient(timeout=60) as client:

        async def call() -> None:
            if kind == "create":
                (await client.post(f"{url}/videos", json=PROMPT)).json()
            else:
                (await client.get(f"{url}/videos/{JOB_ID}")).json()

        return await tasks(call, at_once, calls)


async def _official(url: str, kind: str, at_once: int, calls: int) -> Sample:
    from openai import AsyncOpenAI

    async with AsyncOpenAI(api_key="x", base_url=url) as client:
        if kind == "create":
            return await tasks(partial(client.videos.create, prompt=PROMPT["prompt"]), at_once, calls)
        return await tasks(partial(client.videos.retrieve, JOB_ID), at_once, calls)


def _async_programs(url: str, at_once: int, calls: int) -> dict[str, Program]:
    def program(flow: Callable[..., Any], *arguments: Any) -> Program:
        return official(lambda: asyncio.run(flow(url, *arguments, at_once, calls)))

    return {
        "ours": program(_ours, "httpx", "retrieve"),
        "aiohttp": program(_ours, "aiohttp", "retrieve"),
        "httpx": program(_bare, "retrieve"),
        "openai": program(_official, "retrieve"),
        "ours, create": program(_ours, "httpx", "create"),
        "httpx, create": program(_bare, "create"),
        "openai, create": program(_official, "create"),
    }


def _rows(kind: str, at_once: int) -> list[Row]:
    place = f"over a connection, {kind}, {at_once} at once"
    limit, peers = "httpx, create", ("openai, create",)
    rows = [
        Row(f"`retrieve` {place}", "us", limit="httpx", peers=("openai",)),
        Row(f"`retrieve` {place}: wall", "us", "wall", limit="httpx", peers=("openai",)),
        Row(f"`create` {place}", "us", limit=limit, ours="ours, create", peers=peers),
        Row(f"`create` {place}: wall", "us", "wall", limit=limit, ours="ours, create", peers=peers),
    ]
    if kind == "asyncio":
        rows.append(Row(f"`retrieve` {place}, aiohttp", "us", limit="httpx", ours="aiohttp", peers=()))
    return rows


def _register(at_once: int) -> None:
    """Register the benchmarks with so many calls at once."""

    def calls(size: Size) -> int:
        return max(size.of(600, 200), 2 * at_once)

    @benchmark(f"sync-{at_once}", *_rows("threads", at_once), rounds=(7, 2), warm_up=False)
    @contextmanager
    def blocking(size: Size) -> Generator[Programs]:
        with poll_server() as url, ExitStack() as stack:
            yield _blocking_programs(url, stack, at_once, calls(size))

    @benchmark(f"async-{at_once}", *_rows("asyncio", at_once), rounds=(7, 2), warm_up=False)
    @contextmanager
    def asynchronous(size: Size) -> Generator[Programs]:
        with poll_server() as url:
            yield _async_programs(url, at_once, calls(size))


for _at_once in AT_ONCE:
    _register(_at_once)
