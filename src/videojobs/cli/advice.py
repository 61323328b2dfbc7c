"""What to type next, for a person who has just started an emulator."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from videojobs.emulator import Served

_PROMPT = "A paper boat crosses a puddle"


def python_lines(served: Served, provider: str) -> list[str]:
    """Return a program that makes a clip with the emulator."""
    return [
        "from videojobs import VideoClient",
        f'with VideoClient("{provider}", base_url="{served.base_url}", api_key="{served.api_key}") as client:',
        f'    job = client.wait(client.create("{_PROMPT}"))',
        '    print(job.status, client.download(job, "clip.mp4"))',
    ]


def curl_line(served: Served) -> str:
    """Return a command that starts a job with the emulator."""
    dialect = served.app.settings.dialect
    path = dialect.operations["create"].path
    if dialect.base_path and served.app.base_path.endswith(dialect.base_path):
        path = path.removeprefix(dialect.base_path)
    words = ["curl", f"{served.base_url}{path}"]
    way = next((way for way in dialect.auth if way.scheme != "none"), None)
    if way is not None:
        words += ["-H", f"{way.header}: {'Bearer ' if way.scheme == 'bearer' else ''}{served.api_key}"]
    if dialect.create.encodings[0] == "multipart":
        words += ["-F", f"prompt={_PROMPT}"]
    else:
        words += ["-H", "Content-Type: application/json", "-d", json.dumps({"prompt": _PROMPT})]
    return shlex.join(words)
