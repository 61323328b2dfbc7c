"""The transport of the low-level client: one request out, one answer back, credentials only to their origin."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, ClassVar, Self

import httpx
from attrs import Factory, define, evolve, field

from videojobs.errors import ConfigurationError, DeadlineExceeded
from videojobs.http import deadline as _deadline
from videojobs.http import outgoing
from videojobs.http.error_mapping import map_failures
from videojobs.http.pool import Connections
from videojobs.http.request import Request
from videojobs.http.responses import MOST_BYTES, aread_bounded, read_bounded
from videojobs.http.secret import ChangingSecret, Secret, fits_header, mask
from videojobs.http.urls import MAX_REDIRECTS, REDIRECT_STATUSES, checked_base_url, next_hop, origin_of, too_many

DEFAULT_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
Timeout = httpx.Timeout | float | None
Observer = Callable[[httpx.Response, bytes | None], None]
"""Is told of each answer that was read, with its body. Must not raise."""


def _base_url(value: str) -> str:
    base_url = checked_base_url(value)
    try:
        return str(httpx.URL(base_url)).rstrip("/")
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"base_url {value!r} is not a URL: {error}") from None


def _secret(value: Secret | str | Callable[[], str | Secret]) -> Secret:
    if isinstance(value, ChangingSecret):
        return value
    if not isinstance(value, Secret | str):
        return ChangingSecret(value)
    secret = value if isinstance(value, Secret) else Secret(value)
    if secret and not fits_header(secret.reveal()):
        raise ConfigurationError("the API key holds spaces, line ends or letters that a header cannot carry")
    return secret


def _own_base_url(client: Client) -> str:
    if not client.BASE_URL:
        raise ConfigurationError("base_url is missing: the document of this client names no server to be used")
    return client.BASE_URL


def _own_prefix(client: AuthenticatedClient) -> str:
    return client.PREFIX


def _own_header(client: AuthenticatedClient) -> str:
    return client.HEADER


@define
class Client:
    """Sends requests without a credential. Immutable: each ``with_*`` returns a new client on the same connections.

    Attributes:
        base_url: Where the API is; the paths of the document are appended to it. A generated package knows it.
        cookies: Cookies sent with each request to ``base_url``.
        headers: Headers sent with each request to ``base_url``.
        timeout: Seconds for each connect, read and write; 5 and 60 by default; None waits for ever.
        verify_ssl: False accepts any certificate; a path names a bundle of authorities.
        follow_redirects: Whether a GET may be redirected, at most five times; the credential stays at its origin.
        httpx_args: Further arguments for the `httpx.Client` that is built.
        observer: Is told of each answer that was read; None, as it is made: nobody.
    """

    BASE_URL: ClassVar[str] = ""

    base_url: str = field(default=Factory(_own_base_url, takes_self=True), converter=_base_url)
    cookies: dict[str, str] = field(factory=dict, kw_only=True)
    headers: dict[str, str] = field(factory=dict, kw_only=True, repr=False)
    timeout: Timeout = field(default=DEFAULT_TIMEOUT, kw_only=True)
    verify_ssl: bool | str = field(default=True, kw_only=True)
    follow_redirects: bool = field(default=False, kw_only=True)
    httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, repr=False)
    connections: Connections = field(init=False, repr=False, eq=False)
    observer: Observer | None = field(init=False, default=None, repr=False, eq=False)
    _limits: httpx.Timeout = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        self.connections = Connections(verify=self.verify_ssl, arguments=self.httpx_args)
        self._limits = httpx.Timeout(self.timeout)

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Return a client that also sends these headers."""
        return self._like(headers={**self.headers, **headers})

    def with_cookies(self, cookies: Mapping[str, str]) -> Self:
        """Return a client that also sends these cookies."""
        return self._like(cookies={**self.cookies, **cookies})

    def with_timeout(self, timeout: Timeout) -> Self:
        """Return a client with other time limits."""
        return self._like(timeout=timeout)

    def _like(self, **changes: Any) -> Self:
        made = evolve(self, **changes)
        made.connections = self.connections
        made.observer = self.observer
        return made

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Use this `httpx.Client` for blocking calls. Credentials and headers are still added per request."""
        self.connections.use(client)
        return self

    def set_async_httpx_client(self, client: httpx.AsyncClient) -> Self:
        """Use this `httpx.AsyncClient` for async calls."""
        self.connections.use_async(client)
        return self

    def get_httpx_client(self) -> httpx.Client:
        """Return the `httpx.Client` in use, building it if there is none."""
        return self.connections.sync()

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Return the `httpx.AsyncClient` in use, building it if there is none."""
        return self.connections.asynchronous()

    def credential(self) -> dict[str, str]:
        """Return the header that authenticates; none here."""
        return {}

    def masked(self, text: str) -> str:
        """Return ``text`` without the credential."""
        return text

    def send(
        self,
        request: Request,
        *,
        timeout: Timeout = None,
        deadline: float | None = None,
        most_bytes: int | None = MOST_BYTES,
    ) -> httpx.Response:
        """Send a request and read the whole answer.

        Args:
            request: What to send.
            timeout: Seconds for each connect, read and write of this call, instead of the client's.
            deadline: Seconds for the whole exchange, however slowly bytes trickle in.
            most_bytes: Largest answer taken; None for any.

        Raises:
            TransportError: No answer came; ``sent`` says whether the server can have seen the request.
            DeadlineExceeded: The deadline passed first.
        """
        http = self.get_httpx_client()
        message = self._own(http, request, timeout)
        with _deadline.until(deadline), map_failures(message, self.masked):
            for _ in range(MAX_REDIRECTS + 1):
                response = http.send(message, stream=True, follow_redirects=False)
                read_bounded(response, most_bytes)
                if not self._follows(response):
                    break
                message = self._redirected(response, timeout)
            else:
                raise too_many(message.url)
        return self._told(response)

    async def asend(
        self,
        request: Request,
        *,
        timeout: Timeout = None,
        deadline: float | None = None,
        most_bytes: int | None = MOST_BYTES,
    ) -> httpx.Response:
        """Send a request and read the whole answer, as `send`, without blocking the event loop."""
        from anyio import fail_after  # here: blocking programs need none of it, and it takes a while to import

        http = self.get_async_httpx_client()
        message = self._own(http, request, timeout)
        try:
            with map_failures(message, self.masked), fail_after(math.inf if deadline is None else max(0.0, deadline)):
                for _ in range(MAX_REDIRECTS + 1):
                    response = await http.send(message, stream=True, follow_redirects=False)
                    await aread_bounded(response, most_bytes)
                    if not self._follows(response):
                        break
                    message = self._redirected(response, timeout)
                else:
                    raise too_many(message.url)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"{message.method} {message.url.path}: no whole answer within {deadline} s"
            ) from error
        return self._told(response)

    @contextmanager
    def open(
        self,
        request: Request,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: Timeout = None,
    ) -> Generator[httpx.Response]:
        """Send a request and give the answer unread: iterate over ``iter_raw()`` or ``iter_bytes()``."""
        http = self.get_httpx_client()
        message = self._own(http, request, timeout, headers)
        with map_failures(message, self.masked):
            response = http.send(message, stream=True, follow_redirects=False)
            try:
                yield response
            finally:
                response.close()

    @asynccontextmanager
    async def aopen(
        self,
        request: Request,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: Timeout = None,
    ) -> AsyncGenerator[httpx.Response]:
        """Send a request and give the answer unread: iterate over ``aiter_raw()`` or ``aiter_bytes()``."""
        http = self.get_async_httpx_client()
        message = self._own(http, request, timeout, headers)
        with map_failures(message, self.masked):
            response = await http.send(message, stream=True, follow_redirects=False)
            try:
                yield response
            finally:
                await response.aclose()

    @contextmanager
    def open_url(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credential: bool = False,
        timeout: Timeout = None,
    ) -> Generator[httpx.Response]:
        """GET an absolute URL and give the answer unread.

        Headers, cookies and the credential of this client go along only if ``credential`` is true and the URL has
        the origin of ``base_url``.
        """
        http = self.get_httpx_client()
        message = self._foreign(url, headers, credential, timeout)
        with map_failures(message, self.masked):
            response = http.send(message, stream=True, auth=None, follow_redirects=False)
            try:
                yield response
            finally:
                response.close()

    @asynccontextmanager
    async def aopen_url(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credential: bool = False,
        timeout: Timeout = None,
    ) -> AsyncGenerator[httpx.Response]:
        """GET an absolute URL and give the answer unread, as `open_url`, without blocking the event loop."""
        http = self.get_async_httpx_client()
        message = self._foreign(url, headers, credential, timeout)
        with map_failures(message, self.masked):
            response = await http.send(message, stream=True, auth=None, follow_redirects=False)
            try:
                yield response
            finally:
                await response.aclose()

    def _own(
        self,
        http: httpx.Client | httpx.AsyncClient,
        request: Request,
        timeout: Timeout,
        extra: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        headers = {**self.headers, **(self.credential() if request.secured else {}), **(extra or {})}
        return outgoing.build(
            http, request, f"{self.base_url}{request.path}", headers, self.cookies, self._limit(timeout)
        )

    def _foreign(
        self, url: httpx.URL | str, headers: Mapping[str, str] | None, credential: bool, timeout: Timeout
    ) -> httpx.Request:
        own = credential and origin_of(url) == origin_of(self.base_url)
        sent = {**self.headers, **self.credential(), **(headers or {})} if own else dict(headers or {})
        return outgoing.bare(url, sent, self.cookies if own else {}, self._limit(timeout))

    def _limit(self, timeout: Timeout) -> httpx.Timeout:
        return self._limits if timeout is None else httpx.Timeout(timeout)

    def _told(self, response: httpx.Response) -> httpx.Response:
        if self.observer is not None:
            self.observer(response, response.content)
        return response

    def _follows(self, response: httpx.Response) -> bool:
        return self.follow_redirects and response.request.method == "GET" and response.status_code in REDIRECT_STATUSES

    def _redirected(self, response: httpx.Response, timeout: Timeout) -> httpx.Request:
        target = next_hop(response)
        assert target is not None  # _follows saw a redirect
        return self._foreign(target, None, True, timeout)

    def close(self) -> None:
        """Close the connections that this client opened; one that was handed in stays open."""
        self.connections.close()

    async def aclose(self) -> None:
        """Close the async connections that this client opened."""
        await self.connections.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()


@define
class AuthenticatedClient(Client):
    """Sends requests with a credential, and only to the origin of ``base_url``.

    Attributes:
        token: The credential, kept as a `Secret`; or a callable that returns it, asked for each request.
        prefix: Word before the credential in the header; empty for the credential alone.
        auth_header_name: Header that carries it.
    """

    HEADER: ClassVar[str] = "Authorization"
    PREFIX: ClassVar[str] = "Bearer"

    token: Secret = field(converter=_secret, kw_only=True)
    prefix: str = field(default=Factory(_own_prefix, takes_self=True), kw_only=True)
    auth_header_name: str = field(default=Factory(_own_header, takes_self=True), kw_only=True)

    def credential(self) -> dict[str, str]:
        """Return the header that authenticates."""
        token = self.token.reveal()
        return {self.auth_header_name: f"{self.prefix} {token}" if self.prefix else token}

    def masked(self, text: str) -> str:
        """Return ``text`` without the credential."""
        return mask(text, self.token)
