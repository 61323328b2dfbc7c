"""From a `Request` to the `httpx.Request` that leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from videojobs._version import __version__
from videojobs.http.multipart import parts
from videojobs.http.request import Binary, Body, Form, Json, Request

USER_AGENT = f"videojobs/{__version__}"


def _encoded(body: Body | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the arguments for httpx and the headers that the body needs."""
    if body is None:
        return {}, {}
    if isinstance(body, Json):
        kind = {} if body.media_type == "application/json" else {"Content-Type": body.media_type}
        return {"json": body.value}, kind
    if isinstance(body, Form):
        return {"data": body.fields}, {}
    if isinstance(body, Binary):
        return {"content": body.payload}, {"Content-Type": body.media_type}
    return {"files": parts(body.fields)}, {}


def build(
    http: httpx.Client | httpx.AsyncClient,
    request: Request,
    url: str,
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    timeout: httpx.Timeout,
) -> httpx.Request:
    """Return the message for a request to the provider, with what a handed-in httpx client adds of its own."""
    arguments, kind = _encoded(request.body)
    sent = {"User-Agent": USER_AGENT, "Accept": "*/*", **headers, **dict(request.headers), **kind}
    _add_cookies(sent, {**cookies, **dict(request.cookies)})
    return http.build_request(
        request.method, url, params=request.params or None, headers=sent, timeout=timeout, **arguments
    )


def bare(
    url: httpx.URL | str, headers: Mapping[str, str], cookies: Mapping[str, str], timeout: httpx.Timeout
) -> httpx.Request:
    """Return the message for a GET of any URL, with nothing in it but what is given here."""
    sent = {"User-Agent": USER_AGENT, "Accept": "*/*", **headers}
    _add_cookies(sent, cookies)
    return httpx.Request("GET", url, headers=sent, extensions={"timeout": timeout.as_dict()})


def _add_cookies(headers: dict[str, str], cookies: Mapping[str, str]) -> None:
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
