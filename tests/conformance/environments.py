"""Install the judges: a Python environment and a folder of node packages; what is installed already is left as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from scripts import make_env

PYTHON = make_env.ROOT / ".venv-conformance"
OUTPUTS = make_env.ROOT / "build/conformance"
NODE = OUTPUTS / "node"
LOCKED = make_env.ROOT / "requirements/conformance.txt"
INSTALL_SECONDS = 900
OLDEST_NODE = 20
_NODE_FILES = Path(__file__).parent / "node"


class NodeMissing(Exception):
    """There is no node, or one that is too old."""


def prepare_python() -> None:
    """Make `.venv-conformance` from requirements/conformance.txt, hashes required."""
    # The file it was made from is kept in it, so that a changed pin makes it anew.
    stamp = PYTHON / LOCKED.name
    if stamp.is_file() and stamp.read_bytes() == LOCKED.read_bytes():
        return
    print(f"==> installing {LOCKED.name} in {PYTHON.name}", flush=True)
    make_env.create(PYTHON)
    make_env.install_locked(make_env.python_of(PYTHON), LOCKED)
    shutil.copy(LOCKED, stamp)


def prepare_node() -> None:
    """Install the packages of package-lock.json, hashes required, without running scripts of theirs.

    Raises:
        NodeMissing: There is no node, or one that is too old.
    """
    _require_node()
    NODE.mkdir(parents=True, exist_ok=True)
    stamp = NODE / "installed-package-lock.json"
    # Node looks for packages beside the program that imports them, not in the folder it is started in.
    for file in _NODE_FILES.iterdir():
        shutil.copy(file, NODE / file.name)
    lock = (NODE / "package-lock.json").read_bytes()
    if stamp.is_file() and stamp.read_bytes() == lock:
        return
    print(f"==> installing package-lock.json in {NODE.relative_to(make_env.ROOT)}", flush=True)
    subprocess.run(["npm", "ci", "--loglevel=error"], cwd=NODE, check=True, timeout=INSTALL_SECONDS)
    stamp.write_bytes(lock)


def sdk_sources() -> Path:
    """Return the folder of the unpacked source distribution of the official SDK, in the version that is installed."""
    name = f"openai-{version_of('openai')}"
    folder = OUTPUTS / name
    if not folder.is_dir():
        print(f"==> unpacking the source distribution of {name}", flush=True)
        OUTPUTS.mkdir(parents=True, exist_ok=True)
        # Of all requirements this one alone: its hashes are those of the wheel and of the source distribution.
        entries = re.split(r"\n(?=\S)", LOCKED.read_text(encoding="utf-8"))
        requirement = OUTPUTS / "sdk.txt"
        requirement.write_text(next(entry for entry in entries if entry.startswith("openai==")), encoding="utf-8")
        source = ("--no-deps", "--no-binary", "openai", "--no-build-isolation", "--require-hashes")
        command = ("-m", "pip", "download", "--quiet", *source, "--dest", str(OUTPUTS), "-r", str(requirement))
        # Its build backend is in the environment: pip asks it for the metadata.
        subprocess.run([make_env.python_of(PYTHON), *command], check=True, timeout=INSTALL_SECONDS)
        with tarfile.open(OUTPUTS / f"{name}.tar.gz") as archive:
            archive.extractall(OUTPUTS, filter="data")
    return folder


def version_of(package: str) -> str:
    """Return the pinned version of a Python package."""
    match = re.search(rf"^{package}==(\S+)", LOCKED.read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise LookupError(f"{LOCKED.name} has no {package}")
    return match[1]


def node_version_of(package: str) -> str:
    """Return the pinned version of a node package."""
    lock = json.loads((_NODE_FILES / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"][f"node_modules/{package}"]["version"])


def node_program(package: str, name: str) -> list[str]:
    """Return the command line of a program of a node package."""
    manifest = json.loads((NODE / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return ["node", str(NODE / "node_modules" / package / manifest["bin"][name])]


def _require_node() -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise NodeMissing(f"node and npm are not on PATH; install Node.js {OLDEST_NODE} or newer")
    text = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True, timeout=60).stdout
    if int(text.strip().removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        raise NodeMissing(f"node is {text.strip()}; install Node.js {OLDEST_NODE} or newer")
