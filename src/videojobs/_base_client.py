"""The base of both clients: settings, checked once, and connections, opened at the first request."""

from __future__ import annotations

import os
import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar
from urllib.parse import urlsplit

from videojobs.dialect import Auth, Dialect
from videojobs.errors import AmbiguousCreate, ConfigurationError
from videojobs.http.fork import reset_after_fork
from videojobs.http.secret import ChangingSecret, Secret, checked_secret, mask
from videojobs.http.urls import checked_base_url, is_local_address
from videojobs.jobs.clock import checked_timeout
from videojobs.jobs.closing import Closing
from videojobs.jobs.limiter import Kind, Limiter, Rate, Slots, checked_concurrency
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.registry import load_dialect
from videojobs.jobs.session import Session, trim_base_url

if TYPE_CHECKING:
    import httpx

    from videojobs.http.client import Client
    from videojobs.jobs.model.capabilities import Capabilities
    from videojobs.jobs.model.results import Retry
    from videojobs.jobs.response_hook import ContractCallback
    from videojobs.ledger import Ledger
    from videojobs_api.values import ProviderName

HttpClient = TypeVar("HttpClient")  # httpx.Client or httpx.AsyncClient
Transport = Literal["httpx", "aiohttp"]
Key = str | Secret | Callable[[], str | Secret]
# A server that does not accept a connection within 5 s rarely does later, and nothing was sent yet.
_CONNECT_TIMEOUT = 5.0
_plain_http_hosts: set[str] = set()
# RFC 9110, section 5.1.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# They describe one body, one connection or one range.
_OWN_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "host",
        "if-range",
        "range",
        "transfer-encoding",
    }
)


