"""Run an emulator inside a test: clients without a socket, virtual time, and an address for other programs."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, Unpack

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from videojobs.async_client import AsyncVideoClient
from videojobs.client import VideoClient
from videojobs.emulator.app import Emulator, create_app
from videojobs.emulator.control import is_control
from videojobs.emulator.in_process_transports import ORIGIN, AsyncEmulatorTransport, EmulatorTransport
from videojobs.testing import VirtualClock, virtual_time

if TYPE_CHECKING:
    from starlette.types import Scope

    from videojobs.emulator.faults import Fault, FaultKeywords
    from videojobs.emulator.job_lifecycle import EmulatedJob
    from videojobs.emulator.request_log import RequestRecord
    from videojobs.emulator.server import Served
    from videojobs.emulator.settings import SettingsKeywords

_POLLS_PER_JOB = 3


class InProcessEmulator:
    """An emulator inside a test, with clients that reach it without a socket.

    Attributes:
        app: The emulator, an ASGI application.
        clock: Its clock, and that of videojobs: it moves when a client waits, and by `advance`.
    """

    def __init__(self, app: Emulator, clock: VirtualClock) -> None:
        self.app = app
        self.clock = clock
        self._clients = ExitStack()
        self._resources = ExitStack()
        self._portal: BlockingPortal | None = None
        self._served: Served | None = None
        self._lock = Lock()

    @property
    def provider(self) -> str:
        """The name of the emulated provider."""
        return self.app.settings.dialect.name

    @property
    def api_key(self) -> str:
        """The key it accepts."""
        return self.app.settings.api_key

    @property
    def url(self) -> str:
        """Its address, e.g. ``http://127.0.0.1:8001``, for programs that need a socket.

        The first use starts a server. Each GET of the API over the socket moves the clock, so that a job completes at
        its third poll: the waits of another program move no virtual clock.
        """
        return self._serve().url

    @property
    def base_url(self) -> str:
        """The ``base_url`` that a user of the provider passes; `url` with a path, and as `url` a server's."""
        return self.url + self.app.base_path

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead the command line, and other programs, to it; see `url`."""
        names = [name for auth in self.app.settings.dialect.auth for name in auth.env]
        keys = dict.fromkeys(names, self.api_key)
        return {**keys, "VIDEOJOBS_PROVIDER": self.provider, "VIDEOJOBS_BASE_URL": self.base_url}

    @property
    def jobs(self) -> list[EmulatedJob]:
        """The jobs that exist, oldest first."""
        return self.app.jobs

    @property
    def requests(self) -> list[RequestRecord]:
        """The requests to the API, oldest first."""
        return list(self.app.requests)

    @property
    def media_requests(self) -> list[RequestRecord]:
        """The requests to the second origin, which serves clips by URL, oldest first."""
        return list(self.app.media_requests)

    def client(self, **options: Any) -> VideoClient:
        """Return a client of the emulator, closed at the end; ``options`` are arguments of `VideoClient`."""
        http_client = httpx.Client(transport=self.transport(), trust_env=False)
        client = VideoClient(self.app.settings.dialect, **self._options(options), http_client=http_client)
        self._clients.callback(client.close)
        return client

    def async_client(self, **options: Any) -> AsyncVideoClient:
        """Return a client of the emulator for asyncio or trio, closed at the end; see `client`."""
        http_client = httpx.AsyncClient(transport=self.async_transport(), trust_env=False)
        client = AsyncVideoClient(self.app.settings.dialect, **self._options(options), http_client=http_client)
        # In a loop of its own: at the end of a test, that of the test may have ended.
        self._clients.callback(lambda: self._event_loop().call(client.aclose))
        return client

    def transport(self) -> EmulatorTransport:
        """Return a transport for an `httpx.Client` of yours; any URL leads to the emulator."""
        return EmulatorTransport(self.app, self.clock, self._event_loop)

    def async_transport(self) -> AsyncEmulatorTransport:
        """Return a transport for an `httpx.AsyncClient` of yours; any URL leads to the emulator."""
        return AsyncEmulatorTransport(self.app, self.clock)

    def add_job(self, prompt: str = "", **options: Any) -> EmulatedJob:
        """Create a job without a request; see `Emulator.add_job`."""
        return self.app.add_job(prompt, **options)

    def finish(self, job: Any, status: str = "completed") -> EmulatedJob:
        """End a job now; see `Emulator.finish`. A `VideoJob` counts as its id."""
        return self.app.finish(job if isinstance(job, str) else job.id, status)

    def fail_next(self, fault: Fault | str, **attributes: Unpack[FaultKeywords]) -> Fault:
        """Let the next request that the fault hits fail; see `Emulator.fail_next`."""
        return self.app.fail_next(fault, **attributes)

    def switch_on(self, fault: Fault | str, **attributes: Unpack[FaultKeywords]) -> Fault:
        """Switch a fault on until `clear_faults`; see `Emulator.switch_on`."""
        return self.app.switch_on(fault, **attributes)

    def clear_faults(self) -> None:
        """Switch all faults off."""
        self.app.clear_faults()

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.clock.advance(seconds)

    def reset(self) -> None:
        """Return to the state at the start: no jobs, no requests, no faults but those of the settings."""
        self.app.reset()

    def close(self) -> None:
        """Close its clients and its server."""
        # First the clients: to close an async one takes the event loop, which is a resource.
        with self._resources, self._clients:
            pass

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": ORIGIN + self.app.base_path, "api_key": self.api_key, **options}

    def _event_loop(self) -> BlockingPortal:
        with self._lock:  # two threads may send the first request at once
            if self._portal is None:
                self._portal = self._resources.enter_context(start_blocking_portal())
            return self._portal

    def _serve(self) -> Served:
        from videojobs.emulator.server import serve_app  # loads uvicorn, which few tests need

        with self._lock:
            if self._served is None:
                self._served = self._resources.enter_context(serve_app(self.app, on_receive=self._let_time_pass))
            return self._served

    def _let_time_pass(self, scope: Scope) -> None:
        if scope["method"] == "GET" and not is_control(scope["path"]):
            # Slightly more than a third: rounded, three thirds could be less than the whole.
            self.clock.advance(self.app.settings.render_seconds / _POLLS_PER_JOB * 1.0001)


@contextmanager
def in_process(provider: str = "compatible", **settings: Unpack[SettingsKeywords]) -> Generator[InProcessEmulator]:
    """Run an emulator until the ``with`` block ends, with clients that reach it without a socket, in virtual time.

    ::

        with in_process("compatible") as emulator:
            client = emulator.client()
            job = client.wait(client.create("A paper boat"))  # takes no time

    Args:
        provider: Name of the provider.
        settings: As for `create_app`. ``clock`` is the virtual one, unless it is given.

    Raises:
        ConfigurationError: There is no such provider.
    """
    with virtual_time() as clock, ExitStack() as stack:
        settings.setdefault("clock", clock.time)
        emulator = InProcessEmulator(create_app(provider, **settings), clock)
        stack.callback(emulator.close)
        yield emulator
