"""``videojobs probe``: what a server supports, without a request that could cost anything."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import videojobs_api
from tests.create_arguments import has_common_paths
from tests.emulator.invented import DIALECT, DOCUMENT
from tests.raw_server import RawServer, answer, raw_server
from videojobs.cli.app import app
from videojobs.cli.probe_requests import Prober
from videojobs.contract.redact import REDACTED, redacted
from videojobs.emulator import Served, serve
from videojobs.jobs.registry import load_dialect

__all__ = ["raw_server"]

KEY = "key-canary-4711-0815"
PROVIDERS = sorted(filter(has_common_paths, videojobs_api.PROVIDERS))
SAFE = {"GET", "HEAD", "OPTIONS"}


def probe(base_url: str, *arguments: str, key: str | None = KEY) -> Result:
    """Run the command as a script would."""
    return CliRunner().invoke(app, ["probe", "--base-url", base_url, *arguments], env={"VIDEOJOBS_API_KEY": key})


def result_of(served: Served, *arguments: str) -> dict[str, Any]:
    """Return the JSON that the command writes about an emulator."""
    result = probe(served.base_url, "--json", *key_option(served), *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def key_option(served: Served) -> tuple[str, ...]:
    """Return the option that a provider needs whose key has a header of its own."""
    auth = next((auth for auth in served.app.settings.dialect.auth if auth.scheme != "none"), None)
    if auth is None or auth.scheme != "header":
        return ()
    return "--key-header", str(auth.header)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_result_matches_the_dialect(provider: str) -> None:
    """Key, operations, unknown job, statuses and URL, as in the provider's own dialect; nothing is started."""
    dialect = load_dialect(provider)
    with serve(provider, api_key=KEY, render_seconds=0) as served:
        job = served.app.add_job("a boat")
        result = result_of(served, "--job", job.id)
        assert {record.method for record in served.requests} <= SAFE
    assert result["needs_key"] is not any(auth.scheme == "none" for auth in dialect.auth)
    assert result["key_refused"] is False
    listing = dialect.operations.get("list")
    if listing is not None and listing.headers:
        assert result["list"] is None  # refused, since the probe does not know the headers that it requires
    else:
        assert result["list"] is (listing is not None)
    assert result["delete"] in (None, "delete" in dialect.operations)
    assert result["content"] in (None, "content" in dialect.operations)
    assert result["unknown_job"] == dialect.errors.not_found_status
    assert result["errors"]["message"]
    assert result["jobs"] >= 1
    assert set(result["statuses"].values()) == {"completed"}
    if dialect.content.source == "url":
        assert result["url_pointers"][0] in dialect.fields.video_url
    assert KEY not in json.dumps(result)


