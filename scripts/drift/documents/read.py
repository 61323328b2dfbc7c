"""Read OpenAPI 3.x documents from files; of two similar ones, equal parts are parsed once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.drift.documents.reuse import reuse_parts
from scripts.oas.load import MAX_BYTES, Document, SpecError, loads

if TYPE_CHECKING:
    from pathlib import Path

# The patch number is required, but `openapi: "3.1"` is published and clear.
_VERSION = re.compile(r"3\.[0-2](?:\.[0-9]+)?(?:-[\w.]+)?", re.ASCII)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)
_BEGINNING = 1024  # bytes to look for markup in


def read_document(path: Path) -> Document:
    """Read an OpenAPI 3.0, 3.1 or 3.2 document.

    Raises:
        SpecError: The file cannot be read, or is not such a document.
    """
    return _read(path)[1]


def read_pair(base: Path, revision: Path) -> tuple[Document, Document]:
    """Read two documents; parts that both files write alike are parsed once, and the two share these objects.

    Raises:
        SpecError: As for ``read_document``; of the base before the revision.
    """
    before, first = _read(base)
    after = _bytes_of(revision)
    _refuse_markup(after, revision)
    second = reuse_parts(first, before, after, revision) or loads(after, revision, is_foreign=True)
    check_openapi(second)
    return first, second


def check_openapi(document: Document) -> None:
    """Raise ``SpecError`` for a document that is not OpenAPI 3.0, 3.1 or 3.2."""
    root = document.data
    if not isinstance(root, dict):
        kind = {list: "a list", type(None): "empty"}.get(type(root), "plain text")
        raise document.error("", f"this is no OpenAPI document: it is {kind}", _FIX)
    if not root:
        raise document.error("", "this is no OpenAPI document: it is an empty object", _FIX)
    if "swagger" in root:
        what = f"this is Swagger {root['swagger']}, not OpenAPI 3"
        raise document.error("/swagger", what, "convert it to OpenAPI 3 first")
    version = root.get("openapi")
    if version is None:
        raise document.error("", "this is no OpenAPI document: it has no 'openapi'", _FIX)
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        what = f"the version of OpenAPI is {version!r}"
        raise document.error("/openapi", what, "only 3.0, 3.1 and 3.2 are compared; write the version as text")
    for section in ("paths", "webhooks", "components"):
        if section in root and not isinstance(root[section], dict):
            raise document.error(f"/{section}", f"{section!r} is not an object", "write it as keys and values")
    if not ("paths" in root or "webhooks" in root):
        raise document.error("", "the document has neither 'paths' nor 'webhooks'", _FIX)


_FIX = "name the file of an OpenAPI 3.0, 3.1 or 3.2 document"


def _read(path: Path) -> tuple[bytes, Document]:
    content = _bytes_of(path)
    _refuse_markup(content, path)
    document = loads(content, path, is_foreign=True)
    check_openapi(document)
    return content, document


def _bytes_of(path: Path) -> bytes:
    """Return the content of a file, cut one byte after the limit, so that ``loads`` can refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise SpecError(str(path), 1, 1, "", f"cannot be read: {problem.strerror}", "check the name") from None


def _refuse_markup(content: bytes, path: Path) -> None:
    if _MARKUP.match(content[:_BEGINNING]):
        raise SpecError(str(path), 1, 1, "", "this is a page of HTML or XML, no OpenAPI document", _FIX)
