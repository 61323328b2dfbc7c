"""``videojobs contract``: from recorded responses to a report."""

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
from tests.contract.support import journey
from videojobs.cli.app import app
from videojobs.contract.recorder import to_line

PROVIDERS = sorted(videojobs_api.PROVIDERS)
JOB = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued"}


def contract(*arguments: object, recording: str | bytes | None = None) -> Result:
    """Run the command as a script would."""
    return CliRunner().invoke(app, ["contract", *map(str, arguments)], input=recording)


def line(**changes: Any) -> str:
    """Return a recorded response; ``job`` changes its body."""
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
def test_recorded_journey_matches_the_document(provider: str, tmp_path: Path) -> None:
    """The emulator sends what the document has, but for error statuses that it does not have."""
    path = tmp_path / "responses.jsonl"
    path.write_text(lines(*map(to_line, journey(provider))), encoding="utf-8")
    result = contract(path, "--json")
    report = json.loads(result.stdout)
    assert result.stderr == ""
    assert (report["responses"], report["error_count"]) == (len(journey(provider)), 0)
    assert {group["rule"] for group in report["groups"]} <= {"status"}
    assert result.exit_code == (1 if report["groups"] else 0)
    assert {one["operation"] for one in report["coverage"] if one["statuses"]} >= {"create", "retrieve"}


def test_report_in_plain_lines() -> None:
    """Where the output is no terminal: place, deviation, how often, when, how the client handles it."""
    result = contract("-", recording=DEVIATING)
    assert (result.exit_code, result.stderr) == (1, "")
    text = result.stdout
    assert text.startswith("8 responses of openai: 14 deviations of 11 kinds")
    assert "openai retrieve 200:" in text
    assert "  /status  not among the listed values: queued, in_progress, completed, failed" in text
    assert (
        "received 3 times: baking (1), cooking (2); first 2026-05-01T10:00:00+00:00 last 2026-05-02T10:00:00+00:00"
        in text
    )
    assert "the client: coerced 1 (seconds: 8 -> 8.0)" in text
    assert "/data/*/x~1y" in text
    assert "openai POST /videos/{id}/cancel 200:" in text
    assert re.search(r"received  never +openai  delete", text)
    assert "\x1b" not in text


def test_tables_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same facts, in tables and with colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm-256color")
    text = contract("-", recording=DEVIATING).stdout
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "cooking (2)" in plain
    assert "Coverage" in plain


def test_output_repeats() -> None:
    """Same responses, same bytes."""
    for more in ((), ("--json",)):
        assert contract("-", *more, recording=DEVIATING).stdout == contract("-", *more, recording=DEVIATING).stdout


@pytest.mark.parametrize(
    ("recording", "arguments", "code"),
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
        (line(), ("--no-such-option", "x"), 2),
        (json.dumps(JOB), ("--operation", "retrieve"), 2),
        (json.dumps(JOB), ("--provider", "openai"), 3),
        (json.dumps(JOB), ("--provider", "openai", "--operation", "retrieve"), 0),
    ],
)
def test_exit_codes(
    recording: str, arguments: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 no deviation, 1 deviations, 2 a wrong command, 3 something could not be read; never a traceback."""
    monkeypatch.chdir(tmp_path)
    result = contract("-", *arguments, recording=recording)
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert list(tmp_path.iterdir()) == []


def test_missing_file(tmp_path: Path) -> None:
    """One line, and 3."""
    result = contract(tmp_path / "none.jsonl")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.count("\n") == 1
    assert "none.jsonl: No such file" in result.stderr
    assert contract(tmp_path).exit_code == 3


def test_missing_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    result = contract("-", recording=line())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "videojobs: checking responses needs `pip install 'videojobs[contract]'`\n"


def test_help_has_exit_codes() -> None:
    """The exit codes and what FILE may be."""
    text = " ".join(contract("--help").stdout.split())
    assert "Ends with 0" in text
    assert "HAR" in text


def test_control_characters_stay_out_of_the_terminal() -> None:
    """Text of a server cannot move the cursor or fake a line."""
    bad = "\x1b[2J\x07\nwritten: nothing\u009b"
    result = contract("-", recording=line(job={bad: 1, "status": bad, "model": {bad: bad}}))
    assert result.exit_code == 1
    assert not any(code in result.output for code in ("\x1b", "\x07", "\u009b"))
    assert "\nwritten" not in result.output


def test_bidirectional_and_invisible_letters_are_escaped() -> None:
    """And other ends of a line."""
    bad = "a\u202eb\u2028c\u200bd"
    result = contract("-", recording=lines(line(job={bad: 1, "status": bad}), line(provider=bad)))
    assert not any(letter in result.output for letter in "\u202e\u2028\u200b")
    assert "\\u202e" in result.stdout


def test_error_line_has_no_secret() -> None:
    """An unknown operation may be any text."""
    result = contract("-", recording=line(operation="sk-0a1b2c3d4e5f6g7h"))
    assert result.exit_code == 3
    assert "0a1b2c" not in result.output


@pytest.mark.parametrize("forced", ["", "1"])
def test_output_survives_a_narrow_encoding(forced: str, tmp_path: Path) -> None:
    """Letters that the terminal cannot show, and lone surrogates, are escaped; in tables too."""
    path = tmp_path / "a.jsonl"
    path.write_text(line(job={"\ud800": "\udfff", "ключ": "знач", "status": "знач"}), encoding="utf-8")
    variables = {"PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-m", "videojobs.cli", "contract", str(path)],
        env={**os.environ, **variables, **({"FORCE_COLOR": forced} if forced else {})},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"3 deviations" in done.stdout
    assert b"\\u0437" in done.stdout or not forced
