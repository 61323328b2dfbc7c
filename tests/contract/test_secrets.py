"""Secrets are in no report and in no recording; tests/providers/test_correct.py: in no sample and no overlay."""

from __future__ import annotations

import json
import string
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import videojobs_api
from videojobs.cli.app import app
from videojobs.contract import Observation
from videojobs.contract.api_document import load_document
from videojobs.contract.recorder import to_line
from videojobs.contract.redact import id_pattern, redacted, redacted_text
from videojobs.contract.url_paths import redacted_path, template_of

LETTERS = string.ascii_letters + string.digits
words = st.text(LETTERS, min_size=24, max_size=40).filter(
    lambda text: any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text)
)
JOB = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued"}


def places(secret: str) -> list[tuple[str, Any]]:
    """Return members of a body that may hold a secret."""
    return [
        ("api_key", secret),
        ("apiKey", secret),
        ("token", {"value": secret, "list": [secret]}),
        ("Authorization", f"Bearer {secret}"),
        ("note", f"your key is sk-{secret}"),
        ("note", f"Authorization: Bearer {secret}"),
        ("note", f"eyJ{secret}.{secret}.{secret}"),
        ("note", secret),
        ("status", f"sk-{secret}"),
        ("seconds", {"Bearer": f"Bearer {secret}"}),
        ("error", {"code": f"sk-{secret}", "message": f"no key {secret} here"}),
        ("user", secret),
        ("prompt", secret),
        ("prompt", [{"text": secret}]),
        ("input", {"a": [secret]}),
        ("id", f"video_{secret}"),
        ("video_url", f"https://cdn.example/a.mp4?X-Signature={secret}"),
        ("video_url", f"https://user:{secret}@cdn.example/a.mp4"),
        ("video_url", f"https://cdn.example/{secret}/a.mp4"),
        ("owner", f"{secret}@example.org"),
        ("image", f"data:image/png;base64,{secret}"),
        ("note", f"see data:image/png;base64,AA//{secret}== there"),
        ("note", f"/v1/videos/video_1/content?sig={secret}"),
        ("note", f"cdn.example/a.mp4?sig={secret}&x=1"),
        ("note", f"s3://bucket/a.mp4?sig={secret}"),
        ("note", f"wss://user:{secret}@cdn.example/a"),
        ("note", f"https%3A%2F%2Fcdn.example%2Fa.mp4%3Fsig%3D{secret}"),
        ("note", f"{secret}%40example.org"),
        ("note", f"{secret}\uff20example.org"),
        ("note", f"Bea\u200brer {secret}"),
        ("headers", [{"name": "Authorization", "value": secret}]),
        ("headers", {"x-amz-security-token": secret}),
        ("refreshTokens", [secret]),
        ("session", secret),
        ("credentials", {"a": secret}),
        (f"sk-{secret}", 1),
        (f"{secret}@example.org", {"a": secret}),
        (secret, secret),
    ]


def output_about(file: Path) -> str:
    """Return all output of the command about a file."""
    output = ""
    for options in ((), ("--json",)):
        result = CliRunner().invoke(app, ["contract", str(file), *options])
        assert result.exit_code in (0, 1, 3), (options, result.output)
        output += result.stdout + result.stderr
    return output


def recordings_with(secret: str, data: st.DataObject) -> dict[str, str]:
    """Return a HAR file and a line with a secret somewhere in the body, a header or the URL."""
    key, value = data.draw(st.sampled_from(places(secret)))
    body = {**JOB, key: value}
    status = data.draw(st.sampled_from([200, 404]))
    url = f"https://api.openai.com/v1/videos/{data.draw(st.sampled_from(['video_1', secret, 'x/' + secret]))}?sig={secret}"
    har_entry = {
        "request": {"method": "GET", "url": url, "headers": [{"name": "Authorization", "value": f"Bearer {secret}"}]},
        "response": {
            "status": status,
            "headers": [{"name": "Set-Cookie", "value": secret}],
            "content": {"mimeType": "application/json", "text": json.dumps(body)},
        },
    }
    path = url[len("https://api.openai.com") :]
    line = {"provider": "openai", "method": "GET", "path": path, "status": status, "body": body}
    return {"a.har": json.dumps({"log": {"entries": [har_entry]}}), "a.jsonl": json.dumps(line)}


@settings(max_examples=25)
@given(st.data())
def test_planted_secrets_are_redacted(data: st.DataObject) -> None:
    """Wherever one is in a body, a header or a URL, in whatever format the file is."""
    secret = data.draw(words)
    recordings = recordings_with(secret, data)
    with tempfile.TemporaryDirectory() as name:
        for file_name, text in recordings.items():
            file = Path(name) / file_name
            file.write_text(text, encoding="utf-8")
            assert secret not in output_about(file)
    line = json.loads(recordings["a.jsonl"])
    assert secret not in to_line(Observation(**line, is_json=True))


