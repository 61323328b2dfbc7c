"""Reading answers from a file of any kind, bounded, so that one bad line loses nothing but itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Literal, Never

from attrs import evolve, frozen

from videojobs.contract.har import entries_of, from_entry, is_har, owner_of
from videojobs.contract.lines import LONGEST, from_line, is_line
from videojobs.contract.redact import redacted_text
from videojobs.errors import DecodeError, printable
from videojobs.jobs.decoding.parse import check_depth
from videojobs.jobs.response_hook import Observation, finite

Format = Literal["json", "jsonl", "har"]
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file of one JSON value that is read, HAR files included. JSON Lines may be of any size."""
_SAMPLE = frozenset({"operation", "http_status", "body"})
_CHUNK = 1024 * 1024
_PEEKED = 3
"""Lines that are looked at to tell how a file is written: the first may be cut."""


@frozen
class Trouble:
    """What could not be read, as one line: file, place, what, how to put it right."""

    line: str


@frozen
class Skipped:
    """An answer that is nobody's, or none; ``reason`` says which."""

    reason: str


Item = Observation | Trouble | Skipped
Found = tuple[str, Item]
"""Where it stood, and what it is."""


class Unreadable(Exception):
    """Nothing can be read at all; the text is one line."""


def read_answers(
    file: BinaryIO,
    name: str,
    *,
    form: Format | None = None,
    provider: str | None = None,
    operation: str | None = None,
    progress: Callable[[int], object] = lambda _bytes: None,
) -> Iterator[Found]:
    """Yield every answer of a file, and what stood in the place of one.

    Args:
        file: The file, from its start.
        name: What messages call it.
        form: How it is written; None: told by its content.
        provider: Whose the answers are that do not say so. Answers that say otherwise are skipped.
        operation: What the answers are of that do not say so.
        progress: Called now and then with the bytes read so far.

    Raises:
        Unreadable: It is too large, or not of that form.
    """
    source = _Source(file, name, progress)
    form = form or _form(source)
    for where, item in _read(source, form, provider, operation):
        yield where, _told(item, provider, operation) if isinstance(item, Observation) else item


def _told(seen: Observation, provider: str | None, operation: str | None) -> Item:
    if seen.provider is not None and provider is not None and seen.provider != provider:
        return Skipped("of another provider")
    if seen.operation is None and seen.path is None:
        seen = evolve(seen, operation=operation)
    return evolve(seen, provider=seen.provider or provider)


