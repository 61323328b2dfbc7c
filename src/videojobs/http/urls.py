"""Where a redirect may lead. The caller follows it by hand: credentials never leave the origin they belong to."""

from __future__ import annotations

import httpx

from videojobs.errors import TransportError

FOLLOWED = frozenset({301, 302, 303, 307, 308})
MOST = 5


def origin_of(url: httpx.URL | str) -> tuple[str, str, int]:
    """Return scheme, host and port of a URL."""
    parsed = httpx.URL(url)
    return parsed.scheme, parsed.host, parsed.port or {"https": 443, "http": 80}.get(parsed.scheme, 0)


def next_hop(response: httpx.Response) -> httpx.URL | None:
    """Return the URL that an answer redirects to, or None if it is no redirect.

    Raises:
        TransportError: The redirect leads nowhere, to another kind of URL, or from https to http.
    """
    if response.status_code not in FOLLOWED:
        return None
    here = response.request.url
    try:
        target = here.join(response.headers["location"])
    except (KeyError, httpx.InvalidURL):
        raise TransportError(f"{here.host} redirects (HTTP {response.status_code}) without a usable Location") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise TransportError(
            f"{here.host} redirects to a URL of scheme {target.scheme!r}; only http and https are followed"
        )
    if here.scheme == "https" and target.scheme == "http":
        raise TransportError(f"{here.host} redirects from https to http on {target.host}; that is never followed")
    return target


def too_many(url: httpx.URL) -> TransportError:
    """Return the error for a chain of redirects that does not end."""
    return TransportError(f"{url.host} still redirects after {MOST} hops")
