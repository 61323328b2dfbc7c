"""The page about drift: its example is what the tool says, and no word of a verdict is left unexplained."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from scripts.drift.change import Breaks, Client, Confidence, Wire
from scripts.drift.command import main
from scripts.drift.report import FORMATS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/drift.md"
EXAMPLE = Path(__file__).parent / "example"
BLOCK = re.compile(r"(<!-- report: .*? -->\n```text\n)(.*?)(```\n<!-- /report -->)", re.DOTALL)


def test_example_in_the_page_is_real(monkeypatch, capsys) -> None:
    """The report in the page is what the command prints for tests/drift/example; VIDEOJOBS_WRITE=1 writes it anew."""
    monkeypatch.chdir(EXAMPLE)
    assert main(["--spec", "spec", "--provider", "clips", "revision.yaml", "--today", "2026-11-21"]) == 1
    said = capsys.readouterr().out
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("VIDEOJOBS_WRITE"):
        PAGE.write_text(BLOCK.sub(lambda result: result[1] + said + result[3], text), encoding="utf-8")
    (result,) = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert result[1] == said
    fingerprint = re.search(r"to accept it: ([0-9a-f]{16})", said)[1]
    assert f"- fingerprint: '{fingerprint}'\n" in text


@pytest.mark.parametrize("word", [*Wire, *Client, *Breaks], ids=lambda word: f"{type(word).__name__}-{word}")
def test_every_verdict_is_explained(word) -> None:
    """Each word of a verdict has its row in a table."""
    assert re.search(rf"^\| `{word}` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_confidence_and_form_is_named() -> None:
    """The words for how sure a verdict is, and all forms of the report, stand in the page."""
    text = PAGE.read_text(encoding="utf-8").lower()
    assert [word for word in Confidence if f"*{word}*" not in text] == []
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_commands_of_the_page_exist() -> None:
    """Each `make` verb and each option that the page names is there."""
    text = PAGE.read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) <= verbs


def test_options_of_the_page_exist(capsys) -> None:
    """Each option that the page names is one that the command takes."""
    with pytest.raises(SystemExit):
        main(["--help"])
    known = capsys.readouterr().out
    for option in re.findall(r"`(--[a-z-]+)", PAGE.read_text(encoding="utf-8")):
        assert option in known or option.replace("--no-", "--") in known, option
