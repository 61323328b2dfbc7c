"""Every block of code of README and docs/ runs as printed, or the page's source says why it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.clips import play
from tests.docs.pages import LANGUAGES, ROOT, blocks, pages, run_page

PAGES = pages()
# What is not Python or a command: files, output and pictures. `make conformance` runs the JavaScript.
SHOWN = {"javascript", "json", "mermaid", "text", "yaml"}


# Run by a test that knows what the page promises.
OWN_TESTS = {
    "docs/coming-from.md": "tests/docs/test_provider_pages.py",
    "docs/command-line.md": "tests/docs/test_command_line.py",
    "docs/how-to/machines.md": "tests/batch/test_pages.py",
    "docs/live-drift.md": "tests/contract/test_docs.py",
    "docs/providers.md": "tests/docs/test_provider_pages.py",
    "docs/tutorial.md": "tests/docs/test_tutorial.py",
}


def name_of(page: Path) -> str:
    """Return the path of a page in the repository."""
    return page.relative_to(ROOT).as_posix()


def has_code(page: Path) -> bool:
    """Return whether a page has a block to run."""
    return any(block.reason is None and block.language in LANGUAGES for block in blocks(page))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if has_code(page) and name_of(page) not in OWN_TESTS], ids=name_of
)
def test_code_of_the_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first block to the last, with nothing replaced; each clip that is left on disk plays."""
    run_page(page, tmp_path, monkeypatch)
    for clip in tmp_path.rglob("*.mp4"):
        assert play(clip).frames > 0, clip.name
    assert list(tmp_path.rglob("*.part")) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_has_a_language_that_is_run_or_shown(page: Path) -> None:
    """A block in a language that nobody runs would hide code; a reason is a sentence."""
    for block in blocks(page):
        assert block.language in {*LANGUAGES, *SHOWN}, f"{page.name}:{block.line}"
        assert block.reason is None or len(block.reason.split()) >= 3, f"{page.name}:{block.line}"
    text = page.read_text(encoding="utf-8")
    assert len(blocks(page)) == len(re.findall(r"^ *```", text, re.MULTILINE)) / 2, "a fence that is not read"
    assert len(re.findall("<!-- not run", text)) == sum(block.reason is not None for block in blocks(page))


@pytest.mark.parametrize(("page", "test"), OWN_TESTS.items())
def test_a_page_with_a_test_of_its_own_is_run_there(page: str, test: str) -> None:
    """By the same function, unmodified."""
    assert f'run_page(ROOT / "{page}", ' in (ROOT / test).read_text(encoding="utf-8")
