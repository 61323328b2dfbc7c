"""Install the newest version of a package in an environment of its own, and ask its code for its OpenAPI document."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.fetch.unreachable import Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.spec.facts import Package

_PROGRAM = Path(__file__).with_name("describe_app.py")
_INSTALL_SECONDS = 1200
_DESCRIBE_SECONDS = 300
_LAST_LINES = 300
"""Characters of a program's errors that are quoted."""


@frozen(kw_only=True)
class PackageDocument:
    """What a package's code says of itself.

    Attributes:
        package: The package, as pip takes it.
        version: Its version.
        content: The document, as JSON.
    """

    package: str
    version: str
    content: bytes

    def __str__(self) -> str:
        return f"package {self.package} {self.version}"


def describe_package(package: Package) -> PackageDocument:
    """Return the OpenAPI document of the newest version of a package.

    Nothing is served, and nothing but the package index is asked. The package's code runs without the environment
    variables of this process.

    Raises:
        Unreachable: The package cannot be installed, or its code does not describe itself.
    """
    name = f"package {package.package}"
    with tempfile.TemporaryDirectory(prefix="drift-package-") as scratch:
        folder = Path(scratch).resolve()
        python = str(folder / "env/bin/python")
        _run(name, "the environment cannot be made", [sys.executable, "-m", "venv", str(folder / "env")])
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        failure = "it cannot be installed"
        if package.modules:
            _run(name, failure, [*pip, "install", *package.requires])
            version = ""
            for one in (*package.unpacked, package.package):  # the version is that of the last
                version = _unpack(name, [*pip, "download"], one, folder)
        else:
            _run(name, failure, [*pip, "install", package.package, *package.requires])
            distribution = package.package.partition("[")[0]
            code = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
            version = _run(name, failure, [python, "-I", "-c", code, distribution]).strip()
        settings = {
            "app": package.app,
            "code": str(folder / "code"),
            "modules": package.modules,
            "stand_ins": package.stand_ins,
        }
        output = folder / "openapi.json"
        _run(
            f"{name} {version}",
            "its code does not describe itself",
            [python, "-I", str(_PROGRAM), json.dumps(settings), str(output)],
            seconds=_DESCRIBE_SECONDS,
            # It is foreign code: it sees none of our keys, and writes into the scratch folder if anywhere.
            environment={"PATH": os.environ.get("PATH", ""), "HOME": scratch, "TMPDIR": scratch},
        )
        return PackageDocument(package=package.package, version=version, content=output.read_bytes())


def _unpack(name: str, download: Sequence[str], package: str, folder: Path) -> str:
    """Unpack the Python files of a package's newest wheel; returns its version."""
    wheels = folder / "wheels" / re.sub(r"\W", "_", package)
    # With their dependencies, the engines of these packages are gigabytes, and need a GPU to be imported.
    command = [*download, "--no-deps", "--only-binary", ":all:", "--dest", str(wheels), package]
    _run(name, "its wheel cannot be downloaded", command)
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "code", [item for item in archive.namelist() if item.endswith(".py")])
    version = wheel.name.split("-")[1]  # PEP 427: NAME-VERSION-TAGS.whl
    wheel.unlink()
    return version


def _run(
    name: str,
    failure: str,
    command: Sequence[str],
    *,
    seconds: float = _INSTALL_SECONDS,
    environment: dict[str, str] | None = None,
) -> str:
    fix = "run it by hand; correct source.latest if the package has changed"
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise Unreachable(name, f"{failure} within {seconds:g} seconds", fix, temporary=True) from None
    if done.returncode != 0:
        raise Unreachable(name, f"{failure}: {' '.join(done.stderr.split())[-_LAST_LINES:]}", fix)
    return done.stdout
