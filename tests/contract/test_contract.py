"""`check_contract`: one response against the provider's document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import videojobs.contract
from videojobs import ConfigurationError
from videojobs.contract import check_contract
from videojobs.jobs.registry import load_dialect
from videojobs_api import PROVIDERS

SPEC = Path(__file__).parents[2] / "spec"


def samples() -> list[Any]:
    """Return every sample of an operation with a role, without webhooks and shortened payloads."""
    cases = []
    for provider in PROVIDERS:
        roles = load_dialect(provider).operations
        for path in sorted((SPEC / provider / "samples").glob("*.json")):
            sample = json.loads(path.read_text(encoding="utf-8"))
            if sample["operation"] in roles and not sample["elided_by_source"]:
                cases.append(pytest.param(provider, sample, id=f"{provider}-{path.stem}"))
    return cases


def test_each_deviation_has_a_pointer() -> None:
    """A wrong type, a missing key and a value outside the enum, each at its place."""
    body = {
        "object": "video",
        "model": "m",
        "status": "nearly",
        "progress": "45%",
        "error": {"code": 7, "message": "x"},
    }
    deviations = {(item.pointer, item.rule) for item in check_contract("openai", "retrieve", body)}
    assert deviations >= {("", "required"), ("/status", "enum"), ("/progress", "type")}
    assert any(pointer.startswith("/error") for pointer, _ in deviations)


def test_operation_is_named_by_role_or_id() -> None:
    """Both names have the same result."""
    assert check_contract("openai", "retrieve", {}) == check_contract("openai", "GetVideo", {})


@pytest.mark.parametrize(("provider", "sample"), samples())
def test_samples_match_the_corrected_document(provider: str, sample: dict[str, Any]) -> None:
    """Real payloads are what the corrected documents have."""
    assert check_contract(provider, sample["operation"], sample["body"], status=sample["http_status"]) == []


@pytest.mark.parametrize(
    ("provider", "operation", "status"),
    [("nobody", "retrieve", 200), ("openai", "fly", 200), ("openai", "retrieve", 418)],
)
def test_unknown_provider_operation_or_status_is_an_error(provider: str, operation: str, status: int) -> None:
    """Not an empty list of deviations."""
    with pytest.raises(ConfigurationError):
        check_contract(provider, operation, {}, status=status)


def test_public_names_resolve_and_cost_nothing_before() -> None:
    """Each is loaded at its first use; who only records loads no validator and no HTTP library."""
    assert all(getattr(videojobs.contract, name) is not None for name in videojobs.contract.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        videojobs.contract.no_such_name  # noqa: B018
    code = "import sys; from videojobs.contract import Recorder, to_31; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert {"jsonschema", "httpx", "rich", "typer"} & set(done.stdout.split()) == set()
