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

from scripts import make_env

ROOT = make_env.ROOT
MINORS = (11, 12, 13)
LEFT_OUT = ("tests/codegen", "tests/spec")  # these test the maintainer's tools, which one Python runs


def main() -> int:
    """Run every combination; 0 if all passed, 1 if one failed, 2 if there is nothing to run."""
    wheels = sorted((ROOT / "dist").glob("*.whl"))
    found = {minor: python for minor in MINORS if (python := find_python(minor)) is not None}
    if len(wheels) != 1 or not found:
        print(
            f"error: need one wheel in dist/ ({len(wheels)}) and a Python 3.11 to 3.13 ({len(found)})", file=sys.stderr
        )
        return 2
    for minor in MINORS:
        if minor not in found:
            print(f"==> Python 3.{minor}: not found here, left out")
    results = {f"Python 3.{minor}": run(python, f".venv-3.{minor}", wheels[0]) for minor, python in found.items()}
    oldest = min(found)
    results[f"Python 3.{oldest}, oldest dependencies"] = run(found[oldest], ".venv-oldest", wheels[0], lower_bounds())
    for name, passed in results.items():
        print(f"{'passed' if passed else 'FAILED'}  {name}")
    return 0 if all(results.values()) else 1


def find_python(minor: int) -> str | None:
    """Return a working interpreter of that version: from PATH, else from pyenv's folder."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [shutil.which(f"python3.{minor}"), *map(str, sorted(pyenv.glob(f"versions/3.{minor}.*/bin/python")))]
    for candidate in filter(None, candidates):
        asked = [candidate, "-c", "import ensurepip, sys; print(*sys.version_info[:2])"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        if answer.stdout.split() == ["3", str(minor)]:
            return candidate
    return None


def lower_bounds() -> list[str]:
    """Return the oldest version allowed of each dependency and extra, as exact requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for name in ("cli", "emulator", "contract") for one in extras[name])]
    bounds = [re.match(r"([\w-]+)>=([\d.]+)", one) for one in wanted]
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


def run(interpreter: str, name: str, wheel: Path, oldest: list[str] | None = None) -> bool:
    """Make one environment, install the wheel and run the tests on it; True if they pass."""
    print(f"==> {name}: {interpreter}", flush=True)
    started = time.monotonic()
    venv = ROOT / name
    make_env.create(venv, interpreter)
    python = make_env.python_of(venv)
    make_env.install_locked(python, ROOT / "requirements/test.txt")
    if oldest:
        make_env.pip(python, *oldest)
    make_env.pip(python, "--no-deps", "--no-index", str(wheel))
    left_out = [f"--ignore={path}" for path in LEFT_OUT]
    relaxed = ["-W", "default"] if oldest else []  # old packages on a newer Python warn about themselves
    command = [str(python), "-P", "-m", "pytest", "-c", "pyproject.toml", "-q", "-n", "auto", *left_out, *relaxed]
    done = subprocess.run([*command, "tests"], cwd=ROOT, check=False)
    print(f"==> {name}: {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
