"""From a rendered tree to the place it belongs: formatted, checked, then swapped in; nothing is left on failure."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from ruff import find_ruff_bin

RUFF = "0.17.5"
LINE_LENGTH = 120


@contextmanager
def scratch_beside(place: Path) -> Generator[Path]:
    """Give an empty folder on the same disk as ``place``, so that swapping is one rename; it is always removed.

    Folders above ``place`` are made as needed, and go again if nothing was put into them.
    """
    missing = [parent for parent in place.parents if not parent.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name[:50]}-", dir=place.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for parent in missing:
            with suppress(OSError):  # there is something in it now
                parent.rmdir()


def format_tree(folder: Path) -> None:
    """Format all Python below a folder, by the pinned ruff, whatever configuration stands above it.

    Raises:
        RuntimeError: Another release of ruff is installed (the output depends on it), or it refused a file.
    """
    if (found := version("ruff")) != RUFF:
        raise RuntimeError(f"ruff {found} is installed; the output depends on =={RUFF}")
    options = ["--isolated", "--no-cache", "--line-length", str(LINE_LENGTH), "--target-version", "py311"]
    # The program itself, not `python -m ruff`: that would import `types.py` of the folder it runs in.
    command = [find_ruff_bin(), "format", *options, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ruff could not format the output: {done.stderr.strip()}")


def swap_in(made: Path, place: Path) -> None:
    """Put a finished tree in the place of the old one, by renaming; on failure the old one is put back.

    Raises:
        RuntimeError: What stands there is not of our making.
    """
    check_replaceable(place)
    old = made.parent / "replaced"
    if place.exists():
        place.rename(old)
    try:
        made.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def check_replaceable(place: Path) -> None:
    """Refuse a place that holds anything that no generator of ours wrote: it would be lost.

    Raises:
        RuntimeError: It is a file, or a folder with other files in it.
    """
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise RuntimeError(f"{place} is not a folder; it is left as it is")
    for path in place.rglob("*") if place.is_dir() else ():
        known = path.suffix in (".py", ".pyc", ".pyi") or path.name in ("py.typed", "openapi.json")
        if not (path.is_dir() or known) or path.is_symlink():
            raise RuntimeError(f"{place} holds {path.name!r}, which was not generated; it is left as it is")


def differences(made: Path, place: Path) -> list[str]:
    """Return the files that differ between two trees, each with what is wrong with it."""
    fresh = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if _counts(path)}
    there = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if _counts(path)}
    found = [f"{name}: missing" for name in fresh.keys() - there.keys()]
    found += [f"{name}: not generated any more" for name in there.keys() - fresh.keys()]
    found += [f"{name}: differs" for name in fresh.keys() & there.keys() if fresh[name] != there[name]]
    return sorted(found)


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
