"""What both clients are made of: settings, checked once, and connections, made at the first request."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from videojobs.dialect import Auth, Dialect
from videojobs.errors import ConfigurationError, printable
from videojobs.http.secret import ChangingSecret, Secret, fits_header, mask
from videojobs.jobs.registry import load_dialect
from videojobs.jobs.session import Session, trimmed

if TYPE_CHECKING:
    import httpx

    from videojobs.http.client import Client
    from videojobs.jobs.model.capabilities import Capabilities
    from videojobs.jobs.response_hook import ContractCallback, Observer

Key = str | Secret | Callable[[], str | Secret]
_CONNECT = 5.0


class Face(ABC):
    """What both clients share: settings, checked once, and connections, made at the first request."""

    _way = "sync"

    def __init__(
        self,
        provider: str | Dialect,
        *,
        api_key: Key | None = None,
        base_url: str | None = None,
        timeout: float | None = 60.0,
        http_client: httpx.Client | httpx.AsyncClient | None = None,
        contract: ContractCallback | None = None,
    ) -> None:
        dialect = provider if isinstance(provider, Dialect) else load_dialect(provider)
        if timeout is not None and not timeout > 0:
            raise ConfigurationError(f"timeout is {timeout}; it must be more than 0 seconds, or None for no limit")
        address = _address(dialect, base_url)
        self._auth, self._secret = _credential(dialect, api_key)
        self._http_client = http_client
        self._client: Client | None = None
        self._lock = Lock()
        self._session = Session(dialect=dialect, base_url=address, timeout=timeout, masked=self._masked)
        self._observer = _observer(self._session, contract, self._secret) if contract is not None else None

    def _masked(self, text: str) -> str:
        return mask(text, self._secret)

    @property
    def dialect(self) -> Dialect:
        """How the provider speaks."""
        return self._session.dialect

    @property
    def base_url(self) -> str:
        """Where the provider's API is."""
        return self._session.base_url

    @property
    def capabilities(self) -> Capabilities:
        """What the provider can do: operations, encodings, sizes, lengths, variants."""
        from videojobs.jobs.model.capabilities import (
            capabilities,  # reads the document, which a plain client never needs
        )

        return capabilities(self.dialect)

    def call(self, operation: str, *arguments: Any, **options: Any) -> Any:
        """Call one operation of the low-level client, by its name, and return the generated model of its answer.

        It is sent once, whatever comes of it, and nothing is reconciled. `AsyncVideoClient` returns an awaitable.

        Args:
            operation: Its operationId (``GetVideo``), in any spelling (``get_video``), or its role (``retrieve``).
            arguments: Its path parameters, in order.
            options: ``body``, and the query parameters by their names.

        Raises:
            NotSupported: The provider has no such operation; the message lists those it has.
            ApiError: The server answered with an error status.
        """
        from videojobs.jobs.operation_lookup import operation_module

        function = getattr(operation_module(self.dialect, operation), self._way)
        return function(*arguments, client=self._low_level(), **options)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.dialect.name!r}, base_url={self.base_url!r})"

    def _low_level(self) -> Client:
        """Return the low-level client, made at its first use: importing httpx takes a while."""
        with self._lock:
            if self._client is None:
                made = _low_level(self._session, self._auth, self._secret)
                made.observer = self._observer
                if self._http_client is not None:
                    self._hand_over(made)
                self._client = made
            return self._client

    @abstractmethod
    def _hand_over(self, client: Client) -> None:
        """Give the caller's own httpx client to the low-level client."""


def _observer(session: Session, callback: ContractCallback, secret: Secret | None) -> Observer:
    from videojobs.jobs.response_hook import Observer  # a client without a callback never needs it

    return Observer(session, callback, secret)


