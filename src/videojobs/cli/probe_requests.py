"""Send the requests of ``videojobs probe``: GET, HEAD and OPTIONS only, which start, change and cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from attrs import evolve, frozen

from videojobs.errors import DecodeError, TransportError
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.parameters import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_json
from videojobs.http.secret import Secret

if TYPE_CHECKING:
    import httpx

UNKNOWN_ID = "video_000000000000000000000000"
# "Safe" methods, RFC 9110, section 9.2.1: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEADLINE = 30.0
"""Seconds for one request."""


@frozen(kw_only=True)
class ProbeRequest:
    """A request and what came back.

    Attributes:
        purpose: What the request is to show.
        method: GET, HEAD or OPTIONS.
        path: Below the base URL, with its query.
        with_key: Whether the key was sent.
        status: The HTTP status, or None if there was no response.
        media_type: Media type of the response.
        body: Decoded JSON, or None if the body is no JSON.
        allowed_methods: Methods that the server lists for the path.
        error: Why there was no response.
        is_elsewhere: Whether it was sent to the address that the API turned out not to be at.
    """

    purpose: str
    method: str
    path: str
    with_key: bool
    status: int | None = None
    media_type: str = ""
    body: Any = None
    allowed_methods: tuple[str, ...] = ()
    error: str | None = None
    is_elsewhere: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return self.status is not None and 200 <= self.status < 300


class Prober:
    """Sends requests to one server and keeps them with their responses, in order.

    Args:
        base_url: Base URL of the API.
        key: The key, or None.
        key_header: Name of the header that carries the key alone; None for ``Authorization: Bearer``.
    """

    def __init__(self, base_url: str, key: Secret | None, key_header: str | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self.requests: list[ProbeRequest] = []
        self._key = key
        self._key_header = key_header

    @property
    def has_key(self) -> bool:
        """Whether there is a key to send."""
        return self._key is not None

    def masked(self, text: str) -> str:
        """Return a text without the key."""
        if self._key is None:
            return text
        return text.replace(self._key.reveal(), "***")

    def send(
        self, purpose: str, path: str, *, method: str = "GET", with_key: bool = True, from_root: bool = False
    ) -> ProbeRequest:
        """Send one request.

        Args:
            purpose: What the request is to show.
            path: Below the base URL; may have a query.
            method: GET, HEAD or OPTIONS.
            with_key: Whether to send the key, if there is one.
            from_root: Whether the path starts at the server's root.

        Raises:
            ValueError: The method may start or change something.
        """
        if method not in _SAFE_METHODS:
            raise ValueError(f"{method} may start or change something; a probe does not send it")
        with_key = with_key and self._key is not None
        base_url = self.base_url
        if from_root:
            base_url = origin_of(base_url)
        target, _, query = path.partition("?")
        params = tuple((name, value) for name, _, value in (part.partition("=") for part in query.split("&") if part))
        request = Request(method=method, path=target, params=params, secured=with_key)
        result = ProbeRequest(purpose=purpose, method=method, path=path, with_key=with_key)
        with self._client(base_url, with_key=with_key) as client:
            try:
                result = _with_response(result, client.send(request, deadline=_DEADLINE))
            except TransportError as error:
                result = evolve(result, error=self.masked(error.message))
        self.requests.append(result)
        return result

    def _client(self, base_url: str, *, with_key: bool) -> Client:
        if not with_key or self._key is None:
            return Client(base_url)
        if self._key_header is None:
            return AuthenticatedClient(base_url, token=self._key)
        return AuthenticatedClient(base_url, token=self._key, prefix="", auth_header_name=self._key_header)


def _with_response(request: ProbeRequest, response: httpx.Response) -> ProbeRequest:
    body: Any = None
    if request.method != "HEAD" and response.content.strip():
        try:
            body = decode_json(response)
        except DecodeError:
            body = None
    # Servers that answer OPTIONS for browsers only list their methods in the CORS header.
    allow = response.headers.get("allow", "") or response.headers.get("access-control-allow-methods", "")
    return evolve(
        request,
        status=response.status_code,
        media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=body,
        allowed_methods=tuple(sorted({word.strip().upper() for word in allow.split(",") if word.strip()})),
    )


def origin_of(base_url: str) -> str:
    """Return scheme and host of a URL."""
    parts = urlsplit(base_url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def send_all(prober: Prober, job_id: str | None) -> str:
    """Send all requests; return the path that comes before ``/videos`` (``""`` or ``/v1``).

    If the API is at a base URL without the given ``/v1``, the prober's base URL is that one afterwards.

    Args:
        prober: Sends them.
        job_id: A job of the caller to look at, or None.
    """
    # Documentation gives the base URL with or without its "/v1".
    given = prober.base_url, ""
    without = prober.base_url.removesuffix("/v1")
    other = (without, "") if without != prober.base_url else (prober.base_url, "/v1")
    scores: dict[tuple[str, str], int] = {}
    for address in (given, other):
        prober.base_url, prefix = address
        listing = prober.send("list", f"{prefix}/videos?limit=20")
        unknown_job = prober.send("unknown job", f"{prefix}/videos/{UNKNOWN_ID}")
        scores[address] = _score(listing) * 2 + _score(unknown_job)
    # max() returns the first of equals: the address as given.
    prober.base_url, prefix = max(scores, key=lambda address: scores[address])
    if (prober.base_url, prefix) == given:
        prober.requests[2:] = map(_elsewhere, prober.requests[2:])
    else:
        prober.requests[:2] = map(_elsewhere, prober.requests[:2])
    job_path = f"{prefix}/videos/{UNKNOWN_ID}"
    if prober.has_key:
        prober.send("list, without a key", f"{prefix}/videos?limit=1", with_key=False)
        prober.send("unknown job, without a key", job_path, with_key=False)
    prober.send("content of an unknown job", f"{job_path}/content")
    # To compare with: how the server refuses a path that it surely does not have.
    prober.send("unknown path", f"{job_path}/nothing-of-that-name")
    prober.send("methods of the collection", f"{prefix}/videos", method="OPTIONS")
    # OPTIONS shows whether DELETE exists; sending DELETE could delete something.
    prober.send("methods of a job", job_path, method="OPTIONS")
    prober.send("models", f"{prefix}/models")
    prober.send("document", "/openapi.json", from_root=True, with_key=False)
    if job_id is not None:
        prober.send("your job", f"{prefix}/videos/{segment(job_id)}")
        prober.send("content of your job", f"{prefix}/videos/{segment(job_id)}/content", method="HEAD")
    return prefix


def _elsewhere(request: ProbeRequest) -> ProbeRequest:
    # The paths may be the same at both addresses, so that only the purpose shows a reader which of them count.
    return evolve(request, purpose=f"{request.purpose}, other address", is_elsewhere=True)


def _score(request: ProbeRequest) -> int:
    """Return how much a response looks like one of an API that has this path."""
    if request.status is None or request.media_type.startswith("text/html"):
        return 0
    if request.is_success and isinstance(request.body, dict | list):
        return 4
    if request.status in (401, 403, 405, 422):
        return 3
    # A 404 about a job is one of the API; a 404 about the path is one of the web server.
    text = str(request.body).lower()
    if request.status in (400, 404, 410) and any(word in text for word in ("job", "task", "video_0", "not exist")):
        return 2
    return int(isinstance(request.body, dict))
