"""The docs site: every page is in it, and `make docs` builds it strictly."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import videojobs
from tests.docs.pages import ROOT, pages

SETTINGS = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = SETTINGS["repo_url"]


def test_every_page_is_in_the_navigation() -> None:
    """And every entry is a page."""
    text = str(SETTINGS["nav"])
    listed = re.findall(r"'([\w/-]+\.md)'", text)
    written = {page.relative_to(ROOT / "docs").as_posix() for page in pages() if page.name != "README.md"}
    assert sorted(listed) == sorted(written)


def test_every_public_name_is_in_the_reference() -> None:
    """By itself, or as one of the errors."""
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    names = {name for name in videojobs.__all__ if not hasattr(videojobs.errors, name)} - {"__version__"}
    assert {name for name in names if f"::: videojobs.{name}\n" not in text} == set()
    assert "::: videojobs.errors\n" in text


def test_every_error_has_something_to_do() -> None:
    """The page about errors has a row for each class; bases are covered by theirs."""
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs/how-to/errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    listed = set(re.findall(r"`(\w+)`", " ".join(rows)))
    bases = {"VideoJobsError", "JobFailure", "DownloadError", "DeadlineExceeded"}
    assert listed == set(videojobs.errors.__all__) - bases


def test_links_into_the_repository_lead_to_its_files() -> None:
    """Pages of the site link to files outside docs/ by the repository's address."""
    broken = [
        f"{page.name}: {path}"
        for page in pages()
        for path in re.findall(rf"{re.escape(REPOSITORY)}/(?:blob|tree)/main/([^)#\s]+)", page.read_text("utf-8"))
        if not (ROOT / path).exists()
    ]
    assert broken == []
    outside = [page.name for page in pages() if page.parent != ROOT and "](../../" in page.read_text("utf-8")]
    assert outside == []


@pytest.mark.nightly
def test_the_site_builds(tmp_path: Path) -> None:
    """Without a warning; pictures are drawn and the reference has the methods of a client."""
    pytest.importorskip("zensical", reason="the site is built with the maintainer's tools")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'class="mermaid"' in (ROOT / "site/index.html").read_text("utf-8")
    assert 'id="videojobs.VideoClient.render"' in (ROOT / "site/api/index.html").read_text("utf-8")