class BaseClient(ABC, Generic[HttpClient]):
    """The base of both clients: settings, checked once, and connections, opened at the first request."""

    _http_client_class: ClassVar[str]
    _transports: ClassVar[tuple[Transport, ...]]
    _endpoint_function: ClassVar[str]

    def __init__(
        self,
        provider: ProviderName | Dialect,
        *,
        api_key: Key | None = None,
        base_url: str | None = None,
        timeout: float | None = 60.0,
        http_client: HttpClient | None = None,
        contract: ContractCallback | None = None,
        ledger: str | os.PathLike[str] | None = None,
        transport: Transport = "httpx",
        concurrency: int | None = None,
        rate: Rate | str | float | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: Callable[[Retry], object] | None = None,
    ) -> None:
        if http_client is not None:
            _check_http_client(http_client, self._http_client_class)
        self._check_transport(transport, http_client)
        if on_retry is not None and not callable(on_retry):
            raise ConfigurationError(f"on_retry must be a callable, not {type(on_retry).__name__}")
        self._transport = transport
        dialect = provider if isinstance(provider, Dialect) else load_dialect(provider)
        timeout = checked_timeout(timeout, ConfigurationError)
        self._concurrency = checked_concurrency(concurrency)
        self._rate = None if rate is None else Rate.parse(rate)
        url = _base_url(dialect, base_url)
        self._auth, self._secret = _credential(dialect, api_key)
        self._default_headers = _checked_headers(default_headers or {}, self._auth)
        self._session = Session(
            dialect=dialect,
            base_url=url,
            timeout=timeout,
            mask=self._mask,
            look_up=self.find,
            ledger=_open_ledger(ledger),
            on_retry=on_retry,
        )
        if self._secret is not None:
            _warn_of_plain_http(url)
        self._http_client = http_client
        self._client: Client | None = None
        self._lock = Lock()
        self._closing = Closing()
        self._is_closed = False
        reset_after_fork(self)
        self._response_hook: Callable[[httpx.Response, bytes | None], None] | None = None
        if contract is not None:
            from videojobs.jobs.response_hook import ResponseHook  # a client without a callback never needs it

            self._response_hook = ResponseHook(self._session, contract, self._secret)

    def _check_transport(self, transport: Transport, http_client: HttpClient | None) -> None:
        if transport not in self._transports:
            raise ConfigurationError(
                f"transport is {transport!r}; {type(self).__name__} can use {' or '.join(map(repr, self._transports))}"
            )
        if transport == "aiohttp":
            if http_client is not None:
                raise ConfigurationError("pass http_client= or transport=, not both: a client has its own transport")
            if find_spec("httpx_aiohttp") is None:
                raise ConfigurationError("transport='aiohttp' needs another package: pip install 'videojobs[aiohttp]'")

    def _mask(self, text: str, *, is_cut: bool = False) -> str:
        return mask(text, self._secret, is_cut=is_cut)

    @property
    def dialect(self) -> Dialect:
        """The dialect of the provider."""
        return self._session.dialect

    @property
    def base_url(self) -> str:
        """The URL of the provider's API."""
        return self._session.base_url

    @property
    def capabilities(self) -> Capabilities:
        """The operations, encodings, sizes, lengths and variants of the provider."""
        from videojobs.jobs.model.capabilities import capabilities  # it reads the document, which few programs need

        return capabilities(self.dialect)

    def call(self, operation: str, *arguments: Any, **options: Any) -> Any:
        """Call one operation of the low-level client, by its name, and return the generated model of its response.

        The request is sent once, never repeated, and nothing is reconciled. `AsyncVideoClient` returns an awaitable.

        Args:
            operation: Its operationId (``GetVideo``), in any spelling (``get_video``), or its role (``retrieve``).
            arguments: Its path parameters, in order, or the id of a job that goes into the query; a job or a `JobRef`
                counts as its id.
            options: ``body``, and the query parameters by their names.

        Raises:
            NotSupported: The provider has no such operation; the message lists those it has.
            ApiError: The server answered with an error status.
        """
        from videojobs.jobs.registry import is_paid, operation_headers, operation_module, query_id_parameter

        module = operation_module(self.dialect, operation)
        client = self._low_level_client()
        headers = operation_headers(self.dialect, module)
        if headers:
            client = client.with_headers(headers)
        ids = [self._id_of(argument) for argument in arguments]
        named = {name: self._id_of(value) for name, value in options.items()}
        id_parameter = query_id_parameter(self.dialect, module)
        if id_parameter is not None and id_parameter not in named and ids:
            named[id_parameter] = ids.pop(0)
        kind: Kind = "paid" if is_paid(self.dialect, module) else "request"
        return self._call_in_slot(kind, partial(getattr(module, self._endpoint_function), *ids, client=client, **named))

    @abstractmethod
    def _call_in_slot(self, kind: Kind, endpoint: Callable[[], Any]) -> Any:
        """Call an endpoint of the low-level client under the limits of this client."""

    def _limiter(self, slots: Callable[[int, Closing], Slots]) -> Limiter:
        def new_slots(number: int) -> Slots:
            return slots(number, self._closing)

        connections = self._low_level_client().connections.max_requests
        return Limiter(new_slots, concurrency=self._concurrency, connections=connections, rate=self._rate)

    def _id_of(self, argument: object) -> Any:
        """Return the id of a job or a ref, anything else as it is."""
        if isinstance(argument, JobRef | VideoJob):
            return self._session.ref(argument).id
        return argument

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.dialect.name!r}, base_url={self.base_url!r})"

    def _low_level_client(self) -> Client:
        """Return the low-level client, built at its first use: importing httpx takes a while."""
        with self._lock:  # two threads may send the first request at once
            if self._client is None:
                if self._is_closed:
                    raise ConfigurationError("this client is closed; nothing was sent. Create a new one")
                client = _build_low_level_client(self._session, self._auth, self._secret)
                client.headers = self._default_headers
                client.deadline = self._session.timeout
                client.response_hook = self._response_hook
                client.connections.one_per_request = True
                client.connections.uses_aiohttp = self._transport == "aiohttp"
                if self._http_client is not None:
                    self._set_http_client(client, self._http_client)
                self._client = client
            return self._client

    def after_fork(self) -> None:
        """Replace the lock, which a thread of the parent process may have held."""
        self._lock = Lock()

    @abstractmethod
    def find(self, error: AmbiguousCreate) -> Any:
        """Return the jobs that the request of an error may have started."""

    @abstractmethod
    def _set_http_client(self, client: Client, http_client: HttpClient) -> None:
        """Make the low-level client send with the caller's httpx client."""


def _open_ledger(path: str | os.PathLike[str] | None) -> Ledger | None:
    """Return the ledger; its file is opened with the first paid request."""
    if path is None:
        return None
    from videojobs.ledger import Ledger  # a client without a ledger never needs it

    return Ledger(path)


def _checked_headers(headers: Mapping[str, str], auth: Auth | None) -> dict[str, str]:
    """Return the caller's headers.

    Raises:
        ConfigurationError: One cannot be sent, or belongs to the client.
    """
    credential = {"authorization"} | ({auth.header.lower()} if auth is not None else set())
    items: Mapping[Any, Any] = headers  # the annotation is a promise of callers, not a fact
    for name, value in items.items():
        if not isinstance(name, str) or not isinstance(value, str) or not _HEADER_NAME.fullmatch(name):
            raise ConfigurationError(f"default_headers: {name!r} is not the name of a header, or its value is no text")
        if not value.isascii() or not value.replace("\t", " ").isprintable():
            raise ConfigurationError(f"default_headers: {name}: pass printable ASCII characters")
        if name.lower() in credential:
            raise ConfigurationError(f"default_headers: {name} carries the key; pass api_key=")
        if name.lower() in _OWN_HEADERS:
            raise ConfigurationError(f"default_headers: {name} is set by the client, for each request")
    return dict(headers)


