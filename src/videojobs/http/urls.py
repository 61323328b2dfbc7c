"""Check where a URL leads: origins, redirects, and addresses of local networks.

Redirects are followed by hand, one hop at a time: at another origin httpx removes ``Authorization`` and cookies only,
and would send a key in ``X-Api-Key`` along.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from videojobs.errors import ConfigurationError, TransportError, printable

if TYPE_CHECKING:
    import httpx

# Those that lead to one place (RFC 9110, section 15.4): not 300, a choice, nor 304, the answer to a condition.
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
# File storage takes one or two; httpx would follow 20.
MAX_REDIRECTS = 5
_DEFAULT_PORTS = {"https": 443, "http": 80}
# `.internal` was reserved by ICANN in 2024; `localhost.localdomain` is in many /etc/hosts.
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".localdomain", ".home.arpa")
# A host whose last label is a number is an IPv4 address in any spelling: https://url.spec.whatwg.org/#ends-in-a-number-checker
_NUMERIC_HOST = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)", re.ASCII)


def checked_base_url(base_url: object) -> str:
    """Return a base URL without surrounding blanks and without a last ``/``.

    Raises:
        ConfigurationError: It is no http(s) URL with a host, or holds a password, a query or a fragment, which would
            be shown in messages, or be lost when paths are appended.
    """
    if not isinstance(base_url, str):
        raise ConfigurationError(f"base_url must be text, not {type(base_url).__name__}")
    text = base_url.strip()
    try:
        parts = urlsplit(text)
        # `parts.port` raises ValueError for what is no port; at port 0 nothing can listen.
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ConfigurationError("base_url is not a URL") from None
    # urlsplit removes line ends and tabs, as browsers do; httpx refuses them, but only with the first request.
    if not is_usable or not text.isprintable():
        quoted = "" if "@" in text else f" {printable(text, 100)!r}"  # it may hold a password
        raise ConfigurationError(f"base_url{quoted} must start with https:// (or http://) and name a host")
    if not _is_usable_host(parts.hostname or ""):
        raise ConfigurationError(f"base_url {printable(text, 100)!r} names no usable host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError(f"base_url for {parts.hostname} must not hold a password, a query or a fragment")
    return text.rstrip("/")


def _is_usable_host(host: str) -> bool:
    """Whether a name can be looked up: labels of 1 to 63 bytes, 253 in all (RFC 1035, section 2.3.4)."""
    try:
        host.encode("ascii")
    except UnicodeEncodeError:
        return True  # httpx checks international names
    # A dot at the end makes a name absolute (RFC 1034, section 3.1); it is no empty label.
    labels = host.rstrip(".").split(".")
    if any(label.startswith("xn--") for label in labels):
        from httpx import URL, InvalidURL

        try:
            _ = URL(f"http://{host}").host
        except (InvalidURL, ValueError):  # ValueError: of the idna codec, which httpx lets through
            return False
    return ":" in host or (len(host) <= 253 and all(0 < len(label) < 64 for label in labels))


def origin_of(url: httpx.URL | str) -> tuple[str, str, int]:
    """Return scheme, host and port of a URL.

    Raises:
        httpx.InvalidURL: It is none.
    """
    from httpx import URL, InvalidURL  # here: `VideoClient()` checks its base_url without loading httpx

    try:
        parsed = URL(url)
        host = parsed.host
    except ValueError as error:  # of the idna codec, for a host such as `xn--a`
        raise InvalidURL(str(error)) from None
    if not _is_usable_host(host):
        raise InvalidURL(f"{printable(host, 100)!r} cannot be looked up")
    # httpx has no port for the default one, so that https://x and https://x:443 are one origin here.
    return parsed.scheme, host, parsed.port or _DEFAULT_PORTS.get(parsed.scheme, 0)


def is_local_address(host: str) -> bool:
    """Whether a host names this machine or a private network by itself, so that a public server may not lead there.

    Names are not resolved. Local are ``localhost`` and the names reserved for local networks (RFC 6761, RFC 6762,
    RFC 8375), every IP address that is not globally reachable or is multicast, IPv6 addresses that carry such an IPv4
    address, and every other spelling of an IPv4 address (``127.1``, ``2130706433``, ``0x7f000001``), whatever it means:
    https://owasp.org/www-community/attacks/Server_Side_Request_Forgery describes them as ways around such checks.

    Args:
        host: Host of a URL, with or without the brackets and the zone of an IPv6 address.
    """
    name = _plain_host(host)
    address = _ip_address(name)
    if address is None:
        return name == "localhost" or name.endswith(_LOCAL_SUFFIXES) or _NUMERIC_HOST.fullmatch(name) is not None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    # Python calls multicast and ::/8 (which holds ::127.0.0.1 and the NAT64 prefix) global.
    return not address.is_global or address.is_multicast or address.is_reserved


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, plainly spelled: ``localhost``, ``127.0.0.1`` and the like, or ``::1``."""
    name = _plain_host(host)
    address = _ip_address(name)
    if address is None:
        return name == "localhost"
    return address.is_loopback


def _plain_host(host: str) -> str:
    host = host.strip("[]")
    if ":" in host:
        return host.partition("%")[0].lower()
    # As browsers and IDNA write it (https://url.spec.whatwg.org/#host-parsing): full-width digits and dots are plain
    # ones, and characters that are not shown do not count.
    text = unicodedata.normalize("NFKC", unquote(host).replace("\u3002", ".").replace("\uff61", "."))
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").rstrip(".").lower()


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def without_secrets(url: str) -> str:
    """Return a URL, absolute or relative, for a message: without password, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an unreadable URL"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def next_hop(response: httpx.Response) -> httpx.URL | None:
    """Return the URL that a response redirects to, or None if it is no redirect.

    Raises:
        TransportError: The redirect has no usable Location, another scheme than http and https, or goes from https
            to http, or from a public host into a local network.
    """
    if response.status_code not in REDIRECT_STATUSES:
        return None
    from httpx import InvalidURL

    url = response.request.url
    try:
        location = response.headers["location"]
        urlsplit(location)  # raises for `http://[`, which httpx reads as a host, `%5B`
        target = url.join(location)
    except (KeyError, InvalidURL, ValueError):
        raise TransportError(f"{url.host} redirects (HTTP {response.status_code}) without a usable Location") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise TransportError(
            f"{url.host} redirects to a URL of scheme {target.scheme!r}; only http and https are followed"
        )
    # A host in a local network may lead to others there: the caller chose that network.
    if is_local_address(target.host) and not is_local_address(url.host):
        raise TransportError(f"{url.host} redirects into a local network, to {target.host}; that is not followed")
    if url.scheme == "https" and target.scheme == "http":
        raise TransportError(f"{url.host} redirects from https to http on {target.host}; that is never followed")
    return target


def too_many(url: httpx.URL) -> TransportError:
    """Return the error for a chain of redirects that does not end."""
    return TransportError(f"{url.host} still redirects after {MAX_REDIRECTS} hops")
