"""Errors for recorded error responses quote the provider's message, by its own dialect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import Request, Response

from videojobs import JobRef, NotFound
from videojobs.jobs.registry import load_dialect
from videojobs.jobs.session import Session
from videojobs_api import PROVIDERS

SPEC = Path(__file__).parents[2] / "spec"


def refusals() -> list[Any]:
    """Return every recorded error response."""
    cases = []
    for provider in sorted(PROVIDERS):
        for path in sorted((SPEC / provider / "samples").glob("*.json")):
            sample = json.loads(path.read_text(encoding="utf-8"))
            if sample["http_status"] >= 400:
                cases.append(pytest.param(provider, sample, id=f"{provider}-{path.stem}"))
    return cases


def words(node: Any) -> list[str]:
    """Return every text and number in a body, as text."""
    if isinstance(node, dict):
        return [text for value in node.values() for text in words(value)]
    if isinstance(node, list):
        return [text for value in node for text in words(value)]
    if isinstance(node, str) and node.startswith("{"):
        return [node, *words(json.loads(node))]  # gateways pass on the error of their upstream as text
    return [str(node)] if isinstance(node, (str, int)) else []


@pytest.mark.parametrize(("provider", "sample"), refusals())
def test_an_error_quotes_the_response(provider: str, sample: dict[str, Any]) -> None:
    """Message, code and type are those of the body; a missing job is NotFound, whatever the status."""
    dialect = load_dialect(provider)
    session = Session(dialect=dialect, base_url="https://api.example.com/v1", timeout=None)
    request = Request("GET", "https://api.example.com/v1/videos/video_1")
    response = Response(sample["http_status"], json=sample["body"], request=request)
    error = session.api_error(response, ref=JobRef(provider=provider, id="video_1"))
    texts = words(sample["body"])
    assert error.status_code == sample["http_status"]
    assert error.api_message in texts
    assert {error.code, error.error_type} - {None} <= set(texts)
    missing = error.status_code == 404 or error.code in dialect.errors.not_found_codes
    assert isinstance(error, NotFound) is missing
