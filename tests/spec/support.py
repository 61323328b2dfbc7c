"""What the tests of ``spec/`` share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.oas.load import Document, SpecError, loads

REPOSITORY = Path(__file__).parents[2]
SPEC = REPOSITORY / "spec"
FOLDERS = sorted(path.parent for path in SPEC.glob("*/provider.yaml"))
NAMES = [folder.name for folder in FOLDERS]


def upstream(name: str) -> Path:
    """Return a published document from the shared folder; skip the test where that folder is absent."""
    shared = Path(os.environ.get("VIDEOJOBS_SHARED", REPOSITORY.parent / "shared"))
    path = shared / "upstream" / name
    if not path.is_file():
        pytest.skip(
            f"the published document {path} is not here; set VIDEOJOBS_SHARED to the folder that holds upstream/"
        )
    return path


def read(text: str, name: str = "file.yaml") -> Document:
    """Load a document from text."""
    return loads(text.encode(), Path(name))


def refusal(text: str | bytes, name: str = "file.yaml") -> SpecError:
    """Return the problem that a document is refused for."""
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(SpecError) as caught:
        loads(content, Path(name))
    return caught.value
