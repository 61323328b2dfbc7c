"""Read the lines of a batch from a JSON Lines or a CSV file."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from attrs import asdict, fields, frozen

from videojobs.errors import ConfigurationError, InvalidRequest, printable
from videojobs.jobs.create.input_reference import FILE_ID
from videojobs.jobs.create.options import CreateArguments

MAX_LISTED_PROBLEMS = 20
_MAX_LINE_BYTES = 50 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@frozen
class Problem:
    """Why a line cannot be used, and its number in the file."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class InvalidBatch(InvalidRequest):
    """Lines of a batch cannot be used. Nothing was sent.

    Attributes:
        problems: The first 20 problems, in the order of the file.
        count: The number of all problems.
    """

    def __init__(self, problems: Sequence[Problem], count: int, **context: Any) -> None:
        self.problems = tuple(problems[:MAX_LISTED_PROBLEMS])
        self.count = count
        listed = "; ".join(map(str, self.problems))
        more = ""
        if count > len(self.problems):
            more = f"; and {count - len(self.problems)} more"
        noun = "error" if count == 1 else "errors"
        super().__init__(f"{count} {noun}, nothing was sent: {listed}{more}", **context)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.count), self.__dict__


class MissingImage(InvalidRequest):
    """The image of a line is not on this machine, or another one than when the line was added. Nothing was sent."""


@frozen(kw_only=True)
class Prompt:
    """One line of a batch: the arguments of one `create`, and the name of its file.

    Attributes:
        prompt: Description of the clip.
        model: The provider's name of the model.
        seconds: Length of the clip.
        size: Size of the clip.
        input_reference: An image to start from; a path is absolute.
        extra: Further fields of the body, by the provider's own names.
        output: Name of the file, in the folder of the batch; None for a name with the number of the line.
    """

    prompt: str
    model: str | None = None
    seconds: float | str | None = None
    size: str | tuple[int, int] | None = None
    input_reference: str | Mapping[str, Any] | None = None
    extra: Mapping[str, Any] | None = None
    output: str | None = None

    @property
    def arguments(self) -> CreateArguments:
        """The arguments of `create`."""
        return CreateArguments(
            model=self.model,
            seconds=self.seconds,
            size=self.size,
            input_reference=self.input_reference,
            extra=self.extra,
        )

    @property
    def image(self) -> Path | None:
        """The file that ``input_reference`` names, or None."""
        if isinstance(self.input_reference, str) and os.path.isabs(self.input_reference):
            return Path(self.input_reference)
        return None

    def check_image(self, digest: str) -> None:
        """Check that the image is the one that a digest was made with.

        Raises:
            MissingImage: It is not.
        """
        if self.image is not None and _content_digest(self.image) != digest.partition("-")[2]:
            raise MissingImage(
                f"the image {printable(str(self.image), 200)} is not on this machine, or is another one than when its "
                "prompt was added; nothing was sent. Put it there and run the same command again, or let a worker that "
                "has it do so"
            )

    def digest(self) -> str:
        """Return a digest of all values but the name of the file: equal lines order the same clip.

        An image on this machine counts by its content, in a second part after ``-``, so that it may be moved; that part
        is empty if there is none, or it cannot be read.
        """
        values = asdict(self)
        del values["output"]
        content = ""
        if self.image is not None:
            values["input_reference"] = "file"
            content = _content_digest(self.image)
        return f"{hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()}-{content}"


def _content_digest(path: Path) -> str:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return ""  # reading it might never end
        return _digest_of_version(path, status.st_size, status.st_mtime_ns)
    except (OSError, ValueError):  # ValueError: the name holds a NUL
        return ""


@lru_cache(maxsize=1024)  # many prompts may start from one image
def _digest_of_version(path: Path, size: int, changed_at: int) -> str:  # noqa: ARG001 - of the cache
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


KEYS = tuple(attribute.name for attribute in fields(Prompt))


def read_prompts(source: str | os.PathLike[str] | BufferedIOBase) -> Iterator[tuple[int, Prompt | Problem]]:
    """Yield the number and the content of each line of a file; empty lines are left out.

    The file is UTF-8, with or without a byte order mark: CSV with a header if its name ends in ``.csv``, JSON Lines
    otherwise. It is read line by line.

    Args:
        source: Its path; or the open file, such as ``sys.stdin.buffer``: JSON Lines, in which the paths of images are
            relative to the current folder.

    Raises:
        ConfigurationError: It cannot be read.
    """
    name = "the open file"
    try:
        if isinstance(source, BufferedIOBase):
            yield from _read_json_lines(source, Path())
            return
        path = Path(source)
        name = printable(str(path), 300)
        with path.open("rb") as file:
            if path.suffix.lower() == ".csv":
                yield from _read_csv(file, path.parent)
            else:
                yield from _read_json_lines(file, path.parent)
    except OSError as error:
        raise ConfigurationError(f"{name} cannot be read: {error.strerror or error}") from error


