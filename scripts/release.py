"""Check the locked packages for known vulnerabilities, and write the SBOM of the wheel in ``dist/``."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import make_env

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = make_env.ROOT
TOOLS = ROOT / "requirements/release.txt"
SBOM = ROOT / "build/videojobs.cdx.json"


def main(arguments: Sequence[str]) -> int:
    """Run ``audit`` or ``sbom``; 0 if nothing is wrong, 1 if something is, 2 for another word."""
    verbs = {"audit": audit, "sbom": sbom}
    if len(arguments) != 1 or arguments[0] not in verbs:
        print(f"usage: python -m scripts.release {'|'.join(verbs)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder) / "tools"
        try:
            make_env.create(venv)
            python = make_env.python_of(venv)
            make_env.install_locked(python, TOOLS)
            verbs[arguments[0]](python, Path(folder))
        except subprocess.CalledProcessError as error:
            print(f"error: '{' '.join(map(str, error.cmd))}' failed; the lines above say why", file=sys.stderr)
            return 1
    return 0


def audit(python: Path, _folder: Path) -> None:
    """Look every locked package up in the databases of known vulnerabilities."""
    for name in ("test", "dev"):
        # `--strict`: a package that could not be looked up is no package without vulnerabilities.
        command = [str(python), "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip"]
        subprocess.run([*command, "-r", f"requirements/{name}.txt"], cwd=ROOT, check=True)


def sbom(python: Path, folder: Path) -> None:
    """Install the wheel with all extras, in the locked versions, and list what is installed."""
    (wheel,) = (ROOT / "dist").glob("*.whl")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = ",".join(project["optional-dependencies"])
    installed = folder / "installed"
    make_env.create(installed)
    constraints = folder / "constraints.txt"
    constraints.write_text(without_hashes((ROOT / "requirements/test.txt").read_text(encoding="utf-8")), "utf-8")
    make_env.pip(make_env.python_of(installed), "-c", str(constraints), f"{wheel}[{extras}]")
    SBOM.parent.mkdir(exist_ok=True)
    for origin in installed.rglob("direct_url.json"):  # the folder that the wheel was in
        origin.unlink()
    # What made the environment is no part of the wheel.
    tools = ["-m", "pip", "uninstall", "--quiet", "--yes", "setuptools", "pip"]
    subprocess.run([str(make_env.python_of(installed)), *tools], check=True)
    command = [str(python), "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    command += ["-o", str(SBOM), str(make_env.python_of(installed))]
    subprocess.run(command, cwd=ROOT, check=True)
    print(f"==> {SBOM.relative_to(ROOT)}")


def without_hashes(locked: str) -> str:
    """Return the pins of a locked file; a constraint with a hash would ask for one of the wheel, too."""
    return "".join(f"{pin}\n" for pin in re.findall(r"^[\w.-]+==[^\\\n]*", locked, re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
