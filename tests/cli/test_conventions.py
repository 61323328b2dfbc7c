"""What holds for every command: exit codes, help, widths, completion, closed pipes."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.conftest import CommandLine, environment, events
from videojobs import VideoClient, errors
from videojobs.cli import main
from videojobs.cli.app import COMMANDS, app
from videojobs.cli.exit_codes import MEANINGS
from videojobs.emulator import Served

CODES = {
    "VideoJobsError": 3,
    "ConfigurationError": 2,
    "DatabaseUnavailable": 3,
    "NotSupported": 2,
    "InvalidRequest": 2,
    "TransportError": 3,
    "DeadlineExceeded": 3,
    "ApiError": 2,
    "AuthenticationError": 2,
    "NotFound": 2,
    "RateLimited": 3,
    "ServerError": 3,
    "DecodeError": 3,
    "AmbiguousCreate": 5,
    "JobFailure": 1,
    "JobFailed": 1,
    "JobCancelled": 1,
    "JobExpired": 1,
    "WaitTimeout": 4,
    "DownloadError": 3,
    "ContentNotReady": 3,
    "WrongContent": 3,
    "IncompleteDownload": 3,
    "WebhookRejected": 3,
}


def new_error(name: str) -> Exception:
    """Return an error of a class, with a message of the library."""
    message = "it went wrong; pass again=True or base_url= \x1b[31m"
    kind = getattr(errors, name)
    return kind(message, status_code=400) if issubclass(kind, errors.ApiError) else kind(message)


@pytest.mark.parametrize("name", errors.__all__)
def test_exit_code_of_each_error(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """One line on standard error, in the words of the command; the same as JSON on standard output."""

    def fail(*_: object) -> None:
        raise new_error(name)

    monkeypatch.setattr(VideoClient, "retrieve", fail)
    result = command_line.here("get", "video_1")
    assert result.exit_code == CODES[name]
    message, *hint = result.stderr.splitlines()
    assert message == "videojobs: it went wrong; pass --again or base_url= \\x1b[31m" and len(hint) <= 1
    [line] = events(result)
    assert (line["event"], line["error"], line["exit_code"]) == ("error", name, CODES[name])


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141), (PermissionError(13, "no", "f"), 3)]
)
def test_exit_code_of_other_ends(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    """Ctrl-C, a closed pipe and the disk."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(VideoClient, "retrieve", fail)
    result = command_line.here("get", "video_1")
    assert result.exit_code == code and len(result.stderr.splitlines()) == (code != 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_under_standard_output(tmp_path: Path) -> None:
    """One line, as for other errors."""
    command = [sys.executable, "-m", "videojobs.cli", "providers"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=-1, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (3, f"videojobs: standard output: {os.strerror(errno.ENOSPC)}\n")


@pytest.mark.parametrize(("arguments", "code"), [("providers", 0), ("create a -p openai", 2), ("create - -p poe", 2)])
def test_closed_standard_streams(monkeypatch: pytest.MonkeyPatch, arguments: str, code: int) -> None:
    """The exit code is the usual one; where they are closed, Python has None."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr(sys, "argv", ["videojobs", *arguments.split()])
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with pytest.raises(SystemExit) as end:
        main()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()
    assert end.value.code == code


def test_a_download_that_was_late_ends_with_4(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its class is that of a broken connection."""

    def fail(*_: object, **__: object) -> None:
        raise errors.IncompleteDownload("not done in the time allowed: 7 bytes are kept")

    monkeypatch.setattr(VideoClient, "render", fail)
    assert command_line.here("run", "a", "-o", "a.mp4").exit_code == 4


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_fits_in_60_columns_and_has_an_example(name: str | None) -> None:
    """Each command; the list of commands has the exit codes."""
    arguments = ["--help"] if name is None else [name, "--help"]
    result = CliRunner().invoke(app, arguments, terminal_width=60, prog_name="videojobs")
    assert result.exit_code == 0 and "Example:\n    videojobs " in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 60
    if name is None:
        assert all(re.search(rf"^ +{code} +\w", result.stdout, re.MULTILINE) for code in MEANINGS)
        assert all(f"\n  {command} " in result.stdout for command in COMMANDS)


def test_tables_fit_in_60_columns(command_line: CommandLine) -> None:
    """Ids are whole, and can be copied; where a table is too wide there are a few lines per row."""
    [job] = events(command_line.here("create", "a cat"))
    for arguments in (
        ["list", "-n", "1", "-p", "openai", "--base-url", command_line.served.base_url],
        ["jobs"],
        ["providers"],
        ["providers", "openai", "poe"],
    ):
        table = command_line(*arguments, "--table", COLUMNS="60").stdout
        assert max(map(len, table.splitlines())) <= 60 and "…" not in table
        assert "\x1b" not in table
        if arguments[0] != "providers":
            assert re.search(rf"^(openai:)?{job['id']}$", table, re.MULTILINE)
            assert job["id"] in command_line(*arguments, "--table", COLUMNS="72").stdout.splitlines()[1]
        elif arguments == ["providers"]:
            assert "AZURE_OPENAI_API_KEY" in table and "create_character," in table


def test_providers_complete() -> None:
    """As a shell would ask."""
    env = {"_VIDEOJOBS_COMPLETE": "complete_bash", "COMP_WORDS": "videojobs run -p open", "COMP_CWORD": "3"}
    result = CliRunner().invoke(app, [], env=env, prog_name="videojobs")
    assert result.stdout.split() == ["openai", "openrouter"]
    commands = CliRunner().invoke(
        app, [], env={**env, "COMP_WORDS": "videojobs re", "COMP_CWORD": "1"}, prog_name="videojobs"
    )
    assert commands.stdout.split() == ["remix", "resume"]


def test_a_typo_is_corrected(command_line: CommandLine) -> None:
    """In commands and options."""
    result = command_line("downlod", "x")
    assert result.exit_code == 2 and "'download'" in result.stderr


def test_verbose_logs_one_line_per_action(command_line: CommandLine) -> None:
    """On standard error, without the prompt; nothing is left behind in the process."""
    quiet = command_line.here("run", "secret idea", "-o", "a.mp4")
    verbose = command_line.here("run", "secret idea", "-o", "b.mp4", "-v")
    assert quiet.stderr == "" and verbose.stderr.count("download: done") == 1
    assert "secret idea" not in verbose.stderr
    assert command_line.here("run", "secret idea", "-o", "c.mp4").stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_on_a_terminal(slow: tuple[Served, list[float]], tmp_path: Path, term: str) -> None:
    """A bar and then one line; no colour with NO_COLOR, and lines instead of a bar where TERM is dumb."""
    served, now = slow
    env = {**environment(served, tmp_path), "COLUMNS": "60", "NO_COLOR": "1", "TERM": term}
    command = ["videojobs", "run", "a cat", "-o", "cat.mp4", "-p", "openai", "--base-url", served.base_url]
    leader, follower = os.openpty()
    output = b""
    with subprocess.Popen(
        [*command, "--poll-interval", "0.05"], stdin=follower, stdout=follower, stderr=follower, env=env, cwd=tmp_path
    ) as process:
        os.close(follower)
        with open(leader, "rb", buffering=0) as terminal:
            while chunk := _read(terminal):
                output += chunk
                if b"queued" in output:
                    now[0] += 100
    text = output.decode()
    assert (process.returncode, "saved cat.mp4" in text) == (0, True), text
    assert "{" not in text and "\x1b[3" not in text
    assert ("\x1b" in text) is (term == "xterm")
    assert ("cat.mp4: completed 100 %" in text) is (term == "dumb")


def _read(terminal: io.FileIO) -> bytes:
    try:
        return terminal.read(4096) or b""
    except OSError:  # Linux reports the end of a pseudo terminal so
        return b""
