"""`videojobs run`: from a prompt to a file, paid for once."""

from __future__ import annotations

import json
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import KEY, CommandLine, environment, events
from tests.clips import play
from videojobs.emulator import Served

OPTIONS = ("-m", "sora-2", "-s", "4", "--size", "16:9")


def test_a_prompt_becomes_a_file(command_line: CommandLine) -> None:
    """JSON Lines: each status, the bytes, the file; the second time nothing is sent."""
    first = command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4")
    assert (first.exit_code, first.stderr) == (0, "")
    lines = events(first)
    assert [line["event"] for line in lines if line["event"] != "status"] == ["download", "saved"]
    assert lines[0]["status"] == "queued" and lines[-1]["resumed"] is False
    assert {line["id"] for line in lines} == {lines[0]["id"]}
    clip = play(command_line.folder / "cat.mp4")
    assert clip.size == (1280, 720) and clip.seconds == pytest.approx(4, abs=0.1)
    requests = len(command_line.served.requests)
    second = command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4", "--table")
    assert "is complete" in second.stdout and "nothing was paid" in second.stdout
    assert (second.exit_code, len(command_line.served.requests)) == (0, requests)


def test_the_same_command_is_the_same_file(command_line: CommandLine) -> None:
    """Without --output: a name from the prompt and from all values; a folder gets a file of that name."""
    prompt = "Ein Kätzchen, 猫! " + "x" * 100
    for _ in range(2):
        assert command_line.here("run", prompt).exit_code == 0
    assert command_line.paid == 1
    (command_line.folder / "clips").mkdir()
    for arguments in (["-s", "8"], ["-s", "8", "-o", "clips"], ["-s", "8", "-o", "clips/"]):
        assert command_line.here("run", prompt, *arguments).exit_code == 0
    names = sorted(path.name for path in command_line.folder.glob("**/*.mp4"))
    assert len(names) == 3 and len(set(names)) == 2 and command_line.paid == 3
    assert all(name.startswith("ein-kätzchen-猫-xx") and len(name) < 60 for name in names)


def test_again_pays_again(command_line: CommandLine) -> None:
    """And other values for the same file are refused without it."""
    assert command_line.here("run", "a cat", "-o", "cat.mp4").exit_code == 0
    refused = command_line.here("run", "a dog", "-o", "cat.mp4")
    assert refused.exit_code == 2 and "--again" in refused.stderr and "again=True" not in refused.stderr
    assert command_line.here("run", "a dog", "-o", "cat.mp4", "--again").exit_code == 0
    assert command_line.paid == 2


@pytest.mark.parametrize(
    ("assignment", "option"),
    [
        ("seconds=4", "pass 4 as --seconds"),
        ("size=1280x720", "as --size"),
        ("model=sora-2", "as --model"),
        ("prompt=a dog", "pass a dog as PROMPT"),
        ("input_reference=start.png", "as --image"),
    ],
)
def test_a_field_with_an_option_of_its_own(command_line: CommandLine, assignment: str, option: str) -> None:
    """The option checks and writes the value as the provider takes it; --extra sends it as it is, unchecked."""
    refused = command_line.here("run", "a cat", "-x", assignment, "--dry-run")
    assert refused.exit_code == 2 and option in refused.stderr
    [request] = events(command_line.here("run", "a cat", "-x", 'input_reference={"file_id": "f"}', "--dry-run"))
    assert request["fields"]["input_reference"] == {"file_id": "f"}


def test_the_prompt_of_standard_input_and_further_fields(command_line: CommandLine) -> None:
    """`-` reads it; --extra takes JSON and text; the image is uploaded."""
    (command_line.folder / "start.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = command_line.here("run", "-", "-i", "start.png", "-o", "a.mp4", "--dry-run", stdin="a boat\non a lake\n")
    [request] = events(result)
    assert request["fields"]["prompt"].split() == ["a", "boat", "on", "a", "lake"]
    assert request["files"] == {"input_reference": {"name": "start.png", "content_type": "image/png", "bytes": 108}}
    twice = command_line.here("run", "a", "-x", "a=1", "-x", "a=2")
    assert twice.exit_code == 2 and "twice" in twice.stderr
    assert command_line.here("run", "a", "-x", "a").exit_code == 2
    long = command_line.here("run", "-", stdin="x" * 1_000_001)
    assert long.exit_code == 2 and "more than 1,000,000 characters" in long.stderr  # never sent cut off
    both = command_line.here("run", "-", "--key-file", "-", stdin="x")
    assert both.exit_code == 2 and "standard input" in both.stderr
    assert command_line.paid == 0


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["a", "-s", "7"], "seconds"),
        (["", "-o", "a.mp4"], "prompt"),
        (["a", "-i", "missing.png"], "--image: 'missing.png'"),
        (["a", "-i", "empty.png"], "--image: the file is empty"),
        (["a", "-i", "."], "--image"),
        (["a", "-o", "no/folder/a.mp4"], "--output"),
        (["a", "-o", "/dev/null"], "--output"),
        (["a", "-o", "a" * 300], "--output"),
        (["a", "--ledger", "no/folder/l.jsonl"], "--ledger"),
        (["a", "--key-file", "missing"], "--key-file missing"),
        (["a", "--key-file", "empty.png"], "--key-file empty.png: it is empty"),
        (["a", "--key-file", ""], "--key-file is empty"),
        (["a", "--base-url", ""], "--base-url is empty"),
        (["a", "--api-key", "sk-1"], "--api-key"),
        (["a", "--timeout", "-1"], "--timeout"),
        (["a", "-p", "opnai"], "openai"),
    ],
)
def test_a_wrong_value_costs_nothing(command_line: CommandLine, arguments: list[str], names: str) -> None:
    """Exit code 2 and one line, or the usage; also with --dry-run."""
    (command_line.folder / "empty.png").touch()
    for option in ("--dry-run", "--table"):
        result = command_line("run", option, "-p", "openai", "--base-url", command_line.served.base_url, *arguments)
        assert (result.exit_code, len(command_line.served.requests)) == (2, 0)
        assert names in result.stderr and "Traceback" not in result.stderr
        for argument in ("input_reference", "base_url", "api_key=", "again=", "ledger="):
            assert argument not in result.stderr


