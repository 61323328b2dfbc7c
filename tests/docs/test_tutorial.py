"""The tutorial's code runs, from its first line to its last, against the emulator."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.clips import play
from videojobs.emulator import serve
from videojobs.testing import virtual_time

TEXT = (Path(__file__).resolve().parents[2] / "docs/tutorial.md").read_text(encoding="utf-8")
CODE = "".join(re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))


def test_tutorial_runs_from_first_line_to_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block in order, with nothing changed but the port of the emulator."""
    provider = re.findall(r"--provider (\S+)", TEXT)[0]
    job_id = re.findall(r'"id": "(\w+)"', CODE)[0]
    monkeypatch.chdir(tmp_path)
    with virtual_time() as clock, serve(provider, clock=clock.time) as served:
        served.app.add_job("A paper boat", id=job_id)
        names: dict[str, object] = {}
        exec(compile(CODE.replace(":8080", f":{served.port}"), "tutorial.md", "exec"), names)
        names["client"].close()  # type: ignore[attr-defined]
    assert [path.name for path in tmp_path.iterdir()] == ["boat.mp4"]
    assert play(tmp_path / "boat.mp4").size == (1280, 720)
