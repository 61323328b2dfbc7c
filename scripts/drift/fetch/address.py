"""Which addresses a document may be fetched from: https only, plain http on this machine only, no way back inside."""

from __future__ import annotations

import httpx
from attrs import frozen

from scripts.drift.fetch.unreachable import Unreachable
from videojobs.http.urls import is_local_address, is_loopback


@frozen(kw_only=True)
class Address:
    """A URL that may be fetched.

    Attributes:
        url: The URL.
        inside: It names this machine or one of a private network by itself.
    """

    url: httpx.URL
    inside: bool

    @property
    def text(self) -> str:
        """The URL as text."""
        return str(self.url)


def checked(url: str) -> Address:
    """Return the address of a URL.

    Raises:
        Unreachable: It is not an https URL (http for this machine), or it holds credentials.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as problem:
        raise Unreachable(url, f"this is no URL: {problem}", "write an https:// address") from None
    if parsed.userinfo:
        shown = str(parsed.copy_with(username=None, password=None))
        raise Unreachable(shown, "the address holds a name or password", "take it out; none is ever sent")
    if parsed.scheme not in ("https", "http") or not parsed.host:
        raise Unreachable(url, "this is not an https address", "write an https:// address")
    if parsed.scheme == "http" and not is_loopback(parsed.host):
        raise Unreachable(url, "plain http is for this machine only", "write an https:// address")
    return Address(url=parsed, inside=is_local_address(parsed.host))


def redirected(here: Address, location: str, first: Address) -> Address:
    """Return where a redirect leads.

    Args:
        here: Where it came from.
        location: What the answer says.
        first: Where the download began: a way into this machine or a private network must have begun there.

    Raises:
        Unreachable: It leads where no document is fetched from.
    """
    fix = "ask for the address that it leads to, if you trust it"
    try:
        target = here.url.join(location)
    except (httpx.InvalidURL, ValueError):
        raise Unreachable(first.text, "it redirects to what is no URL", "look at the address in a browser") from None
    if here.url.scheme == "https" and target.scheme != "https":
        raise Unreachable(first.text, f"it redirects from https to {target.scheme}", fix)
    try:
        there = checked(str(target))
    except Unreachable as problem:
        raise Unreachable(first.text, f"it redirects to {problem.url}: {problem.why}", fix) from None
    if there.inside and not first.inside:
        raise Unreachable(first.text, f"it redirects into a private network ({there.url.host})", fix)
    return there
