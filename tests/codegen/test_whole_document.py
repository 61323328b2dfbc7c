"""The largest published document of the field: all of it generates, imports and type-checks."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.codegen.forms.normalise import normalise
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.render.output import format_tree
from scripts.codegen.render.plan import configuration
from scripts.codegen.render.render import render
from scripts.oas.document import Document
from scripts.oas.load import loads
from scripts.oas.operations import path_operations
from tests.codegen.generated_code import linted
from tests.spec.support import upstream

HOME = Path(__file__).parents[2]
ALLOWED = (
    "/components/schemas/CreateTranscriptionResponseJson/properties/logprobs/optional",
    "/components/schemas/GraderScoreModel/properties/range/items/max_items",
    "/components/schemas/GraderScoreModel/properties/range/items/min_items",
)
"""Keys that no version of JSON Schema knows."""
OPERATIONS = 288
STOCK = 256

# Its tests take most of a minute. What a small document shows is tested with one, in the other files of this folder.
pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("whole document")]


@pytest.fixture(scope="module")
def whole() -> Document:
    """The document."""
    return loads(gzip.decompress(upstream("openai/openapi.full.yaml.gz").read_bytes()), Path("openapi.yaml"))


@pytest.fixture(scope="module")
def package(whole: Document, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The package of the whole document; and how many operations it has."""
    folder = tmp_path_factory.mktemp("whole") / "package"
    rendered = render(normalise(whole.root, allowed=ALLOWED), config=configuration(folder), header="", doc='"""All."""')
    format_tree(folder)
    check_package(folder, rendered.expected)
    return folder, rendered.summary.operations


def test_all_operations_are_generated(whole: Document, package: tuple[Path, int]) -> None:
    """More than stock makes, and not one of them dropped without a word."""
    assert sum(1 for _ in path_operations(whole.root)) == OPERATIONS
    assert package[1] == OPERATIONS > STOCK


def test_every_module_imports(package: tuple[Path, int]) -> None:
    """In one process, warnings as errors."""
    folder, _ = package
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


def test_every_module_type_checks(package: tuple[Path, int]) -> None:
    """Mypy --strict, once over all."""
    folder, _ = package
    settings = folder.parent / "mypy.ini"
    settings.write_text(
        f"[mypy]\nstrict = true\npython_version = 3.11\nnamespace_packages = true\nexplicit_package_bases = true\n"
        f"mypy_path = {HOME / 'src'}:{HOME / 'generated'}:{folder.parent}\ncache_dir = {folder.parent / 'cache'}\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings), "-p", folder.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_has_a_lint_error(package: tuple[Path, int]) -> None:
    """Of the rules that our own code keeps."""
    assert linted(package[0]) == ""


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
