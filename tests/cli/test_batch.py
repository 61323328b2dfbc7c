"""`videojobs batch`: from a file of prompts to a folder of clips."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from tests.cli.conftest import CommandLine, environment, events
from videojobs.batch import BatchProgress
from videojobs.cli.batch_display import _table
from videojobs.emulator import Served


def write(folder: Path, *prompts: str, **more: object) -> None:
    """Write the file of a batch."""
    lines = [json.dumps({"prompt": prompt, "seconds": 4, **more}) + "\n" for prompt in prompts]
    (folder / "prompts.jsonl").write_text("".join(lines))


def test_a_file_becomes_a_folder(command_line: CommandLine) -> None:
    """A JSON line for each prompt, and the numbers at the end; the same command again pays for nothing."""
    write(command_line.folder, "a cat", "a dog", "a boat")
    arguments = ("batch", "prompts.jsonl", "--rate", "600/min", "-c", "2")
    first = command_line.here(*arguments)
    assert (first.exit_code, first.stderr) == (0, "")
    *lines, last = events(first)
    assert {line["file"] for line in lines} == {"00001.mp4", "00002.mp4", "00003.mp4"}
    assert {line["sha256"] for line in lines} == {
        json.loads(line)["sha256"] for line in (command_line.folder / "clips/manifest.jsonl").read_text().splitlines()
    }
    assert (last["event"], last["done"], last["total"], last["paid"], last["exit_code"]) == ("batch", 3, 3, 3, 0)
    again = command_line.here(*arguments, "--table")
    assert (again.exit_code, command_line.paid) == (0, 3)
    assert not (command_line.folder.parent / "state").exists()  # that of the ledger, which a batch does not have
    assert again.stdout.startswith("3 of 3 done, 0 failed, 0 unknown, 0 pending; 3 jobs paid for in all runs; ")


def test_prompts_come_from_standard_input(command_line: CommandLine) -> None:
    """The same input goes on, a shorter one is refused; images are relative to the current folder."""
    write(command_line.folder, "a cat", "a dog")
    text = (command_line.folder / "prompts.jsonl").read_text()
    checked = command_line.here("batch", "-", "--dry-run", "--table", stdin=text)
    assert (checked.exit_code, command_line.paid) == (0, 0)
    assert checked.stdout == "standard input can be used: 2 new prompts; nothing was sent\n"
    assert command_line.here("batch", "-", stdin=text).exit_code == 0
    again = command_line.here("batch", "prompts.jsonl")
    assert (again.exit_code, command_line.paid) == (0, 2)
    shorter = command_line.here("batch", "-", stdin=text.splitlines()[0])
    assert shorter.exit_code == 2 and "1 lines of this batch are missing" in shorter.stderr
    with_image = command_line.here("batch", "-", "-o", "x", stdin='{"prompt": "a", "input_reference": "no.png"}')
    assert with_image.exit_code == 2 and f"input_reference: {command_line.folder / 'no.png'}: " in with_image.stderr
    nothing = command_line.here("batch", "-", "-o", "y", stdin="")
    assert nothing.exit_code == 2 and "line 1: there is no prompt" in nothing.stderr
    both = command_line.here("batch", "-", "--key-file", "-", stdin=text)
    assert both.exit_code == 2 and "only one can be read from standard input" in both.stderr
    assert command_line.paid == 2


@pytest.mark.parametrize("command", ["batch", "worker"])
def test_a_batch_has_no_ledger(command_line: CommandLine, command: str) -> None:
    """Its database records what was paid for; an option without an effect would promise a second record."""
    assert "--ledger" not in command_line(command, "--help").stdout
    refused = command_line(command, "--ledger", "jobs.jsonl")
    assert refused.exit_code == 2 and "--ledger" in refused.stderr


def test_problems_are_listed_and_nothing_is_sent(command_line: CommandLine) -> None:
    """Also with --dry-run, which writes nothing."""
    write(command_line.folder, "a cat", "a cat", secconds=4)
    for options in ([], ["--dry-run"]):
        result = command_line.here("batch", "prompts.jsonl", *options)
        first, second, end = result.stderr.splitlines()
        assert result.exit_code == 2 and first.startswith("videojobs: line 1: unknown key 'secconds'; there are prompt")
        assert second.startswith("videojobs: line 2: ") and end.endswith("2 lines cannot be used; nothing was sent")
        assert [problem["line"] for problem in events(result)[0]["problems"]] == [1, 2]
    write(command_line.folder, "a cat", "a cat")
    duplicate = command_line.here("batch", "prompts.jsonl", "-o", "other")
    assert "pass --allow-duplicates to pay for both" in duplicate.stderr
    checked = command_line.here("batch", "prompts.jsonl", "-o", "other", "--allow-duplicates", "--dry-run")
    assert (checked.exit_code, events(checked)) == (0, [{"event": "checked", "new": 2}])
    assert command_line.paid == 0 and sorted(path.name for path in command_line.folder.iterdir()) == [
        "clips",
        "other",
        "prompts.jsonl",
    ]


def test_exit_codes(command_line: CommandLine) -> None:
    """The cap, failed prompts, a refused key, a missing file."""
    write(command_line.folder, "a cat", "a dog [[fail]]", "a boat")
    capped = command_line.here("batch", "prompts.jsonl", "--max-jobs", "1", "-c", "1")  # so that the cat is first
    assert capped.exit_code == 2 and "--max-jobs is reached: 2 prompts were not sent" in capped.stderr
    refused = command_line.here("batch", "prompts.jsonl", OPENAI_API_KEY="wrong-key-of-this-test")
    assert (
        refused.exit_code == 2 and "the batch stopped: " in refused.stderr and "run the same command" in refused.stderr
    )
    failed = command_line.here("batch", "prompts.jsonl", "--table")
    assert failed.exit_code == 1 and "prompt 2: failed: " in failed.stderr and command_line.paid <= 3 + 8
    assert "--retry-failed pays for them again" in failed.stderr
    missing = command_line.here("batch", "none.jsonl", "-o", "other")
    assert missing.exit_code == 2 and "none.jsonl cannot be read" in missing.stderr
    named = command_line.here("batch", "prompts.jsonl", "--name", "w1")
    assert named.exit_code == 2 and "pass --database to have one in PostgreSQL" in named.stderr


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal of POSIX")
@pytest.mark.parametrize(("number", "file"), [(signal.SIGINT, "prompts.jsonl"), (signal.SIGTERM, "-")])
def test_ctrl_c_prints_the_command_that_goes_on(
    slow: tuple[Served, list[float]], tmp_path: Path, number: signal.Signals, file: str
) -> None:
    """It leaves all resumable; --retry-failed is left out, which would pay again."""
    served, now = slow
    write(tmp_path, "a cat", "a dog")
    prompts = tmp_path / "prompts.jsonl"
    command = ["videojobs", "batch", file, "-p", "openai", "--base-url", served.base_url, "--retry-failed"]
    command += ["--poll-interval", "0.05"]
    env = environment(served, tmp_path)
    with (
        prompts.open() as stdin,
        subprocess.Popen(command, stdin=stdin, stdout=-1, stderr=-1, text=True, env=env, cwd=tmp_path) as process,
    ):
        # A job that is created later would never finish: the clock of this emulator does not move.
        while sum(record.method == "POST" for record in served.requests) < 2 or len(served.requests) < 5:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        output, errors = process.communicate()
    message, line = errors.splitlines()
    assert (process.returncode, output) == (130, "") and "interrupted" in message
    assert ("with the same standard input" in message) is (file == "-") and "--retry-failed" not in line
    assert line.startswith("videojobs batch ") and file in line.split()
    now[0] += 100
    with prompts.open() as stdin:
        run = subprocess.run(
            line.split(), stdin=stdin, capture_output=True, text=True, env=env, cwd=tmp_path, check=False
        )
    assert (run.returncode, run.stderr) == (0, "")
    assert sum(record.method == "POST" for record in served.requests) == 2
    assert len(list((tmp_path / "clips").glob("*.mp4"))) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="closes a pipe of POSIX")
def test_it_goes_on_where_nobody_reads_what_it_writes(slow: tuple[Served, list[float]], tmp_path: Path) -> None:
    """As into `2>&1 | head -1`; each clip is saved."""
    served, now = slow
    write(tmp_path, "a cat", "a dog [[fail]]", "a boat")
    command = ["videojobs", "batch", "prompts.jsonl", "-p", "openai", "--base-url", served.base_url, "--table"]
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        [*command, "--poll-interval", "0.05"],
        stdout=writer,
        stderr=writer,
        env=environment(served, tmp_path),
        cwd=tmp_path,
    ) as process:
        os.close(writer)
        while process.poll() is None:
            now[0] += 10
            time.sleep(0.01)
    assert process.returncode == 1, "a job failed"
    assert len(list((tmp_path / "clips").glob("*.mp4"))) == 2


def test_clips_go_to_an_object_store(command_line: CommandLine, tmp_path: Path) -> None:
    """The record is in the state folder, one per URL; one job is no batch."""
    write(command_line.folder, "a cat")
    url = f"memory://bucket/{tmp_path.name}"
    dry = command_line.here("batch", "prompts.jsonl", "-o", url, "--dry-run")
    assert dry.exit_code == 0 and events(dry)[-1] == {"event": "checked", "new": 1}
    result = command_line.here("batch", "prompts.jsonl", "-o", f"{url}/")
    assert result.exit_code == 0, result.stderr
    line = next(line for line in events(result) if line["event"] == "line")
    assert line["url"] == f"{url}/00001.mp4"
    [folder] = (tmp_path / "state/videojobs/batches").iterdir()
    assert {path.name for path in folder.iterdir()} == {"batch.sqlite", "manifest.jsonl"}
    assert command_line.here("batch", "prompts.jsonl", "-o", url).exit_code == 0 and command_line.paid == 1
    refused = command_line.here("run", "a cat", "-o", "s3://bucket/cat.mp4")
    assert refused.exit_code == 2 and "`videojobs batch`" in refused.stderr


def test_the_table_fits_in_60_columns() -> None:
    """With ten thousand prompts and hours to go."""
    progress = BatchProgress(total=10_000, done=1_234, failed=12, unknown=3, running=100, seconds_left=36_061.0)
    console = Console(width=60, record=True, file=io.StringIO())
    console.print(_table(progress))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 60 and "10:01:01" in text and "8651" in text
