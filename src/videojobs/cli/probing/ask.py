"""The questions: GET, HEAD and OPTIONS only, so that nothing can be started, changed or paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from attrs import evolve, frozen

from videojobs.errors import DecodeError, TransportError
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.paths import segment
from videojobs.http.request import Request
from videojobs.http.responses import decode_json
from videojobs.http.secret import Secret

if TYPE_CHECKING:
    import httpx

UNKNOWN_ID = "video_000000000000000000000000"
_FREE = frozenset({"GET", "HEAD", "OPTIONS"})
_DEADLINE = 30.0


@frozen(kw_only=True)
class Asked:
    """A question and its answer.

    Attributes:
        name: What was asked for.
        method: GET, HEAD or OPTIONS.
        path: Below the base URL.
        keyed: Whether the key was sent.
        status: The HTTP status, or None if no answer came.
        kind: Media type of the answer.
        body: Decoded JSON, or None if it is none.
        allow: Methods that the server says it takes there.
        trouble: Why no answer came.
    """

    name: str
    method: str
    path: str
    keyed: bool
    status: int | None = None
    kind: str = ""
    body: Any = None
    allow: tuple[str, ...] = ()
    trouble: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the server gave what was asked for."""
        return self.status is not None and 200 <= self.status < 300


class Prober:
    """Asks one server. Keeps every question and its answer, in order.

    Args:
        base_url: Where the API is.
        key: The key, or None.
        header: Name of the header that carries the key alone; None for ``Authorization: Bearer``.
    """

    def __init__(self, base_url: str, key: Secret | None, header: str | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._key = key
        self._header = header
        self.asked: list[Asked] = []

    @property
    def has_key(self) -> bool:
        """Whether there is a key to send."""
        return self._key is not None

    def masked(self, text: str) -> str:
        """Return a text without the key."""
        return text.replace(self._key.reveal(), "***") if self._key is not None else text

    def ask(self, name: str, path: str, *, method: str = "GET", keyed: bool = True, origin: bool = False) -> Asked:
        """Ask one question.

        Args:
            name: What is asked for.
            path: Below the base URL; may hold a query.
            method: GET, HEAD or OPTIONS; nothing else leaves here.
            keyed: Whether to send the key, if there is one.
            origin: Whether the path counts from the server's root.
        """
        if method not in _FREE:
            raise ValueError(f"{method} may start or change something; a probe does not send it")
        keyed = keyed and self._key is not None
        base = origin_of(self.base_url) if origin else self.base_url
        found = Asked(name=name, method=method, path=path, keyed=keyed)
        target, _, query = path.partition("?")
        params = tuple((one, value) for one, _, value in (part.partition("=") for part in query.split("&") if part))
        request = Request(method=method, path=target, params=params, secured=keyed)
        with self._client(base, keyed) as client:
            try:
                found = _answered(found, client.send(request, deadline=_DEADLINE))
            except TransportError as error:
                found = evolve(found, trouble=self.masked(error.message))
        self.asked.append(found)
        return found

    def _client(self, base_url: str, keyed: bool) -> Client:
        if not keyed or self._key is None:
            return Client(base_url)
        return AuthenticatedClient(
            base_url,
            token=self._key,
            prefix="" if self._header else "Bearer",
            auth_header_name=self._header or "Authorization",
        )


def _answered(found: Asked, response: httpx.Response) -> Asked:
    """Return a question with its answer."""
    body: Any = None
    if found.method != "HEAD" and response.content.strip():
        try:
            body = decode_json(response)
        except DecodeError:
            body = None
    allow = response.headers.get("allow", "") or response.headers.get("access-control-allow-methods", "")
    return evolve(
        found,
        status=response.status_code,
        kind=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=body,
        allow=tuple(sorted({word.strip().upper() for word in allow.split(",") if word.strip()})),
    )


def origin_of(base_url: str) -> str:
    """Return scheme and host of a URL."""
    parts = urlsplit(base_url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def ask_all(prober: Prober, job: str | None) -> str:
    """Ask all questions; return the path that the video operations follow (``""`` or ``/v1``).

    Args:
        prober: Whom to ask.
        job: Id of a job of yours to look at, or None.
    """
    prefixes = [""] if prober.base_url.endswith("/v1") else ["", "/v1"]
    scores: dict[str, int] = {}
    for prefix in prefixes:
        listed = prober.ask("list", f"{prefix}/videos?limit=20")
        unknown = prober.ask("unknown job", f"{prefix}/videos/{UNKNOWN_ID}")
        scores[prefix] = _score(listed) * 2 + _score(unknown)
    prefix = max(prefixes, key=lambda one: scores[one])
    if prober.has_key:
        prober.ask("list, without a key", f"{prefix}/videos?limit=1", keyed=False)
        prober.ask("unknown job, without a key", f"{prefix}/videos/{UNKNOWN_ID}", keyed=False)
    prober.ask("content of an unknown job", f"{prefix}/videos/{UNKNOWN_ID}/content")
    prober.ask("a page that is not there", f"{prefix}/videos/{UNKNOWN_ID}/nothing-of-that-name")
    prober.ask("methods of the collection", f"{prefix}/videos", method="OPTIONS")
    prober.ask("methods of a job", f"{prefix}/videos/{UNKNOWN_ID}", method="OPTIONS")
    prober.ask("models", f"{prefix}/models")
    prober.ask("document", "/openapi.json", origin=True, keyed=False)
    if job is not None:
        prober.ask("your job", f"{prefix}/videos/{segment(job)}")
        prober.ask("content of your job", f"{prefix}/videos/{segment(job)}/content", method="HEAD")
    return prefix


def _score(asked: Asked) -> int:
    """Return how much an answer looks like one of an API that has this path."""
    if asked.status is None or asked.kind.startswith("text/html"):
        return 0
    if asked.is_success and isinstance(asked.body, dict | list):
        return 4
    if asked.status in (401, 403, 405, 422):
        return 3
    words = str(asked.body).lower()
    if asked.status in (400, 404, 410) and any(word in words for word in ("job", "task", "video_0", "not exist")):
        return 2
    return 1 if isinstance(asked.body, dict) else 0
