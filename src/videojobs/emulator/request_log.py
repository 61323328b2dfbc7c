"""Record requests with the status of their responses, for tests to look at."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import frozen

from videojobs.emulator import bounded
from videojobs.emulator.authentication import credential_headers
from videojobs.emulator.request_bodies import loggable, media_type_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from videojobs.emulator.incoming_request import IncomingRequest
    from videojobs.emulator.settings import Settings

# Of the record of a GET by httpx with attributes, names and short values of headers, measured with tracemalloc.
_RECORD_SIZE: Final = 1_200
Origin = Literal["api", "media"]


@frozen(kw_only=True)
class RequestRecord:
    """A request and the status of its response.

    Attributes:
        origin: ``api``, or ``media``: the second origin, which serves clips.
        method: HTTP method.
        path: Path as it was sent, percent-encoded.
        query: Query string as it was sent.
        content_type: The body's media type, without parameters; "" without a ``Content-Type``.
        has_credential: Whether it had a header for credentials, or the key anywhere in its head.
        headers: All headers, lower case; credentials are masked.
        body: The decoded body with files as short texts, or None.
        status: HTTP status of the response; 0: none was sent.
        request_id: Its id, as in the response's ``x-request-id``.
        size: About how many bytes the record takes.
        fault: The faults that hit it, or None.
    """

    origin: Origin = "api"
    method: str
    path: str
    query: str
    content_type: str
    has_credential: bool
    headers: Mapping[str, str]
    body: Any
    status: int
    request_id: str
    size: int = 0
    fault: str | None = None


class RequestLog(deque[RequestRecord]):
    """The last requests, oldest first: at most 10,000, and at most 64 MiB and one request.

    Attributes:
        total: How many there were since the start or the last `clear`, with those that are forgotten.
        id: Another one after each `clear`, and of each log: requests with the same numbers are others then.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bytes = 0
        self.total = 0
        self.id = token_hex(4)

    def append(self, record: RequestRecord) -> None:
        """Add a request, and forget the oldest ones if there are too many."""
        super().append(record)
        self.total += 1
        self._bytes += record.size
        while len(self) > 1 and (len(self) > bounded.MAX_RECORDS or self._bytes > bounded.MAX_BYTES):
            self.popleft()

    def popleft(self) -> RequestRecord:
        """Remove the oldest request."""
        record = super().popleft()
        self._bytes -= record.size
        return record

    def clear(self) -> None:
        """Forget all of them."""
        super().clear()
        self._bytes = 0
        self.total = 0
        self.id = token_hex(4)


class RequestRecorder:
    """Records the requests to one origin.

    Args:
        origin: The origin.
        settings: The emulator's settings.

    Attributes:
        log: The records.
    """

    def __init__(self, origin: Origin, settings: Settings) -> None:
        self._origin: Origin = origin
        self._settings = settings
        self._credential_headers = credential_headers(settings.dialect)
        self.log = RequestLog()

    def record(self, incoming: IncomingRequest, response: Response) -> None:
        """Record a request and date its response.

        Before the response is sent: a test that has it looks for the record at once.
        """
        response.headers["date"] = _date_of_second(math.floor(self._settings.clock() + incoming.skew))
        record = self._record_of(incoming, response.status_code)
        self.log.append(record)
        if self._settings.on_request is not None:
            self._settings.on_request(record)

    def _record_of(self, incoming: IncomingRequest, status: int) -> RequestRecord:
        request, api_key = incoming.request, self._settings.api_key
        query = request.scope["query_string"].decode("latin-1")
        # Anywhere in the head: tests look for keys that a client put in the wrong place.
        has_credential = api_key in incoming.raw_path or api_key in query
        recorded: dict[str, str] = {}
        for name, value in request.headers.items():
            is_credential = name in self._credential_headers
            has_credential = has_credential or is_credential or api_key in value
            recorded[name] = "***" if is_credential else value
        size = _RECORD_SIZE + len(incoming.raw_path) + len(query) + sum(map(len, recorded.values()))
        body = None
        if incoming.body:
            body = loggable(incoming.body)
            body_size = bounded.size_of(body)
            if body_size > bounded.MAX_BYTES:
                body = {"omitted": f"a body of more than {bounded.MAX_BYTES} bytes"}
            size += min(body_size, bounded.MAX_BYTES)
        return RequestRecord(
            origin=self._origin,
            method=request.method,
            path=incoming.raw_path,
            query=query,
            content_type=media_type_of(request),
            has_credential=has_credential,
            headers=recorded,
            body=body,
            status=status,
            request_id=incoming.request_id,
            size=size,
            fault=", ".join(map(str, incoming.faults)) or None,
        )


@lru_cache(maxsize=16)
def _date_of_second(second: int) -> str:
    return formatdate(second, usegmt=True)
