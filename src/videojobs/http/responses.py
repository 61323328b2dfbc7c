"""Read responses: bodies of bounded size, strict JSON, the request id."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Never, TypeVar

from attrs import field, frozen

from videojobs.errors import DecodeError, TransportError, printable
from videojobs.http.content_coding import Decoder, iter_decoded

if TYPE_CHECKING:
    import httpx

    from videojobs.http.secret import Mask

T = TypeVar("T")
MAX_RESPONSE_BYTES = 16 * 1024 * 1024
"""Largest body that is read into memory. A list of 100 jobs with data URLs stays well below it."""
MAX_ERROR_BYTES = 256 * 1024
"""Most bytes that are read of an error response: that of a server has some hundred, the page of a proxy some KB."""
_QUOTED_BYTES = 2000
# The longest spelling of a key that `mask` knows takes 13 bytes for each of its characters.
_LONGEST_SPELLING = 16 * 1024
# Far more than any job has, and far less than where Python's recursion limit of 1,000 stops repr() and pickle.
MAX_LEVELS = 64
_FLAT = frozenset({str, int, float, bool, type(None)})
# Key in `httpx.Response.extensions`, the one attribute of a response that is free for others' values.
_DECODED = "videojobs.json"
_IS_CUT = "videojobs.is_cut"
# They describe the bytes on the wire; the content of a copy is decoded.
_ENCODING_HEADERS = ("content-encoding", "transfer-encoding", "content-length")
# The user and password of a URL (RFC 3986, section 3.2.1).
_USER_IN_URL = re.compile(r"(?<=//)[^/?#\s]*@")
# The server's own first, then those of gateways and of Cloudflare.
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-oneapi-request-id", "apim-request-id", "cf-ray")


def read_bounded(response: httpx.Response, max_bytes: int | None = MAX_RESPONSE_BYTES) -> None:
    """Read a response into memory, so that ``response.content`` works, and close it.

    `httpx.Response.read` has no limit: 512 MiB behind gzip take 2.1 GiB of memory with httpx 0.28.
    Of an error response at most the first 256 KiB are read: its status counts, whatever follows.

    Raises:
        TransportError: The body is larger than ``max_bytes`` bytes.
    """
    from videojobs.http.deadline import check  # loads httpx, which `import videojobs` does without

    limit = _limit_of(response, max_bytes)
    chunks: list[bytes] = []
    try:
        for chunk in iter_decoded(response, limit):
            chunks.append(chunk)
            check()
    finally:
        response.close()
    _set_content(response, b"".join(chunks), limit)


async def aread_bounded(response: httpx.Response, max_bytes: int | None = MAX_RESPONSE_BYTES) -> None:
    """Read a response into memory, as `read_bounded`."""
    from videojobs.http.streams import raw_chunks  # loads httpx, which `import videojobs` does without

    limit = _limit_of(response, max_bytes)
    chunks: list[bytes] = []
    try:
        decoder = Decoder(response, limit)
        if response.is_stream_consumed:  # it is decoded, too
            chunks.append(response.content)
        else:
            # The loop of `aiter_decoded`: one generator less for each poll.
            async with raw_chunks(response) as raw:
                async for chunk in raw:
                    chunks.append(decoder.decode(chunk))
                    if decoder.is_full:
                        break
    finally:
        await response.aclose()
    _set_content(response, b"".join(chunks), limit)


def _limit_of(response: httpx.Response, max_bytes: int | None) -> int | None:
    return MAX_ERROR_BYTES if response.is_error else max_bytes


def _set_content(response: httpx.Response, content: bytes, limit: int | None) -> None:
    """Set what was read as the content of the response; of an error response, its start is enough."""
    if limit is not None and len(content) > limit:
        if not response.is_error:
            raise TransportError(f"{response.request.url.host} sent a response of more than {limit:,} bytes")
        response.extensions[_IS_CUT] = True
        content = content[:limit]
    # What httpx.Response.read() does after its last chunk.
    response._content = content  # pyright: ignore[reportPrivateUsage]


def replace_content(
    response: httpx.Response,
    content: bytes,
    headers: Sequence[tuple[str, str]] | None = None,
    *,
    is_cut: bool = False,
) -> httpx.Response:
    """Return a copy of a response with other content, decoded, and optionally other headers.

    Args:
        response: The response.
        content: Its new content.
        headers: Its new headers; None for those it has.
        is_cut: Whether the content is only the start of a body.
    """
    from httpx import Response

    if headers is None:
        headers = response.headers.multi_items()
    return Response(
        response.status_code,
        headers=[(name, value) for name, value in headers if name.lower() not in _ENCODING_HEADERS],
        content=content,
        request=response.request,
        extensions={_IS_CUT: is_cut},
    )


def masked_response(response: httpx.Response, mask: Mask) -> httpx.Response:
    """Return the response without the key, which some servers repeat, and without a password in its Location."""
    # surrogateescape: bytes that are no UTF-8 come out as they came in.
    content = response.content.decode("utf-8", "surrogateescape")
    headers = response.headers.multi_items()
    masked_content = mask(content, is_cut=response.extensions.get(_IS_CUT, False))
    masked_headers: list[tuple[str, str]] = []
    for name, value in headers:
        masked_value = mask(value)
        if name == "location":
            masked_value = _USER_IN_URL.sub("", masked_value)
        masked_headers.append((name, masked_value))
    if masked_content == content and masked_headers == headers:
        return response
    return replace_content(response, masked_content.encode("utf-8", "surrogateescape"), masked_headers)


def decode_masked(response: httpx.Response, decode: Callable[[httpx.Response], T], mask: Mask) -> T:
    """Return ``decode(response)``; if that fails, the error shows the start of the response, without the key.

    Raises:
        DecodeError: As ``decode`` does.
    """
    try:
        return decode(response)
    except DecodeError as error:
        # Not the whole body, which may have 16 MiB: of it, the error has no more than this start and an excerpt.
        start = response.content[: _QUOTED_BYTES + _LONGEST_SPELLING].decode("utf-8", "surrogateescape")
        error.content = mask(start).encode("utf-8", "surrogateescape")[:_QUOTED_BYTES]
        error.message = mask(error.message, is_cut=True)
        error.args = (error.message,)
        error.__context__ = None  # a JSONDecodeError has the whole document
        raise


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """Return the server's id of the request, for its support desk, or None."""
    for name in _REQUEST_ID_HEADERS:
        if value := headers.get(name):
            return printable(value, 200)
    return None


