"""Test the built wheel on each supported Python found on this machine, and on the oldest dependencies it allows.

Each Python gets an environment of its own (``.venv-3.12`` ...) with the locked packages of ``requirements/test.txt``
and the wheel of ``dist/``, not the source tree. The oldest Python runs a second time with the lower bounds of
``pyproject.toml``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import make_env

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = make_env.ROOT
MINORS = (11, 12, 13, 14)
# These test the maintainer's tools, which run on one Python only.
IGNORED = (
    "tests/client/test_types.py",
    "tests/codegen",
    "tests/conformance",
    "tests/docs/test_compatibility.py",
    "tests/docs/test_provider_pages.py",
    "tests/drift",
    "tests/emulator/not_emulated.py",
    "tests/emulator/test_real_responses.py",
    "tests/emulator/test_samples.py",
    "tests/mutants",
    "tests/packaging/test_workflows.py",
    "tests/providers",
    "tests/real_servers/exchanges.py",
    "tests/spec",
    "tests/vendor",
    "tests/vocabulary",
)


def main(names: Sequence[str] = ()) -> int:
    """Run every combination, or the named ones; 0 if all passed, 1 if one failed, 2 if there is nothing to run.

    Args:
        names: Names of combinations: ``3.11`` to ``3.14``, ``oldest``; none means all.
    """
    wheels = sorted((ROOT / "dist").glob("*.whl"))
    pythons: dict[str, str] = {}
    for minor in MINORS:
        python = find_python(minor)
        if python is None:
            print(f"==> Python 3.{minor}: not installed here, skipped")
        else:
            pythons[f"3.{minor}"] = python
    if pythons:
        # MINORS is ascending, so the first one found is the oldest Python.
        pythons["oldest"] = next(iter(pythons.values()))
    chosen = {name: python for name, python in pythons.items() if not names or name in names}
    if len(wheels) != 1 or not chosen:
        print(f"error: need one wheel in dist/, found {len(wheels)}; Pythons to test: {len(chosen)}", file=sys.stderr)
        return 2
    results = {name: run(python, name, wheels[0]) for name, python in chosen.items()}
    for name, passed in results.items():
        print(f"{'passed' if passed else 'FAILED'}  {name}")
    return 0 if all(results.values()) else 1


def find_python(minor: int) -> str | None:
    """Return a working interpreter of that version: from PATH, else from pyenv's folder."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [shutil.which(f"python3.{minor}"), *map(str, sorted(pyenv.glob(f"versions/3.{minor}.*/bin/python")))]
    for candidate in filter(None, candidates):
        # Debian's Python lacks ensurepip without the package python3-venv: no environment could be made with it.
        command = [candidate, "-c", "import ensurepip, sys; print(*sys.version_info[:2])"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.stdout.split() == ["3", str(minor)]:
            return candidate
    return None


def lower_bounds() -> list[str]:
    """Return the oldest version allowed of each dependency and extra, as exact requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    requirements = list(project["dependencies"])
    for extra in ("cli", "emulator", "contract", "aiohttp", "webhooks", "postgres", "objects"):
        requirements += extras[extra]
    bounds = [re.match(r"([\w\[\]-]+)>=([\d.]+)", requirement) for requirement in requirements]
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


def run(interpreter: str, name: str, wheel: Path) -> bool:
    """Make one environment, install the wheel and run the tests on it; True if they pass."""
    print(f"==> {name}: {interpreter}", flush=True)
    started = time.monotonic()
    try:
        python = install(interpreter, ROOT / f".venv-{name}", wheel, lower_bounds() if name == "oldest" else ())
    except subprocess.CalledProcessError:
        return False
    ignored = [f"--ignore={path}" for path in IGNORED]
    relaxed = ["-W", "default"] if name == "oldest" else []  # old packages warn about each other
    # `-P` keeps the working folder out of sys.path: the wheel is tested, not the checkout.
    command = [str(python), "-P", "-m", "pytest", "-c", "pyproject.toml", "-q", "-n", "auto", *ignored, *relaxed]
    done = subprocess.run([*command, "tests"], cwd=ROOT, check=False)
    print(f"==> {name}: {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


def install(interpreter: str, venv: Path, wheel: Path, exactly: Sequence[str]) -> Path:
    """Make an environment with the locked packages, these exact versions, and the wheel; return its Python."""
    make_env.create(venv, interpreter)
    python = make_env.python_of(venv)
    make_env.install_locked(python, ROOT / "requirements/test.txt")
    if exactly:
        make_env.pip(python, *exactly)
    make_env.pip(python, "--no-deps", "--no-index", str(wheel))
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
