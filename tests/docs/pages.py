"""Run the code of a page, unmodified and in order, against an emulator."""

from __future__ import annotations

import logging
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from typer.testing import CliRunner, Result

from videojobs.cli.app import app
from videojobs.emulator import Served, serve
from videojobs.jobs.registry import load_dialect
from videojobs.testing import virtual_time

ROOT = Path(__file__).resolve().parents[2]
# Languages that are run. Others (yaml, json, text, mermaid) show files, output and pictures.
LANGUAGES = ("python", "console")
_FENCE = re.compile(
    r"(?:^ *<!-- (?:not run: (?P<reason>[^>]+?)|file: (?P<file>[\w.]+)) -->\n\n?)?^(?P<indent> *)```(?P<language>\w*)\n(?P<code>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_EMULATOR = re.compile(r"^<!-- emulator: (\S+?)(?:, with the job (\w+))? -->$", re.MULTILINE)


@frozen
class Block:
    """A block of code.

    Attributes:
        language: The word after the fence.
        code: Its text, without the indentation of a list.
        reason: Why it is not run, as the page's source says it; None if it is run.
        file: The file that it is saved as, in place of being run; None for none.
        line: Line of the page at which the code begins.
    """

    language: str
    code: str
    reason: str | None
    file: str | None
    line: int


def pages() -> list[Path]:
    """Return every page for users."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            language=match["language"],
            code=textwrap.dedent(match["code"]),
            reason=match["reason"],
            file=match["file"],
            line=text.count("\n", 0, match.start("code")) + 1,
        )
        for match in _FENCE.finditer(text)
    ]


def run_page(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the blocks of a page in one folder and one namespace, as a reader who copies each of them does.

    ``<!-- emulator: openai -->`` in a page is the provider that `VIDEOJOBS_BASE_URL`, `VIDEOJOBS_PROVIDER` and the
    variables of its keys lead to; without it, ``compatible``. Time is virtual, nothing else is replaced.
    """
    provider, job_id = (_EMULATOR.findall(page.read_text(encoding="utf-8")) or [("compatible", "")])[0]
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    names: dict[str, Any] = {"__name__": "__main__"}
    with _log_level_kept(), virtual_time() as clock, serve(provider, clock=clock.time) as served:
        monkeypatch.setattr("videojobs.emulator.serve", partial(serve, clock=clock.time))
        _set_variables(provider, served, monkeypatch)
        if job_id:
            served.app.add_job("A paper boat", id=job_id)
        for block in blocks(page):
            if block.reason is not None or block.language not in LANGUAGES:
                continue
            if block.file is not None:
                # The official SDK is one of the maintainers' packages, which `make test-pythons` does not install.
                if "import openai" in block.code and find_spec("openai") is None:
                    continue
                (folder / block.file).write_text(block.code, encoding="utf-8")
            elif block.language == "python":
                # Lines as in the page, so that a traceback leads to the line that fails.
                exec(compile("\n" * (block.line - 1) + block.code, page.name, "exec"), names)
            else:
                for line in commands(block.code):
                    run_command(line, monkeypatch)
        if "client" in names:
            names["client"].close()
    return names


@contextmanager
def _log_level_kept() -> Generator[None]:
    """Undo what the page on logging does: later tests of the log would receive more than they expect."""
    logger = logging.getLogger("videojobs")
    level = logger.level
    try:
        yield
    finally:
        logger.setLevel(level)


def _set_variables(provider: str, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDEOJOBS_PROVIDER", provider)
    monkeypatch.setenv("VIDEOJOBS_BASE_URL", served.base_url)
    monkeypatch.setenv("EMULATOR", served.url)
    for scheme in load_dialect(provider).auth:
        for name in scheme.env:
            monkeypatch.setenv(name, served.api_key)


def commands(code: str) -> list[str]:
    """Return the commands of a console block; lines without a prompt are their output."""
    lines = code.replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def run_command(line: str, monkeypatch: pytest.MonkeyPatch, piped: str | None = None) -> Result | None:
    """Run a line as a shell would: export, echo, pipes, and the commands that this project installs."""
    first, _, rest = line.partition(" | ")
    words = shlex.split(first, comments=True)
    if words[0] == "export":
        for name, _, value in (word.partition("=") for word in words[1:]):
            monkeypatch.setenv(name, value)
        return None
    if words[0] == "echo":
        return run_command(rest, monkeypatch, piped=f"{words[1]}\n")
    if words[:3] == ["python", "-m", "scripts.providers"]:
        maintainers = pytest.importorskip("scripts.providers.command", exc_type=ImportError)
        assert maintainers.main(words[3:]) == 0
        return None
    if words[0] == "curl":
        if shutil.which("curl") is not None:
            subprocess.run(["curl", "--fail", *map(os.path.expandvars, words[1:])], check=True, capture_output=True)
        return None
    if words[0] == "pytest":
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            # A reader has these two plugins; Hypothesis and the maintainers' others take a third of the time.
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        plugins = ["-p", "anyio", "-p", "videojobs"]
        command = [sys.executable, "-m", "pytest", *plugins, "--strict-markers", "-W", "error", *words[1:]]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        return None
    assert words[0] == "videojobs", f"neither a command of this project nor one with a reason not to be run: {line}"
    result = CliRunner().invoke(app, words[1:], input=piped, prog_name="videojobs")
    assert result.exit_code == 0, f"{line}: {result.output}"
    return run_command(rest, monkeypatch, piped=result.stdout) if rest else result
