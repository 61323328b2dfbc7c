"""The pages about providers: the tables are current, the examples run as printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import videojobs
import videojobs_api
from scripts import provider_table
from tests.clips import play
from tests.docs.pages import run_page

ROOT = Path(__file__).resolve().parents[2]


def test_coming_from_runs_from_first_line_to_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block in order, with the output that the tables describe."""
    run_page(ROOT / "docs/coming-from.md", tmp_path, monkeypatch)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["boat.mp4", "boat.webp", "dusk.mp4"]
    assert play(tmp_path / "boat.mp4").size == (1280, 720)
    output = capsys.readouterr().out
    for words in ("no error", "VideoResource completed video_", "True True", "+00:00"):
        assert words in output
    assert output.rstrip().endswith("True")


def test_names_in_the_tables_exist() -> None:
    """`client.x` and `job.x` of the right-hand columns are there."""
    text = (ROOT / "docs/coming-from.md").read_text(encoding="utf-8")
    rows = [line.strip("|").rpartition(" | ")[2] for line in text.splitlines() if line.startswith("|")]
    for owner, name in re.findall(r"\b(client|job|deletion)\.(\w+)", "\n".join(rows)):
        kind = {"client": videojobs.VideoClient, "job": videojobs.VideoJob, "deletion": videojobs.Deletion}[owner]
        assert hasattr(kind, name), f"{owner}.{name}"


def test_example_of_the_providers_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints what a provider can do."""
    run_page(ROOT / "docs/providers.md", tmp_path, monkeypatch)
    assert "retrieve" in capsys.readouterr().out


def test_tables_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    """`make generate` has nothing to change; every provider is in both tables."""
    assert provider_table.main(["--check"]) == 0, capsys.readouterr().err
    for page in ("README.md", "docs/providers.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert all(f"`{name}`" in text for name in videojobs_api.PROVIDERS)


def test_stale_table_is_reported_and_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check changes nothing and names the file; writing changes only the text between the markers."""
    readme, page = tmp_path / "README.md", tmp_path / "providers.md"
    original = (ROOT / "README.md").read_text(encoding="utf-8")
    readme.write_text(original.replace("| `compatible` |", "| `incompatible` |"), encoding="utf-8")
    shutil.copy(ROOT / "docs/providers.md", page)
    options = ["--readme", str(readme), "--page", str(page)]
    assert provider_table.main([*options, "--check"]) == 1
    error = capsys.readouterr().err
    assert str(readme) in error and str(page) not in error and "make generate" in error
    assert provider_table.main(options) == 0
    assert readme.read_text(encoding="utf-8") == original
    assert provider_table.main([*options, "--check"]) == 0


def test_page_without_markers_is_an_error(tmp_path: Path) -> None:
    """With the lines to put there."""
    readme = tmp_path / "README.md"
    readme.write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit, match="<!-- providers"):
        provider_table.main(["--readme", str(readme), "--page", str(tmp_path / "p.md")])
    assert readme.read_text(encoding="utf-8") == "nothing"


def test_messages_of_the_guide_are_those_of_the_lint() -> None:
    """The messages in `adding-a-provider.md` are in the tools that print them."""
    text = (ROOT / "docs/adding-a-provider.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "scripts").rglob("*.py"))
    for words in (
        "leads nowhere",
        "has no meaning here",
        "the document requires no key for",
        "the document has no operationId",
        "did you mean",
    ):
        assert words in text and words in code
