"""Send requests by httpx. Credentials are sent only to the origin that they belong to."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from typing import Any, ClassVar, Self

import httpx
from attrs import Factory, define, evolve, field

from videojobs.errors import ConfigurationError, DeadlineExceeded
from videojobs.http import deadline as _deadline
from videojobs.http.error_mapping import HTTPX_ERRORS, map_failures
from videojobs.http.peer_address import refuse_local_peer
from videojobs.http.pool import Connections
from videojobs.http.request import Request, build_get, build_request
from videojobs.http.responses import MAX_RESPONSE_BYTES, aread_bounded, read_bounded
from videojobs.http.secret import Secret, checked_secret, mask, unmasked
from videojobs.http.single_clients import asend_directly, send_directly
from videojobs.http.urls import MAX_REDIRECTS, checked_base_url, next_hop, origin_of, too_many

DEFAULT_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
Timeout = httpx.Timeout | float | None
ResponseHook = Callable[[httpx.Response, bytes | None], None]
"""Called with each response that was read, and its body. Must not raise."""


def _base_url(value: str) -> str:
    base_url = checked_base_url(value)
    try:
        return str(httpx.URL(base_url)).rstrip("/")
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: of the idna codec
        raise ConfigurationError(f"base_url {value!r} is not a URL: {error}") from None


def _default_base_url(client: Client) -> str:
    if not client.BASE_URL:
        raise ConfigurationError("base_url is missing: the document of this client names no server to be used")
    return client.BASE_URL


def _default_prefix(client: AuthenticatedClient) -> str:
    return client.PREFIX


def _default_header(client: AuthenticatedClient) -> str:
    return client.HEADER


@contextmanager
def _stream(
    client: Client, http: httpx.Client, request: httpx.Request, auth: Any = httpx.USE_CLIENT_DEFAULT
) -> Generator[httpx.Response]:
    # Only the errors of httpx: others may be of the code that reads the response.
    with map_failures(http, request, client.masked, HTTPX_ERRORS):
        response = http.send(request, stream=True, auth=auth, follow_redirects=False)
        with closing(response):
            yield response


@asynccontextmanager
async def _astream(
    client: Client, http: httpx.AsyncClient, request: httpx.Request, auth: Any = httpx.USE_CLIENT_DEFAULT
) -> AsyncGenerator[httpx.Response]:
    with map_failures(http, request, client.masked, HTTPX_ERRORS):
        response = await http.send(request, stream=True, auth=auth, follow_redirects=False)
        async with aclosing(response):
            yield response


@define
class Client:
    """Sends requests without a credential. Immutable: each ``with_*`` returns a new client on the same connections.

    Attributes:
        base_url: URL that the paths of the document are appended to. A generated package has a default for it.
        cookies: Cookies sent with each request to ``base_url``.
        headers: Headers sent with each request to ``base_url``.
        timeout: Seconds for each connect, read and write; 5 and 60 by default; None is no limit.
        verify_ssl: False accepts any certificate; a path names a bundle of authorities.
        follow_redirects: Whether a GET may be redirected, at most five times; the credential stays at its origin.
        httpx_args: Further arguments for the `httpx.Client` that is built.
        deadline: Seconds for a whole exchange, unless a call has its own; None, the default, is no limit.
        response_hook: Called with each response that was read; None by default.
    """

    BASE_URL: ClassVar[str] = ""

    base_url: str = field(default=Factory(_default_base_url, takes_self=True), converter=_base_url)
    cookies: dict[str, str] = field(factory=dict, kw_only=True)
    headers: dict[str, str] = field(factory=dict, kw_only=True, repr=False)
    timeout: Timeout = field(default=DEFAULT_TIMEOUT, kw_only=True)
    verify_ssl: bool | str = field(default=True, kw_only=True)
    follow_redirects: bool = field(default=False, kw_only=True)
    httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, repr=False)
    connections: Connections = field(init=False, repr=False, eq=False)
    deadline: float | None = field(init=False, default=None, repr=False, eq=False)
    response_hook: ResponseHook | None = field(init=False, default=None, repr=False, eq=False)
    _timeouts: httpx.Timeout = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        self.connections = Connections(verify=self.verify_ssl, arguments=self.httpx_args)
        self._timeouts = httpx.Timeout(self.timeout)

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """Return a client that also sends these headers."""
        return self._copy(headers={**self.headers, **headers})

    def with_cookies(self, cookies: Mapping[str, str]) -> Self:
        """Return a client that also sends these cookies."""
        return self._copy(cookies={**self.cookies, **cookies})

    def with_timeout(self, timeout: Timeout) -> Self:
        """Return a client with other time limits."""
        return self._copy(timeout=timeout)

    def _copy(self, **changes: Any) -> Self:
        client = evolve(self, **changes)
        # evolve() leaves out fields with init=False, and __attrs_post_init__ made connections of the copy's own.
        client.connections = self.connections
        client.deadline = self.deadline
        client.response_hook = self.response_hook
        return client

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

    def masked(self, text: str, *, is_cut: bool = False) -> str:
        """Return ``text`` without the credential; see `videojobs.http.secret.mask`."""
        return unmasked(text, is_cut=is_cut)

    def send(
        self,
        request: Request,
        *,
        timeout: Timeout = None,
        deadline: float | None = None,
        max_bytes: int | None = MAX_RESPONSE_BYTES,
        on_send: Callable[[], None] | None = None,
    ) -> httpx.Response:
        """Send a request and read the whole response.

        Args:
            request: What to send.
            timeout: Seconds for each connect, read and write of this call, instead of the client's.
            deadline: Seconds for the whole exchange, however slowly the bytes arrive; by default the client's.
            max_bytes: Size of the largest response that is read; None for no limit.
            on_send: Called when the request is complete, credential included; until then, nothing can have been sent.

        Raises:
            TransportError: No complete response arrived; ``sent`` is whether the server may have received the request.
            DeadlineExceeded: The deadline passed first.
        """
        with self.connections.borrowed() as http, _deadline.until(self._deadline_for(deadline, max_bytes)):
            # Inside: the timeouts of the request are cut to the time that is left.
            outgoing = self._api_request(http, request, timeout)
            if on_send is not None:
                on_send()
            with map_failures(http, outgoing, self.masked):
                # The `auth` of a custom client is meant for this first request, which goes to `base_url`.
                auth: Any = httpx.USE_CLIENT_DEFAULT
                for _ in range(MAX_REDIRECTS + 1):
                    response = self._send_once(http, outgoing, auth)
                    read_bounded(response, max_bytes)
                    redirected = self._redirected(response, timeout, auth)
                    if redirected is None:
                        break
                    outgoing, auth = redirected
                else:
                    raise too_many(outgoing.url)
        return self._call_hook(response)

    async def asend(
        self,
        request: Request,
        *,
        timeout: Timeout = None,
        deadline: float | None = None,
        max_bytes: int | None = MAX_RESPONSE_BYTES,
        on_send: Callable[[], None] | None = None,
    ) -> httpx.Response:
        """Send a request and read the whole response, as `send`, without blocking the event loop."""
        import anyio  # imported here, since programs that only block do not need it

        async with self.connections.aborrowed() as http:
            outgoing = self._api_request(http, request, timeout)
            deadline = self._deadline_for(deadline, max_bytes)
            if on_send is not None:
                on_send()
            scope = anyio.CancelScope()
            if deadline is not None:
                scope.deadline = anyio.current_time() + max(0.0, deadline)
            with scope, map_failures(http, outgoing, self.masked):
                auth: Any = httpx.USE_CLIENT_DEFAULT
                for _ in range(MAX_REDIRECTS + 1):
                    response = await self._asend_once(http, outgoing, auth)
                    await aread_bounded(response, max_bytes)
                    redirected = self._redirected(response, timeout, auth)
                    if redirected is None:
                        return self._call_hook(response)
                    outgoing, auth = redirected
                raise too_many(outgoing.url)
        raise DeadlineExceeded(f"{outgoing.method} {outgoing.url.path}: no complete response within {deadline} s")

    @contextmanager
    def open(self, request: Request, *, headers: Mapping[str, str] | None = None) -> Generator[httpx.Response]:
        """Send a request and yield the response, to be read by ``iter_raw()`` or ``iter_bytes()``."""
        http = self.get_httpx_client()
        with _stream(self, http, self._api_request(http, request, None, headers)) as response:
            yield response

    @asynccontextmanager
    async def aopen(
        self, request: Request, *, headers: Mapping[str, str] | None = None
    ) -> AsyncGenerator[httpx.Response]:
        """Send a request and yield the response, to be read by ``aiter_raw()`` or ``aiter_bytes()``."""
        http = self.get_async_httpx_client()
        async with _astream(self, http, self._api_request(http, request, None, headers)) as response:
            yield response

    @contextmanager
    def open_url(
        self, url: str, *, headers: Mapping[str, str] | None = None, credential: bool = False
    ) -> Generator[httpx.Response]:
        """GET an absolute URL and yield the response with its body unread.

        Headers, cookies and the credential of this client are sent only if ``credential`` is true and the URL has the
        origin of ``base_url``.
        """
        http = self.get_httpx_client()
        outgoing = self._url_request(url, headers, credential, None)
        refuse_local_peer(outgoing, http, self.base_url)
        # None, not the default: the `auth` of a custom client is not for an address that a response named.
        with _stream(self, http, outgoing, auth=None) as response:
            yield response

    @asynccontextmanager
    async def aopen_url(
        self, url: str, *, headers: Mapping[str, str] | None = None, credential: bool = False
    ) -> AsyncGenerator[httpx.Response]:
        """GET an absolute URL, as `open_url`, without blocking the event loop."""
        http = self.get_async_httpx_client()
        outgoing = self._url_request(url, headers, credential, None)
        refuse_local_peer(outgoing, http, self.base_url)
        async with _astream(self, http, outgoing, auth=None) as response:
            yield response

    def _send_once(self, http: httpx.Client, request: httpx.Request, auth: Any) -> httpx.Response:
        if self.connections.sends_directly:
            return send_directly(http, request)
        return http.send(request, stream=True, auth=auth, follow_redirects=False)

    async def _asend_once(self, http: httpx.AsyncClient, request: httpx.Request, auth: Any) -> httpx.Response:
        if self.connections.sends_directly:
            return await asend_directly(http, request)
        return await http.send(request, stream=True, auth=auth, follow_redirects=False)

    def _api_request(
        self,
        http: httpx.Client | httpx.AsyncClient,
        request: Request,
        timeout: Timeout,
        extra: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        credential = self.credential() if request.secured else {}
        headers = {**self.headers, **credential, **(extra or {})}
        return build_request(
            http,
            request,
            self.base_url,
            headers,
            self.cookies,
            self._timeouts_for(timeout),
        )

    def _url_request(
        self, url: httpx.URL | str, headers: Mapping[str, str] | None, credential: bool, timeout: Timeout
    ) -> httpx.Request:
        # httpx removes only `Authorization` from a request to another origin; a key in any other header would follow.
        if credential and origin_of(url) == origin_of(self.base_url):
            all_headers = {**self.headers, **self.credential(), **(headers or {})}
            return build_get(url, all_headers, self.cookies, self._timeouts_for(timeout))
        return build_get(url, headers or {}, {}, self._timeouts_for(timeout))

    def _timeouts_for(self, timeout: Timeout) -> _deadline.Timeouts:
        return _deadline.limited(self._timeouts if timeout is None else httpx.Timeout(timeout))

    def _deadline_for(self, deadline: float | None, max_bytes: int | None) -> float | None:
        # A body without a limit is a clip: its transfer may take any time, as long as bytes arrive.
        if deadline is None and max_bytes is not None:
            return self.deadline
        return deadline

    def _call_hook(self, response: httpx.Response) -> httpx.Response:
        if self.response_hook is not None:
            self.response_hook(response, response.content)
        return response

    def _redirected(self, response: httpx.Response, timeout: Timeout, auth: Any) -> tuple[httpx.Request, Any] | None:
        """Return the request that follows a response, and the auth to send it with; None if it is not redirected."""
        # A GET alone: a 307 would repeat a paid POST at another address (RFC 9110, section 15.4.8).
        if not self.follow_redirects or response.request.method != "GET":
            return None
        target = next_hop(response)
        if target is None:
            return None
        if origin_of(target) != origin_of(self.base_url):
            auth = None  # httpx adds no credential, also after a redirect back
        return self._url_request(target, None, True, timeout), auth

    def close(self) -> None:
        """Close the connections that this client opened; a custom httpx client stays open."""
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
        token: The credential, kept as a `Secret`; or a callable that returns it, called for each request.
        prefix: Word before the credential in the header, such as ``Bearer``; empty for none.
        auth_header_name: Header that carries it.
    """

    HEADER: ClassVar[str] = "Authorization"
    PREFIX: ClassVar[str] = "Bearer"

    token: Secret = field(converter=checked_secret, kw_only=True)
    prefix: str = field(default=Factory(_default_prefix, takes_self=True), kw_only=True)
    auth_header_name: str = field(default=Factory(_default_header, takes_self=True), kw_only=True)

    def credential(self) -> dict[str, str]:
        """Return the header that authenticates."""
        token = self.token.reveal()
        return {self.auth_header_name: f"{self.prefix} {token}" if self.prefix else token}

    def masked(self, text: str, *, is_cut: bool = False) -> str:
        """Return ``text`` without the credential; see `videojobs.http.secret.mask`."""
        return mask(text, self.token, is_cut=is_cut)
