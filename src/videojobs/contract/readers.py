"""Read responses from a file: JSON Lines, HAR, samples or a payload. A damaged line costs only itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Literal, Never

from attrs import evolve, frozen

from videojobs.contract.har import entries_of, from_entry, is_har, provider_finder
from videojobs.contract.recorder import MAX_LINE_BYTES, from_line, is_line
from videojobs.contract.redact import redacted_text
from videojobs.errors import DecodeError, printable
from videojobs.jobs.decoding.parse import check_depth
from videojobs.jobs.response_hook import Observation, finite

Format = Literal["json", "jsonl", "har"]
MAX_FILE_BYTES = 64 * 1024 * 1024
"""Bytes of the largest file of one JSON value that is read, HAR files included. JSON Lines may be of any size."""
_SAMPLE_KEYS = frozenset({"operation", "http_status", "body"})
_CHUNK = 1024 * 1024
# More than one, since the first line of a log that was rotated may be cut off.
_LINES_TO_DETECT = 3


@frozen
class ReadError:
    """Something that could not be read, as one line: file, place, what is wrong, how to correct it."""

    line: str


@frozen
class Skipped:
    """A response that does not count, with the reason."""

    reason: str


Item = Observation | ReadError | Skipped


class UnreadableFile(Exception):
    """A file cannot be read at all; the text is one line."""


def read_responses(
    file: BinaryIO,
    name: str,
    *,
    form: Format | None = None,
    provider: str | None = None,
    operation: str | None = None,
    progress: Callable[[int], object] = lambda _bytes: None,
) -> Iterator[tuple[str, Item]]:
    """Yield every response of a file with its place.

    Args:
        file: The file, from its start.
        name: Its name in messages.
        form: Its format; None: detected from its content.
        provider: The provider of responses that do not name one. Responses that name another one are skipped.
        operation: The operation of responses that do not name one.
        progress: Called now and then with the number of bytes read so far.

    Raises:
        UnreadableFile: It is too large, or not of that format.
    """
    source = _Source(file, name, progress)
    for place, item in _items(source, form or _detect(source), provider, operation):
        if isinstance(item, Observation):
            yield place, _completed(item, provider, operation)
        else:
            yield place, item


def _completed(observation: Observation, provider: str | None, operation: str | None) -> Item:
    """Add the provider and the operation, if the response does not name them."""
    if observation.provider is not None and provider is not None and observation.provider != provider:
        return Skipped("of another provider")
    if observation.operation is None and observation.path is None:
        observation = evolve(observation, operation=operation)
    return evolve(observation, provider=observation.provider or provider)


class _Source:
    """A file whose first lines can be read twice; it may be a pipe."""

    def __init__(self, file: BinaryIO, name: str, progress: Callable[[int], object]) -> None:
        self._file = file
        self.name = name
        self._progress = progress
        self._peeked: list[bytes] = []
        self._bytes_read = 0

    def peek(self) -> Iterator[bytes]:
        """Yield the first lines that are not empty, each up to the longest that is read."""
        count = 0
        while count < _LINES_TO_DETECT and (line := self._file.readline(MAX_LINE_BYTES + 1)):
            self._peeked.append(line)
            if line.strip():
                count += 1
                yield line

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield the number and text of each line; None for the text of one that is too long."""
        number = 0
        while True:
            # Bounded: a file without line ends would be one line of its whole size.
            line = self._peeked.pop(0) if self._peeked else self._file.readline(MAX_LINE_BYTES + 1)
            if not line:
                return
            number += 1
            self._count(line)
            if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
                yield number, line
                continue
            while line and not line.endswith(b"\n"):
                line = self._file.readline(_CHUNK)
                self._count(line)
            yield number, None

    def read_all(self) -> bytes:
        """Return the whole file.

        Raises:
            UnreadableFile: It is too large.
        """
        parts, self._peeked = self._peeked, []
        size = sum(len(line) for line in parts)
        while size <= MAX_FILE_BYTES and (chunk := self._file.read(_CHUNK)):
            parts.append(chunk)
            size += len(chunk)
            self._count(chunk)
        if size > MAX_FILE_BYTES:
            most = MAX_FILE_BYTES // 1024 // 1024
            raise UnreadableFile(
                f"{self.name}: larger than {most} MiB; split it, leave the clips out, or write JSON Lines"
            )
        return b"".join(parts)

    def _count(self, data: bytes) -> None:
        self._bytes_read += len(data)
        self._progress(self._bytes_read)


