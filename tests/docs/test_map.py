"""The map of the house and the guide for contributors are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import how_it_works

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["docs/how-it-works.md", "CONTRIBUTING.md"]
PATH = re.compile(r"`((?:src|scripts|spec|tests|templates|docs|generated|bench|changelog\.d|requirements)/[^`\s]*)`")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_of_the_page_exists(page: str) -> None:
    """A path with ``<provider>`` exists for at least one provider."""
    paths = PATH.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(paths) > 5
    missing = [path for path in paths if not any(ROOT.glob(path.replace("<provider>", "*").rstrip("/")))]
    assert missing == []


def test_a_stale_part_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check names the region, and writes nothing. `make check` runs it with the journeys, which take seconds."""
    monkeypatch.setattr(how_it_works, "journeys", list)
    page = tmp_path / "page.md"
    page.write_text((ROOT / "docs/how-it-works.md").read_text("utf-8").replace("flowchart LR", "flowchart TB"), "utf-8")
    before = page.read_bytes()
    monkeypatch.setattr(how_it_works, "PAGE", page)
    assert how_it_works.main(["--check"]) == 1
    assert "layers" in capsys.readouterr().err
    assert page.read_bytes() == before
    assert how_it_works.main([]) == 0
    assert how_it_works.main(["--check"]) == 0


def test_ten_common_changes_are_listed() -> None:
    """Each with files and tests."""
    text = (ROOT / "docs/how-it-works.md").read_text(encoding="utf-8")
    section = text.partition("## Where to change what")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 10
    assert all("`tests/" in row for row in rows)
