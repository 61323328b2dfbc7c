"""Asks the type checker about all probes at once, and tells what it says to each."""

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

    from scripts.drift.client.snippets import Pair, Probe

HOME = Path(__file__).resolve().parents[3]
CACHE = HOME / ".mypy_cache"
"""Where what the checker knows of the runtime is kept from one run to the next; it is worth four seconds."""

_LIMIT = 300.0  # seconds
_KEPT = "drift-"


@frozen(kw_only=True)
class Answer:
    """What the checker says to one probe in the old package and in the new one; None: nothing."""

    before: str | None
    after: str | None


@frozen(kw_only=True)
class Said:
    """One error: where it stands, its code and its text."""

    file: str
    line: int
    code: str
    text: str


def ask(pair: Pair, probes: Sequence[Probe], folder: Path, *, cache: Path | None = CACHE) -> list[Answer]:
    """Check every probe against the old package and the new one, in one run.

    Args:
        pair: The packages, as generated into ``folder``.
        probes: What to check.
        folder: Scratch folder.
        cache: Where to keep what can be used again; None: nowhere.

    Returns:
        An answer for each probe.

    Raises:
        ChildProcessError: The checker did not do its work.
    """
    if not probes:
        return []
    modules = _modules(pair)
    before = _write(folder / "probes_before.py", modules, [probe.before for probe in probes])
    after = _write(folder / "probes_after.py", modules, [probe.after for probe in probes])
    files = ["probes_before.py", "probes_after.py"]
    said = _run(folder, files) if cache is None else _run_with(cache, folder, files)
    names = {pair.old.name: pair.old.side.package, pair.new.name: pair.new.side.package}
    return [
        Answer(
            before=_first(said, "probes_before.py", before[number], names),
            after=_first(said, "probes_after.py", after[number], names),
        )
        for number in range(len(probes))
    ]


def _modules(pair: Pair) -> list[str]:
    """Return the modules that probes name something of."""
    found = {"collections.abc", "typing"}
    for made in (pair.old, pair.new):
        found.add(f"{made.name}.models")
        found.update(f"{made.name}.{module}" for module in made.surface.operations)
    for item in pair.old.surface.classes.values():
        found.update(*(typed.modules for typed in item.attributes.values()))
    for operation in pair.old.surface.operations.values():
        found.update(*(typed.modules for typed in (*operation.arguments.values(), operation.result)))
    return sorted(found)


def _write(path: Path, modules: Iterable[str], codes: Iterable[str]) -> list[range]:
    """Write the probes into a module; return the lines of each."""
    lines = [f"import {module}" for module in modules]
    places = []
    for number, code in enumerate(codes):
        start = len(lines) + 1
        lines += code.replace("def probe(", f"def probe_{number}(", 1).split("\n")
        places.append(range(start, len(lines) + 1))
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return places


def _run(folder: Path, files: list[str]) -> list[Said]:
    """Run mypy in a folder; return the errors in its order."""
    settings = [
        "[mypy]",
        "strict = true",
        "python_version = 3.11",
        "namespace_packages = true",
        "explicit_package_bases = true",
        "follow_imports = silent",
        f"mypy_path = {HOME / 'src'}:{folder}",
        f"cache_dir = {folder / 'cache'}",
    ]
    (folder / "mypy.ini").write_text("\n".join([*settings, ""]), encoding="utf-8")
    options = ["--config-file", "mypy.ini", "--output", "json", "--no-error-summary", "--no-color-output"]
    command = [sys.executable, "-m", "mypy", *options, *files]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise ChildProcessError(f"the type checker was not done after {_LIMIT:.0f} s") from None
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode not in (0, 1) or (done.returncode == 1 and not found):
        told = (done.stderr or done.stdout).replace(str(folder), "").strip().splitlines() or ["it said nothing"]
        raise ChildProcessError(f"the type checker ended with {done.returncode}: {printable(told[-1])}")
    return [
        Said(file=item["file"], line=item["line"], code=item["code"] or "", text=item["message"])
        for item in found
        if item["severity"] == "error"
    ]


def _first(said: list[Said], file: str, lines: range, names: Mapping[str, str]) -> str | None:
    """Return the first thing said of some lines, with the names that users know the packages by."""
    found = [item for item in said if item.file == file and item.line in lines]
    # That a value of no known type is returned only follows from what else is said.
    text = next((item.text for item in sorted(found, key=lambda item: item.code == "no-any-return")), None)
    if text is None:
        return None
    for name, package in names.items():
        text = re.sub(rf"\b{name}\b", package, text)
    return " ".join(text.split())


def _run_with(cache: Path, folder: Path, files: list[str]) -> list[Said]:
    """Run mypy with a copy of what it knows of the runtime; find that out first if nobody has.

    A copy, since runs at the same time must not meet, and what one run learns of its probes helps no other.
    """
    kept = cache / f"{_KEPT}{_key()}"
    if not kept.is_dir():
        _learn(kept)
    with suppress(OSError, shutil.Error):  # it is only there to save time
        shutil.copytree(kept, folder / "cache")
    try:
        return _run(folder, files)
    except ChildProcessError:
        if not kept.is_dir():
            raise
        shutil.rmtree(kept, ignore_errors=True)  # it may have been damaged
        shutil.rmtree(folder / "cache", ignore_errors=True)
        return _run(folder, files)


def _key() -> str:
    texts = [version("mypy"), version("attrs"), version("httpx"), sys.version, str(HOME)]
    paths = sorted((HOME / "src" / "videojobs" / "http").glob("*.py"))
    texts += [sha256(path.read_bytes()).hexdigest() for path in paths]
    return sha256("\n".join(texts).encode()).hexdigest()[:12]


def _learn(kept: Path) -> None:
    paths = sorted((HOME / "src" / "videojobs" / "http").glob("[a-z]*.py"))
    modules = [f"videojobs.http.{path.stem}" for path in paths]
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{_KEPT}new-", dir=kept.parent) as made:
            _write(Path(made, "known.py"), [*modules, "attrs", "httpx", "uuid", "datetime"], [])
            _run(Path(made), ["known.py"])
            for old in kept.parent.glob(f"{_KEPT}[0-9a-f]*"):
                shutil.rmtree(old, ignore_errors=True)
            Path(made, "cache").rename(kept)
