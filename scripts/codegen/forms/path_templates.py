"""Check the path templates of operations, and read the constant query that one may end in."""

from __future__ import annotations

import re
from urllib.parse import unquote

from scripts.oas.bounds import MAX_OPERATIONS
from scripts.oas.operations import path_operations
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Json

PARAMETER = re.compile(r"\{([^}]+)\}")
_SEGMENT = re.compile(r"(?:\{[^\W\d][\w.$-]*\}|[A-Za-z0-9_.~:@!$&()*+,;=-]|%[0-9A-Fa-f]{2})+")
_PAIR = re.compile(r"([\w.~:@$-]+)(?:=([\w.~:@!$*,;/-]*))?", re.ASCII)


def check_paths(doc: Json) -> None:
    """Refuse paths that would send the credential to another server, or that would not arrive as they are written."""
    if sum(1 for _ in path_operations(doc)) > MAX_OPERATIONS:
        raise Unsupported("/paths", f"more than {MAX_OPERATIONS} operations", "select a part of the document")
    for template in doc.get("paths", {}):
        path = without_query(template)
        # `//host/x` would be the address of another server, and `a/b` relative to the base URL's last segment.
        first, *segments = path.split("/")
        if first or not segments or not all(_is_segment(part) for part in segments[:-1]):
            raise _not_a_path(template)
        if segments[-1] and not _is_segment(segments[-1]):
            raise _not_a_path(template)
        names = PARAMETER.findall(path)
        if len(names) != len(set(names)):
            raise Unsupported(("paths", template), "names a parameter twice", "give each a name of its own")
        constant_query(template)


def _not_a_path(path: str) -> Unsupported:
    return Unsupported(("paths", path), "is not a path of this server", "write /segment/{parameter}, no more")


def _is_segment(part: str) -> bool:
    # `%2e%2e` is `..` (RFC 3986, 6.2.2.2), and a server may decode `%2F` before it looks for slashes.
    plain = unquote(part, errors="replace")
    return (
        _SEGMENT.fullmatch(part) is not None
        and plain not in (".", "..")
        and not any(char in "/\\\ufffd" or not char.isprintable() for char in plain)
    )


def without_query(template: str) -> str:
    """Return the path of a template: what precedes its first question mark."""
    return template.partition("?")[0]


def constant_query(template: str) -> dict[str, str]:
    """Return the query parameters, with their values, that are part of a path template.

    OpenAPI has no such paths. Documents use them to describe two operations of one path and method
    (``/responses?beta=true``).

    Raises:
        Unsupported: The query is not a list of pairs of plain texts.
    """
    _, mark, query = template.partition("?")
    if not mark:
        return {}
    matches = [_PAIR.fullmatch(pair) for pair in query.split("&")]
    pairs = {match[1]: match[2] or "" for match in matches if match}
    if len(pairs) != len(matches):
        what = "the query is not a list of constants, each with a name of its own"
        raise Unsupported(("paths", template), what, "declare the others as query parameters")
    return pairs
