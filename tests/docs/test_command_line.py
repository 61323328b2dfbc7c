"""The page about the command line: its commands run in order, its tables are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, run_page
from videojobs import errors
from videojobs.cli.app import COMMANDS
from videojobs.cli.exit_codes import CODES, MEANINGS, exit_code_of

TEXT = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")


def test_commands_of_the_page_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unmodified; each command of the list is on the page."""
    run_page(ROOT / "docs/command-line.md", tmp_path, monkeypatch)
    assert {"cat.mp4", "sleeping.mp4", "boat.mp4", "boat.webp", "night.mp4"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert not (tmp_path / "dog.mp4").exists()
    missing = {name for name in COMMANDS if f"videojobs {name}" not in TEXT}
    assert missing == set()


def test_exit_codes_of_the_page() -> None:
    """Code, meaning and classes are those of the program."""
    rows = {
        int(code): (meaning, classes)
        for code, meaning, classes in re.findall(r"^\| (\d+) \| (.*?) \| (.*?) ?\|$", TEXT, re.MULTILINE)
    }
    assert {code: meaning for code, (meaning, _) in rows.items()} == MEANINGS
    for code, (_, classes) in rows.items():
        for name in re.findall(r"`([A-Z]\w+)`", classes):
            kind = getattr(errors, name)
            assert exit_code_of(kind("x", status_code=400) if issubclass(kind, errors.ApiError) else kind("x")) == code
    assert set(CODES.values()) <= set(MEANINGS)


def test_events_of_the_page() -> None:
    """Each event that the code writes is on the page, and the other way round."""
    folder = ROOT / "src/videojobs/cli"
    modules = [path for path in folder.glob("*.py") if not path.name.startswith(("emulat", "contract", "probe"))]
    written = {
        name for path in modules for name in re.findall(r"\.event\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    table = TEXT.partition("| event |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == written
