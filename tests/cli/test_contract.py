"""``videojobs contract``: from recorded answers to a report, samples and an overlay."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import videojobs_api
from scripts.oas.load import loads
from scripts.oas.overlay import apply_overlay
from scripts.spec.samples import read_sample
from tests.contracting import journey
from videojobs.cli.app import app
from videojobs.contract.collect import Collector
from videojobs.contract.document import Document, document_of
from videojobs.contract.lines import to_line
from videojobs.contract.sources import read_answers

PROVIDERS = sorted(videojobs_api.PROVIDERS)
JOB = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued"}


def contract(*arguments: object, given: str | bytes | None = None) -> Result:
    """Run the command as a script would."""
    return CliRunner().invoke(app, ["contract", *map(str, arguments)], input=given)


def line(**changes: Any) -> str:
    """Return a recorded answer; ``job`` changes its body."""
    body = {**JOB, **changes.pop("job", {})}
    return json.dumps(
        {
            "provider": "openai",
            "operation": "retrieve",
            "status": 200,
            "content_type": "application/json",
            "body": body,
            **changes,
        }
    )


def lines(*texts: str) -> str:
    """Return a recording."""
    return "".join(f"{text}\n" for text in texts)


DEVIATING = lines(
    line(),
    line(job={"status": "cooking", "new": {"a": 1}}, time="2026-05-01T10:00:00Z"),
    line(job={"status": "cooking", "new": {"b": None}}, time="2026-05-02T10:00:00Z"),
    line(job={"seconds": 8, "size": None, "status": "baking"}),
    line(operation="list", body={"object": "list", "data": [{**JOB, "x/y": []}, {"id": "video_2"}]}),
    line(status=418, body={"teapot": True}),
    line(content_type="text/plain"),
    json.dumps(
        {
            "provider": "openai",
            "method": "POST",
            "path": "/v1/videos/video_12/cancel",
            "status": 200,
            "content_type": "application/json",
            "body": {"id": "video_12"},
        }
    ),
)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_recorded_journey_keeps_to_the_document(provider: str, tmp_path: Path) -> None:
    """Record, then ask: what the emulator answers is what the document says, refusals apart that it is silent about."""
    path = tmp_path / "answers.jsonl"
    path.write_text(lines(*map(to_line, journey(provider))), encoding="utf-8")
    result = contract(path, "--json")
    report = json.loads(result.stdout)
    assert result.stderr == ""
    assert (report["answers"], report["unread"]) == (len(journey(provider)), 0)
    assert {group["rule"] for group in report["groups"]} <= {"status"}
    assert result.exit_code == (1 if report["groups"] else 0)
    assert {one["operation"] for one in report["coverage"] if one["statuses"]} >= {"create", "retrieve"}


def test_report_reads_like_one() -> None:
    """Plain lines where it is no terminal: place, what, how often, when, by whom kept."""
    result = contract("-", given=DEVIATING)
    assert (result.exit_code, result.stderr) == (1, "")
    text = result.stdout
    assert text.startswith("8 answers of openai: 14 deviations of 11 kinds")
    assert "openai retrieve 200:" in text
    assert "  /status  not among the listed values; it has queued, in_progress, completed, failed" in text
    assert (
        "seen 3 times: baking (1), cooking (2); first 2026-05-01T10:00:00+00:00 last 2026-05-02T10:00:00+00:00" in text
    )
    assert "our client: coerced 1 (seconds: 8 -> 8.0)" in text
    assert "/data/*/x~1y" in text
    assert "openai POST /videos/{id}/cancel 200:" in text
    assert re.search(r"seen  never +openai  delete", text)
    assert "\x1b" not in text


def test_terminal_gets_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same facts, in tables and with colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm-256color")
    text = contract("-", given=DEVIATING).stdout
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "cooking (2)" in plain
    assert "Coverage" in plain


def test_output_repeats() -> None:
    """Same answers, same bytes."""
    for more in ((), ("--json",)):
        assert contract("-", *more, given=DEVIATING).stdout == contract("-", *more, given=DEVIATING).stdout


@pytest.mark.parametrize(
    ("given", "arguments", "code"),
    [
        (line(), (), 0),
        (line(job={"new": 1}), (), 1),
        (line(job={"new": 1}), ("--fail-on", "never"), 0),
        (line(job={"new": 1}), ("--fail-on", "refused"), 0),
        (line(body={}), ("--fail-on", "refused"), 1),
        (lines(line(), "oh no"), (), 3),
        (lines(line(job={"new": 1}), "oh no"), (), 1),
        (lines(line(job={"new": 1}), "oh no"), ("--fail-on", "never"), 3),
        ("", (), 3),
        (json.dumps({"log": {"entries": []}}), (), 3),
        ("<html>", (), 3),
        (line(operation="fly"), (), 3),
        (line(provider="nobody"), (), 3),
        (line(), ("--provider", "nobody"), 2),
        (line(), ("--provider", "openai", "--operation", "fly"), 2),
        (line(), ("--fail-on", "often"), 2),
        (line(), ("--overlay", "o.yaml"), 2),
        (json.dumps(JOB), ("--operation", "retrieve"), 2),
        (json.dumps(JOB), ("--provider", "openai"), 3),
        (json.dumps(JOB), ("--provider", "openai", "--operation", "retrieve"), 0),
    ],
)
def test_exit_codes(
    given: str, arguments: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 all is well, 1 deviations, 2 a wrong command, 3 something could not be read; never a traceback."""
    monkeypatch.chdir(tmp_path)
    result = contract("-", *arguments, given=given)
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """One line, and 3."""
    result = contract(tmp_path / "none.jsonl")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.count("\n") == 1
    assert "none.jsonl: No such file" in result.stderr
    assert contract(tmp_path).exit_code == 3


