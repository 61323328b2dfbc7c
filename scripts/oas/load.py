"""Load a YAML or JSON file under ``spec/``: strictly, within bounds, and with the places of its parts.

YAML is read by the core schema of YAML 1.2, JSON by the standard library. Neither may repeat a key or hold a number
that JSON cannot hold. Whatever is wrong is a ``SpecError``, never a traceback.
"""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml

from scripts.oas.bounds import MAX_BYTES
from scripts.oas.document import Document, Json, JsonObject, Place
from scripts.oas.json_text import marks_of, read_json
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import ParseError, SpecError
from scripts.oas.yaml_events import Builder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from scripts.oas.document import Mark

_SURROGATE_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")

__all__ = ["MAX_BYTES", "Document", "Json", "JsonObject", "SpecError", "load", "loads"]


def load(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a file: JSON if its suffix is ``.json``, else YAML. No other file is read.

    Args:
        path: The file.
        max_bytes: Size of the largest file that is accepted.

    Raises:
        SpecError: There is no such file, it is too large, or it is not a document that can be used.
    """
    try:
        with path.open("rb") as file:
            # One byte beyond the limit tells "too large" without reading the rest, whatever size the file system
            # reports.
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise SpecError(str(path), 1, 1, "", f"cannot be read: {error.strerror}", "check the name") from None
    return loads(content, path, max_bytes=max_bytes)


def loads(content: bytes, path: Path, *, max_bytes: int = MAX_BYTES, is_foreign: bool = False) -> Document:
    """Parse the bytes of a file; ``path`` decides by its suffix between JSON and YAML, and is named in errors.

    Args:
        content: The bytes.
        path: The file.
        max_bytes: Size of the largest file that is accepted.
        is_foreign: Whether it is a published document, which we cannot correct: what has one meaning is accepted (tags
            of the core schema, numbers as keys, merge keys, escaped surrogate pairs), though no file of ours may hold
            it; a tag of another meaning is listed in the document.

    Raises:
        SpecError: As for ``load``.
    """
    if len(content) > max_bytes:
        raise SpecError(str(path), 1, 1, "", f"larger than {max_bytes} bytes", "split the file")
    text = _decode(content, path)
    try:
        with _collector_paused():
            if path.suffix == ".json":
                data = read_json(text)
                return Document(data=data, path=path, marks=marks_of(data, text))
            return _read_yaml(text, path, is_foreign=is_foreign)
    except ParseError as error:
        line, col = error.mark.line + 1, error.mark.column + 1
        raise SpecError(str(path), line, col, format_pointer(error.keys), error.what, error.fix) from None


def _joined(match: re.Match[str]) -> str:
    """Return an escaped surrogate pair as the escape of one character."""
    # JSON escapes a character beyond U+FFFF as two halves (https://www.rfc-editor.org/rfc/rfc8259#section-7), which
    # libyaml refuses, though JSON is YAML otherwise.
    high, low = (int(half, 16) for half in match.groups())
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


def _parser(text: str) -> Any:
    """Return a source of YAML events: libyaml's where PyYAML was built with it, which is much faster."""
    # Five times as fast on the largest document. Resolving and building are ours, so both give the same result.
    if yaml.__with_libyaml__:
        return yaml.CSafeLoader(text)
    return yaml.SafeLoader(text)


def _decode(content: bytes, path: Path) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        col = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise SpecError(str(path), line, col, "", "a byte that is not UTF-8", "save the file as UTF-8") from None
    # YAML allows a byte order mark (https://yaml.org/spec/1.2.2/#52-character-encodings), Windows editors write it,
    # JSON parsers refuse it.
    return text.removeprefix("\ufeff")


def _read_yaml(text: str, path: Path, *, is_foreign: bool) -> Document:
    if is_foreign and "\\u" in text:
        text = _SURROGATE_PAIR.sub(_joined, text)
    builder = Builder(is_foreign=is_foreign)
    try:
        builder.build(_parser(text).get_event)
    except yaml.MarkedYAMLError as error:
        mark: Mark = error.problem_mark or error.context_mark or Place(0, 0)
        what = f"this is not YAML: {error.problem or error.context}"
        raise builder.error(mark, what, "check indentation, quotes and colons") from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        mark = Place(before.count("\n"), len(before) - before.rfind("\n") - 1)
        what = "a character that YAML does not allow"
        raise builder.error(mark, what, "write it as an escape, in quotes") from None
    return Document(data=builder.data, path=path, marks=builder.marks, tags=tuple(builder.tags))


@contextmanager
def _collector_paused() -> Generator[None]:
    """Keep the cyclic collector from walking the growing tree again and again.

    Parsing creates no garbage in cycles, and the collector took half of its time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
