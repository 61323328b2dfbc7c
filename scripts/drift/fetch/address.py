"""Check the URLs that documents are downloaded from: https, http on this machine, nothing in private networks."""

from __future__ import annotations

import httpx

from scripts.drift.fetch.unreachable import Unreachable
from videojobs.http.urls import is_local_address, is_loopback


def parse_url(url: str) -> httpx.URL:
    """Return a URL that a document may be downloaded from.

    Raises:
        Unreachable: It is not an https URL (http for this machine), or it holds credentials.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as problem:
        raise Unreachable(url, f"this is not a URL: {problem}", "write an https:// address") from None
    if parsed.userinfo:
        without_userinfo = str(parsed.copy_with(username=None, password=None))
        raise Unreachable(without_userinfo, "the address holds a name or password", "take it out; none is ever sent")
    if parsed.scheme not in ("https", "http") or not parsed.host:
        raise Unreachable(url, "this is not an https address", "write an https:// address")
    if parsed.scheme == "http" and not is_loopback(parsed.host):
        raise Unreachable(url, "plain http is for this machine only", "write an https:// address")
    return parsed


def follow_redirect(url: httpx.URL, location: str, start: httpx.URL) -> httpx.URL:
    """Return the URL that a redirect leads to.

    Args:
        url: The URL that redirects.
        location: The ``Location`` of the response.
        start: The URL that the download began with. Only if that is local may a redirect lead to a local address:
            else a published address could read from services of the maintainer's network (server-side request forgery).

    Raises:
        Unreachable: No document is downloaded from there.
    """
    fix = "use the address that it leads to, if you trust it"
    try:
        target = url.join(location)
    except (httpx.InvalidURL, ValueError):
        raise Unreachable(str(start), "it redirects to an invalid URL", "open the address in a browser") from None
    if url.scheme == "https" and target.scheme != "https":
        raise Unreachable(str(start), f"it redirects from https to {target.scheme}", fix)
    try:
        target = parse_url(str(target))
    except Unreachable as problem:
        raise Unreachable(str(start), f"it redirects to {problem.url}: {problem.why}", fix) from None
    if is_local_address(target.host) and not is_local_address(start.host):
        raise Unreachable(str(start), f"it redirects into a private network ({target.host})", fix)
    return target