def test_missing_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    result = contract("-", given=line())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "videojobs: checking answers needs `pip install 'videojobs[contract]'`\n"


def test_samples_and_overlay(tmp_path: Path) -> None:
    """What is written is a folder's evidence and its correction: with it nothing deviates any more."""
    (tmp_path / "samples").mkdir()
    sample, overlay = tmp_path / "samples/new.json", tmp_path / "overlay.yaml"
    result = contract("-", "--sample", sample, "--overlay", overlay, given=DEVIATING)
    assert result.exit_code == 1, result.output
    written = sorted((tmp_path / "samples").iterdir())
    assert sample in written
    assert result.stdout.count("written: ") == len(written) + 1
    for path in written:
        assert read_sample(path).document.root["note"]
    document = document_of("openai")
    read = loads(overlay.read_bytes(), overlay)
    better = Document(apply_overlay(document.root, read), document.dialect)
    actions = read.root["actions"]
    assert isinstance(actions, list)
    assert all(action["description"] and action["x-evidence"] for action in actions if isinstance(action, dict))
    again = Collector({"openai": better})
    recording = tmp_path / "answers.jsonl"
    recording.write_text(DEVIATING, encoding="utf-8")
    for path in (recording, *written):
        with path.open("rb") as file:
            for _, item in read_answers(file, path.name, provider="openai"):
                again.add(item)  # type: ignore[arg-type]
    assert again.report().groups == ()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Neither a sample nor an overlay; a wrong command writes nothing at all."""
    sample, overlay = tmp_path / "new.json", tmp_path / "overlay.yaml"
    for present in (sample, overlay, tmp_path / "new-2.json"):
        present.write_text("mine", encoding="utf-8")
        result = contract("-", "--sample", sample, "--overlay", overlay, given=DEVIATING)
        assert result.exit_code == 2
        assert present.name in result.stderr
        assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]
        present.unlink()


def test_nothing_is_written_where_nothing_deviates(tmp_path: Path) -> None:
    """No empty sample, no overlay without an action."""
    result = contract("-", "--sample", tmp_path / "a.json", "--overlay", tmp_path / "b.yaml", given=line())
    assert (result.exit_code, list(tmp_path.iterdir())) == (0, [])


def test_samples_are_of_one_provider(tmp_path: Path) -> None:
    """A folder under spec/ is one provider's."""
    given = lines(line(job={"new": 1}), line(provider="poe", job={"new": 1}))
    result = contract("-", "--sample", tmp_path / "a.json", given=given)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "--provider" in result.stderr
    assert contract("-", "-p", "poe", "--sample", tmp_path / "a.json", given=given).exit_code == 1


def test_help_says_how_it_ends() -> None:
    """The exit codes and what FILE may be."""
    text = " ".join(contract("--help").stdout.split())
    assert "Ends with 0" in text
    assert "HAR" in text


def test_control_characters_stay_out_of_the_terminal() -> None:
    """What a server sends cannot move the cursor or fake a line."""
    bad = "\x1b[2J\x07\nwritten: nothing\u009b"
    result = contract("-", given=line(job={bad: 1, "status": bad, "model": {bad: bad}}))
    assert result.exit_code == 1
    assert not any(code in result.output for code in ("\x1b", "\x07", "\u009b"))
    assert "\nwritten" not in result.output


def test_letters_that_turn_a_line_about_are_escaped() -> None:
    """Nor those that are not seen, nor other ends of a line."""
    bad = "a\u202eb\u2028c\u200bd"
    result = contract("-", given=lines(line(job={bad: 1, "status": bad}), line(provider=bad)))
    assert not any(letter in result.output for letter in "\u202e\u2028\u200b")
    assert "\\u202e" in result.stdout


def test_problem_shows_no_secret() -> None:
    """What is no operation may be anything."""
    result = contract("-", given=line(operation="sk-0a1b2c3d4e5f6g7h"))
    assert result.exit_code == 3
    assert "0a1b2c" not in result.output


@pytest.mark.parametrize("forced", ["", "1"])
def test_output_survives_a_narrow_encoding(forced: str, tmp_path: Path) -> None:
    """Letters that the terminal has not, and such as no text can hold, are escaped; in tables too."""
    path = tmp_path / "a.jsonl"
    path.write_text(line(job={"\ud800": "\udfff", "ключ": "знач", "status": "знач"}), encoding="utf-8")
    known = {"PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-m", "videojobs.cli", "contract", str(path)],
        env={**os.environ, **known, **({"FORCE_COLOR": forced} if forced else {})},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"3 deviations" in done.stdout
    assert b"\\u0437" in done.stdout or not forced