class _Source:
    """A file whose first line can be looked at before it is read."""

    def __init__(self, file: BinaryIO, name: str, progress: Callable[[int], object]) -> None:
        self._file = file
        self.name = name
        self._progress = progress
        self._ahead: list[bytes] = []
        self._read = 0

    def peek(self) -> Iterator[bytes]:
        """Yield the first lines that are not empty, or as much of them as is read at once."""
        found = 0
        while found < _PEEKED and (line := self._file.readline(LONGEST + 1)):
            self._ahead.append(line)
            if line.strip():
                found += 1
                yield line

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield the number and text of each line; None for the text of one that is too long."""
        number = 0
        while True:
            line = self._ahead.pop(0) if self._ahead else self._file.readline(LONGEST + 1)
            if not line:
                return
            number += 1
            self._count(line)
            if len(line) <= LONGEST or line.endswith(b"\n"):
                yield number, line
                continue
            while line and not line.endswith(b"\n"):
                line = self._file.readline(_CHUNK)
                self._count(line)
            yield number, None

    def whole(self) -> bytes:
        """Return everything.

        Raises:
            Unreadable: It is too large.
        """
        parts, self._ahead = self._ahead, []
        size = sum(len(line) for line in parts)
        while size <= LARGEST and (chunk := self._file.read(_CHUNK)):
            parts.append(chunk)
            size += len(chunk)
            self._count(chunk)
        if size > LARGEST:
            most = LARGEST // 1024 // 1024
            raise Unreadable(f"{self.name}: larger than {most} MiB; split it, leave the clips out, or write JSON Lines")
        return b"".join(parts)

    def _count(self, data: bytes) -> None:
        self._read += len(data)
        self._progress(self._read)


def _form(source: _Source) -> Format:
    """Tell how a file is written: JSON Lines have a recorded answer in a line, HAR is found out when it is read."""
    for line in source.peek():
        with suppress(ValueError):
            if is_line(loads(line)):
                return "jsonl"
    return "json"


def _read(source: _Source, form: Format, provider: str | None, operation: str | None) -> Iterator[Found]:
    if form == "jsonl":
        for number, line in source.lines():
            where = f"{source.name}:{number}"
            if line is None:
                yield where, Trouble(f"{where}: longer than {LONGEST // 1024 // 1024} MiB; leave it out")
            elif line.strip():
                yield _item(where, line, _line)
        return
    content = source.whole()
    try:
        value = loads(content)
    except ValueError as error:
        yield from _broken(source.name, content, error)
        return
    if form == "har" or is_har(value):
        yield from _har(source.name, value, provider)
    elif isinstance(value, list) and _are_answers(value, operation):
        for number, one in enumerate(value):
            yield _item(f"{source.name}: /{number}", one, lambda one: _one(one, operation))
    else:
        yield _item(source.name, value, lambda one: _one(one, operation))


def _line(text: bytes) -> Observation:
    return from_line(loads(text))


def _are_answers(value: list[Any], operation: str | None) -> bool:
    """Whether a list holds answers, and is not itself the answer of an operation that lists jobs."""
    return operation is None or (operation != "list" and all(isinstance(one, dict) for one in value))


def _broken(name: str, content: bytes, error: ValueError) -> Iterator[Found]:
    """Read what is no JSON as a whole: JSON Lines whose first lines are damaged, if a later one is not."""
    lines = enumerate(content.split(b"\n"), 1)
    read = (_item(f"{name}:{number}", line, _line) for number, line in lines if line.strip())
    bad: list[Found] = []
    for found in read:
        bad.append(found)
        if isinstance(found[1], Observation):
            yield from bad
            yield from read
            return
    start = printable(redacted_text(content[:200].decode("utf-8", "replace"))[:40])
    raise Unreadable(f"{name}: it is no JSON ({error}); it starts {start!r}; give JSON, JSON Lines or HAR")


def _har(name: str, value: Any, provider: str | None) -> Iterator[Found]:
    try:
        entries = entries_of(value)
    except ValueError as error:
        raise Unreadable(f"{name}: {error}") from None
    owner = owner_of(provider)
    for number, entry in enumerate(entries):
        yield _item(f"{name}: /log/entries/{number}", entry, lambda one: from_entry(one, owner))


def _item(where: str, value: Any, read: Callable[[Any], Observation | None]) -> Found:
    try:
        found = read(value)
        if found is not None and found.is_json:
            check_depth(found.body, "")
    except (ValueError, DecodeError) as error:
        said = error.message if isinstance(error, DecodeError) else str(error)
        return where, Trouble(f"{where}: {printable(redacted_text(said), 300)}")
    return where, found if found is not None else Skipped("of no provider that is looked for")


def _one(value: Any, operation: str | None) -> Observation:
    """Return the answer in a JSON value: a recorded one, a sample, or the payload itself.

    Raises:
        ValueError: It is a malformed sample, or a payload of which nobody says what it is of.
    """
    if is_line(value):
        return from_line(value)
    if isinstance(value, dict) and value.keys() >= _SAMPLE:
        status, told, provider = value["http_status"], value["operation"], value.get("provider")
        if not isinstance(told, str) or not isinstance(status, int) or not 100 <= status <= 599:
            raise ValueError("a sample needs the text 'operation' and an 'http_status' from 100 to 599")
        return Observation(
            provider=provider if isinstance(provider, str) else None,
            operation=operation or told,
            status=status,
            body=value["body"],
            is_json=True,
            is_partial=value.get("elided_by_source") is True,
        )
    if operation is None:
        raise ValueError("it does not say what it is an answer of; give --operation, such as retrieve")
    return Observation(status=200, operation=operation, body=value, is_json=True)


def loads(content: bytes) -> Any:
    """Decode JSON strictly.

    Raises:
        ValueError: It is not UTF-8, not JSON, too deep, or an object has a key twice.
    """
    try:
        return _decoder.decode(content.decode("utf-8-sig").strip(" \t\r\n"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = Counter(name for name, _ in pairs)
        twice = next(name for name, count in names.items() if count > 1)
        raise ValueError(f"the key {printable(twice, 40)!r} stands twice in one object")
    return made


def _constant(name: str) -> Never:
    raise ValueError(f"{name} is no JSON")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_float=lambda text: finite(float(text))
)
