"""The two drivers: what a flow asks for, done with blocking calls or with async ones."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from videojobs.errors import DeadlineExceeded, VideoJobsError
from videojobs.jobs.clock import Clock, current
from videojobs.jobs.effects import Blocking, Effect, Flow, Head, Notify, Open, Pump, Send, Sink, Sleep

if TYPE_CHECKING:
    import httpx

    from videojobs.http.client import Client

T = TypeVar("T")
_BATCH = 1024 * 1024
"""Bytes that an async download gathers before a thread writes them: the event loop never waits for the disk."""


def run(flow: Flow[T], client: Client) -> T:
    """Drive a flow with blocking calls, and return what it returns."""
    with ExitStack() as stack:
        world = _Blocking(client, current(), stack)
        stack.callback(flow.close)
        answer: Any = None
        failed: VideoJobsError | None = None
        while True:
            try:
                effect = flow.send(answer) if failed is None else flow.throw(failed)
            except StopIteration as stop:
                return cast(T, stop.value)
            answer = failed = None
            try:
                answer = world.do(effect)
            except VideoJobsError as error:
                failed = error


async def arun(flow: Flow[T], client: Client) -> T:
    """Drive a flow without blocking the event loop, and return what it returns."""
    async with AsyncExitStack() as stack:
        world = _Async(client, current(), stack)
        stack.callback(flow.close)
        answer: Any = None
        failed: VideoJobsError | None = None
        while True:
            try:
                effect = flow.send(answer) if failed is None else flow.throw(failed)
            except StopIteration as stop:
                return cast(T, stop.value)
            answer = failed = None
            try:
                answer = await world.do(effect)
            except VideoJobsError as error:
                failed = error


def _head(response: httpx.Response) -> Head:
    return Head(status=response.status_code, headers=dict(response.headers), url=str(response.request.url))


def _peeked(response: httpx.Response, body: bytes) -> httpx.Response:
    from httpx import Response

    coded = ("content-encoding", "transfer-encoding", "content-length")
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in coded]
    return Response(response.status_code, headers=headers, content=body, request=response.request)


class _Blocking:
    """Does effects with blocking calls."""

    def __init__(self, client: Client, clock: Clock, stack: ExitStack) -> None:
        self._client = client
        self._clock = clock
        self._stack = stack.enter_context(ExitStack())
        self._response: httpx.Response | None = None
        self._unseen = _Unseen(client)
        stack.callback(self._unseen.tell)

    def do(self, effect: Effect) -> Any:
        """Do one effect and return its result."""
        if isinstance(effect, Send):
            return self._client.send(effect.request, deadline=effect.deadline)
        if isinstance(effect, Sleep):
            return self._clock.sleep(effect.seconds)
        if isinstance(effect, Blocking):
            return effect.function()
        if isinstance(effect, Notify):
            effect.callback(effect.value)
            return None
        if isinstance(effect, Open):
            return self._open(effect)
        return self._pump(effect) if isinstance(effect, Pump) else self._peek(effect.limit)

    def _open(self, effect: Open) -> Head:
        self._stack.close()
        with _until(effect.deadline):
            if effect.request is not None:
                opened = self._client.open(effect.request, headers=effect.headers)
            else:
                opened = self._client.open_url(effect.url or "", headers=effect.headers, credential=effect.credential)
            self._response = self._stack.enter_context(opened)
        self._unseen.opened(self._response, ours=effect.request is not None)
        return _head(self._response)

    def _pump(self, effect: Pump) -> None:
        response = _opened(self._response)
        with _failures(response, self._client), _until(effect.deadline):
            for chunk in response.iter_raw():
                effect.sink.write(chunk)
                effect.sink.report()

    def _peek(self, limit: int) -> httpx.Response:
        response = _opened(self._response)
        body = bytearray()
        with _failures(response, self._client):
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) >= limit:
                    break
        self._stack.close()
        self._unseen.tell(bytes(body[:limit]))
        return _peeked(response, bytes(body[:limit]))


class _Async:
    """Does effects without blocking the event loop."""

    def __init__(self, client: Client, clock: Clock, stack: AsyncExitStack) -> None:
        self._client = client
        self._clock = clock
        self._stack = AsyncExitStack()
        stack.push_async_exit(self._stack)
        self._response: httpx.Response | None = None
        self._unseen = _Unseen(client)
        stack.callback(self._unseen.tell)

    async def do(self, effect: Effect) -> Any:
        """Do one effect and return its result."""
        if isinstance(effect, Send):
            return await self._client.asend(effect.request, deadline=effect.deadline)
        if isinstance(effect, Sleep):
            return await self._clock.asleep(effect.seconds)
        if isinstance(effect, Blocking):
            return await _in_thread(effect.function)
        if isinstance(effect, Notify):
            told = effect.callback(effect.value)
            if isawaitable(told):
                await told
            return None
        if isinstance(effect, Open):
            return await self._open(effect)
        return await (self._pump(effect) if isinstance(effect, Pump) else self._peek(effect.limit))

    async def _open(self, effect: Open) -> Head:
        await self._stack.aclose()
        async with _auntil(effect.deadline):
            if effect.request is not None:
                opened = self._client.aopen(effect.request, headers=effect.headers)
            else:
                opened = self._client.aopen_url(effect.url or "", headers=effect.headers, credential=effect.credential)
            self._response = await self._stack.enter_async_context(opened)
        self._unseen.opened(self._response, ours=effect.request is not None)
        return _head(self._response)

    async def _pump(self, effect: Pump) -> None:
        response = _opened(self._response)
        batch = _Batch(effect.sink)
        try:
            async with _auntil(effect.deadline):
                with _failures(response, self._client):
                    async for chunk in response.aiter_raw():
                        if batch.add(chunk):
                            await _in_thread(batch.flush)
                            effect.sink.report()
        finally:
            batch.flush()  # at most 1 MiB: what came before a cut or a cancellation counts for resuming
        effect.sink.report()

    async def _peek(self, limit: int) -> httpx.Response:
        response = _opened(self._response)
        body = bytearray()
        with _failures(response, self._client):
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) >= limit:
                    break
        await self._stack.aclose()
        self._unseen.tell(bytes(body[:limit]))
        return _peeked(response, bytes(body[:limit]))


class _Unseen:
    """The answer of the provider that is open, until the client's observer is told of it."""

    def __init__(self, client: Client) -> None:
        self._observer = client.observer
        self._response: httpx.Response | None = None

    def opened(self, response: httpx.Response, *, ours: bool) -> None:
        """Take note of an answer; one that is not ``ours`` is of some store of clips, of which no document speaks."""
        self.tell()
        self._response = response if ours else None

    def tell(self, body: bytes | None = None) -> None:
        """Tell of the answer that is open, if that was not done yet."""
        response, self._response = self._response, None
        if response is not None and self._observer is not None:
            self._observer(response, body)


