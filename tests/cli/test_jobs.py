"""Commands about one job or many: by id, by ledger, by the provider's list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.cli.conftest import CommandLine, events
from tests.clips import play
from videojobs.errors import TransportError
from videojobs.ledger import Ledger, new_entry_id, prompt_digest


def new_job(command_line: CommandLine, prompt: str = "a cat") -> dict[str, Any]:
    """Create a job and return its JSON line."""
    [line] = events(command_line.here("create", prompt, "-s", "4"))
    assert (line["event"], line["status"]) == ("created", "queued")
    return line


def ledger(tmp_path: Path) -> Ledger:
    """Return the ledger of the command."""
    return Ledger(tmp_path / "state/videojobs/ledger.jsonl")


def test_a_job_is_known_by_its_id_alone(command_line: CommandLine) -> None:
    """Provider and address are in the ledger; the JSON line of a job is one, too, also on standard input."""
    line = new_job(command_line)
    for arguments, stdin in (
        ([line["id"]], None),
        ([f"openai:{line['id']}"], None),
        ([json.dumps(line)], None),
        (["-"], f"{json.dumps(line)}\n"),
        ([line["id"], "-p", "openai"], None),
        ([line["id"], "-p", "openai", "--base-url", command_line.served.base_url], None),
    ):
        result = command_line("get", *arguments, stdin=stdin)
        assert result.exit_code == 0, result.stderr
        [state] = events(result)
        assert (state["event"], state["id"], state["prompt"]) == ("job", line["id"], "a cat")
    # What the environment says is a default; where the ledger has the job is a fact.
    elsewhere = command_line("get", line["id"], VIDEOJOBS_PROVIDER="poe", VIDEOJOBS_BASE_URL="http://127.0.0.1:9")
    assert elsewhere.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["video_unknown"], "--provider"),
        ([""], "empty"),
        (['{"provider": "poe", "id": "video_1"}', "-p", "openai"], "--provider is openai"),
        (["{abc"], "PROVIDER:ID"),
        (['{"provider": "openai", "id": "video_1", "base_url": "http://127.0.0.1:9/v1"}'], "--base-url"),
        (['{"provider": "openai"}'], "JOB"),
        (["video_1", "-p", "compatible"], "--base-url"),
    ],
)
def test_a_job_at_no_known_place(command_line: CommandLine, arguments: list[str], names: str) -> None:
    """Exit code 2, and what to pass. A copied line does not decide where the key goes."""
    result = command_line("get", *arguments)
    assert result.exit_code == 2 and names in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("job_id", ["poe:video_1", "openai:video_1", "{video_1", '{"id": "video_1"}', "-video_1"])
def test_an_id_that_looks_like_something_else(command_line: CommandLine, job_id: str) -> None:
    """After a typed --provider, and after PROVIDER:, all of it is the id: another job could be deleted."""
    command_line("delete", "-p", "openai", "--base-url", command_line.served.base_url, "--", job_id)
    command_line("delete", "--base-url", command_line.served.base_url, f"openai:{job_id}")
    sent = [(record.method, unquote(record.path)) for record in command_line.served.requests]
    assert sent == [("DELETE", f"/v1/videos/{job_id}")] * 2


def test_two_jobs_of_one_id(command_line: CommandLine, tmp_path: Path) -> None:
    """Both places are named."""
    for port in (8, 9):
        entry, base_url = new_entry_id(), f"http://127.0.0.1:{port}"
        ledger(tmp_path).path.parent.mkdir(parents=True, exist_ok=True)
        ledger(tmp_path).append("created", entry=entry, provider="compatible", base_url=base_url, job="video_1")
    result = command_line("get", "video_1")
    assert result.exit_code == 2 and all(f"127.0.0.1:{port}" in result.stderr for port in (8, 9))


def test_wait_download_and_delete(command_line: CommandLine) -> None:
    """A clip, an image of it, and the end of both."""
    job_id = new_job(command_line)["id"]
    waited = command_line("wait", job_id)
    assert (waited.exit_code, events(waited)[-1]["event"]) == (0, "finished")
    saved = command_line("download", job_id)
    assert events(saved)[-1]["path"] == f"{job_id}.mp4"
    assert play(command_line.folder / f"{job_id}.mp4").frames > 0
    assert command_line("download", job_id, "-o", "cat.webp", "--variant", "thumbnail").exit_code == 0
    nameless = command_line("download", job_id, "--variant", "thumbnail")
    assert nameless.exit_code == 2 and "--output" in nameless.stderr
    [deleted] = events(command_line("delete", job_id))
    assert (deleted["event"], deleted["deleted"]) == ("deleted", True)
    gone = command_line("get", job_id)
    assert gone.exit_code == 2 and events(gone)[-1]["status_code"] == 404


def test_a_failed_job(command_line: CommandLine) -> None:
    """`get` shows it and ends with 0; `wait` and `download` end with 1."""
    job_id = new_job(command_line, "a cat [[fail:moderation_blocked]]")["id"]
    assert command_line("wait", job_id).exit_code == 1
    [state] = events(command_line("get", job_id))
    assert (state["status"], state["job_error"]["code"]) == ("failed", "moderation_blocked")
    assert command_line("download", job_id).exit_code == 1


def test_the_time_is_over(command_line: CommandLine) -> None:
    """Exit code 4 for a wait; the job may still finish."""
    job_id = new_job(command_line)["id"]
    assert command_line("wait", job_id, "--timeout", "0").exit_code == 4
    assert command_line("wait", job_id, "--timeout", "inf").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "path"),
    [(["remix"], "/remix"), (["edit"], "/videos/edits"), (["extend", "-s", "4"], "/videos/extensions")],
    ids=lambda value: value[0],
)
def test_paid_jobs_from_a_clip(command_line: CommandLine, arguments: list[str], path: str) -> None:
    """The dry run sends nothing; the real one starts a job that the ledger has."""
    job_id = new_job(command_line)["id"]
    assert command_line("wait", job_id).exit_code == 0
    paid = command_line.paid
    [request] = events(command_line(*arguments, job_id, "at night", "--dry-run"))
    assert (request["would"], request["method"]) == ("pay", "POST") and request["url"].endswith(path)
    assert command_line.paid == paid
    [line] = events(command_line(*arguments, job_id, "at night"))
    assert (line["event"], command_line.paid) == ("created", paid + 1)
    assert command_line("get", line["id"]).exit_code == 0


def test_a_file_is_edited(command_line: CommandLine) -> None:
    """An existing file is uploaded."""
    (command_line.folder / "cat.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(100))
    [request] = events(command_line.here("edit", "cat.mp4", "add snow", "--dry-run"))
    assert request["files"]["video"]["name"] == "cat.mp4"


def test_characters(command_line: CommandLine) -> None:
    """One is made out of a video and shown; the dry run sends nothing; a provider without the operation is reported."""
    (command_line.folder / "cat.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(100))
    [request] = events(command_line.here("create-character", "Mossy", "cat.mp4", "--dry-run"))
    assert (request["would"], request["fields"]) == ("pay", {"name": "Mossy"})
    assert request["files"]["video"]["name"] == "cat.mp4" and command_line.paid == 0
    created = events(command_line.here("create-character", "Mossy", "cat.mp4"))
    assert [(line["event"], line["name"]) for line in created] == [("character", "Mossy")]
    assert events(command_line.here("get-character", created[0]["id"])) == created
    assert created[0]["id"] in command_line.here("get-character", created[0]["id"], "--table").stdout
    missing = command_line.here("create-character", "Mossy", "missing.mp4")
    assert missing.exit_code == 2 and "missing.mp4 does not exist" in missing.stderr
    unsupported = command_line("get-character", "char_1", "-p", "poe", POE_API_KEY="k")
    assert unsupported.exit_code == 2 and "Poe has no operation" in unsupported.stderr


def test_the_list_of_the_provider(command_line: CommandLine) -> None:
    """As many as requested, newest first; a provider without a list is reported."""
    ids = [new_job(command_line, f"boat {number}")["id"] for number in range(3)]
    listed = events(command_line.here("list", "-n", "2"))
    assert [line["id"] for line in listed] == [ids[2], ids[1]]
    table = command_line.here("list", "-n", "1", "--table", COLUMNS="200").stdout
    assert ids[2] in table and "boat 2" in table and ids[1] not in table
    unsupported = command_line("list", "-p", "poe", POE_API_KEY="k")
    assert unsupported.exit_code == 2 and "Poe has no operation to list" in unsupported.stderr


def test_the_jobs_of_the_ledger(command_line: CommandLine) -> None:
    """What was sent, where it is and what was saved; nothing is sent for it."""
    empty = command_line("jobs", "--table")
    assert (empty.exit_code, empty.stdout) == (0, "") and "no jobs" in empty.stderr
    created = new_job(command_line)["id"]
    command_line.here("run", "a boat", "-o", "boat.mp4")
    command_line.here("run", "a boat [[fail]]", "-o", "failed.mp4")
    command_line.here("run", "x" * 40_000)
    requests = len(command_line.served.requests)
    rows = events(command_line("jobs"))
    assert [(row["event"], row["status"], row["saved"]) for row in rows] == [
        ("entry", "created", False),
        ("entry", "saved", True),
        ("entry", "failed", False),
    ]
    assert rows[0]["id"] == created and rows[1]["path"].endswith("/boat.mp4")
    table = command_line("jobs", "--table", COLUMNS="200").stdout
    assert created in table and " boat.mp4" in table
    assert events(command_line("jobs", "-p", "poe")) == []
    assert len(command_line.served.requests) == requests


def test_resume_finishes_what_was_cut_off(command_line: CommandLine, tmp_path: Path) -> None:
    """Each clip once, to the file that was named, or to a folder by its id; then there is nothing to do."""
    nothing = command_line("resume", "--table")
    assert nothing.exit_code == 0 and "nothing to resume" in nothing.stderr
    created = new_job(command_line)["id"]
    cut = command_line.here("run", "a boat", "-o", "boat.mp4", "--timeout", "0.5")
    assert cut.exit_code == 4 and "does not pay again" in cut.stderr
    (tmp_path / "clips").mkdir()
    resumed = command_line("resume", "-d", str(tmp_path / "clips"))
    assert resumed.exit_code == 0, resumed.stderr
    saved = [line for line in events(resumed) if line["event"] == "saved"]
    assert {Path(line["path"]).name for line in saved} == {f"{created}.mp4", "boat.mp4"}
    assert (command_line.folder / "boat.mp4").exists() and (tmp_path / f"clips/{created}.mp4").exists()
    assert events(command_line("resume", "-p", "openai")) == []
    assert command_line.paid == 2


def test_resume_reports_what_is_unknown(command_line: CommandLine, tmp_path: Path) -> None:
    """Exit code 5 until it is found or dismissed; the highest code of all jobs counts."""
    failed = new_job(command_line, "a cat [[fail]]")["id"]
    for prompt in ("never sent", "a lone boat"):
        entry = new_entry_id()
        ledger(tmp_path).append(
            "sending",
            entry=entry,
            provider="openai",
            base_url=command_line.served.base_url,
            operation="create",
            prompt={"sha256": prompt_digest(entry, prompt), "length": len(prompt)},
        )
    command_line.served.app.add_job("a lone boat")
    result = command_line("resume", "-p", "openai")
    lines = events(result)
    assert result.exit_code == 5
    assert {line["event"] for line in lines} >= {"unknown", "error", "saved"}
    [unknown] = [line for line in lines if line["event"] == "unknown"]
    assert f"--dismiss {unknown['entry']}" in result.stderr
    assert next(line for line in lines if line["event"] == "error")["id"] == failed
    assert command_line("resume", "--dismiss", unknown["entry"]).exit_code == 0
    assert command_line("resume").exit_code == 0
    assert command_line("resume", "--dismiss", unknown["entry"]).exit_code == 2


def test_providers_need_no_key(command_line: CommandLine) -> None:
    """What each can do and takes; names that do not exist are refused."""
    lines = events(command_line("providers"))
    assert all(line["event"] == "provider" for line in lines) and len(lines) >= 12
    openai = next(line for line in lines if line["provider"] == "openai")
    assert openai["keys"] == ["OPENAI_API_KEY"] and 8 in openai["seconds"] and "sora-2" in openai["models"]
    shown = command_line("providers", "openai", "--table").stdout
    assert "1280x720" in shown and "sora-2" in shown
    assert command_line("providers", "opnai").exit_code == 2
    assert "openrouter" in command_line("providers", "--table").stdout


def test_unknown_whether_paid_is_5(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks in a create: the next command looks for the job, and never pays."""

    def send(*_: object, **__: object) -> None:
        raise TransportError("the connection broke")

    with monkeypatch.context() as patch:
        patch.setattr("videojobs.http.client.Client.send", send)
        result = command_line.here("run", "a lost cat", "-o", "lost.mp4")
    assert result.exit_code == 5 and "client.list()" not in result.stderr and "`videojobs list`" in result.stderr
    [line] = events(command_line.here("run", "a lost cat", "-o", "lost.mp4", "--dry-run"))
    assert (line["would"], line["method"]) == ("look", "GET")
    again = command_line.here("run", "a lost cat", "-o", "lost.mp4")
    assert again.exit_code == 5 and "pass --again" in again.stderr
    assert command_line.paid == 0
