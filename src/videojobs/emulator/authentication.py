"""Authenticate requests by the schemes of the dialect."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from videojobs.emulator.error_responses import RequestRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from videojobs.dialect import Auth, Dialect

_COMMON_HEADERS = ("authorization", "api-key", "x-api-key", "cookie", "proxy-authorization")


def credential_headers(dialect: Dialect) -> frozenset[str]:
    """Return the names, lower case, of the headers that may carry a credential."""
    return frozenset({*_COMMON_HEADERS, *(scheme.header.lower() for scheme in dialect.auth)})


def authenticate(dialect: Dialect, api_key: str, headers: Mapping[str, str]) -> None:
    """Accept a request with the key in a header of the dialect, or without one where the dialect needs none.

    Raises:
        RequestRefused: 401, no credential or a wrong one.
    """
    schemes = [scheme for scheme in dialect.auth if scheme.scheme != "none"]
    keys = [key for scheme in schemes if (key := _key_in(headers, scheme)) is not None]
    # compare_digest() takes text in ASCII only, so the bytes are compared.
    if any(hmac.compare_digest(key.encode(), api_key.encode()) for key in keys):
        return
    if not keys and len(schemes) < len(dialect.auth):
        return
    # RFC 9110, section 11.6.1: a 401 has a challenge; a header of the provider's own has no registered scheme. The
    # recorded servers on FastAPI check the key in code of their own, and send none.
    challenge: dict[str, str] = {}
    if dialect.server.framework != "fastapi" and any(scheme.scheme == "bearer" for scheme in schemes):
        challenge = {"www-authenticate": "Bearer"}
    if keys:
        raise RequestRefused(401, "The API key is wrong.", code="invalid_api_key", headers=challenge)
    examples = " or ".join(_example(scheme) for scheme in schemes)
    raise RequestRefused(401, f"The API key is missing: send {examples}.", code="missing_api_key", headers=challenge)


def _key_in(headers: Mapping[str, str], scheme: Auth) -> str | None:
    value = headers.get(scheme.header.lower())
    if value is None or scheme.scheme == "header":
        return value
    name, _, key = value.partition(" ")
    if name.lower() != "bearer":  # RFC 9110, section 11.1: the name of a scheme is case-insensitive
        return ""
    return key.strip()


def _example(scheme: Auth) -> str:
    if scheme.scheme == "bearer":
        return f"'{scheme.header}: Bearer KEY'"
    return f"'{scheme.header}: KEY'"
