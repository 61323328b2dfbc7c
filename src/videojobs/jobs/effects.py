"""What a flow may ask of the world. A flow is a generator that yields these and is given their results.

Flows do no input or output of their own, so each is written once and driven by `videojobs.jobs.drive` from
blocking and from async programs alike.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Protocol, TypeVar

from attrs import frozen

from videojobs.http.request import Request

T = TypeVar("T")


class Sink(Protocol):
    """Takes the bytes of a download."""

    def write(self, data: bytes) -> None:
        """Take the next bytes; may block on the disk."""
        ...

    def report(self) -> None:
        """Tell the caller how far it is; must not block."""
        ...


@frozen(kw_only=True)
class Send:
    """Send a request and read the whole answer. Gives an `httpx.Response`, whatever its status.

    ``deadline`` bounds the exchange, in seconds; None does not. Raises TransportError into the flow.
    """

    request: Request
    deadline: float | None = None


@frozen
class Sleep:
    """Wait for so many seconds. Gives None."""

    seconds: float


@frozen(kw_only=True)
class Open:
    """Start a download: of a request to the provider, or of an absolute URL. Gives a `Head`; closes any earlier one.

    Attributes:
        request: What to ask the provider; None to fetch ``url``.
        url: What to fetch, with the credential only if ``credential`` is true and it is at the provider's origin.
        headers: Further headers.
        deadline: Seconds until the head must be there; None for the client's own limits.
    """

    request: Request | None = None
    url: str | None = None
    headers: Mapping[str, str] = {}
    credential: bool = False
    deadline: float | None = None


@frozen(kw_only=True)
class Head:
    """The start of an answer whose body is still to come.

    Attributes:
        status: The HTTP status.
        headers: The headers; names in lower case.
        url: What was asked, absolute.
    """

    status: int
    headers: Mapping[str, str]
    url: str


@frozen(kw_only=True)
class Pump:
    """Pour the body that is open into a sink, within ``deadline`` seconds. Gives None.

    Raises TransportError into the flow if the body ends early; all bytes that came are in the sink by then.
    """

    sink: Sink
    deadline: float | None = None


@frozen
class Peek:
    """Read at most so many bytes of the body that is open, decoded, then close it. Gives an `httpx.Response`."""

    limit: int


@frozen
class Blocking:
    """Do something that may block on the disk; an async program does it in a thread. Gives its result."""

    function: Callable[[], Any]


@frozen
class Notify:
    """Tell the caller about a job. An async caller may give an async function. Gives None."""

    callback: Callable[[Any], Any]
    value: Any


Effect = Send | Sleep | Open | Pump | Peek | Blocking | Notify
Flow = Generator[Effect, Any, T]
