"""Check that a download is the document, and not an error page in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scripts.drift.documents.read import check_openapi
from scripts.drift.fetch.unreachable import Unreachable
from scripts.oas.document import members_of
from scripts.oas.load import loads
from scripts.oas.operations import unnamed_path
from scripts.oas.problems import SpecError, printable

if TYPE_CHECKING:
    from scripts.oas.document import Document, JsonObject

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_VERSION_KEYS = frozenset({"openapi", "swagger"})
_ERROR_KEYS = frozenset({"error", "errors", "message", "detail"})
_SHORT = 200  # bytes; no OpenAPI document is that short, but many an error text is
_RETRY = "try again later; if it is what they publish, pass it as a file"


def check_plausible(
    content: bytes, base: Document | None, *, name: str = "the document", content_type: str = ""
) -> Document:
    """Return the downloaded document, loaded.

    Args:
        content: The bytes.
        base: Our document: most of its paths must be in the download too. None: nothing to compare with.
        name: The address, for messages.
        content_type: The ``Content-Type`` of the response.

    Raises:
        Unreachable: It is an error page, not OpenAPI 3.x, or lacks more than half of the paths.
    """
    if not content.strip():
        raise Unreachable(name, "the response is empty", _RETRY)
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _HTML_TYPES or content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise Unreachable(name, "the response is a page of HTML, not a document", _RETRY)
    document = _load(content, name)
    _check_openapi(document, content, name)
    if base is not None:
        _check_paths(document.root, base.root, name)
    return document


def _load(content: bytes, name: str) -> Document:
    # The first character tells JSON: an address need not end in .json, and reading it as YAML is far slower.
    path = Path("upstream.json" if content.lstrip()[:1] in (b"{", b"[") else "upstream.yaml")
    try:
        return loads(content, path, is_foreign=True)
    except SpecError as problem:
        if len(content) <= _SHORT:
            raise Unreachable(name, f"the response is no document but {_excerpt(content)}", _RETRY) from None
        what = f"the response cannot be read: line {problem.line}, column {problem.col}: {problem.what}"
        raise Unreachable(name, what, _RETRY) from None


def _check_openapi(document: Document, content: bytes, name: str) -> None:
    root = document.data
    keys = members_of(root).keys()
    if "openapi" not in keys and keys & _ERROR_KEYS:
        raise Unreachable(name, f"the response is an error: {_excerpt(content)}", _RETRY)
    if len(content) <= _SHORT and root and not keys & _VERSION_KEYS:
        raise Unreachable(name, f"the response is no document but {_excerpt(content)}", _RETRY)
    try:
        check_openapi(document)
    except SpecError as problem:
        fix = _RETRY
        if problem.pointer in ("/openapi", "/swagger"):  # it is what they publish, and no retry will change it
            fix = problem.fix
        raise Unreachable(name, problem.what, fix) from None


def _excerpt(content: bytes) -> str:
    text = " ".join(content[:_SHORT].decode("utf-8", "replace").split())
    return repr(printable(text, max_length=60))


def _check_paths(root: JsonObject, base: JsonObject, name: str) -> None:
    base_paths = _paths(base)
    missing = base_paths - _paths(root)
    # Half: publishers retire a few paths at a time, while a stub or a file that was cut short lacks most of them.
    if 2 * len(missing) > len(base_paths):
        what = f"{len(missing)} of the {len(base_paths)} paths that we have are missing from the document"
        raise Unreachable(name, what, _RETRY)


def _paths(root: JsonObject) -> set[str]:
    return {unnamed_path(path) for path in members_of(root.get("paths"))}
