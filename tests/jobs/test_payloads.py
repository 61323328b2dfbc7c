"""Payloads of real servers decode to the right job: a table, ``payloads.json``, with the source of each."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from videojobs import VideoJob, parse_job

_TABLE = json.loads((Path(__file__).parent / "payloads.json").read_text())


@pytest.mark.parametrize("row", _TABLE, ids=[f"{row['provider']}-{index}" for index, row in enumerate(_TABLE)])
def test_a_payload_becomes_the_right_job(row: dict[str, Any]) -> None:
    """Every field, by the provider's own dialect, from text as from a dict; the body is kept as received."""
    result = parse_job(row["provider"], row["body"], base_url="https://api.example.com/v1")
    fields = result.to_dict()
    assert {name: fields[name] for name in row["job"]} == row["job"]
    assert result.raw == row["body"]
    assert parse_job(row["provider"], json.dumps(row["body"]), base_url="https://api.example.com/v1") == result
    assert pickle.loads(pickle.dumps(result)) == result == VideoJob.from_dict(json.loads(json.dumps(fields)))
