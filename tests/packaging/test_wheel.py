"""What is in the wheel and the sdist, and that an installation works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_", "PYTEST"))}


def hatchling(*arguments: str) -> None:
    """Build with the backend itself: no environment of its own, no network."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", *arguments], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one wheel and one sdist."""
    folder = tmp_path_factory.mktemp("dist")
    hatchling("-d", str(folder))
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel."""
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an installer would lay it out: pure Python wheels are installed by unpacking."""
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(code: str, site: Path, cwd: Path) -> str:
    """Run code that sees the unpacked wheel before everything else; return what it prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    environment = {**CLEAN, "PYTHONPATH": str(site)}
    done = subprocess.run(command, env=environment, cwd=cwd, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_holds_the_two_packages_and_nothing_else(wheel: Path) -> None:
    """At top level there are the two packages and the metadata."""
    with zipfile.ZipFile(wheel) as archive:
        top = {name.split("/")[0] for name in archive.namelist()}
    metadata = {name for name in top if name.endswith(".dist-info")}
    assert top - metadata == {"videojobs", "videojobs_api"}
    assert len(metadata) == 1


def test_wheel_holds_data_files_and_markers(wheel: Path) -> None:
    """Each provider's document travels with its code, both packages are typed, and no cache came along."""
    import videojobs_api

    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {f"videojobs_api/{package}/openapi.json" for package in videojobs_api.PROVIDERS.values()}
    wanted |= {"videojobs/py.typed", "videojobs_api/py.typed"}
    assert wanted - names == set()
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def test_wheel_holds_everything_that_is_in_the_tree(wheel: Path) -> None:
    """No file of the two packages is left out."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    tree = {
        path.relative_to(base).as_posix()
        for base, package in ((ROOT / "src", "videojobs"), (ROOT / "generated", "videojobs_api"))
        for path in (base / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == tree


def test_wheel_needs_attrs_and_httpx_only(wheel: Path) -> None:
    """What is not behind an extra is two libraries."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    needs = [line.split(": ")[1] for line in metadata.splitlines() if line.startswith("Requires-Dist: ")]
    assert {need.split(">")[0].split("<")[0] for need in needs if "extra ==" not in need} == {"attrs", "httpx"}


def test_readme_of_the_wheel_links_to_the_repository(wheel: Path) -> None:
    """A package index shows the README alone: each of its links is absolute, and leads to a file of the repository."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    headers, _, readme = metadata.partition("\n\n")
    links = re.findall(r"\]\(([^)\s]+)", readme)
    assert len(links) > 10
    assert [link for link in links if not link.startswith("https://")] == []
    source = re.findall(r"^Project-URL: Source, (.*)$", headers, re.MULTILINE)[0]
    files = [link.partition("#")[0].removeprefix(f"{source}/blob/main/") for link in links if link.startswith(source)]
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_sdist_is_enough_to_build_the_wheel(built: Path, wheel: Path, tmp_path: Path) -> None:
    """The wheel built from the unpacked sdist has the same files as the one built from the repository."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(next((tmp_path / "again").glob("*.whl"))) as second:
        assert sorted(second.namelist()) == sorted(first.namelist())


def test_unpacked_wheel_imports_both_packages(unpacked: Path, tmp_path: Path) -> None:
    """The packages come from the wheel, not from the tree, and every public name resolves."""
    code = (
        "import json, videojobs, videojobs_api\n"
        "for name in videojobs.__all__: getattr(videojobs, name)\n"
        "print(json.dumps([videojobs.__file__, videojobs_api.__file__, videojobs.__version__]))"
    )
    first, second, version = json.loads(run(code, unpacked, tmp_path))
    assert Path(first).is_relative_to(unpacked)
    assert Path(second).is_relative_to(unpacked)
    assert f"videojobs-{version}.dist-info" in {path.name for path in unpacked.iterdir()}


def test_every_module_of_the_wheel_imports(unpacked: Path, tmp_path: Path) -> None:
    """No module warns, fails, or needs the maintainer's tools."""
    code = (
        "import importlib, pkgutil, sys, videojobs, videojobs_api\n"
        "for package in (videojobs, videojobs_api):\n"
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    loaded = set(run(code, unpacked, tmp_path).split())
    assert loaded & {"scripts", "yaml", "jinja2", "openapi_python_client", "pydantic", "ruamel"} == set()


def test_editable_installation_imports_both_packages(tmp_path: Path) -> None:
    """An editable wheel points at the tree: both packages import, from where they are edited."""
    from hatchling.build import build_editable

    folder = tmp_path / "editable"
    folder.mkdir()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        name = build_editable(str(folder))
    finally:
        os.chdir(before)
    with zipfile.ZipFile(folder / name) as archive:
        archive.extractall(folder)
    code = (
        f"import json, site; site.addsitedir({str(folder)!r})\n"
        "import sys; sys.path.reverse()\n"
        "import videojobs, videojobs_api; print(json.dumps([videojobs.__file__, videojobs_api.__file__]))"
    )
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, env=CLEAN, cwd=tmp_path, check=True, capture_output=True, text=True)
    first, second = json.loads(done.stdout)
    assert Path(first).is_relative_to(ROOT / "src")
    assert Path(second).is_relative_to(ROOT / "generated")
