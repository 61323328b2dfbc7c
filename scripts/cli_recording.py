"""Draw `docs/assets/run.svg`: the commands of a first session, run against the emulator, and what they print."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from videojobs.cli.app import app
from videojobs.emulator import serve
from videojobs.testing import virtual_time

PICTURE = Path(__file__).resolve().parents[1] / "docs/assets/run.svg"
COMMANDS = (
    'videojobs run "A cat on a skateboard" -s 4 --size 16:9 -o cat.mp4',
    'videojobs run "A cat on a skateboard" -s 4 --size 16:9 -o cat.mp4',
    "videojobs jobs",
)
PROVIDER = "compatible"
_WIDTH = 92
# rich loads its font from a public host; readers' browsers have a monospace one.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> int:
    """Run the commands in an empty folder and write the picture; 1 if a command fails."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    with (
        tempfile.TemporaryDirectory() as folder,
        chdir(folder),
        virtual_time() as clock,
        serve(PROVIDER, clock=clock.time) as server,
    ):
        variables = {
            "VIDEOJOBS_PROVIDER": PROVIDER,
            "VIDEOJOBS_BASE_URL": server.base_url,
            "VIDEOJOBS_API_KEY": server.api_key,
            "XDG_STATE_HOME": folder,
            "COLUMNS": str(_WIDTH),
        }
        with mock.patch.dict(os.environ, variables):
            for command in COMMANDS:
                result = CliRunner().invoke(app, [*shlex.split(command)[1:], "--table"], prog_name="videojobs")
                if result.exit_code != 0:
                    print(f"error: {command}: {result.output}", file=sys.stderr)
                    return 1
                console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
                # The progress is on standard error, and ends before the result is written.
                console.print(Text((result.stderr + result.stdout).replace(f"{folder}/", "")))
    PICTURE.parent.mkdir(exist_ok=True)
    picture = _FONT_FACE.sub("", console.export_svg(title="videojobs", unique_id="videojobs"))
    PICTURE.write_text("\n".join(line.rstrip() for line in picture.splitlines()) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
