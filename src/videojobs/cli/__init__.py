"""The command ``videojobs``; needs the extra ``cli``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

_MISSING = """\
videojobs: the command line needs packages that are not installed ({names}).
Install them with: pip install 'videojobs[cli,emulator]'
"""


def main() -> None:
    """Run the command line; the entry point of the script ``videojobs``."""
    # Before typer is imported, so that the message is one line and not a traceback.
    missing = [name for name in ("typer", "rich") if find_spec(name) is None]
    if missing:
        sys.stderr.write(_MISSING.format(names=", ".join(missing)))
        raise SystemExit(2)  # as a setting that cannot be used: exit_codes.py, whose 1 is a failed job
    from videojobs.cli.app import app

    app(prog_name="videojobs")