def test_dry_run_shows_what_would_happen(command_line: CommandLine) -> None:
    """The request without the key; whether it pays, resumes or does nothing. Nothing is sent or recorded."""
    first = command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4", "--dry-run", "--table")
    assert first.exit_code == 0 and KEY not in first.stdout + first.stderr
    for text in (f"POST {command_line.served.base_url}/videos", "authorization: Bearer ***", "prompt = a cat", "paid"):
        assert text in first.stdout
    assert not command_line.served.requests and not list(command_line.folder.iterdir())
    [line] = events(command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4", "--dry-run"))
    assert (line["would"], line["method"], line["fields"]["size"]) == ("pay", "POST", "1280x720")
    assert command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4").exit_code == 0
    requests = len(command_line.served.requests)
    [line] = events(command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4", "--dry-run"))
    assert line["would"] == "nothing"
    (command_line.folder / "cat.mp4").unlink()
    [line] = events(command_line.here("run", "a cat", *OPTIONS, "-o", "cat.mp4", "--dry-run"))
    assert (line["would"], line["method"]) == ("resume", "GET")
    assert len(command_line.served.requests) == requests


def test_the_ledger_is_in_the_state_folder(command_line: CommandLine, tmp_path: Path) -> None:
    """Readable by its owner only; another file by option or variable."""
    assert command_line.here("run", "a cat").exit_code == 0
    folder = tmp_path / "state/videojobs"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "ledger.jsonl").stat().st_mode) == 0o600
    assert command_line.here("run", "a dog", VIDEOJOBS_LEDGER=str(tmp_path / "other.jsonl")).exit_code == 0
    assert (tmp_path / "other.jsonl").exists()


def test_the_key_comes_from_a_file_or_standard_input(command_line: CommandLine) -> None:
    """A refused key is one clear line, without the key."""
    (command_line.folder / "key").write_text(f"{KEY}\n")
    for number, (source, stdin) in enumerate([("key", None), ("-", f"{KEY}\n")]):
        result = command_line.here("run", f"a {number}", "--key-file", source, stdin=stdin, OPENAI_API_KEY="")
        assert result.exit_code == 0, result.stderr
    missing = command_line.here("run", "a", OPENAI_API_KEY="")
    assert missing.exit_code == 2 and "OPENAI_API_KEY" in missing.stderr
    wrong = command_line.here("run", "a", OPENAI_API_KEY="wrong-key-4711")
    assert wrong.exit_code == 2 and "wrong-key-4711" not in wrong.output
    assert events(wrong)[-1]["event"] == "error" and events(wrong)[-1]["error"] == "AuthenticationError"


def test_a_failed_job_ends_with_1(command_line: CommandLine) -> None:
    """With the provider's code, and what to do for another clip."""
    result = command_line.here("run", "a cat [[fail:moderation_blocked]]", "-o", "cat.mp4")
    assert result.exit_code == 1 and "moderation_blocked" in result.stderr and "--again" in result.stderr
    assert len(result.stderr.splitlines()) <= 2
    assert events(result)[-1]["exit_code"] == 1


def test_an_address_of_the_environment_is_shown(command_line: CommandLine) -> None:
    """It might be that of another provider, and the key goes there."""
    result = command_line("run", "a cat", VIDEOJOBS_PROVIDER="openai", VIDEOJOBS_BASE_URL=command_line.served.base_url)
    assert result.exit_code == 0 and result.stderr.count(command_line.served.base_url) == 1


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs a POSIX shell")
def test_interrupted_and_killed_it_goes_on(slow: tuple[Served, list[float]], tmp_path: Path) -> None:
    """Ctrl-C prints a line for the shell; that is killed; the same line again, into a closed pipe, saves the clip."""
    served, now = slow
    env = environment(served, tmp_path)
    command = ["videojobs", "run", 'it\'s "a" cat', "-p", "openai", "--base-url", served.base_url, "-o", "my cat.mp4"]
    command += ["--poll-interval", "0.05", "--again"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=env, cwd=tmp_path) as process:
        assert process.stdout is not None and process.stderr is not None
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        message, line = process.stderr.read().splitlines()
    assert (process.returncode, first["status"]) == (130, "queued")
    assert "interrupted" in message and line.startswith("videojobs run ") and "--again" not in line
    with subprocess.Popen(["bash", "-c", f"exec {line}"], stdout=-1, env=env, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["id"] == first["id"]
        process.kill()
    now[0] += 100
    for deaf, code in ((line, 0), ("videojobs jobs", 141)):
        # The reader ends before the first line is written: a paid clip is saved nevertheless.
        script = f'{deaf} | true; exit "${{PIPESTATUS[0]}}"'
        run = subprocess.run(["bash", "-c", script], capture_output=True, env=env, cwd=tmp_path, check=False)
        assert (run.returncode, run.stdout, run.stderr) == (code, b"", b"")
    assert play(tmp_path / "my cat.mp4").frames > 0
    assert sum(record.method == "POST" for record in served.requests) == 1
