"""A provider's folder, started from the JSON of ``videojobs probe``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import videojobs_api
from scripts.lint_spec import problems_of
from scripts.providers.command import main
from scripts.spec.provider import prepare
from tests.cli.test_probe import KEY, probe, result_of
from tests.create_arguments import has_common_paths
from tests.raw_server import RawServer, answer, raw_server
from tests.spec.support import SPEC
from videojobs.emulator import serve

__all__ = ["raw_server"]

PROVIDERS = sorted(filter(has_common_paths, videojobs_api.PROVIDERS))


def start(spec: Path, content: Any) -> int:
    """Start a folder from some JSON, beside the shared files of ``spec/``."""
    spec.mkdir(exist_ok=True)
    shutil.copy(SPEC / "statuses.yaml", spec)
    path = spec.parent / "probe.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return main(["start", "--name", "my-relay", "--from", str(path), "--spec", str(spec)])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_folder_can_be_generated_from(provider: str, tmp_path: Path) -> None:
    """The lint finds nothing wrong with it; its samples fit its document; it holds neither key nor prompt."""
    with serve(provider, api_key=KEY, render_seconds=0) as served:
        job = served.app.add_job("a boat of somebody@example.org")
        result = result_of(served, "--job", job.id)
    assert start(tmp_path / "spec", result) == 0
    folder = tmp_path / "spec/my-relay"
    assert [str(problem) for problem in problems_of(folder)] == []
    assert {"create", "retrieve"} <= set(prepare(folder).facts.operations)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 4
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert KEY not in text and "a boat" not in text and "somebody@" not in text
    provider_yaml = (folder / "provider.yaml").read_text(encoding="utf-8")
    assert "DECIDE" in provider_yaml and "MY_RELAY_API_KEY" in provider_yaml


@pytest.mark.parametrize(
    "response",
    [
        answer(404, b'{"error": {"message": "no such task video_0"}}', content_type="application/json"),
        answer(200, b"<html>Welcome</html>", content_type="text/html"),
        answer(200, b'{"data": [1, null, {"id": 7}, {"id": "a", "status": {"x": 1}, "url": 5}]}'),
        answer(200, b'{"data": [{"id": "a", "status": "no: [such\\u202e word", "url": "https://x.example/1.mp4"}]}'),
    ],
)
def test_any_probe_is_a_start(raw_server: Callable[..., RawServer], response: bytes, tmp_path: Path) -> None:
    """Whatever the server sends, the folder can be read; a status word of the server cannot break out of its line."""
    server = raw_server(lambda peer, _request: peer.sendall(response))
    result = probe(f"{server.url}/v1", "--json", "--job", "a/b?c")
    assert start(tmp_path / "spec", json.loads(result.stdout)) == 0
    assert prepare(tmp_path / "spec/my-relay").facts.base_url == f"{server.url}/v1"


@pytest.mark.parametrize("change", [{"requests": None}, {"base_url": 7}, {"statuses": []}, {"errors": None}])
def test_damaged_probe_is_refused(change: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line with the file; no folder is left behind."""
    with serve("compatible", api_key=KEY) as served:
        result = {**result_of(served), **change}
    assert start(tmp_path / "spec", result) == 2
    assert "probe.json:1:1: " in capsys.readouterr().err
    assert not (tmp_path / "spec/my-relay").exists()
