"""Check all lines of a batch, and add them to its database, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from videojobs.batch.file_names import file_name
from videojobs.batch.prompts import MAX_LISTED_PROBLEMS, InvalidBatch, Problem, Prompt
from videojobs.batch.store import NewLine, Store, StoredLine, encoded
from videojobs.errors import InvalidRequest, NotSupported, printable
from videojobs.http.media_type import media_type_of
from videojobs.jobs.create.create import check_create
from videojobs.jobs.session import Session

NumberedLines = Iterable[tuple[int, Prompt | Problem]]
# So many lines are looked up in the database at once: SQLite may allow 999 values in a query.
_CHUNK = 300


def load_lines(
    store: Store, session: Session, lines: NumberedLines, *, allow_duplicates: bool = False, keep: bool = True
) -> int:
    """Check all lines, and add the new ones to the database; return the number of new ones.

    Args:
        store: The database.
        session: The settings of the client.
        lines: Each line with its number in the file.
        allow_duplicates: Whether two lines may order the same clip.
        keep: Whether the lines are added; if not, they are only checked.

    Raises:
        InvalidBatch: At least one line cannot be used. None was added.
    """
    loader = _Loader(store, session, allow_duplicates)
    try:
        with store.database.transaction():
            store.database.alone("lines")
            loader.load(lines)
            if not keep:
                raise _Discard
    except _Discard:
        pass
    return loader.added


class _Discard(Exception):
    """Leaves the transaction of a check, so that nothing is kept."""


class _Loader:
    def __init__(self, store: Store, session: Session, allow_duplicates: bool) -> None:
        self._store = store
        self._session = session
        self._allow_duplicates = allow_duplicates
        self._problems: list[Problem] = []
        self._count = 0
        self.added = 0

    def load(self, lines: NumberedLines) -> None:
        number = 0
        if not any(self._store.count().values()):
            self._store.clips.check_unused()
        for chunk in _chunks(lines):
            readable: list[tuple[int, int, Prompt]] = []
            for place, line in chunk:
                number += 1
                if isinstance(line, Problem):
                    self._add_problem(line)
                else:
                    readable.append((place, number, line))
            self._load_chunk(readable)
            self._problems = sorted(self._problems, key=lambda problem: problem.line)[:MAX_LISTED_PROBLEMS]
        missing = sum(self._store.count().values()) - number
        if missing > 0 and not self._count:
            self._add_problem(
                Problem(number + 1, f"{missing} lines of this batch are missing; lines may be added at the end only")
            )
        if not number and not self._count:
            self._add_problem(Problem(1, "there is no prompt"))
        if self._count:
            raise InvalidBatch(self._problems, self._count, provider=self._session.dialect.name)

    def _load_chunk(self, lines: list[tuple[int, int, Prompt]]) -> None:
        named: list[tuple[int, NewLine]] = []
        for place, number, prompt in lines:
            try:
                named.append((place, NewLine(number, file_name(number, prompt.output), prompt, prompt.digest())))
            except InvalidRequest as error:
                self._add_problem(Problem(place, error.message))
        earlier = _Earlier(self._store, [line for _, line in named])
        new: list[NewLine] = []
        for place, line in named:
            try:
                if self._is_new(line, earlier):
                    new.append(line)
                    earlier.add(line)
            except (InvalidRequest, NotSupported) as error:
                self._add_problem(Problem(place, error.message))
        self._store.add(new)
        self.added += len(new)

    def _is_new(self, line: NewLine, earlier: _Earlier) -> bool:
        stored = earlier.by_number.get(line.number)
        if stored is None:
            self._check_new(line, earlier)
            check_create(self._session, line.prompt.prompt, line.prompt.arguments)
            return True
        if not _is_same(line, stored):
            raise InvalidRequest(
                f"it was changed since the batch was started (prompt {line.number}); add new prompts at the end; for "
                f"other values, start another batch: {self._store.database.how_to_start_another}"
            )
        if stored.prompt != encoded(line.prompt):  # its image is at another path now
            self._store.replace_prompt(line.number, line.prompt)
        return False

    def _check_new(self, line: NewLine, earlier: _Earlier) -> None:
        same = earlier.by_digest.get(line.digest)
        if same is not None and not self._allow_duplicates:
            raise InvalidRequest(
                f"it orders the same clip as prompt {same}; pass allow_duplicates=True to pay for both"
            )
        same = earlier.by_file.get(line.file.casefold())
        if same is not None:
            raise InvalidRequest(f"output: {printable(line.file, 100)!r} is the file of prompt {same}, too")
        if self._store.clips.exists(line.file):
            place = self._store.clips.url(line.file) or str(self._store.clips.path(line.file))
            raise InvalidRequest(f"{printable(place, 300)} exists; nothing is overwritten")
        if line.prompt.image is not None:
            _check_image(line.prompt.image)

    def _add_problem(self, problem: Problem) -> None:
        self._count += 1
        self._problems.append(problem)


class _Earlier:
    """The lines that some new ones are compared with: those in the database, and the ones before in the file."""

    def __init__(self, store: Store, lines: list[NewLine]) -> None:
        self.by_number: dict[int, StoredLine] = {}
        self.by_digest: dict[str, int] = {}
        self.by_file: dict[str, int] = {}
        if not lines:
            return
        numbers, digests, files = zip(*((line.number, line.digest, line.file) for line in lines), strict=True)
        for stored in store.similar(numbers, digests, files):
            self.by_number[stored.number] = stored
            self.by_digest.setdefault(stored.digest, stored.number)
            self.by_file[stored.folded] = stored.number

    def add(self, line: NewLine) -> None:
        """Add a line of the file."""
        self.by_digest.setdefault(line.digest, line.number)
        self.by_file[line.file.casefold()] = line.number


def _chunks(lines: NumberedLines) -> Iterator[list[tuple[int, Prompt | Problem]]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _is_same(line: NewLine, stored: StoredLine) -> bool:
    """Whether a line orders the same clip, in the same file, as it did when it was added."""
    values, _, image = line.digest.partition("-")
    stored_values, _, stored_image = stored.digest.partition("-")
    # An image that is no longer there was not changed; if it is still to be sent, that fails before anything is paid.
    is_same_image = image == stored_image or (image == "" and line.prompt.image is not None)
    return values == stored_values and is_same_image and line.file.casefold() == stored.folded


def _check_image(path: Path) -> None:
    """Check that a file is an image, by its first bytes."""
    text = printable(str(path), 200)
    try:
        with path.open("rb") as file:
            media_type = media_type_of(file.read(64))
    except (OSError, ValueError) as error:  # ValueError: the name holds a NUL
        raise InvalidRequest(f"input_reference: {text}: {getattr(error, 'strerror', None) or error}") from None
    if media_type is None or not media_type.startswith("image/"):
        raise InvalidRequest(f"input_reference: {text} is no image, but {media_type or 'of an unknown type'}")
