"""The folder of a batch: where its finished clips and its manifest go."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path

from videojobs.batch.file_names import MANIFEST
from videojobs.errors import ConfigurationError, printable


class ClipFolder:
    """A folder for the clips of a batch and its manifest.

    Whatever a batch does with a finished file is a method of this class: another target, such as an object store, is a
    class with the same methods. A clip is downloaded to `path`, which is always on this machine; `keep` is called when
    it is complete, before its line is recorded as done.

    Args:
        folder: The folder; it is created by `create`.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        # With its links followed, as `render` names files: a file has to be the same one by whatever name.
        self.folder = Path(os.path.realpath(folder))

    def __str__(self) -> str:
        return str(self.folder)

    def create(self) -> None:
        """Create the folder, in an existing one.

        Raises:
            ConfigurationError: It cannot be created.
        """
        try:
            self.folder.mkdir(exist_ok=True)
        except (OSError, ValueError) as error:  # ValueError: the name holds a NUL
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(f"the folder {printable(str(self), 300)} cannot be created: {reason}") from error

    def path(self, name: str) -> Path:
        """Return the path that a clip is downloaded to."""
        return self.folder / name

    def url(self, name: str) -> str | None:  # noqa: ARG002 - of subclasses
        """Return the URL of a clip; None if it is in a folder."""
        return None

    def check_unused(self) -> None:
        """Check that a batch may begin here. In a folder, its record is beside its manifest.

        Raises:
            ConfigurationError: There is another batch.
        """

    def exists(self, name: str) -> bool:
        """Whether something has the name of a clip already."""
        return os.path.lexists(self.path(name))

    def size(self, name: str) -> int | None:
        """Return the length of a clip that was kept; None if it is no longer there."""
        # A program that was killed just after its last download leaves the empty file of its lock.
        with suppress(OSError):
            self.path(f"{name}.part.lock").unlink(missing_ok=True)
        try:
            return self.path(name).stat().st_size
        except OSError:
            return None

    def keep(self, name: str) -> None:
        """Move a complete clip to its target. In a folder, its download has put it there.

        Raises:
            ConfigurationError: It cannot be written there.
        """

    def append_to_manifest(self, text: str) -> None:
        """Add a line to the manifest.

        Raises:
            ConfigurationError: It cannot be written.
        """
        path = self.folder / MANIFEST
        with _errors(path), path.open("a", encoding="utf-8") as file:
            file.write(text)

    def write_manifest(self, lines: Iterable[str]) -> Path:
        """Replace the manifest, and return its path.

        Raises:
            ConfigurationError: It cannot be written.
        """
        path = self.folder / MANIFEST
        # Several workers may share the folder.
        new = path.with_name(f"{MANIFEST}.{os.urandom(4).hex()}.new")
        with _errors(path):
            try:
                with new.open("w", encoding="utf-8") as file:
                    file.writelines(lines)
                    file.flush()
                    os.fsync(file.fileno())
                new.replace(path)
            finally:
                new.unlink(missing_ok=True)
        return path


class NoFolder(ClipFolder):
    """In the place of a folder where a program only adds lines: other programs save the clips."""

    def __init__(self) -> None:
        super().__init__(os.curdir)

    def exists(self, name: str) -> bool:  # noqa: ARG002 - of the base class
        """Return False: the workers look into their folders."""
        return False


@contextmanager
def _errors(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise ConfigurationError(f"{printable(str(path), 300)} cannot be written: {reason}") from error
