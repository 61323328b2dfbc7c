"""Read the exceptions of the comparisons of an emulator with what was recorded."""

from __future__ import annotations

from typing import Any

from scripts.oas.load import load
from tests.spec.support import SPEC


def exceptions(provider: str, section: str) -> dict[str, str]:
    """Return name -> reason of the requests or samples that a provider's not-emulated.yaml lists."""
    path = SPEC / provider / "not-emulated.yaml"
    if not path.is_file():
        return {}
    entries: Any = load(path).data
    return {str(name): str(entry["reason"]) for entry in entries.get(section, ()) for name in entry["names"]}
