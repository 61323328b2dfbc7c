"""The page about the command line: its commands run in order, its tables are those of the code."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from videojobs import errors
from videojobs.cli.app import COMMANDS, app
from videojobs.cli.exit_codes import CODES, MEANINGS, exit_code_of
from videojobs.emulator import serve
from videojobs.testing import virtual_time

TEXT = (Path(__file__).resolve().parents[2] / "docs/command-line.md").read_text(encoding="utf-8")
LINES = [
    line.removeprefix("$ ")
    for block in re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def run(line: str, monkeypatch: pytest.MonkeyPatch, piped: str | None = None) -> Result | None:
    """Run a line as a shell would: export, echo, pipes and commands of ours."""
    first, _, rest = line.partition(" | ")
    words = shlex.split(first)
    if words[0] == "export":
        for name, _, value in (word.partition("=") for word in words[1:]):
            monkeypatch.setenv(name, value.replace(":8080", f":{os.environ['PORT_OF_TEST']}"))
        return None
    if words[0] == "echo":
        return run(rest, monkeypatch, piped=f"{words[1]}\n")
    assert words[0] == "videojobs", line
    result = CliRunner().invoke(app, words[1:], input=piped, prog_name="videojobs")
    assert result.exit_code == 0, f"{line}: {result.output}"
    return run(rest, monkeypatch, piped=result.stdout) if rest else result


def test_commands_of_the_page_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unmodified but for the port of the emulator; each command of the list is on the page."""
    assert LINES[0] == "videojobs emulate -p openai --port 8080"
    for name in ("VIDEOJOBS_PROVIDER", "VIDEOJOBS_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "")  # so that the values of the page do not outlive the test
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    with virtual_time() as clock, serve("openai", clock=clock.time) as served:
        monkeypatch.setenv("PORT_OF_TEST", str(served.port))
        served.app.add_job("A paper boat", id="video_123")
        for line in LINES[1:]:
            run(line, monkeypatch)
    assert {"cat.mp4", "sleeping.mp4", "boat.mp4", "boat.webp", "night.mp4"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert not (tmp_path / "dog.mp4").exists()
    missing = {name for name in COMMANDS if f"videojobs {name}" not in TEXT}
    assert missing == set()


def test_exit_codes_of_the_page() -> None:
    """Code, meaning and classes are those of the program."""
    rows = {
        int(code): (meaning, classes)
        for code, meaning, classes in re.findall(r"^\| (\d+) \| (.*?) \| (.*?) ?\|$", TEXT, re.MULTILINE)
    }
    assert {code: meaning for code, (meaning, _) in rows.items()} == MEANINGS
    for code, (_, classes) in rows.items():
        for name in re.findall(r"`([A-Z]\w+)`", classes):
            kind = getattr(errors, name)
            assert exit_code_of(kind("x", status_code=400) if issubclass(kind, errors.ApiError) else kind("x")) == code
    assert set(CODES.values()) <= set(MEANINGS)


def test_events_of_the_page() -> None:
    """Each event that the code writes is on the page, and the other way round."""
    folder = Path(__file__).resolve().parents[2] / "src/videojobs/cli"
    modules = [path for path in folder.glob("*.py") if not path.name.startswith(("emulat", "contract", "probe"))]
    written = {
        name for path in modules for name in re.findall(r"\.event\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    table = TEXT.partition("| event |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == written
