"""Check all lines of a batch, and add them to its database, before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from videojobs.batch.names import file_name
from videojobs.batch.prompts import MAX_LISTED_PROBLEMS, InvalidBatch, Problem, Prompt
from videojobs.batch.store import Store
from videojobs.errors import InvalidRequest, NotSupported, printable
from videojobs.http.media_type import media_type_of
from videojobs.jobs.create.create import check_create
from videojobs.jobs.session import Session

NumberedLines = Iterable[tuple[int, Prompt | Problem]]


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
        with store.transaction():
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
        for place, line in lines:
            number += 1
            if isinstance(line, Problem):
                self._add_problem(line)
                continue
            try:
                self._load_line(number, line)
            except (InvalidRequest, NotSupported) as error:
                self._add_problem(Problem(place, error.message))
        missing = sum(self._store.count().values()) - number
        if missing > 0 and not self._count:
            self._add_problem(
                Problem(number + 1, f"{missing} lines of this batch are missing; lines may be added at the end only")
            )
        if not number and not self._count:
            self._add_problem(Problem(1, "there is no prompt"))
        if self._count:
            raise InvalidBatch(self._problems, self._count, provider=self._session.dialect.name)

    def _load_line(self, number: int, line: Prompt) -> None:
        digest = line.digest()
        name = file_name(number, line.output)
        recorded = self._store.digest_of(number)
        if recorded is not None:
            if recorded != digest or self._store.number_of(file=name) != number:
                raise InvalidRequest(
                    f"it was changed since the batch was started (prompt {number}); add new prompts at the end, and "
                    "start another batch in another folder for other values"
                )
            return
        self._check_new(line, digest, name)
        check_create(self._session, line.prompt, line.arguments)
        self._store.add(number, name, line, digest)
        self.added += 1

    def _check_new(self, line: Prompt, digest: str, name: str) -> None:
        if not self._allow_duplicates:
            same = self._store.number_of(digest=digest)
            if same is not None:
                raise InvalidRequest(
                    f"it orders the same clip as prompt {same}; pass allow_duplicates=True to pay for both"
                )
        same = self._store.number_of(file=name)
        if same is not None:
            raise InvalidRequest(f"output: {printable(name, 100)!r} is the file of prompt {same}, too")
        if self._store.clips.exists(name):
            path = str(self._store.clips.path(name))
            raise InvalidRequest(f"{printable(path, 300)} exists; nothing is overwritten")
        reference = line.input_reference
        if isinstance(reference, str) and os.path.isabs(reference):
            _check_image(Path(reference))

    def _add_problem(self, problem: Problem) -> None:
        self._count += 1
        if len(self._problems) < MAX_LISTED_PROBLEMS:
            self._problems.append(problem)


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
