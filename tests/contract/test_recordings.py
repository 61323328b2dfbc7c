"""Recorded responses of real servers match the corrected documents: all that the documents say nothing of is an error."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from videojobs.contract import Observation
from videojobs.contract.aggregator import Aggregator
from videojobs.jobs.registry import load_dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDED = {"litellm": "litellm", "vllm-omni": "vllm-omni", "sglang": "sglang", "new-api": "newapi"}
"""File of the shared folder -> provider."""
REFUSED = {
    # Behind one upstream the proxy asks for the list of jobs where it should ask for the clip, and sends that.
    ("litellm", "content", "unreadable"),
    # The upstream's 201 is reported as an error, with the status 201: see samples/create-upstream-201.json.
    ("newapi", "create", "unreadable"),
}


def exchanges(server: str) -> list[dict[str, Any]]:
    """Return the recorded exchanges of a server; skip the test where they are absent."""
    shared = Path(os.environ.get("VIDEOJOBS_SHARED", Path(__file__).parents[3] / "shared"))
    path = shared / "real_servers" / f"{server}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here; set VIDEOJOBS_SHARED to the folder that holds real_servers/")
    recording = json.loads(path.read_text(encoding="utf-8"))
    if "drives" in recording:
        return [exchange for drive in recording["drives"] for exchange in drive["exchanges"]]
    found: list[dict[str, Any]] = recording["exchanges"]
    return found


def observations(server: str) -> Iterator[Observation]:
    """Yield the JSON responses of the operations that the provider has."""
    provider = RECORDED[server]
    paths = {
        (one.method, re.sub(r"\{[^}]*\}", "[^/]+", one.path)): role
        for role, one in load_dialect(provider).operations.items()
    }
    for exchange in exchanges(server):
        method, path = exchange["request"]["method"], exchange["request"]["path"].partition("?")[0]
        # `/videos/edits` fits the path of a job, too: the longest path without a placeholder wins.
        matches = sorted(
            (len(pattern), role)
            for (verb, pattern), role in paths.items()
            if verb == method and re.fullmatch(pattern, path)
        )
        body = exchange["body"]
        if matches and isinstance(body, dict) and body.keys() != {"bytes", "starts_base64"}:
            yield Observation(
                provider=provider, operation=matches[-1][1], status=exchange["status"], body=body, is_json=True
            )


@pytest.mark.parametrize("server", RECORDED)
def test_recorded_responses_match_the_document(server: str) -> None:
    """No undocumented key, status, type or word; what the client refuses is what it should refuse."""
    aggregator = Aggregator()
    for observation in observations(server):
        aggregator.add(observation)
    report = aggregator.report()
    assert report.responses > 60
    assert {(group.provider, group.operation, group.rule) for group in report.groups} <= REFUSED
