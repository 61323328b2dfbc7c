"""From a rendered tree to the place it belongs: formatted, checked, then swapped in; nothing is left on failure."""

from __future__ import annotations

import ast
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from ruff import find_ruff_bin

RUFF = "0.17.5"
LINE_LENGTH = 120


@contextmanager
def scratch_beside(place: Path) -> Generator[Path]:
    """Give an empty folder on the same disk as ``place``, so that swapping is one rename; it is always removed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def check_tree(folder: Path) -> None:
    """Parse every module and hold it against what generated code may do at import: define and import, nothing else.

    Raises:
        RuntimeError: A module does not parse, or has another kind of statement at its top level.
    """
    allowed = (
        ast.Import,
        ast.ImportFrom,
        ast.ClassDef,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.Assign,
        ast.AnnAssign,
    )
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"), name)
        except SyntaxError as error:
            raise RuntimeError(f"{name}:{error.lineno}: the output is not Python: {error.msg}") from None
        for statement in tree.body:
            documented = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            typing_only = isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"
            if not (isinstance(statement, allowed) or documented or typing_only):
                raise RuntimeError(f"{name}:{statement.lineno}: the output would run code when it is imported")


def swap_in(made: Path, place: Path) -> None:
    """Put a finished tree in the place of the old one, by renaming; on failure the old one is put back."""
    old = made.parent / "replaced"
    if place.exists():
        place.rename(old)
    try:
        made.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


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
