"""The page about many machines, run as printed against a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.postgres import Postgres
from tests.clips import play
from tests.docs.pages import ROOT, run_page


def test_commands_of_the_page_run_in_order(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unmodified; the database is that of the test."""
    monkeypatch.setenv("VIDEOJOBS_DATABASE", postgres.url)
    run_page(ROOT / "docs/how-to/machines.md", tmp_path, monkeypatch)
    clips = {path.relative_to(tmp_path).as_posix(): play(path).frames for path in tmp_path.rglob("*.mp4")}
    assert set(clips) == {"clips/00001.mp4", "clips/00002.mp4", "dogs/00001.mp4"} and min(clips.values()) > 0
