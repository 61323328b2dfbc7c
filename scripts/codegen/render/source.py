"""Read the document of a package: a file, or an address."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import httpx

from scripts.oas.document import Document
from scripts.oas.load import MAX_BYTES, load, loads


def read_document(source: Path | str, timeout: float) -> Document:
    """Read a document from a file, or by one GET request if the source is an address.

    Args:
        source: A path, or an address that starts with ``http://`` or ``https://``.
        timeout: Seconds that the server may stay silent.

    Raises:
        SpecError: It cannot be read, or is not a document that can be used.
        RuntimeError: The server did not send it.
    """
    if "://" not in str(source):
        return load(Path(source))
    try:
        url = httpx.URL(str(source))
        if url.scheme not in ("http", "https"):
            raise RuntimeError(f"an address that starts with {url.scheme}:// cannot be read; name a file, or use http")
        content, media_type = _fetched(url, timeout)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RuntimeError(f"the document could not be fetched: {error!r}") from None
    path = Path(PurePosixPath(url.path).name or "openapi")
    # By the suffix `loads` chooses between JSON and YAML, and addresses such as FastAPI's `/openapi` have none.
    suffix = ".json" if media_type == "application/json" or path.suffix == ".json" else ".yaml"
    return loads(content, path.with_suffix(suffix))


def _fetched(url: httpx.URL, timeout: float) -> tuple[bytes, str]:
    # No redirect is followed: credentials in the address would go to the server that it names.
    with httpx.stream("GET", url, timeout=timeout) as response:
        if response.status_code != 200:
            raise RuntimeError(f"the document could not be fetched: status {response.status_code} from {url.host}")
        content = b""
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > MAX_BYTES:  # `loads` refuses it
                break
        return content, response.headers.get("content-type", "").partition(";")[0].strip().lower()