def _warn_of_plain_http(base_url: str) -> None:
    """Warn, once per host, that everyone on the way to a public host can read the key."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    # A name without a dot is one of a local network, such as a container's.
    is_public = ("." in host or ":" in host) and not is_local_address(host)
    if parts.scheme == "https" or not is_public or host in _plain_http_hosts:
        return
    _plain_http_hosts.add(host)
    warnings.warn(
        f"the API key is sent to http://{host} unencrypted, for all on the way to read; use https", stacklevel=4
    )


def _check_http_client(http_client: object, class_name: str) -> None:
    """Check that the caller's httpx client is a blocking or an async one, as needed.

    Raises:
        ConfigurationError: It is the other one, or no httpx client.
    """
    import httpx

    if not isinstance(http_client, getattr(httpx, class_name)):
        raise ConfigurationError(
            f"http_client must be an httpx.{class_name} here, not {type(http_client).__module__}."
            f"{type(http_client).__qualname__}"
        )


def _base_url(dialect: Dialect, base_url: str | None) -> str:
    """Return the URL of the API, without the path that all operations share.

    Raises:
        ConfigurationError: It is missing, or no usable URL.
    """
    if base_url is None:
        base_url = dialect.base_url
    if base_url is None:
        paths = sorted({operation.path for operation in dialect.operations.values()})
        raise ConfigurationError(
            f"{dialect.title} has no fixed address: pass base_url=, the URL that its paths "
            f"({', '.join(paths[:3]) or 'none'}) follow",
            provider=dialect.name,
        )
    try:
        return trim_base_url(checked_base_url(base_url), dialect.base_path)
    except ConfigurationError as error:
        error.provider = dialect.name
        raise


def _credential(dialect: Dialect, api_key: Key | None) -> tuple[Auth | None, Secret | None]:
    """Return the way to authenticate and the key; both None where none is needed and none is set.

    Raises:
        ConfigurationError: The key is missing; the message names the environment variables that may hold it.
    """
    if api_key is not None and not isinstance(api_key, str | Secret) and not callable(api_key):
        raise ConfigurationError(
            f"api_key must be text, or a callable that returns it, not {type(api_key).__name__}", provider=dialect.name
        )
    ways = [auth for auth in dialect.auth if auth.scheme != "none"]
    if api_key is not None:
        return _credential_from(dialect, ways, api_key)
    names: list[str] = []
    for auth in ways:
        for name in auth.env:
            key = os.environ.get(name, "").strip()
            if key:
                return auth, checked_secret(key)
            names.append(name)
    # `none` is among the ways, so the provider can be used without a key.
    if len(ways) < len(dialect.auth) or not ways:
        return None, None
    message = f"{dialect.title} needs a key: pass api_key="
    if names:
        message += f" or set {' or '.join(dict.fromkeys(names))}"
    raise ConfigurationError(message, provider=dialect.name)


def _credential_from(dialect: Dialect, ways: list[Auth], api_key: Key) -> tuple[Auth, Secret]:
    """Return the way to authenticate with the caller's key."""
    if not ways:
        raise ConfigurationError(f"{dialect.title} takes no api_key", provider=dialect.name)
    secret = checked_secret(api_key.strip() if isinstance(api_key, str) else api_key)
    if not secret:
        raise ConfigurationError(
            f"api_key is empty: pass a key{_meaning_of_none(dialect, ways)}", provider=dialect.name
        )
    if not isinstance(secret, ChangingSecret):
        return ways[0], secret
    # A key that changes is an access token (OAuth 2.0), and those are bearer tokens (RFC 6750).
    bearer = next((auth for auth in ways if auth.scheme == "bearer"), ways[0])
    return bearer, secret


def _meaning_of_none(dialect: Dialect, ways: list[Auth]) -> str:
    """Return what a client does without ``api_key``, to end a message."""
    names = dict.fromkeys(name for auth in ways for name in auth.env)
    effects: list[str] = []
    if names:
        effects.append(f"it is read from {' or '.join(names)}")
    if len(ways) < len(dialect.auth):
        effects.append("none is sent")
    if not effects:
        return ""
    return f", or None: then {', or '.join(effects)}"


def _build_low_level_client(session: Session, auth: Auth | None, secret: Secret | None) -> Client:
    import httpx

    from videojobs.http.client import AuthenticatedClient, Client

    connect_timeout = _CONNECT_TIMEOUT
    if session.timeout is not None:
        connect_timeout = min(connect_timeout, session.timeout)
    timeout = httpx.Timeout(session.timeout, connect=connect_timeout)
    if auth is None or secret is None:
        return Client(session.base_url, timeout=timeout)
    return AuthenticatedClient(
        session.base_url,
        timeout=timeout,
        token=secret,
        prefix="Bearer" if auth.scheme == "bearer" else "",
        auth_header_name=auth.header,
    )
