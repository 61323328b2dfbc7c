"""Path parameters: one value is one segment, whatever is in it."""

from __future__ import annotations

from urllib.parse import quote

from videojobs.errors import InvalidRequest
from videojobs.http.converters import plain
from videojobs.http.unset import UNSET


def segment(value: object, name: str = "id") -> str:
    """Return a value percent-encoded as one path segment.

    Raises:
        InvalidRequest: The value is absent, empty, ``.`` or ``..`` (each would name another path), or not text.
    """
    if value is None or value is UNSET:
        raise InvalidRequest(f"{name}: {value}; pass the id that the server gave")
    text = str(plain(value))
    if text in ("", ".", ".."):
        raise InvalidRequest(f"{name}: {text!r} would change the path of the request; pass the id that the server gave")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise InvalidRequest(f"{name}: {text!r} is not valid text: {error.reason}") from None