@frozen
class ResponseInfo:
    """The parts of a response that a support desk asks for.

    Attributes:
        status_code: The HTTP status.
        headers: The headers, names in lower case, without cookies and without the key.
    """

    status_code: int
    headers: Mapping[str, str] = field(hash=False)

    @property
    def request_id(self) -> str | None:
        """The server's id of the request, or None."""
        return request_id_of(self.headers)


def response_info(response: httpx.Response, mask: Mask) -> ResponseInfo:
    """Return status and headers of a response. A cookie is a credential, so it is left out."""
    headers = {name: value for name, value in response.headers.items() if name != "set-cookie"}
    # Most responses do not repeat the key, and one look at all values shows it: no spelling of a key has a line end.
    values = "\n".join(headers.values())
    if mask(values) != values:
        headers = {name: mask(value) for name, value in headers.items()}
    return ResponseInfo(response.status_code, headers)


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")  # json.loads accepts NaN and Infinity, RFC 8259 does not


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def loads(content: bytes) -> Any:
    """Decode JSON strictly.

    Raises:
        ValueError: It is not UTF-8, not JSON, nested too deep, or has a number of thousands of digits.
    """
    try:
        # Some servers send a byte order mark, which a parser may ignore (RFC 8259, section 8.1).
        value = _decoder.decode(content.removeprefix(BOM_UTF8).decode().strip(" \t\r\n"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    # A body with fewer brackets cannot be nested deeper; most need no walk.
    if content.count(b"[") + content.count(b"{") > MAX_LEVELS and is_too_deep(value):
        raise ValueError(f"nested deeper than {MAX_LEVELS} levels")
    return value


def is_too_deep(value: Any) -> bool:
    """Whether JSON is nested so deep that printing, comparing or pickling it may fail: more than 64 levels."""
    level = [value]
    for _ in range(MAX_LEVELS):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> list[Any]:
    """Return the items that may hold further items."""
    # Most nodes are dicts of texts and numbers: classes are compared before the slower isinstance.
    if node.__class__ is dict or isinstance(node, Mapping):
        items: Any = node.values()
    else:
        items = node if isinstance(node, list) else ()
    if _FLAT.issuperset(map(type, items)):
        return []
    return [item for item in items if item.__class__ not in _FLAT and isinstance(item, (Mapping, list))]


def _loads_once(response: httpx.Response) -> Any:
    """Decode the JSON of a response, or return it if that was done already: several readers look at an error."""
    decoded: dict[str, Any] = response.extensions
    if _DECODED not in decoded:
        decoded[_DECODED] = loads(response.content)
    return decoded[_DECODED]


def decode_json(response: httpx.Response) -> Any:
    """Return the JSON of a response.

    Raises:
        DecodeError: The body is not JSON. The message shows its start and its content type.
    """
    try:
        return _loads_once(response)
    except ValueError as error:
        media_type = response.headers.get("content-type", "no content type")
        raise DecodeError(
            f"{request_line(response)} answered HTTP {response.status_code} with {printable(media_type, 80)}, which is "
            f"not JSON ({printable(str(error), 120)}): {excerpt(response.content)}; check that base_url is the API's "
            "address",
            status_code=response.status_code,
            content=response.content,
        ) from None


def decode_object(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of a response.

    Raises:
        DecodeError: The body is not JSON, or is JSON of another type.
    """
    value = decode_json(response)
    if isinstance(value, dict):
        return value
    raise DecodeError(
        f"{request_line(response)} answered HTTP {response.status_code} with a JSON {_json_type(value)} instead of an "
        f"object: {excerpt(response.content)}",
        status_code=response.status_code,
        content=response.content,
    )


def decode_text_or_json(response: httpx.Response) -> Any:
    """Return the body of an error response: JSON if it is, else the start of the text, else None."""
    if not response.content:
        return None
    try:
        return _loads_once(response)
    except ValueError:
        return response.content[:2000].decode("utf-8", "replace")


def request_line(response: httpx.Response) -> str:
    """Return method and path of the request, for messages."""
    return f"{response.request.method} {response.request.url.path}"


def excerpt(content: bytes) -> str:
    """Return the start of a body, quoted, for messages."""
    # A character takes four bytes at most, so `printable` shows that the text is cut wherever it is.
    return repr(printable(content[:800].decode("utf-8", "replace"), 160))


def _json_type(value: Any) -> str:
    if value is None:
        return "null"
    return {list: "array", str: "string", bool: "boolean"}.get(type(value), "number")
