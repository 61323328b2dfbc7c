"""The examples of the README run as printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.clips import play
from tests.docs.pages import ROOT, blocks
from videojobs.emulator import serve
from videojobs.testing import virtual_time

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = [block.code for block in blocks(ROOT / "README.md") if block.language == "python" and not block.reason]
CLEAN = {name: value for name, value in os.environ.items() if not name.upper().endswith(("_KEY", "_PROXY"))}


examples = pytest.mark.parametrize("code", EXAMPLES[:2], ids=["sync", "async"])


def assert_saved_a_cat(folder: Path) -> None:
    """The folder holds the clip that the examples ask for, and nothing else."""
    assert [path.name for path in folder.iterdir()] == ["cat.mp4"]
    clip = play(folder / "cat.mp4")
    assert clip.size == (1280, 720)
    assert clip.seconds == pytest.approx(4, abs=0.1)


@examples
def test_example_saves_a_clip(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The printed lines, in an empty folder, without any setting; only the clock is virtual."""
    monkeypatch.chdir(tmp_path)
    with virtual_time() as clock:
        monkeypatch.setattr("videojobs.emulator.serve", partial(serve, clock=clock.time))
        exec(compile(code, "README.md", "exec"), {})
    assert_saved_a_cat(tmp_path)


@pytest.mark.parametrize(
    ("code", "clips", "output"),
    [(EXAMPLES[2], 3, ""), (EXAMPLES[3], 1, r"\['video_\w+\.mp4'\] \(\) \(\)\n")],
    ids=["many", "recover"],
)
def test_example_saves_all_clips(
    code: str,
    clips: int,
    output: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Many jobs at once; and one whose program was killed."""
    monkeypatch.chdir(tmp_path)
    with virtual_time() as clock:
        monkeypatch.setattr("videojobs.emulator.serve", partial(serve, clock=clock.time))
        exec(compile(code, "README.md", "exec"), {})
    saved = list(tmp_path.glob("video_*.mp4"))
    assert len(saved) == clips and all(play(path).seconds == pytest.approx(4, abs=0.1) for path in saved)
    assert re.fullmatch(output, capsys.readouterr().out)


@pytest.mark.nightly
@examples
def test_example_runs_as_a_program(code: str, tmp_path: Path) -> None:
    """`python -c` with the printed lines, and the three seconds that a render takes."""
    command = [sys.executable, "-W", "error", "-c", code]
    run = subprocess.run(command, cwd=tmp_path, env=CLEAN, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert_saved_a_cat(tmp_path)


def test_examples_are_ten_lines_each() -> None:
    """An example that needs more shows a library that needs too much."""
    assert [len([line for line in code.splitlines() if line]) <= 10 for code in EXAMPLES[:2]] == [True, True]


def test_first_screen_leads_to_a_clip() -> None:
    """How to install it, and the first example; further down, how to try it and test it in a checkout."""
    first_screen = "\n".join(README.splitlines()[:25])
    assert "pip install 'videojobs[cli,emulator]'" in first_screen
    assert "client.render(" in first_screen
    assert "make demo" in README
    assert "make test" in README


def test_links_lead_somewhere() -> None:
    """Every relative link of the README and of docs/ leads to a file of the repository."""
    pages = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"))
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_verb_that_is_mentioned_exists() -> None:
    """`make VERB` in the documents is a verb of the Makefile."""
    verbs = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
    mentioned = {verb for page in pages for verb in re.findall(r"`?\bmake ([a-z][a-z-]+)\b", code_of(page))}
    assert mentioned - verbs == set()


def code_of(page: Path) -> str:
    """Return the code of a page: between backquotes, and in blocks."""
    text = page.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
