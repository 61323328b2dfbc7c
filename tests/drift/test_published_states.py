"""Each step between the published states of two real documents gives the report that a maintainer would call right."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scripts.drift.change import Client
from scripts.drift.report.records import level
from scripts.drift.run import RunOptions, run
from tests.spec.support import upstream

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from scripts.drift.report.records import Report

LATEST = "openapi.videos.yaml"
TODAY = date(2026, 11, 21)
# Publisher, state, next state; what breaks callers, as the report says it; how many changes are worth vendoring.
Step = tuple[str, str, str, list[str], Counter[str]]
STEPS: list[Step] = [
    (
        "openrouter",
        "000-2026-04-09-fef86b1384.yaml",
        "007-2026-04-22-37abb594ab.yaml",
        ["VideoGenerationUsage.cost may now be null"],
        Counter({"property-added-optional": 5, "property-added-required": 3, "schema-added": 1}),
    ),
    (
        "openrouter",
        "007-2026-04-22-37abb594ab.yaml",
        "015-2026-05-27-f4551899af.yaml",
        ["ProviderOptions is a component now; it was written out where it is used"],
        Counter({"property-added-optional": 13, "enum-grown": 3}),
    ),
    (
        "openrouter",
        "015-2026-05-27-f4551899af.yaml",
        "024-2026-06-26-ac534199b3.yaml",
        # A list of images is no list of images, sounds or videos for a type checker.
        ["ContentPartImage is now ContentPartImage and InputReference"],
        Counter({"property-added-optional": 7, "branch-added": 2, "schema-added": 2, "media-type-changed": 1}),
    ),
    (
        "openrouter",
        "024-2026-06-26-ac534199b3.yaml",
        "033-2026-07-21-4917acbb93.yaml",
        ["ProviderOptions.sakana-ai is removed"],
        Counter({"property-added-optional": 8, "property-optional": 1}),
    ),
    (
        "openrouter",
        "033-2026-07-21-4917acbb93.yaml",
        "041-2026-08-11-884de02f73.yaml",
        [],
        Counter({"property-added-optional": 6, "enum-grown": 3}),
    ),
    (
        "openrouter",
        "041-2026-08-11-884de02f73.yaml",
        LATEST,
        [],
        Counter({"property-added-optional": 5, "property-added-required": 2}),
    ),
    (
        "together",
        "010-2025-11-26-7fe85b8a5d.yaml",
        "014-2026-04-02-261877548c.yaml",
        [],
        Counter({"property-added-optional": 2, "schema-added": 1}),
    ),
    (
        "together",
        "014-2026-04-02-261877548c.yaml",
        LATEST,
        [
            "2 operations moved from https://api.together.xyz/v2 to https://api.together.ai/v2",
            "VideoMedia.audio_inputs[] is now string | AudioRef, it was AudioRef",
        ],
        Counter({"property-added-optional": 2, "type-widened": 1}),
    ),
]


def report_of(publisher: str, base: str, revision: str, *, impact: bool) -> Report:
    """Compare two published states."""
    paths = [
        str(upstream(f"{publisher}/{name if name == LATEST else f'revisions/{name}'}")) for name in (base, revision)
    ]
    return run(RunOptions(today=TODAY, base=paths[0], revision=paths[1], impact=impact))


def sorted_out(report: Report) -> tuple[list[str], Counter[str]]:
    """Return the messages of what breaks callers, and the other kinds, counted."""
    breaking = [item.message for item in report.changes if level(item) is Client.BREAKING]
    return breaking, Counter(item.kind for item in report.changes if level(item) is not Client.BREAKING)


def parameter(step: Step) -> ParameterSet:
    """Return a step as a case; by day run those whose verdict needs the generated clients, or the whole document."""
    publisher, base, _, breaking, _ = step
    by_day = ("ContentPartImage", "2 operations moved", "VideoGenerationUsage")
    is_nightly = not any(message.startswith(by_day) for message in breaking)
    return pytest.param(*step, id=f"{publisher}-{base[:3]}", marks=[pytest.mark.nightly] if is_nightly else [])


@pytest.mark.parametrize(("publisher", "base", "revision", "breaking", "others"), [parameter(step) for step in STEPS])
def test_a_step_breaks_what_it_breaks(
    publisher: str, base: str, revision: str, breaking: list[str], others: Counter[str]
) -> None:
    """Read by hand, step by step; the types are those of the two generated clients."""
    assert sorted_out(report_of(publisher, base, revision, impact=True)) == (breaking, others)


def test_an_invalid_state_is_compared_all_the_same() -> None:
    """Together, 2025-10-20: ``type: unknown``. It is one change of fourteen, in either direction."""
    states = "004-2025-10-20-33129d3da4.yaml", "010-2025-11-26-7fe85b8a5d.yaml"
    report = report_of("together", *states, impact=False)
    (mended,) = (item for item in report.changes if item.kind == "schema-valid")
    assert mended.subject == "CreateVideoBody.reference_images[]"
    assert mended.message == "CreateVideoBody.reference_images[] is string now; it was not valid"
    assert len(report.changes) == 14
    report = report_of("together", *reversed(states), impact=False)
    (mistake,) = (item for item in report.changes if item.kind == "schema-invalid")
    assert mistake.message.endswith('is not valid: JSON Schema has no type "unknown"')


def test_a_revision_without_a_client_is_reported() -> None:
    """No client can be generated from a document with an invalid schema; the report says so, beside all changes."""
    states = "010-2025-11-26-7fe85b8a5d.yaml", "004-2025-10-20-33129d3da4.yaml"
    report = report_of("together", *states, impact=True)
    assert report.impact is not None
    assert report.impact.refusal is not None
    assert "reference_images" in report.impact.refusal
    assert len(report.changes) == 14
