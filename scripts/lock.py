"""Lock the requirements: write the ``.txt`` files from the ``.in`` files, newest versions allowed, with hashes.

Standard library only. The resolver is uv, in an environment of its own. The written files name no index: whoever
installs from them decides where packages come from, and the hashes hold everywhere.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from scripts import make_env

# Pinned: another version may resolve otherwise, or write the files in another form.
RESOLVER = "uv==0.13.8"
OLDEST_PYTHON = "3.11"
# In this order: the others take their versions from the `dev` that was just written.
_AS_DEV = ["--constraints", "requirements/dev.txt"]
FILES: dict[str, list[str]] = {"dev": [], **dict.fromkeys(("test", "release", "bench", "conformance"), _AS_DEV)}


def main() -> int:
    """Write ``requirements/dev.txt``, then the other files with the same versions."""
    venv = make_env.ROOT / ".venv-lock"
    try:
        make_env.create(venv)
        make_env.pip(make_env.python_of(venv), RESOLVER)
        for name, extra in FILES.items():
            print(f"==> requirements/{name}.txt", flush=True)
            compile_one(venv, name, extra)
    except subprocess.CalledProcessError as error:
        print(f"error: '{' '.join(map(str, error.cmd))}' failed; the lines above say why", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(venv, ignore_errors=True)
    return 0


def compile_one(venv: Path, name: str, extra: list[str]) -> None:
    """Resolve one ``.in`` file for every supported Python at once."""
    written = f"requirements/{name}.txt"
    # `--no-config` ignores settings of the machine. `fewest`: one version on all Pythons, as docs/decisions.md
    # explains.
    command = [
        str(make_env.python_of(venv)), "-m", "uv", "--no-config", "pip", "compile", f"requirements/{name}.in",
        "--output-file", written, "--universal", "--python-version", OLDEST_PYTHON, "--fork-strategy", "fewest",
        "--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--upgrade", "--quiet",
        "--custom-compile-command", "make lock", *extra,
    ]  # fmt: skip
    subprocess.run(command, cwd=make_env.ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
