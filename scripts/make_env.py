"""Make the environment that every verb of the Makefile uses: the locked packages, and this project as editable.

Standard library only, since it runs before anything is installed. Packages come from whatever index pip is set up
to use; each must match its hash in ``requirements/dev.txt``.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = Path("requirements/dev.txt")


def main() -> int:
    """Make the environment, or with ``--probe`` print ``ok`` if it was made for this folder."""
    parser = argparse.ArgumentParser(description="Make the environment from the locked requirements.")
    parser.add_argument("--venv", type=Path, default=Path(".venv"))
    parser.add_argument("--requirements", type=Path, default=LOCKED)
    parser.add_argument("--probe", action="store_true", help="print ok if the environment was made for this folder")
    arguments = parser.parse_args()
    venv = ROOT / arguments.venv
    if arguments.probe:
        print("ok" if was_made_here(venv) else "stale")
        return 0
    started = time.monotonic()
    try:
        make(venv, ROOT / arguments.requirements)
    except subprocess.CalledProcessError as error:
        print(f"error: '{' '.join(map(str, error.cmd))}' failed; the lines above say why", file=sys.stderr)
        return 1
    print(f"==> {arguments.venv} is ready ({time.monotonic() - started:.0f} s)")
    return 0


def was_made_here(venv: Path) -> bool:
    """Whether the environment was made for this folder: an editable install does not survive a copy."""
    mark = venv / ".ready"
    return mark.is_file() and mark.read_text(encoding="utf-8").strip() == str(ROOT)


def make(venv: Path, requirements: Path) -> None:
    """Install the locked packages, unless they are installed already, and this project; mark it ready last."""
    python = python_of(venv)
    locked = venv / ".locked"
    state = f"{ROOT} {hashlib.sha256(requirements.read_bytes()).hexdigest()} {sys.version}\n"
    if not (locked.is_file() and locked.read_text(encoding="utf-8") == state):
        create(venv)
        install_locked(python, requirements)
        # Written after the installation: one that was interrupted is started anew.
        locked.write_text(state, encoding="utf-8")
    # The build backend is among the locked packages: nothing may be downloaded that has no hash.
    pip(python, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    (venv / ".ready").write_text(f"{ROOT}\n", encoding="utf-8")


def create(venv: Path, interpreter: str = sys.executable) -> None:
    """Make an empty environment; an older one in its place is removed."""
    shutil.rmtree(venv, ignore_errors=True)
    done = subprocess.run([interpreter, "-m", "venv", str(venv)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout + done.stderr, end="", file=sys.stderr)
        print("hint: on Debian and Ubuntu the venv module is the package python3-venv", file=sys.stderr)
        done.check_returncode()


def python_of(venv: Path) -> Path:
    """Return the interpreter of an environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def install_locked(python: Path, requirements: Path) -> None:
    """Install a locked file, hashes required, and show the progress.

    The file is complete, so pip need not resolve dependencies again: that halves the time.
    """
    total = sum(1 for line in requirements.read_text(encoding="utf-8").splitlines() if "==" in line)
    command = pip_command(python, "--no-deps", "--require-hashes", "--progress-bar=off", "-r", str(requirements))
    # pip prints hundreds of lines; those about a failure are the last ones.
    last_lines: deque[str] = deque(maxlen=60)
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            last_lines.append(line)
            # pip ignores packages whose marker excludes this Python; they count in the total all the same.
            if line.startswith(("Collecting ", "Ignoring ")):
                seen += 1
                progress(f"==> packages: {min(seen, total)} of {total}")
            elif line.startswith("Installing collected"):
                progress(f"==> packages: {total} of {total}, installing")
    progress("")
    if process.returncode != 0:
        print("".join(last_lines), end="", file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, command)


def progress(text: str) -> None:
    """Rewrite the last line of a terminal; keep quiet elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\x1b[2K{text}", end="", flush=True)
    elif text.endswith("installing"):
        print(text, flush=True)


def pip(python: Path, *arguments: str) -> None:
    """Install with pip; its output is printed if it fails."""
    done = subprocess.run(pip_command(python, *arguments), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout + done.stderr, end="", file=sys.stderr)
        done.check_returncode()


def pip_command(python: Path, *arguments: str) -> list[str]:
    """Return the command line of an installation; byte code is compiled at the first import, which is quicker."""
    return [
        str(python),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--no-input",
        "--no-compile",
        *arguments,
    ]


if __name__ == "__main__":
    sys.exit(main())
