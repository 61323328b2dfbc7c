"""The emulator's web page at ``/``: it shows jobs and requests, plays clips, and switches faults on.

The page reads the control endpoint. It is one file of HTML, style and script, and uses nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from videojobs.emulator.faults import MEDIA
from videojobs.emulator.job_lifecycle import MEDIA_PATH
from videojobs.emulator.routes import Route, match_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive, Scope, Send

    from videojobs.emulator.app import Emulator

CLIPS: Final = "/_emulator/clips/"
"""Clips for the page: played from here, they are no requests to the second origin, which faults may hit."""


def is_requested(scope: Scope, routes: Sequence[Route]) -> bool:
    """Whether a request is for the page or a clip on it.

    A request at ``/`` is, if it comes from a browser and the provider has no operation there: other clients get the
    provider's response to an unknown path.
    """
    if scope["path"].startswith(CLIPS):
        return True
    if scope["path"] != "/" or scope["method"] not in ("GET", "HEAD"):
        return False
    return "text/html" in Request(scope).headers.get("accept", "") and not any(match_routes(routes, "/"))


async def respond(emulator: Emulator, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the page, or a clip on it."""
    request = Request(scope, receive)
    if scope["path"].startswith(CLIPS):
        path = MEDIA_PATH + scope["path"].removeprefix(CLIPS)
        response = await emulator.media.clip(request, quote(path))
    else:
        response = _page_response(emulator)
    await response(scope, receive, send)


def _page_response(emulator: Emulator) -> Response:
    text, policy = _page()
    dialect = emulator.settings.dialect
    about = {
        "title": dialect.title,
        "base_path": emulator.base_path,
        "operations": [*dialect.operations, MEDIA],
        "ends": emulator.ends,
    }
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(text.replace("{about}", escape(json.dumps(about))), headers=headers)


@lru_cache(maxsize=1)
def _page() -> tuple[str, str]:
    """Return the page, and the Content-Security-Policy that allows its own style and script alone.

    Foreign text on it, such as prompts, could not run as a script even if it were inserted as HTML.
    """
    text = files("videojobs.emulator").joinpath("page.html").read_text(encoding="utf-8")
    hashes = {name: _hash(re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)[0]) for name in ("style", "script")}
    policy = (
        "default-src 'none'; connect-src 'self'; media-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'; style-src '{hashes['style']}'; script-src '{hashes['script']}'"
    )
    return text, policy


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