def _detect(source: _Source) -> Format:
    """Return ``jsonl`` if one of the first lines is a recorded response; HAR is detected once the JSON is decoded."""
    for line in source.peek():
        with suppress(ValueError):
            if is_line(loads(line)):
                return "jsonl"
    return "json"


def _items(source: _Source, form: Format, provider: str | None, operation: str | None) -> Iterator[tuple[str, Item]]:
    if form == "jsonl":
        for number, line in source.lines():
            place = f"{source.name}:{number}"
            if line is None:
                yield place, ReadError(f"{place}: longer than {MAX_LINE_BYTES // 1024 // 1024} MiB; leave it out")
            elif line.strip():
                yield place, _item(place, line, _from_text)
        return
    content = source.read_all()
    try:
        value = loads(content)
    except ValueError as error:
        yield from _damaged_lines(source.name, content, error)
        return
    if form == "har" or is_har(value):
        yield from _har_items(source.name, value, provider)
    elif isinstance(value, list) and _is_list_of_responses(value, operation):
        for number, one in enumerate(value):
            place = f"{source.name}: /{number}"
            yield place, _item(place, one, lambda one: _from_value(one, operation))
    else:
        yield source.name, _item(source.name, value, lambda one: _from_value(one, operation))


def _from_text(line: bytes) -> Observation:
    return from_line(loads(line))


def _is_list_of_responses(value: list[Any], operation: str | None) -> bool:
    """Whether a list holds responses, and is not itself the response of an operation that lists jobs."""
    return operation is None or (operation != "list" and all(isinstance(one, dict) for one in value))


def _damaged_lines(name: str, content: bytes, error: ValueError) -> Iterator[tuple[str, Item]]:
    """Read content that is no JSON as JSON Lines whose first lines are damaged, if a later one is not."""
    items = (
        (f"{name}:{number}", _item(f"{name}:{number}", line, _from_text))
        for number, line in enumerate(content.split(b"\n"), 1)
        if line.strip()
    )
    damaged: list[tuple[str, Item]] = []
    for item in items:
        damaged.append(item)
        if isinstance(item[1], Observation):
            yield from damaged
            yield from items
            return
    start = printable(redacted_text(content[:200].decode("utf-8", "replace"))[:40])
    raise UnreadableFile(f"{name}: this is no JSON ({error}); it starts {start!r}; give JSON, JSON Lines or HAR")


def _har_items(name: str, value: Any, provider: str | None) -> Iterator[tuple[str, Item]]:
    try:
        entries = entries_of(value)
    except ValueError as error:
        raise UnreadableFile(f"{name}: {error}") from None
    find_provider = provider_finder(provider)
    for number, entry in enumerate(entries):
        place = f"{name}: /log/entries/{number}"
        yield place, _item(place, entry, lambda one: from_entry(one, find_provider))


def _item(place: str, value: Any, read: Callable[[Any], Observation | None]) -> Item:
    try:
        observation = read(value)
        if observation is not None and observation.is_json:
            check_depth(observation.body, "")
    except (ValueError, DecodeError) as error:
        message = str(getattr(error, "message", error))
        return ReadError(f"{place}: {printable(redacted_text(message), 300)}")
    return observation or Skipped("not a response of the provider")


def _from_value(value: Any, operation: str | None) -> Observation:
    """Return the response in a JSON value: a recorded line, a sample, or a payload.

    Raises:
        ValueError: It is a malformed sample, or a payload of an unknown operation.
    """
    if is_line(value):
        return from_line(value)
    if not isinstance(value, dict) or not value.keys() >= _SAMPLE_KEYS:
        if operation is None:
            raise ValueError("the operation is unknown; give --operation, such as retrieve")
        return Observation(status=200, operation=operation, body=value, is_json=True)
    status, name, provider = value["http_status"], value["operation"], value.get("provider")
    if not isinstance(provider, str):
        provider = None
    if not isinstance(name, str) or not isinstance(status, int) or not 100 <= status <= 599:
        raise ValueError("a sample needs the text 'operation' and an 'http_status' from 100 to 599")
    return Observation(
        provider=provider,
        operation=operation or name,
        status=status,
        body=value["body"],
        is_json=True,
        is_partial=value.get("elided_by_source") is True,
    )


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


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"an object has the key {printable(repeated, 40)!r} twice")
    return value


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is no JSON")


# By default, json accepts NaN and Infinity, which are no JSON (RFC 8259, section 6), and the last of two equal keys.
_decoder = json.JSONDecoder(
    object_pairs_hook=_unique_keys, parse_constant=_refuse_constant, parse_float=lambda text: finite(float(text))
)
