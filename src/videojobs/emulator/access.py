"""Who may ask: the credential of a request, held against the ways the provider accepts."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from videojobs.emulator.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from videojobs.dialect import Auth, Dialect

_USUAL = ("authorization", "api-key", "x-api-key", "cookie", "proxy-authorization")


def credential_headers(dialect: Dialect) -> frozenset[str]:
    """Return the names, lower case, of the headers that may carry a credential."""
    return frozenset({*_USUAL, *(way.header.lower() for way in dialect.auth)})


def admit(dialect: Dialect, api_key: str, headers: Mapping[str, str]) -> None:
    """Let a request in that has the key in one of the provider's ways, or needs none.

    Raises:
        Refusal: 401, no credential or a wrong one.
    """
    sent = [_sent(way, headers) for way in dialect.auth if way.scheme != "none"]
    present = [text for text in sent if text is not None]
    if any(hmac.compare_digest(text.encode(), api_key.encode()) for text in present):
        return
    if not present and any(way.scheme == "none" for way in dialect.auth):
        return
    challenge = {"www-authenticate": "Bearer"} if any(way.scheme == "bearer" for way in dialect.auth) else {}
    if present:
        raise Refusal(401, "The API key is wrong.", code="invalid_api_key", headers=challenge)
    ways = " or ".join(_told(way) for way in dialect.auth if way.scheme != "none")
    raise Refusal(401, f"No API key came: send {ways}.", code="missing_api_key", headers=challenge)


def _sent(way: Auth, headers: Mapping[str, str]) -> str | None:
    value = headers.get(way.header.lower())
    if value is None or way.scheme == "header":
        return value
    scheme, _, key = value.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _told(way: Auth) -> str:
    return f"'{way.header}: Bearer KEY'" if way.scheme == "bearer" else f"'{way.header}: KEY'"
