"""An asynchronous client with the calls of the blocking one, so that one test runs with both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from inspect import isawaitable
from types import TracebackType
from typing import Any, Self

from videojobs import AsyncVideoClient


class Blocking:
    """Calls an `AsyncVideoClient` and runs each call to its end; a list is read completely."""

    def __init__(self, client: AsyncVideoClient) -> None:
        self._client = client
        self._runner = asyncio.Runner()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)

        def call(*arguments: Any, **options: Any) -> Any:
            return self._runner.run(_result(method(*arguments, **options)))

        return call

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


async def _result(result: Awaitable[Any] | AsyncIterator[Any]) -> Any:
    if isawaitable(result):
        return await result
    return [item async for item in result]