def prompt_from(values: Mapping[str, Any], folder: Path) -> Prompt:
    """Return a line of a batch from its values by their names.

    Args:
        values: The values; None counts as missing.
        folder: The folder that the path of an image is relative to.

    Raises:
        InvalidRequest: A name is unknown, or a value is of another type.
    """
    unknown = sorted(set(values) - set(KEYS))
    if unknown:
        raise InvalidRequest(f"unknown key {printable(unknown[0], 80)!r}; there are {', '.join(KEYS)}")
    present = {name: value for name, value in values.items() if value is not None}
    if "prompt" not in present:
        raise InvalidRequest("prompt: it is missing")
    for name in ("prompt", "model", "output"):
        _check_type(name, present, str, "text")
    _check_type("seconds", present, (int, float, str), "a number or text")
    _check_type("extra", present, Mapping, "an object")
    _check_type("input_reference", present, (str, Mapping), "text or an object")
    if isinstance(present.get("size"), list):
        present["size"] = tuple(present["size"])
    _check_type("size", present, (str, tuple), "text or two numbers")
    reference = present.get("input_reference")
    if isinstance(reference, str):
        present["input_reference"] = _absolute_reference(reference, folder)
    return Prompt(**present)


def _check_type(name: str, values: Mapping[str, Any], types: Any, description: str) -> None:
    value = values.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, types)):
        raise InvalidRequest(f"{name}: must be {description}, not {type(value).__name__}")


def _absolute_reference(text: str, folder: Path) -> str:
    """Return the path of an image as an absolute one; a URL, and the id of an uploaded file, as it is."""
    if text[:8].lower().startswith(("http://", "https://", "data:")):
        return text
    path = os.path.abspath(folder / text)
    # As `create` does: an id is hardly ever a file's name.
    if FILE_ID.fullmatch(text) and not os.path.exists(path):
        return text
    return path


def _decoded_lines(file: BufferedIOBase) -> Iterator[str]:
    """Yield the lines of a file, decoded.

    Raises:
        InvalidRequest: A line is no UTF-8, or longer than 50 MiB.
    """
    is_first = True
    while line := file.readline(_MAX_LINE_BYTES + 1):
        if len(line) > _MAX_LINE_BYTES:
            raise InvalidRequest(f"it is longer than {_MAX_LINE_BYTES // 2**20} MiB")
        if is_first:
            line = line.removeprefix(_BOM)
            is_first = False
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidRequest(f"it is not UTF-8: {error.reason} at byte {error.start}") from None


def _read_json_lines(file: BufferedIOBase, folder: Path) -> Iterator[tuple[int, Prompt | Problem]]:
    number = 0
    try:
        for number, line in enumerate(_decoded_lines(file), start=1):
            if not line.strip():
                continue
            try:
                yield number, prompt_from(_json_object(line), folder)
            except InvalidRequest as error:
                yield number, Problem(number, error.message)
    except InvalidRequest as error:
        yield number + 1, Problem(number + 1, error.message)


def _json_object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"it is not JSON: {printable(str(error), 200)}") from None
    if not isinstance(value, dict):
        raise InvalidRequest(f"it must be a JSON object, not {type(value).__name__}")
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise InvalidRequest(f"the key {printable(name, 80)!r} is there twice")
    return dict(pairs)


def _read_csv(file: BufferedIOBase, folder: Path) -> Iterator[tuple[int, Prompt | Problem]]:
    reader = csv.reader(_decoded_lines(file), strict=True)
    start = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        problem = _header_problem(header)
        if problem is not None:
            yield 1, Problem(1, problem)
            return
        start = reader.line_num + 1
        for row in reader:
            if row:
                yield start, _from_row(start, header, row, folder)
            start = reader.line_num + 1
    except (csv.Error, InvalidRequest) as error:
        # Nothing after it can be read: it is unknown where the next record begins.
        yield start, Problem(start, f"the rest cannot be read as CSV: {error}")


def _header_problem(header: list[str]) -> str | None:
    for name in header:
        if name not in KEYS:
            return f"unknown column {printable(name, 80)!r}; there are {', '.join(KEYS)}"
        if header.count(name) > 1:
            return f"the column {name!r} is there twice"
    if "prompt" not in header:
        return "the header has no column prompt"
    return None


def _from_row(start: int, header: list[str], row: list[str], folder: Path) -> Prompt | Problem:
    if len(row) != len(header):
        return Problem(start, f"it has {len(row)} cells, the header has {len(header)}")
    values: dict[str, Any] = {name: cell for name, cell in zip(header, row, strict=True) if cell != ""}
    try:
        if "extra" in values:
            values["extra"] = _json_object(values["extra"])
        return prompt_from(values, folder)
    except InvalidRequest as error:
        return Problem(start, error.message)