@pytest.mark.parametrize(("key", "value"), places("0a1b2c3d4e5f6g7h8i9j0k1l2m"))
def test_recording_has_no_secret(key: str, value: Any) -> None:
    """Each place is a case, so that a failure names it."""
    secret = "0a1b2c3d4e5f6g7h8i9j0k1l2m"
    assert secret not in to_line(
        Observation(status=200, body={**JOB, key: value}, is_json=True, path=f"/videos/{secret}")
    )


@pytest.mark.parametrize(
    "text",
    [
        "AWS wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
        "hf_AbCdEfGhIjKlMnOpQrStUvWxYz",
        "xoxb-123456789012-abcdefGHIJKL",
        "api-key: abcdef12345",
        "X-Api-Key: 'abcdef12345'",
        "password=hunter2secret",
        "Incorrect API key provided: abcdef12345.",
        "https://cdn.example/a.mp4?X-Amz-Signature=abcdef12345",
        "postgres://root:hunter2secret@db/x",
        "Zk3VbQ9s-Lm2XyT7w_Rp4N1234",
    ],
)
def test_keys_of_many_services_are_redacted(text: str) -> None:
    """In the text of an error."""
    for part in ("wJalrXUtn", "bPxRfi", "SyDaGm", "AbCdEf", "abcdef", "hunter2", "Zk3VbQ", "Rp4N"):
        assert part not in redacted_text(text)


@pytest.mark.parametrize("key", ["revisedPrompt", "text_prompt", "prompts", "input", "messages"])
def test_prompts_have_many_names(key: str) -> None:
    """Their text is redacted; numbers about them stay."""
    value: Any = [{"role": "user", "content": "a boat"}] if key == "messages" else {"text": ["a boat"], "n": 3}
    result = redacted({key: value, "prompt_tokens": 7}, ids=True)
    assert "boat" not in json.dumps(result)
    assert result["prompt_tokens"] == 7


def test_id_that_looks_like_a_word_is_redacted() -> None:
    """A segment at a parameter of the document is an id; the words around it stay."""
    observation = Observation(provider="openai", status=404, method="GET", path="/x/v1/videos/hunter/content")
    assert json.loads(to_line(observation))["path"] == "/x/v1/videos/aaaaaa/content"
    assert template_of("/videos/hunter/cancel", ["/videos", "/videos/{id}"]) == "/videos/{id}/cancel"
    assert template_of("/videos/characters/c1", ["/videos/{id}", "/videos/characters"]) == "/videos/characters/{id}"
    assert id_pattern("correct-horse-battery-staple") == "correct-horse-aaaaaaa-aaaaaa"


def test_listed_words_of_documents_are_kept() -> None:
    """Redacted, they would deviate from the document."""

    def words(node: Any, key: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, list):
            for item in node:
                yield from words(item, key)
        elif isinstance(node, dict):
            for word in node["enum"] if isinstance(node.get("enum"), list) else ():
                if isinstance(word, str):
                    yield key, word
            for name, item in node.items():
                yield from words(item, name)

    for provider in videojobs_api.PROVIDERS:
        for key, word in words(load_document(provider).root, ""):
            assert redacted({key: word}, ids=True) == {key: word}


def test_other_values_are_kept() -> None:
    """A report needs words, sizes, models and plain URLs."""
    body = {
        "model": "sora-2-pro-2025-10-06",
        "status": "succeeded",
        "size": "1280x720",
        "created_at": "2026-11-21T08:35:40.123456+00:00",
        "url": "https://cdn.example/videos/a.mp4",
        "progress": 45.5,
    }
    assert redacted(body, ids=True) == body
    for code in ("task_not_exist", "token_limit_exceeded", "key_frames_missing"):
        assert redacted_text(code) == code
    assert redacted_path("/v1/videos/characters/video_69b2/content") == "/v1/videos/characters/video_00a0/content"


def test_pattern_of_an_id() -> None:
    """What a `pattern` in a document could require is kept."""
    assert id_pattern("video_69b25dZ") == "video_00a00aA"
    assert id_pattern("sora-2-123456") == "sora-0-000000"
    assert id_pattern("") == ""


def test_result_can_always_be_written() -> None:
    """Lone surrogates and deep values, too."""
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    json.dumps(redacted({"a": deep, "\udc00": "\ud800"}, ids=True), ensure_ascii=False).encode()