class _Batch:
    """Gathers chunks and writes them together."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> bool:
        """Take a chunk; return whether it is time to `flush`."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        return self._size >= _BATCH

    def flush(self) -> None:
        """Write what was gathered."""
        chunks, self._chunks, self._size = self._chunks, [], 0
        for chunk in chunks:
            self._sink.write(chunk)


def _opened(response: httpx.Response | None) -> httpx.Response:
    if response is None:
        raise RuntimeError("a flow must yield Open before Pump or Peek")
    return response


async def _in_thread(function: Callable[[], Any]) -> Any:
    from anyio import to_thread  # blocking programs never need it

    return await to_thread.run_sync(function)


@contextmanager
def _failures(response: httpx.Response, client: Client) -> Generator[None]:
    from videojobs.http.error_mapping import failures

    with failures(response.request, client.masked):
        yield


@contextmanager
def _until(seconds: float | None) -> Generator[None]:
    from videojobs.http.deadline import until

    with until(seconds):
        yield


class _auntil:  # noqa: N801  # used like a function
    """Bound the awaits inside by so many seconds in all; None sets no bound."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._scope: Any = None

    async def __aenter__(self) -> None:
        from anyio import fail_after

        self._scope = fail_after(self._seconds)
        self._scope.__enter__()

    async def __aexit__(self, *exc_info: object) -> None:
        try:
            self._scope.__exit__(*exc_info)
        except TimeoutError as error:
            raise DeadlineExceeded(f"not done within {self._seconds} s") from error
