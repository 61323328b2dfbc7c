"""Install the pinned servers, each in an environment of its own; what is installed already is left as it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
CODE = ROOT / "build/real-servers/code"
GATEWAY = ROOT / ".venv-litellm"
ENGINES = ROOT / ".venv-engines"
# Of these only the Python files of a package are unpacked: they need GPUs and gigabytes to be installed.
WHEELS = {
    "vllm-omni==0.30.0": "vllm_omni/",
    "vllm==0.33.0": "vllm/",
    "sglang==0.5.23": "sglang/multimodal_gen/",
}
INSTALL_SECONDS = 1200


def prepare() -> None:
    """Install what is missing."""
    _environment(GATEWAY, HERE / "requirements-litellm.txt")
    _environment(ENGINES, HERE / "requirements-engines.txt")
    for requirement, package in WHEELS.items():
        _unpack(requirement, package)


def python(environment: Path) -> str:
    """Return the path of an environment's interpreter."""
    return str(environment / "bin/python")


def _environment(folder: Path, requirements: Path) -> None:
    # The file it was made from is kept in it, so that a changed pin makes it anew.
    stamp = folder / requirements.name
    if stamp.is_file() and stamp.read_bytes() == requirements.read_bytes():
        return
    print(f"==> installing {requirements.name} in {folder.name}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run(sys.executable, "-m", "venv", str(folder))
    _run(python(folder), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(requirements))
    shutil.copy(requirements, stamp)


def _unpack(requirement: str, package: str) -> None:
    stamp = CODE / f"{requirement}.unpacked"
    if stamp.is_file():
        return
    print(f"==> unpacking {requirement}", flush=True)
    wheels = CODE.parent / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    download = ("download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(wheels))
    _run(sys.executable, "-m", "pip", *download, requirement)
    shutil.rmtree(CODE / package, ignore_errors=True)
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        names = [name for name in wheel.namelist() if name.startswith(package) and name.endswith(".py")]
        wheel.extractall(CODE, names)
    shutil.rmtree(wheels)  # hundreds of megabytes
    stamp.touch()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=INSTALL_SECONDS)