@pytest.mark.parametrize(
    "response",
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
def test_no_response_leads_to_a_request_that_could_cost(raw_server: Callable[..., RawServer], response: bytes) -> None:
    """No POST, PUT, PATCH or DELETE, whatever the server says; a result, never a traceback; no redirect followed."""
    server = raw_server(lambda peer, _request: peer.sendall(response))
    result = probe(f"{server.url}/v1", "--json", "--job", "a/b?c")
    assert result.exit_code == int(b"401" in response), result.output
    methods = [request.split(b" ", 1)[0].decode() for request in server.requests]
    assert len(methods) >= 9
    assert set(methods) <= SAFE
    assert b"/videos/a%2Fb%3Fc" in b"".join(server.requests)


def test_methods_that_could_cost_are_refused() -> None:
    """Before anything is sent."""
    prober = Prober("http://127.0.0.1:9", None)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(ValueError, match=method):
            prober.send("x", "/videos", method=method)
    assert prober.requests == []


def test_output_lists_requests_and_conclusions_without_the_key() -> None:
    """Purposes of the requests, conclusions, the advice; not the key, though the server repeats it."""
    with serve("compatible", api_key=KEY) as served:
        served.app.add_job("a boat")
        output = probe(served.base_url).stdout
    assert KEY not in output
    for text in ("unknown job", "GET /videos", "list", "yes", "HTTP 404", "Nothing was started or paid for"):
        assert text in output


def test_a_server_of_another_api_is_named_so() -> None:
    """Its refusals of unknown paths prove nothing about keys; the next step is its own document."""
    with serve(dialect=DIALECT, document=DOCUMENT, api_key=KEY) as served:
        output = probe(served.base_url, "--key-header", "x-token")
        result = result_of(served)
    assert output.exit_code == 0
    assert "no path of the format" in " ".join(output.stdout.split())
    assert (result["needs_key"], result["list"], result["other_api"]) == (None, False, True)
    with serve("compatible", api_key=KEY) as served:
        assert result_of(served)["other_api"] is False
        assert "no path of the format" not in probe(served.base_url).stdout


def test_the_key_cannot_be_an_option() -> None:
    """Options are visible to every user of a machine: the environment, or a prompt."""
    output = CliRunner().invoke(app, ["probe", "--help"]).stdout
    assert "--api-key" not in output and "--key-env" in output
    assert probe("http://127.0.0.1:9", "--api-key", "x").exit_code == 2


def test_an_address_that_is_none_is_named_by_its_option() -> None:
    """As in the messages of all other commands."""
    result = probe("no-address")
    assert result.exit_code == 2 and result.stderr.startswith("videojobs: --base-url 'no-address' must start with")


def test_a_wrong_key_is_reported() -> None:
    """Not "no list": the key was refused."""
    with serve("openai", api_key="another") as served:
        refused = probe(served.base_url, "--json")
    assert (refused.exit_code, refused.stderr.count("refused the key of VIDEOJOBS_API_KEY")) == (1, 1)
    result = json.loads(refused.stdout)
    assert (result["key_refused"], result["needs_key"], result["list"]) == (True, True, None)


def test_a_superfluous_v1_is_left_out() -> None:
    """A server whose paths begin at its root is found behind an address that ends in `/v1`."""
    with serve("compatible", api_key=KEY, render_seconds=0) as served:
        result = probe(f"{served.base_url}/v1", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["base_url"], found["list"], found["unknown_job"]) == (served.base_url, True, 404)


@pytest.mark.parametrize(
    ("api", "given"),
    [("", "/v1"), ("", ""), ("/v1", ""), ("/v1", "/v1"), ("/v1", "/v1/v1")],
    ids=lambda path: path or "/",
)
def test_only_the_address_of_the_api_is_concluded_from(
    raw_server: Callable[..., RawServer], api: str, given: str
) -> None:
    """The refusals of the address that the API is not at say nothing about its list, its content and its errors."""

    def script(peer: socket.socket, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode().partition("?")[0]
        if path == f"{api}/videos":
            peer.sendall(answer(body=b'{"object": "list", "data": []}'))
        elif path.startswith(f"{api}/videos/") and not path.endswith("/nothing-of-that-name"):
            peer.sendall(answer(404, body=b'{"error": {"message": "no such job", "code": "job_not_exist"}}'))
        else:
            peer.sendall(answer(404, body=b'{"detail": "Not Found"}'))

    server = raw_server(script)
    result = probe(f"{server.url}{given}", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["base_url"], found["list"], found["content"]) == (f"{server.url}{api}", True, True)
    assert found["errors"] == {"message": "/error/message", "code": "/error/code"}
    assert [one["status"] for one in found["requests"] if one["purpose"] in ("list", "unknown job")] == [200, 404]


def test_no_response_is_one_clear_line() -> None:
    """Exit code 1; 2 for what is no URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = probe(f"http://127.0.0.1:{port}/v1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1 and str(port) in result.stderr
    wrong = probe("relay.example")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr.count("\n") == 1


def test_redaction() -> None:
    """Keys, signatures, prompts and addresses go; the shape stays."""
    payload = {
        "id": "video_1",
        "prompt": "my secret idea",
        "api_key": "abc",
        "video_url": "https://user:pw@cdn.example/a.mp4?X-Sig=abc&e=1#x",
        "image": "data:image/png;base64,AAAA",
        "note": "ask bob@example.org with Bearer abc.def or sk-abcdefghijkl",
        "usage": {"total_tokens": 5},
        "list": [1, None, "sk-abcdefghijkl"],
    }
    assert redacted(payload, lambda text: text.replace("video_1", "***")) == {
        "id": "***",
        "prompt": "[prompt]",
        "api_key": REDACTED,
        "video_url": "https://cdn.example/a.mp4",
        "image": f"data:image/png;base64,{REDACTED}",
        "note": f"ask {REDACTED} with {REDACTED} or {REDACTED}",
        "usage": {"total_tokens": 5},
        "list": [1, None, REDACTED],
    }


def test_each_request_is_sent_once() -> None:
    """A probe is a handful of requests, not a scan."""
    with serve("compatible", api_key=KEY) as served:
        requests = result_of(served)["requests"]
    assert len(requests) <= 12
    lines = [(one["method"], re.sub(r"\?.*", "", one["path"]), one["with_key"]) for one in requests]
    assert len(set(lines)) == len(lines)
