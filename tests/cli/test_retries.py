"""A server that cannot be reached, or answers 5xx: a command that goes on trying says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.console import Console

from tests.cli.conftest import CommandLine, events
from tests.jobs.stub_server import CLIP, ReceivedRequest, StubResponse, job, serving
from videojobs.ledger import Ledger

REFUSED = "http://127.0.0.1:9"  # nothing listens on the port of the discard service


@pytest.mark.parametrize(
    "arguments", [["wait", "video_1"], ["download", "video_1"], ["resume"]], ids=lambda value: value[0]
)
def test_an_unreachable_server_is_reported(command_line: CommandLine, tmp_path: Path, arguments: list[str]) -> None:
    """A line at the first failure, with the end, then one per minute; the same as JSON Lines."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append("created", entry="e", provider="compatible", base_url=REFUSED, job="video_1")
    result = command_line(*arguments, "--ledger", str(ledger.path), "--timeout", "300")
    assert not result.exception or isinstance(result.exception, SystemExit), repr(result.exception)
    notes = [line for line in result.stderr.splitlines() if "trying again" in line]
    assert 4 <= len(notes) <= 6 and result.exit_code == 4, result.stderr
    assert notes[0].startswith("videojobs: compatible: ") and "trying again until " in notes[0]
    retries = [line for line in events(result) if line["event"] == "retry"]
    assert len(retries) == len(notes) and retries[0]["id"] == "video_1" and retries[0]["error"] == "TransportError"
    assert retries[0]["remaining"] == pytest.approx(300, abs=2) and retries[0]["pause"] > 0


@pytest.mark.parametrize(
    "arguments", [["run", "a cat", "-o", "cat.mp4"], ["batch", "prompts.jsonl"]], ids=["run", "batch"]
)
def test_a_command_goes_on_over_5xx(command_line: CommandLine, arguments: list[str]) -> None:
    """One line for three failures; the clip is saved."""
    (command_line.folder / "prompts.jsonl").write_text('{"prompt": "a cat"}')
    polls = [StubResponse.json({"error": {"message": "maintenance"}}, 503)] * 3

    def respond(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content"):
            return StubResponse(body=CLIP, headers={"Content-Type": "video/mp4"})
        if request.method == "GET" and polls:
            return polls.pop()
        return StubResponse.json(job("completed"))

    with serving() as server:
        server.respond_with(StubResponse.json(job()), respond)
        result = command_line(*arguments, "-p", "compatible", "--base-url", server.url)
    assert (result.exit_code, result.stderr.count("maintenance")) == (0, 1), result.stderr
    assert [line["status_code"] for line in events(result) if line["event"] == "retry"] == [503]


def test_a_busy_server_is_reported_by_each_command(command_line: CommandLine) -> None:
    """A pause of a minute before a create that was refused for its rate is no silence."""
    with serving() as server:
        server.respond_with(StubResponse.json({}, 429, retry_after="60"), StubResponse.json(job()))
        result = command_line("create", "a cat", "-p", "compatible", "--base-url", server.url, "--table")
    assert result.exit_code == 0 and "trying again in 60 s" in result.stderr


def test_the_bar_shows_it(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is above the bar, and the bar shows the state again when the server is back, though it is the same."""
    monkeypatch.setattr("videojobs.cli.progress.console", _terminal)
    rendered = StubResponse.json(job("in_progress", progress=40))
    down = StubResponse.json({"error": {"message": "maintenance"}}, 503)
    with serving() as server:
        server.respond_with(rendered, down, rendered, StubResponse.json(job("completed", progress=100)))
        result = command_line("wait", "video_1", "-p", "compatible", "--base-url", server.url)
    assert (result.exit_code, result.stderr.count("maintenance; trying again until")) == (0, 1), result.stderr
    states = re.findall(r"(in progress|retrying|completed) .*?(HTTP 503|\d+ %)", result.stderr)
    assert list(dict.fromkeys(states)) == [("in progress", "40 %"), ("retrying", "HTTP 503"), ("completed", "100 %")]
    assert states.index(("retrying", "HTTP 503")) < len(states) - 1 - states[::-1].index(("in progress", "40 %"))


def _terminal(*, stderr: bool) -> Console:
    assert stderr, "results are not shown on this terminal"
    return Console(stderr=True, force_terminal=True, width=60)
