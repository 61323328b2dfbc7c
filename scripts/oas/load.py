"""The one door through which a file under ``spec/`` comes in: strict, bounded, and with places kept.

YAML is read as YAML 1.2 core, JSON by the standard library; neither may repeat a key, nest without end or say a number
that JSON cannot hold. Whatever is wrong comes out as a ``SpecError``, never as a traceback.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml

from scripts.oas.bounds import MAX_BYTES, Refused
from scripts.oas.document import Document, Json, JsonObject, Place
from scripts.oas.json_text import marks_of, read_json
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import SpecError
from scripts.oas.yaml_events import Builder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from scripts.oas.document import Mark

__all__ = ["MAX_BYTES", "Document", "Json", "JsonObject", "SpecError", "load", "loads"]


def load(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a YAML or (by its suffix ``.json``) a JSON file.

    Args:
        path: The file. Nothing else is read.
        max_bytes: Largest file taken.

    Raises:
        SpecError: There is no such file, it is too large, or it is not what a document of ours may be.
    """
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as problem:
        raise SpecError(str(path), 1, 1, "", f"cannot be read: {problem.strerror}", "check the name") from None
    return loads(content, path, max_bytes=max_bytes)


def loads(content: bytes, path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read the bytes of a file; ``path`` says by its suffix whether it is JSON, and names it in messages.

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
            return _read_yaml(text, path)
    except Refused as problem:
        mark = problem.mark
        place = (mark.line + 1, mark.column + 1)
        raise SpecError(str(path), *place, format_pointer(problem.parts), problem.what, problem.fix) from None


def _parser(text: str) -> Any:
    """Return the fastest source of events there is; of a loader only its parser is used."""
    if yaml.__with_libyaml__:
        return yaml.CSafeLoader(text)
    return yaml.SafeLoader(text)


def _decode(content: bytes, path: Path) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = content[: problem.start]
        line = before.count(b"\n") + 1
        col = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise SpecError(str(path), line, col, "", "a byte that is not UTF-8", "save the file as UTF-8") from None
    return text.removeprefix("\ufeff")


def _read_yaml(text: str, path: Path) -> Document:
    builder = Builder()
    try:
        builder.build(_parser(text).get_event)
    except yaml.MarkedYAMLError as problem:
        mark: Mark = problem.problem_mark or problem.context_mark or Place(0, 0)
        raise builder.refusal(mark, f"this is not YAML: {problem.problem or problem.context}", _HINT) from None
    except yaml.reader.ReaderError as problem:
        before = text[: problem.position]
        mark = Place(before.count("\n"), len(before) - before.rfind("\n") - 1)
        raise builder.refusal(
            mark, "a character that YAML does not allow", "write it as an escape, in quotes"
        ) from None
    return Document(data=builder.data, path=path, marks=builder.marks)


_HINT = "check indentation, quotes and colons"


@contextmanager
def _collector_paused() -> Generator[None]:
    """Keep the cyclic collector from walking the growing tree again and again: half of the time, and no garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
