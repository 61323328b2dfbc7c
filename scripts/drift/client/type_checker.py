"""Run the type checker on all snippets at once."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scripts.drift.client.snippets import PackagePair, Snippet

HOME = Path(__file__).resolve().parents[3]
CACHE = HOME / ".mypy_cache"
"""Where mypy's results about the runtime are kept from one run to the next: that saves four seconds."""

_TIMEOUT = 300.0  # seconds
_PREFIX = "drift-"
_BEFORE, _AFTER = "snippets_before.py", "snippets_after.py"


@frozen(kw_only=True)
class TypeCheckError:
    """One error of the type checker: its place, code and text."""

    file: str
    line: int
    code: str
    text: str


def check_snippets(
    pair: PackagePair, snippets: Sequence[Snippet], folder: Path, *, cache: Path | None = CACHE
) -> list[tuple[str | None, str | None]]:
    """Check every snippet against the old package and the new one, in one run.

    Args:
        pair: The packages, generated into ``folder``.
        snippets: The snippets.
        folder: Scratch folder.
        cache: Where to keep results about the runtime; None: nowhere.

    Returns:
        For each snippet the error in the old package and in the new one, or None.

    Raises:
        ChildProcessError: The type checker failed.
    """
    if not snippets:
        return []
    modules = _modules(pair)
    old_lines = _write(folder / _BEFORE, modules, [snippet.before for snippet in snippets])
    new_lines = _write(folder / _AFTER, modules, [snippet.after for snippet in snippets])
    files = [_BEFORE, _AFTER]
    errors = _run(folder, files) if cache is None else _run_with_cache(cache, folder, files)
    packages = {pair.old.name: pair.old.source.package, pair.new.name: pair.new.source.package}
    return [
        (_first(errors, _BEFORE, old, packages), _first(errors, _AFTER, new, packages))
        for old, new in zip(old_lines, new_lines, strict=True)
    ]


def _modules(pair: PackagePair) -> list[str]:
    """Return the modules that snippets use."""
    modules = {"collections.abc", "typing"}
    for package in (pair.old, pair.new):
        modules.add(f"{package.name}.models")
        modules.update(f"{package.name}.{module}" for module in package.api.operations)
    for item in pair.old.api.classes.values():
        modules.update(*(typed.modules for typed in item.attributes.values()))
    for operation in pair.old.api.operations.values():
        modules.update(*(typed.modules for typed in (*operation.arguments.values(), operation.result)))
    return sorted(modules)


def _write(path: Path, modules: Iterable[str], codes: Iterable[str]) -> list[range]:
    """Write the snippets into a module; return the lines of each."""
    lines = [f"import {module}" for module in modules]
    ranges = []
    for number, code in enumerate(codes):
        start = len(lines) + 1
        lines += code.replace("def snippet(", f"def snippet_{number}(", 1).split("\n")
        ranges.append(range(start, len(lines) + 1))
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return ranges


def _run(folder: Path, files: list[str]) -> list[TypeCheckError]:
    """Run mypy in a folder; return its errors in order."""
    settings = [
        "[mypy]",
        "strict = true",
        # The oldest Python that callers may have.
        "python_version = 3.11",
        "namespace_packages = true",
        "explicit_package_bases = true",
        # Errors inside the packages are not those of a caller.
        "follow_imports = silent",
        f"mypy_path = {HOME / 'src'}:{folder}",
        f"cache_dir = {folder / 'cache'}",
    ]
    (folder / "mypy.ini").write_text("\n".join([*settings, ""]), encoding="utf-8")
    options = ["--config-file", "mypy.ini", "--output", "json", "--no-error-summary", "--no-color-output"]
    command = [sys.executable, "-m", "mypy", *options, *files]
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise ChildProcessError(f"the type checker did not finish within {_TIMEOUT:.0f} s") from None
    messages = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    # mypy ends with 1 for type errors, and with 2 if it failed itself.
    if result.returncode not in (0, 1) or (result.returncode == 1 and not messages):
        output = (result.stderr or result.stdout).replace(str(folder), "").strip().splitlines() or ["no output"]
        raise ChildProcessError(f"the type checker ended with {result.returncode}: {printable(output[-1])}")
    return [
        TypeCheckError(file=item["file"], line=item["line"], code=item["code"] or "", text=item["message"])
        for item in messages
        if item["severity"] == "error"
    ]


def _first(errors: list[TypeCheckError], file: str, lines: range, packages: Mapping[str, str]) -> str | None:
    """Return the first error in some lines, with the package names that callers use."""
    own = [error for error in errors if error.file == file and error.line in lines]
    # `no-any-return` only follows from another error on the same line.
    text = next((error.text for error in sorted(own, key=lambda error: error.code == "no-any-return")), None)
    if text is None:
        return None
    for name, package in packages.items():
        text = re.sub(rf"\b{name}\b", package, text)
    return " ".join(text.split())


def _run_with_cache(cache: Path, folder: Path, files: list[str]) -> list[TypeCheckError]:
    """Run mypy with a copy of its results about the runtime; these are computed first if there are none.

    A copy, since runs at the same time must not share a cache, and results about snippets are useless to other runs.
    """
    results = cache / f"{_PREFIX}{_key()}"
    if not results.is_dir():
        _fill(results)
    with suppress(OSError, shutil.Error):  # the cache only saves time
        shutil.copytree(results, folder / "cache")
    try:
        return _run(folder, files)
    except ChildProcessError:
        if not results.is_dir():
            raise
        shutil.rmtree(results, ignore_errors=True)  # it may be damaged
        shutil.rmtree(folder / "cache", ignore_errors=True)
        return _run(folder, files)


def _key() -> str:
    texts = [version("mypy"), version("attrs"), version("httpx"), sys.version, str(HOME)]
    paths = sorted((HOME / "src" / "videojobs" / "http").glob("*.py"))
    texts += [sha256(path.read_bytes()).hexdigest() for path in paths]
    return sha256("\n".join(texts).encode()).hexdigest()[:12]


def _fill(results: Path) -> None:
    """Run mypy on the runtime's modules alone, and keep its results; those of older runtimes are removed."""
    paths = sorted((HOME / "src" / "videojobs" / "http").glob("[a-z]*.py"))
    modules = [f"videojobs.http.{path.stem}" for path in paths]
    with suppress(OSError):
        results.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}new-", dir=results.parent) as scratch:
            _write(Path(scratch, "imports.py"), [*modules, "attrs", "httpx", "uuid", "datetime"], [])
            _run(Path(scratch), ["imports.py"])
            for old in results.parent.glob(f"{_PREFIX}[0-9a-f]*"):
                shutil.rmtree(old, ignore_errors=True)
            # Renamed at the end: another run finds a complete cache, or none.
            Path(scratch, "cache").rename(results)
