"""Whether what was downloaded can be the document that was asked for, and not a page that stands in for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.drift.documents.read import check_openapi
from scripts.drift.fetch.unreachable import Unreachable
from scripts.oas.load import loads
from scripts.oas.problems import SpecError, printable

if TYPE_CHECKING:
    from scripts.oas.document import Document, JsonObject

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_SHORT = 200
_KINDS = frozenset({"openapi", "swagger"})
_ERRORS = frozenset({"error", "errors", "message", "detail"})
_AGAIN = "try again later; if it is what they publish, hand it over as a file"
_PLACEHOLDER = re.compile(r"\{[^/{}]*\}")


def check_plausible(
    content: bytes, base: Document | None, *, name: str = "the document", content_type: str = ""
) -> Document:
    """Return what was downloaded, loaded, if it can be the document.

    Args:
        content: The bytes.
        base: What we have of it: most of its paths must still be there. None: there is nothing to compare with.
        name: Its address, for messages.
        content_type: What the server says it is.

    Raises:
        Unreachable: It is an error page, something else than OpenAPI 3.x, or it lost more than half of the paths.
    """
    if not content.strip():
        raise Unreachable(name, "the answer is empty", _AGAIN)
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _PAGES or content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise Unreachable(name, "the answer is a page of HTML, not a document", _AGAIN)
    document = _loaded(content, name)
    _check_kind(document, content, name)
    if base is not None:
        _check_paths(document.root, base.root, name)
    return document


def _loaded(content: bytes, name: str) -> Document:
    # JSON is told by its first character: an address need not end in .json, and YAML is far slower.
    path = Path("upstream.json" if content.lstrip()[:1] in (b"{", b"[") else "upstream.yaml")
    try:
        return loads(content, path)
    except SpecError as problem:
        if len(content) <= _SHORT:
            raise Unreachable(name, f"the answer is no document but {_excerpt(content)}", _AGAIN) from None
        what = f"the answer cannot be read: line {problem.line}, column {problem.col}: {problem.what}"
        raise Unreachable(name, what, _AGAIN) from None


def _check_kind(document: Document, content: bytes, name: str) -> None:
    root = document.data
    if isinstance(root, dict) and "openapi" not in root and root.keys() & _ERRORS:
        raise Unreachable(name, f"the answer is an error: {_excerpt(content)}", _AGAIN)
    if len(content) <= _SHORT and root and not (isinstance(root, dict) and root.keys() & _KINDS):
        raise Unreachable(name, f"the answer is no document but {_excerpt(content)}", _AGAIN)
    try:
        check_openapi(document)
    except SpecError as problem:
        fix = problem.fix if problem.pointer in ("/openapi", "/swagger") else _AGAIN
        raise Unreachable(name, problem.what, fix) from None


def _excerpt(content: bytes) -> str:
    text = " ".join(content[:_SHORT].decode("utf-8", "replace").split())
    return repr(printable(text, longest=60))


def _check_paths(root: JsonObject, base: JsonObject, name: str) -> None:
    before = _paths(base)
    lost = before - _paths(root)
    if 2 * len(lost) > len(before):
        what = f"{len(lost)} of the {len(before)} paths that we have are missing from the document"
        raise Unreachable(name, what, _AGAIN)


def _paths(root: JsonObject) -> set[str]:
    """Return the paths, whatever their placeholders are called."""
    paths = root.get("paths")
    return {_PLACEHOLDER.sub("{}", path) for path in paths} if isinstance(paths, dict) else set()
