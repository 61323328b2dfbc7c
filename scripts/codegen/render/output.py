"""Format a rendered tree, compare it, and swap it in; nothing is left behind on failure."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from ruff import find_ruff_bin

# More than half of the files of a generated package differ between ruff 0.12 and 0.17.
RUFF = "0.17.5"
LINE_LENGTH = 120
_TIDIED = "I,RUF022,PYI016,PYI055"
"""Rules that ruff fixes: the order of imports and of ``__all__``, a type twice in a union."""


@contextmanager
def scratch_beside(place: Path) -> Generator[Path]:
    """Yield an empty folder on the same disk as ``place``, so that swapping is one rename; it is always removed.

    Missing folders above ``place`` are created, and removed again if they stay empty.
    """
    missing = [parent for parent in place.parents if not parent.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name[:50]}-", dir=place.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for parent in missing:
            with suppress(OSError):  # it is not empty
                parent.rmdir()


def format_tree(folder: Path, *, first_party: bool = False) -> None:
    """Sort imports, tidy types and format all Python below a folder, ignoring any configuration above the folder.

    Args:
        folder: The folder.
        first_party: Whether the packages belong to the same project as ``videojobs``: then its imports stand apart.

    Raises:
        RuntimeError: Another release of ruff is installed (the output depends on it), or it refused a file.
    """
    if (installed := version("ruff")) != RUFF:
        raise RuntimeError(f"ruff {installed} is installed; the output depends on =={RUFF}")
    options = ["--isolated", "--no-cache", "--line-length", str(LINE_LENGTH), "--target-version", "py311"]
    party = "known-first-party" if first_party else "known-third-party"
    rules = ["--select", _TIDIED, "--config", f'lint.isort.{party} = ["videojobs"]']
    for command in (["check", "--fix-only", "--quiet", *rules], ["format"]):
        # The program itself, not `python -m ruff`: that would import `types.py` of the folder it runs in.
        arguments = [find_ruff_bin(), *command, *options, "."]
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"ruff could not format the output: {done.stderr.strip()}")


def swap_in(package: Path, place: Path) -> None:
    """Replace the old package by a new one, by renaming; on failure the old one is put back.

    Raises:
        RuntimeError: The old folder holds files that were not generated.
    """
    check_replaceable(place)
    # Renames within one disk: no reader sees a package that is half written.
    old = package.parent / "replaced"
    if place.exists():
        place.rename(old)
    try:
        package.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def put_beside(project: Path, place: Path) -> None:
    """Put the files of a project, such as ``pyproject.toml``, into its place; other files there are kept.

    Raises:
        RuntimeError: The place, or a file in it, is of another kind.
    """
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise RuntimeError(f"{place} is not a folder; it is left as it is")
    files = [path for path in sorted(project.iterdir()) if path.is_file()]
    for path in files:
        old = place / path.name
        if old.is_symlink() or old.is_dir():
            raise RuntimeError(f"{old} is not a file; it is left as it is")
    place.mkdir(exist_ok=True)
    for path in files:
        path.replace(place / path.name)


def check_replaceable(place: Path) -> None:
    """Check that a place holds generated files only: others would be lost.

    Raises:
        RuntimeError: It is a file, or a folder with other files in it.
    """
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise RuntimeError(f"{place} is not a folder; it is left as it is")
    for path in place.rglob("*") if place.is_dir() else ():
        is_generated = path.suffix in (".py", ".pyc", ".pyi") or path.name in (
            "py.typed",
            "openapi.json",
            "samples.json",
        )
        if not (path.is_dir() or is_generated) or path.is_symlink():
            raise RuntimeError(f"{place} holds {path.name!r}, which was not generated; it is left as it is")


def differences(expected: Path, place: Path) -> list[str]:
    """Return one line for each file that differs between the expected tree and that in its place."""
    new, old = _contents(expected), _contents(place)
    lines = [f"{name}: missing" for name in new.keys() - old.keys()]
    lines += [f"{name}: not generated any more" for name in old.keys() - new.keys()]
    lines += [f"{name}: differs" for name in new.keys() & old.keys() if new[name] != old[name]]
    return sorted(lines)


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
