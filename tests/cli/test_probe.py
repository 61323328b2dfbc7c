"""``videojobs probe``: what a relay speaks, without a request that could cost anything."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import videojobs_api
from scripts.lint_spec import problems_of
from scripts.spec.provider import prepare
from tests.raw_server import RawServer, answer, raw_server
from videojobs.cli.app import app
from videojobs.cli.probing.ask import Prober
from videojobs.cli.probing.redact import GONE, redacted
from videojobs.cli.probing.yaml_text import to_yaml
from videojobs.emulator import Served, serve
from videojobs.jobs.registry import load_dialect

__all__ = ["raw_server"]

SPEC = Path(__file__).parents[2] / "spec"
KEY = "key-canary-4711-0815"
PROVIDERS = sorted(videojobs_api.PROVIDERS)
FREE = {"GET", "HEAD", "OPTIONS"}


def probe(base_url: str, *arguments: str, key: str | None = KEY) -> Result:
    """Run the command as a script would."""
    return CliRunner().invoke(app, ["probe", "--base-url", base_url, *arguments], env={"VIDEOJOBS_API_KEY": key})


def findings(served: Served, *arguments: str) -> dict[str, Any]:
    """Return what the command found out about an emulator."""
    way = next((way for way in served.app.settings.dialect.auth if way.scheme != "none"), None)
    header = ("--key-header", way.header) if way is not None and way.scheme == "header" else ()
    result = probe(served.base_url, "--json", *header, *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_found_is_what_the_provider_is(provider: str, tmp_path: Path) -> None:
    """Key, operations, unknown job, statuses and URL, as in the provider's own dialect; nothing is started."""
    dialect = load_dialect(provider)
    with serve(provider, api_key=KEY, render_seconds=0) as served:
        job = served.app.add_job("a boat")
        found = findings(served, "--job", job.id, "--write", str(tmp_path / "draft"))
        assert {record.method for record in served.requests} <= FREE
    can = dialect.operations
    assert found["needs_key"] is not any(way.scheme == "none" for way in dialect.auth)
    assert found["key_refused"] is False
    assert found["list"] is ("list" in can)
    assert found["delete"] in (None, "delete" in can)
    assert found["content"] in (None, "content" in can)
    assert found["unknown_job"] == dialect.errors.not_found_status
    assert found["errors"]["message"]
    assert found["jobs"] >= 1
    assert set(found["statuses"].values()) == {"completed"}
    if dialect.content.source == "url":
        assert found["url_places"][0] in dialect.fields.video_url
    assert len(found["written"]) >= 4


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_draft_is_a_folder_that_can_be_generated_from(provider: str, tmp_path: Path) -> None:
    """Nothing is wrong with it by our own lint; its samples fit its document; no key is in it."""
    (tmp_path / "statuses.yaml").write_text((SPEC / "statuses.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    folder = tmp_path / "draft"
    with serve(provider, api_key=KEY, render_seconds=0) as served:
        job = served.app.add_job("a boat of somebody@example.org")
        findings(served, "--job", job.id, "--write", str(folder))
    assert [str(problem) for problem in problems_of(folder)] == []
    assert {"create", "retrieve"} <= set(prepare(folder).facts.operations)
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.*"))
    assert KEY not in text and "a boat" not in text and "somebody@" not in text
    assert "DECIDE" in (folder / "provider.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "told",
    [
        answer(404, b'{"error": {"message": "no such task video_0"}}', content_type="application/json"),
        answer(200, b"<html>Welcome</html>", content_type="text/html"),
        answer(200, b'{"data": []}', content_type="application/json"),
        answer(401, b'{"message": "no"}', content_type="application/json"),
        answer(302, b"", location="http://127.0.0.1:9/elsewhere"),
        answer(500, b"x"),
        answer(200, b"[" * 50_000),
        answer(200, b'{"data": [1, null, {"id": 7}, {"id": "a", "status": {"x": 1}, "url": 5}]}'),
    ],
)
def test_no_answer_makes_it_send_anything_that_could_cost(
    raw_server: Callable[..., RawServer], told: bytes, tmp_path: Path
) -> None:
    """No POST, PUT, PATCH or DELETE, whatever the server says; a result, never a traceback; no redirect followed."""
    server = raw_server(lambda peer, _request: peer.sendall(told))
    result = probe(f"{server.url}/v1", "--json", "--job", "a/b?c", "--write", str(tmp_path / "draft"))
    assert result.exit_code == 0, result.output
    methods = [request.split(b" ", 1)[0].decode() for request in server.requests]
    assert len(methods) >= 9
    assert set(methods) <= FREE
    assert b"/videos/a%2Fb%3Fc" in b"".join(server.requests)


def test_a_method_that_could_cost_does_not_leave() -> None:
    """The one door to the network refuses it."""
    prober = Prober("http://127.0.0.1:9", None)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(ValueError, match=method):
            prober.ask("x", "/videos", method=method)
    assert prober.asked == []


def test_what_is_shown_has_no_secret_and_says_what_was_asked() -> None:
    """Names of questions, findings in words, the advice; not the key, though the server repeats it."""
    with serve("compatible", api_key=KEY) as served:
        served.app.add_job("a boat")
        shown = probe(served.base_url).stdout
    assert KEY not in shown
    for words in ("unknown job", "GET /videos", "list", "yes", "HTTP 404", "Nothing was started or paid for"):
        assert words in shown


def test_the_key_cannot_be_an_option() -> None:
    """Options are seen by every user of a machine: the environment, or a prompt."""
    shown = CliRunner().invoke(app, ["probe", "--help"]).stdout
    assert "--api-key" not in shown and "--key-env" in shown
    assert probe("http://127.0.0.1:9", "--api-key", "x").exit_code == 2


def test_a_wrong_key_is_told() -> None:
    """Not "no list": the key was refused."""
    with serve("openai", api_key="another") as served:
        found = findings(served)
    assert (found["key_refused"], found["needs_key"], found["list"]) == (True, True, None)


def test_nobody_there_is_one_clear_line() -> None:
    """Exit code 1; 2 for what is no URL."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = probe(f"http://127.0.0.1:{port}/v1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1 and str(port) in result.stderr
    wrong = probe("relay.example")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr.count("\n") == 1


def test_a_draft_never_overwrites(tmp_path: Path) -> None:
    """What a person has edited stays."""
    (tmp_path / "provider.yaml").write_text("mine", encoding="utf-8")
    with serve("compatible", api_key=KEY) as served:
        result = probe(served.base_url, "--write", str(tmp_path))
    assert result.exit_code == 1 and "provider.yaml" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["provider.yaml"]
    assert (tmp_path / "provider.yaml").read_text(encoding="utf-8") == "mine"


def test_redaction() -> None:
    """Keys, signatures, prompts and addresses go; the shape stays."""
    seen = {
        "id": "video_1",
        "prompt": "my secret idea",
        "api_key": "abc",
        "video_url": "https://user:pw@cdn.example/a.mp4?X-Sig=abc&e=1#x",
        "image": "data:image/png;base64,AAAA",
        "note": "ask bob@example.org with Bearer abc.def or sk-abcdefghijkl",
        "usage": {"total_tokens": 5},
        "list": [1, None, "sk-abcdefghijkl"],
    }
    assert redacted(seen, lambda text: text.replace("video_1", "***")) == {
        "id": "***",
        "prompt": "[prompt]",
        "api_key": GONE,
        "video_url": "https://cdn.example/a.mp4",
        "image": f"data:image/png;base64,{GONE}",
        "note": f"ask {GONE} with {GONE} or {GONE}",
        "usage": {"total_tokens": 5},
        "list": [1, None, GONE],
    }


@pytest.mark.parametrize(
    "value",
    [
        {"a": {"b": [1, 2.5, None, True, "yes", "no", "1", "a: b", "# x", "", " ", "-", "1.0", "2026-11-21", "é\n"]}},
        {"empty": {}, "none": [], "nested": [[1, [2]], {"x": [{"y": {}}]}, {}]},
        {"$ref": "#/components/x", "/videos/{id}": {"200": "ok"}, "null": "null", "on": "off", "key with space": 1},
        [], {}, "text", [{"a": 1, "b": [1]}],
    ],
)  # fmt: skip
def test_yaml_that_is_written_is_read_back(value: Any) -> None:
    """By the strict reader of the folders, where that is an object; by PyYAML always."""
    import yaml

    assert yaml.safe_load(to_yaml(value)) == value
    if isinstance(value, dict) and value:
        from scripts.oas.load import loads

        assert loads(to_yaml(value).encode(), Path("x.yaml")).data == value


def test_questions_are_asked_once_each() -> None:
    """A probe is a handful of requests, not a scan."""
    with serve("compatible", api_key=KEY) as served:
        asked = findings(served)["asked"]
    assert len(asked) <= 12
    lines = [(one["method"], re.sub(r"\?.*", "", one["path"]), one["keyed"]) for one in asked]
    assert len(set(lines)) == len(lines)
