"""The command ``videojobs``; needs the extra ``cli``."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

_MISSING = """\
videojobs: the command line needs packages that are not installed ({names}).
Install them with: pip install 'videojobs[cli,emulator]'
"""


def main() -> None:
    """Run the command line; the entry point of the script ``videojobs``."""
    _open_closed_streams()
    # Before typer is imported, so that the message is one line and not a traceback.
    missing = [name for name in ("typer", "rich") if find_spec(name) is None]
    if missing:
        sys.stderr.write(_MISSING.format(names=", ".join(missing)))
        raise SystemExit(2)  # as a setting that cannot be used: exit_codes.py, whose 1 is a failed job
    from videojobs.cli.app import app

    app(prog_name="videojobs")


def _open_closed_streams() -> None:
    """Open the null device in place of standard streams that are closed, as after ``videojobs ... >&-``.

    Python has None for them then, and the next file that is opened, such as a ledger, would get the number of one.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for the whole process