def check_kind(http_client: object, wanted: str) -> None:
    """Check that a client handed in is of the right kind.

    Raises:
        ConfigurationError: It is not.
    """
    if http_client is None:
        return
    import httpx

    if not isinstance(http_client, getattr(httpx, wanted)):
        raise ConfigurationError(
            f"http_client must be an httpx.{wanted} here, not {type(http_client).__module__}."
            f"{type(http_client).__qualname__}"
        )


def _address(dialect: Dialect, base_url: str | None) -> str:
    """Return where the API is, normalised.

    Raises:
        ConfigurationError: It is not known, or no usable URL.
    """
    told = base_url if base_url is not None else dialect.base_url
    if told is None:
        raise ConfigurationError(
            f"{dialect.title} has no fixed address: pass base_url=, the URL that its paths ({_paths(dialect)}) follow",
            provider=dialect.name,
        )
    if not isinstance(told, str):
        raise ConfigurationError(f"base_url must be text, not {type(told).__name__}", provider=dialect.name)
    try:
        parts = urlsplit(told.strip())
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise ConfigurationError("base_url is not a URL", provider=dialect.name) from None
    if not good:
        raise ConfigurationError(
            f"base_url {printable(told, 100)!r} must start with https:// (or http://) and name a host",
            provider=dialect.name,
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError(
            f"base_url for {parts.hostname} must hold no password, no query and no fragment", provider=dialect.name
        )
    return trimmed(told, dialect.base_path)


def _paths(dialect: Dialect) -> str:
    return ", ".join(sorted({operation.path for operation in dialect.operations.values()})[:3]) or "none"


def _credential(dialect: Dialect, api_key: Key | None) -> tuple[Auth | None, Secret | None]:
    """Return how to authenticate and with what; both None where no key is needed and none is there.

    Raises:
        ConfigurationError: The key is missing; the message names the environment variables that may hold it.
    """
    keyed = [auth for auth in dialect.auth if auth.scheme != "none"]
    if api_key is not None and not isinstance(api_key, str | Secret) and not callable(api_key):
        raise ConfigurationError(
            f"api_key must be text, or a callable that returns it, not {type(api_key).__name__}", provider=dialect.name
        )
    if api_key:
        if not keyed:
            raise ConfigurationError(f"{dialect.title} takes no api_key", provider=dialect.name)
        if isinstance(api_key, ChangingSecret) or not isinstance(api_key, str | Secret):
            # What changes is a token, and tokens are borne; a key stays what it is.
            bearer = next((auth for auth in keyed if auth.scheme == "bearer"), keyed[0])
            return bearer, api_key if isinstance(api_key, Secret) else ChangingSecret(api_key)
        return keyed[0], _clean(api_key)
    names: list[str] = []
    for auth in keyed:
        for name in auth.env:
            found = os.environ.get(name, "").strip()
            if found:
                return auth, _clean(found)
            names.append(name)
    if not keyed or any(auth.scheme == "none" for auth in dialect.auth):
        return None, None
    where = f" or set {' or '.join(dict.fromkeys(names))}" if names else ""
    raise ConfigurationError(f"{dialect.title} needs a key: pass api_key={where}", provider=dialect.name)


def _clean(key: str | Secret) -> Secret:
    secret = Secret(key.strip()) if isinstance(key, str) else key
    if not fits_header(secret.reveal()):
        raise ConfigurationError("the API key is empty or holds spaces, line ends or letters that no header can carry")
    return secret


def _low_level(session: Session, auth: Auth | None, secret: Secret | None) -> Client:
    import httpx

    from videojobs.http.client import AuthenticatedClient, Client

    seconds = session.timeout
    timeout = httpx.Timeout(seconds, connect=_CONNECT if seconds is None else min(_CONNECT, seconds))
    if auth is None or secret is None:
        return Client(session.base_url, timeout=timeout)
    return AuthenticatedClient(
        session.base_url,
        timeout=timeout,
        token=secret,
        prefix="Bearer" if auth.scheme == "bearer" else "",
        auth_header_name=auth.header,
    )
