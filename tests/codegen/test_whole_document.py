"""The largest published document of the field, tag by tag: generated so that it imports and type-checks, or refused."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.codegen.forms.normalise import normalise
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.render.output import format_tree
from scripts.codegen.render.render import configuration, render
from scripts.oas.document import Document
from scripts.oas.load import loads
from scripts.oas.operations import path_operations
from scripts.oas.problems import SpecError, Unsupported
from scripts.oas.select import select_by_tag_or_path
from tests.spec.support import upstream

HOME = Path(__file__).parents[2]
ALLOWED = (
    "/components/schemas/CreateTranscriptionResponseJson/properties/logprobs/optional",
    "/components/schemas/GraderScoreModel/properties/range/items/max_items",
    "/components/schemas/GraderScoreModel/properties/range/items/min_items",
)
"""Keys that no version of JSON Schema knows."""
OPERATIONS = 288
GENERATED = 281  # docs/generator.md says so
STOCK = 256

# Its fixtures take most of a minute. What a small document shows is tested with one, in the other files of this folder.
pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("whole document")]


@pytest.fixture(scope="module")
def whole() -> Document:
    """The document."""
    return loads(gzip.decompress(upstream("openai/openapi.full.yaml.gz").read_bytes()), Path("openapi.yaml"))


def tags_of(root: dict[str, Any]) -> list[str]:
    """Return the first tag of each operation, once."""
    return list(dict.fromkeys(operation.group for operation in path_operations(root)))


def package_of(tag: str) -> str:
    """Return a package name for a tag."""
    return "tag_" + re.sub(r"\W+", "_", tag).lower()


def generated(document: Document, tag: str, paths: list[str], folder: Path) -> int:
    """Generate the operations of a tag; returns how many."""
    chosen = select_by_tag_or_path(document.root, [tag], document)
    chosen = {**chosen, "paths": {path: item for path, item in chosen["paths"].items() if path in paths}}  # type: ignore[union-attr]
    package = folder / package_of(tag)
    normal = normalise(chosen, allowed=ALLOWED)
    rendered = render(normal, config=configuration(package), header="", doc='"""One tag."""')
    check_package(package, rendered.expected)
    return rendered.summary.operations


@pytest.fixture(scope="module")
def packages(whole: Document, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A package for each tag, without the seven operations whose paths hold a query; and how many operations."""
    folder = tmp_path_factory.mktemp("whole")
    paths = [path for path in whole.root["paths"] if "?" not in path]  # type: ignore[union-attr]
    count = sum(generated(whole, tag, paths, folder) for tag in tags_of(whole.root))
    (folder / "__init__.py").write_text("", encoding="utf-8")
    format_tree(folder)
    return folder, count


def test_as_many_operations_as_the_docs_say(whole: Document, packages: tuple[Path, int]) -> None:
    """More than stock makes, and not one of them dropped without a word."""
    assert sum(1 for _ in path_operations(whole.root)) == OPERATIONS
    assert packages[1] == GENERATED > STOCK


def test_each_tag_generates_or_is_refused_with_a_pointer(whole: Document, tmp_path: Path) -> None:
    """Only for a path that holds a query."""
    refused = {}
    for tag in tags_of(whole.root):
        try:
            generated(whole, tag, list(whole.root["paths"]), tmp_path)  # type: ignore[arg-type]
        except Unsupported as error:
            refused[tag] = str(error)
        except SpecError as error:
            refused[tag] = str(error)
    assert sorted(refused) == ["Responses", "default"]
    for text in refused.values():
        assert re.fullmatch(r"/paths/~1responses\S*\?beta=true: is not a path of this server: write .*", text)


def test_every_module_imports(packages: tuple[Path, int]) -> None:
    """In one process, warnings as errors."""
    folder, _ = packages
    code = (
        "import importlib, pkgutil, sys; sys.path.insert(0, sys.argv[1]); root = importlib.import_module(sys.argv[2]); "
        "names = [m.name for m in pkgutil.walk_packages(root.__path__, root.__name__ + '.')]; "
        "[importlib.import_module(name) for name in names]; print(len(names))"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(folder.parent), folder.name]
    path = os.pathsep.join([str(HOME / "src"), str(HOME / "generated")])
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}, cwd=folder.parent
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 2_000


def test_every_module_type_checks(packages: tuple[Path, int]) -> None:
    """Mypy --strict, once over all."""
    folder, _ = packages
    settings = folder.parent / "mypy.ini"
    settings.write_text(
        f"[mypy]\nstrict = true\npython_version = 3.11\nnamespace_packages = true\nexplicit_package_bases = true\n"
        f"mypy_path = {HOME / 'src'}:{HOME / 'generated'}:{folder.parent}\ncache_dir = {folder.parent / 'cache'}\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings), "-p", folder.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_command_takes_a_part_of_it(whole: Document, tmp_path: Path) -> None:
    """``--select`` of a path."""
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(whole.root), encoding="utf-8")
    options = ["--document", str(source), "--out", str(tmp_path / "out"), "--select", "/videos", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.generate", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=HOME,
        env={**os.environ, "PYTHONPATH": f"{HOME}{os.pathsep}{HOME / 'src'}"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["providers"][0]["operations"] == 10
