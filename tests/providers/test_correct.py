"""``python -m scripts.providers correct``: samples and an overlay from recorded responses."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.oas.load import loads
from scripts.oas.overlay import apply_overlay
from scripts.providers.command import main
from scripts.spec.samples import read_sample
from tests.cli.test_contract import DEVIATING, JOB, line, lines
from tests.contract.test_secrets import recordings_with, words
from videojobs.contract import Observation
from videojobs.contract.aggregator import Aggregator
from videojobs.contract.api_document import ApiDocument, load_document
from videojobs.contract.readers import read_responses


def correct(folder: Path, recording: str, *options: str, provider: str = "openai", name: str = "new.jsonl") -> int:
    """Run the command; files go below ``folder/suggested``."""
    path = folder / name
    path.write_text(recording, encoding="utf-8")
    return main(["correct", str(path), "--provider", provider, "--to", str(folder / "suggested"), *options])


def written(folder: Path) -> list[Path]:
    """Return the files that the command wrote."""
    return sorted(path for path in (folder / "suggested").rglob("*") if path.is_file())


def test_corrected_document_matches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the overlay, no response of the recording and none of the samples deviates; each action has evidence."""
    assert correct(tmp_path, DEVIATING) == 0
    folder = tmp_path / "suggested"
    samples = sorted((folder / "samples").iterdir())
    assert folder / "samples/new.json" in samples
    assert capsys.readouterr().out.count("written: ") == len(samples) + 1
    for path in samples:
        assert read_sample(path).document.root["note"]
    document = load_document("openai")
    overlay = loads((folder / "overlay.yaml").read_bytes(), folder / "overlay.yaml")
    actions = overlay.root["actions"]
    assert isinstance(actions, list)
    assert all(action["description"] and action["x-evidence"] for action in actions if isinstance(action, dict))
    aggregator = Aggregator({"openai": ApiDocument(apply_overlay(document.root, overlay), document.dialect)})
    for path in (tmp_path / "new.jsonl", *samples):
        with path.open("rb") as file:
            for _, item in read_responses(file, path.name, provider="openai"):
                assert isinstance(item, Observation)
                aggregator.add(item)
    assert aggregator.report().responses == 8 + len(samples)
    assert aggregator.report().groups == ()


@pytest.mark.parametrize("existing", ["samples/new.json", "samples/new-2.json", "overlay.yaml"])
def test_nothing_is_overwritten(existing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a sample nor an overlay; nothing else is written either."""
    path = tmp_path / "suggested" / existing
    path.parent.mkdir(parents=True)
    path.write_text("edited", encoding="utf-8")
    assert correct(tmp_path, DEVIATING) == 2
    assert path.name in capsys.readouterr().err
    assert [one.read_text(encoding="utf-8") for one in written(tmp_path)] == ["edited"]


def test_nothing_is_written_without_deviations(tmp_path: Path) -> None:
    """No empty sample, no overlay without an action."""
    assert correct(tmp_path, line()) == 0
    assert not (tmp_path / "suggested").exists()


def test_responses_of_other_providers_are_left_out(tmp_path: Path) -> None:
    """A folder under spec/ is of one provider."""
    recording = lines(line(job={"new": 1}), line(provider="poe", job={"new": "x"}))
    assert correct(tmp_path, recording, provider="poe") == 0
    assert [path.name for path in written(tmp_path)] == ["overlay.yaml", "new.json"]
    assert '"new": "x"' in (tmp_path / "suggested/samples/new.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("recording", "options", "message"),
    [
        ("<html>", ("--provider", "openai"), "no JSON"),
        (line(), ("--provider", "nobody"), "nobody"),
    ],
)
def test_wrong_input_is_one_line(
    recording: str, options: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, no traceback."""
    assert correct(tmp_path, recording, *options) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert main(["correct", str(tmp_path / "none"), "--provider", "openai", "--to", str(tmp_path)]) == 2


def test_unreadable_lines_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the others corrected."""
    assert correct(tmp_path, lines(line(job={"new": 1}), "oh no", line(operation="fly"))) == 0
    error = capsys.readouterr().err
    assert "new.jsonl:2: " in error
    assert "new.jsonl:3: " in error
    assert len(written(tmp_path)) == 2


@settings(max_examples=25)
@given(st.data())
def test_planted_secrets_are_redacted(data: st.DataObject) -> None:
    """In samples and overlays too, wherever one is in a recording."""
    secret = data.draw(words)
    for name, text in recordings_with(secret, data).items():
        with tempfile.TemporaryDirectory() as folder:
            assert correct(Path(folder), text, name=name) == 0
            texts = [path.read_text(encoding="utf-8") for path in written(Path(folder))]
            assert texts
            assert secret not in "".join(texts)


def test_payload_needs_an_operation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As for `videojobs contract`."""
    import json

    payload = json.dumps({**JOB, "new": 1})
    assert correct(tmp_path, payload, name="new.json") == 0
    assert "--operation" in capsys.readouterr().err
    assert correct(tmp_path, payload, "--operation", "retrieve", name="new.json") == 0
    assert len(written(tmp_path)) == 2
