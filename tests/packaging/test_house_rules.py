"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 400
PROVIDERS = sorted(path.name for path in (ROOT / "spec").iterdir() if path.is_dir())
WRITTEN_BY_HAND = sorted(path for folder in ("src", "scripts") for path in (ROOT / folder).rglob("*.py"))

# The tolerant dialect is a feature by that name, and the word is English; "openai" begins the name of our headers'
# standard and of nothing else.
ENGLISH = {"compatible"}


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of every name, attribute and literal of a module; docstrings are prose and left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in prose:
            yield node.lineno, node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


def tracked_files() -> list[Path]:
    """Return the files that are, or would be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_provider_is_named_in_python() -> None:
    """Facts about a provider are data under spec/: hand-written Python does not even know its name."""
    names = [re.escape(name).replace("\\-", "[-_]?") for name in PROVIDERS if name not in ENGLISH]
    pattern = re.compile(rf"(?<![a-z])({'|'.join(names)})(?![a-z])", re.IGNORECASE)
    allowed = re.compile(r"openai[-_](poll|processing|organization|project|version)")
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:80]!r}"
        for path in WRITTEN_BY_HAND
        for line, text in words_of(path)
        if pattern.search(allowed.sub("", text))
    ]
    assert found == []


def test_no_provider_is_named_in_comments_and_docstrings() -> None:
    """They are read as facts about every provider, and go stale with one of them."""
    names = [re.escape(name) for name in PROVIDERS if name not in ENGLISH | {"together"}]
    pattern = re.compile(rf"(?<![a-z])({'|'.join(names)})(?![a-z])", re.IGNORECASE)
    allowed = re.compile(r"openai[-_](poll|processing|organization|project|version)")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]!r}"
        for path in WRITTEN_BY_HAND
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(allowed.sub("", line))
    ]
    assert found == []


def test_no_file_written_by_hand_is_too_long() -> None:
    """A file that has outgrown its limit holds two ideas."""
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in WRITTEN_BY_HAND}
    assert {str(path): length for path, length in lengths.items() if length > LIMIT} == {}


def test_top_level_files_are_text() -> None:
    """A clip that a trial saved in the current folder is not committed with the change."""
    binary = [path.name for path in tracked_files() if path.parent == ROOT and b"\0" in path.read_bytes()]
    assert binary == []


def test_no_package_source_is_configured() -> None:
    """Where packages come from is the installer's choice: no address and no option of an index is written down.

    The project's own addresses, which an index shows, are no source of packages.
    """
    files = [path for folder in ("requirements", ".ci", ".github") for path in (ROOT / folder).rglob("*")]
    files += [ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / "scripts/lock.py", ROOT / "scripts/make_env.py"]
    source = re.compile(r"\w+://|^-[if]\b|--(?:extra-|default-)?index|--find-links|--trusted-host", re.MULTILINE)
    own = re.compile(r"https://(?:github\.com/videojobs/videojobs|videojobs\.github\.io)\b")
    found = {
        str(path.relative_to(ROOT)): source.findall(own.sub("", path.read_text("utf-8")))
        for path in files
        if path.is_file()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_every_package_is_in_a_layer() -> None:
    """The import contracts name every package of the wheel and of scripts/, so that none escapes `make check`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = " ".join(layer for contract in contracts for layer in contract.get("layers", ()))
    packages = [
        f"{folder.name}.{path.parent.name}"
        for folder in (ROOT / "src/videojobs", ROOT / "scripts")
        for path in folder.glob("*/__init__.py")
    ]
    assert packages
    assert [name for name in packages if name not in re.findall(r"[\w.]+", layers)] == []


def test_locked_requirements_all_have_hashes() -> None:
    """Every package of the locked files is pinned and hashed, and dev.txt has everything that test.txt has."""
    from scripts.lock import FILES

    pins = {}
    for name in FILES:
        text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
        pins[name] = {entry.split(" ")[0] for entry in entries}
    assert pins["test"] <= pins["dev"]


def test_environment_is_complete() -> None:
    """The locked packages need nothing that is not locked: pip installs them without looking for dependencies."""
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_secret_or_workplace_path_is_tracked() -> None:
    """The repository speaks of itself only: no path of a machine it was written on, no key."""
    pattern = re.compile(rb"/home/[a-z]+/|/Users/[a-zA-Z]+/|\bsk-[A-Za-z0-9]{20,}|BEGIN [A-Z ]*PRIVATE KEY")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path != Path(__file__) and pattern.search(path.read_bytes())
    ]
    assert found == []


def test_python_versions_agree() -> None:
    """The lowest Python is the same wherever it is written."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = set(
        re.findall(
            r'(?:requires-python = ">=|python_version = "|pythonVersion = "|target-version = "py)([\d.]+)"', text
        )
    )
    assert {version.replace(".", "") for version in found} == {"311"}


def test_tests_of_the_wheel_import_no_maintainers_tool() -> None:
    """`make test-pythons` has the packages of test.txt alone: one such import, and no test is collected there."""
    from scripts.test_pythons import IGNORED

    # Standard library only.
    allowed = {"from scripts import how_it_works", "from scripts.page_region import update_region"}
    found = {
        f"{path.relative_to(ROOT)}: {line}"
        for path in (ROOT / "tests").rglob("*.py")
        if not path.relative_to(ROOT).as_posix().startswith(IGNORED)
        for line in re.findall(r"^(?:from|import) scripts\b.*", path.read_text(encoding="utf-8"), re.MULTILINE)
        if line not in allowed
    }
    assert found == set()
