"""A request as data, and the `httpx.Request` built from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import httpx
from attrs import evolve, field, frozen

from videojobs._version import __version__
from videojobs.errors import InvalidRequest, printable
from videojobs.http.bodies import Binary, Body, Form, Json, multipart_parts
from videojobs.http.content_coding import ACCEPTED
from videojobs.http.deadline import Timeouts
from videojobs.http.streams import AsyncUpload

USER_AGENT = f"videojobs/{__version__}"


@frozen(kw_only=True)
class Request:
    """One HTTP request to the provider.

    Attributes:
        method: Upper case.
        path: Starts with ``/``; already percent-encoded; joined to the client's ``base_url``.
        params: Query parameters, in order, as text.
        headers: Header parameters of the operation; never the credential.
        cookies: Cookie parameters of the operation.
        body: The body, if there is one.
        secured: Whether the operation requires the credential.
    """

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    secured: bool = True
    _parsed: tuple[str, httpx.URL] | None = field(default=None, init=False, eq=False, repr=False)

    def url(self, base_url: str) -> httpx.URL:
        """Return the absolute URL; it is parsed once, since a poll is sent many times."""
        parsed = self._parsed
        if parsed is None or parsed[0] != base_url:
            parsed = (base_url, _parsed(f"{base_url}{self.path}"))
            object.__setattr__(self, "_parsed", parsed)  # the value stays the same, so the class is frozen for others
        return parsed[1]

    def with_headers(self, headers: Mapping[str, str]) -> Request:
        """Return a request with these headers, in place of its own of the same name."""
        if not headers:
            return self
        names = {name.lower() for name in headers}
        kept = [(name, value) for name, value in self.headers if name.lower() not in names]
        return evolve(self, headers=(*kept, *headers.items()))


@lru_cache(maxsize=128)
def _parsed(url: str) -> httpx.URL:
    """Parse a URL: 7 % of the CPU of a request. All creates have the same, and so have the calls about one job."""
    return httpx.URL(url)


def build_request(
    client: httpx.Client | httpx.AsyncClient,
    request: Request,
    base_url: str,
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    timeouts: Timeouts,
) -> httpx.Request:
    """Return the request to the provider, with the headers, parameters and cookies that the httpx client adds.

    `httpx.Client.build_request` does the same, in twice the time: it copies and merges objects where lists do.

    Args:
        client: The httpx client that will send it.
        request: What to send.
        base_url: The URL that the path of the request follows.
        headers: Further headers.
        cookies: Further cookies.
        timeouts: Time limits of the request.

    Raises:
        InvalidRequest: A value cannot be encoded. Nothing was sent.
    """
    try:
        arguments, body_headers = _body_arguments(request.body)
        if request.headers:
            # The names of headers have no case (RFC 9110, section 5.1); those of the request win.
            names = {name.lower() for name, _ in request.headers}
            headers = {name: value for name, value in headers.items() if name.lower() not in names}
        own = dict(request.cookies)
        all_cookies = [*((name, value) for name, value in cookies.items() if name not in own), *request.cookies]
        all_headers = _headers({**headers, **dict(request.headers), **body_headers}, all_cookies)
        url = request.url(base_url)
        # A subclass may build its requests in another way; that of httpx-aiohttp, for one, does not.
        if type(client).build_request is not httpx.Client.build_request:
            timeout = httpx.Timeout(**timeouts)
            built = client.build_request(
                request.method, url, params=request.params, headers=all_headers, timeout=timeout, **arguments
            )
        else:
            params = client.params
            if request.params:
                params = params.merge(request.params)
            merged = _merged_headers(client, all_headers)
            settings: dict[str, Any] = {"params": params or None, "extensions": {"timeout": timeouts}}
            content = arguments.get("content", b"")
            if arguments.keys() <= {"content"} and isinstance(content, bytes):
                built = _request_of_bytes(request.method, url, merged, content, settings)
            else:
                built = httpx.Request(request.method, url, headers=merged, **settings, **arguments)
            if client.cookies:
                client.cookies.set_cookie_header(built)
    # Lone surrogates, numbers that JSON lacks, values that no encoder knows, a query of 65,536 characters.
    except (httpx.InvalidURL, ValueError, TypeError, RecursionError, OSError) as error:
        raise InvalidRequest(
            f"{request.method} {printable(request.path, 200)}: a value cannot be sent: {printable(str(error), 200)}"
        ) from error
    if arguments and isinstance(client, httpx.AsyncClient) and isinstance(built.stream, httpx.SyncByteStream):
        built.stream = AsyncUpload(built.stream)
    return built


def _request_of_bytes(
    method: str, url: httpx.URL, headers: list[tuple[bytes, bytes]], content: bytes, settings: dict[str, Any]
) -> httpx.Request:
    """Return a request with these headers, and with those that httpx would add, after it had built them a second time.

    https://www.python-httpx.org/api/#request: with a stream, it takes the headers as they are.
    """
    names = {name.lower() for name, _ in headers}
    if b"host" not in names:
        headers.insert(0, (b"Host", url.netloc))
    if (content or method in ("POST", "PUT", "PATCH")) and b"content-length" not in names:
        headers.append((b"Content-Length", str(len(content)).encode()))
    built = httpx.Request(method, url, headers=headers, stream=httpx.ByteStream(content), **settings)
    built.read()  # `content` is set by that
    return built


def build_get(
    url: httpx.URL | str, headers: Mapping[str, str], cookies: Mapping[str, str], timeouts: Timeouts
) -> httpx.Request:
    """Return a GET of any URL with these headers only: those of a custom httpx client may hold a credential."""
    all_headers = _headers(headers, cookies.items())
    return httpx.Request("GET", url, headers=all_headers, extensions={"timeout": timeouts})


def _body_arguments(body: Body | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the arguments of `httpx.Client.build_request` for a body, and the headers that it needs."""
    if body is None:
        return {}, {}
    if isinstance(body, Json):
        # httpx before 0.28 escapes lone surrogates, which no server can decode, instead of refusing them.
        content = json.dumps(body.value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return {"content": content}, {"Content-Type": body.media_type}
    if isinstance(body, Form):
        return {"data": body.fields}, {}
    if isinstance(body, Binary):
        return {"content": body.payload}, {"Content-Type": body.media_type}
    # As `files`, text fields too: from `data` alone httpx makes a URL-encoded form.
    # https://www.python-httpx.org/advanced/clients/#multipart-file-encoding
    return {"files": multipart_parts(body.fields)}, {}


def _merged_headers(client: httpx.Client | httpx.AsyncClient, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return the headers of the client, without those that the request has, and those of the request."""
    own = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    names = {name.lower() for name, _ in own}
    return [*((name, value) for name, value in client.headers.raw if name.lower() not in names), *own]


def _headers(headers: Mapping[str, str], cookies: Collection[tuple[str, str]]) -> dict[str, str]:
    # httpx would also offer br and zstd where their packages are installed; those cannot be undone within a limit.
    all_headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": ACCEPTED, **headers}
    if cookies:
        all_headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
    return all_headers
