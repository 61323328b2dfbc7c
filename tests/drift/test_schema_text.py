"""Values that a text names, and what real documents come to."""

from __future__ import annotations

import pytest

from scripts.drift.change import Direction, Use
from scripts.drift.recorder import Recorder
from scripts.drift.schemas.pairs import SchemaPairs
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.oas.load import load
from scripts.oas.pointers import format_pointer
from tests.spec.support import SPEC, upstream

LISTS = [
    ("Length of the clip (allowed values: 4, 8, 12). Defaults to 4 seconds.", ("4", "8", "12")),
    ("Must be one of `low`, `medium`, or `high`.", ("low", "medium", "high")),
    ("Supported sizes are 1280x720 and 720x1280", ("1280x720", "720x1280")),
    ('Can be "a" or "b"', ("a", "b")),
    ("either 'auto' or 'none'", ("auto", "none")),
    ("One of the following:\n\n- `a`: first\n- `b` second", ("a", "b")),
    ("Valid options: 0.5, 1.0", ("0.5", "1.0")),
    ("between 1 and 50, default 10", ()),
    ("Use `asc` for ascending order or `desc` for descending", ()),
    ("Values between 0 and 1. 3 of 4 things, 5, 6", ()),
    ("supported since 2024, 2025", ()),
    ("must be 4", ()),
    ("can be 2, 3% of it", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "values"), LISTS)
def test_values_in_text(text, values):
    """A list needs a word that announces it and two values or more."""
    assert values_in_text(text) == values


@pytest.mark.parametrize(
    "text",
    ["values" + " " * 99000, "one of " * 33000, "values: " + "4, " * 99000, "`" * 99000, "values " + " \n-" * 55000],
)
@pytest.mark.timeout(30)
def test_hostile_text_is_read_at_once(text):
    """No pattern runs back and forth over it: that would take hours."""
    values_in_text(text)


def _kinds_and_subjects(base, revision):
    pairs = SchemaPairs(base, revision)
    for path, item in base.root["paths"].items():
        for method, operation in item.items():
            for code, answer in operation["responses"].items():
                at = format_pointer(["paths", path, method, "responses", code, "content", "application/json", "schema"])
                if "application/json" in answer.get("content", {}):
                    pairs.add(at, at, Use(operation=f"{method.upper()} {path}", direction=Direction.RESPONSE))
    recorder = Recorder()
    pairs.record(recorder)
    return [(item.kind, item.subject) for item in recorder.changes() if item.kind != "docs-changed"]


def test_vendored_document_is_what_was_published():
    """Our prose is the only difference."""
    assert (
        _kinds_and_subjects(load(SPEC / "openai" / "openapi.yaml"), load(upstream("openai/openapi.videos.yaml"))) == []
    )


@pytest.mark.parametrize(("base", "revision", "expected"), [
    ("2025-10-06", "2025-11-09", [("property-added-required", "VideoResource.prompt")]),
    ("2025-11-09", "2026-02-20", [("enum-opened", "VideoModel")]),
    ("2026-02-20", "2026-03-05", [("enum-opened", "VideoResource.seconds")]),
    ("2026-03-05", "2026-03-13", []),
    ("2026-06-17", "2026-08-13", []),
])  # fmt: skip
def test_responses_of_published_revisions(base, revision, expected):
    """The actual changes of the responses, and no more."""
    documents = (load(upstream(f"openai/revisions/{name}.yaml")) for name in (base, revision))
    assert _kinds_and_subjects(*documents) == expected
