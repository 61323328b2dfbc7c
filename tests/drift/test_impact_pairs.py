"""What really changed in a published document, and what that did to the generated client: looked at by hand."""

from __future__ import annotations

import json
import re

import pytest

from scripts.drift.change import Change, Client
from scripts.drift.client import Impact, correct_verdicts, document_impact, provider_impact
from scripts.drift.documents.compare import compare
from scripts.drift.documents.scope import scope_of_operations
from scripts.oas.document import Document
from scripts.oas.load import load
from tests.drift.impact_cases import CASES, pair
from tests.sampling import one_in
from tests.spec.support import FOLDERS, SPEC, upstream

VIDEOS = "client.api.videos"
MODELS = "client.models"
PAIRS: dict[tuple[str, str], list[tuple[str, ...]]] = {
    ("2025-10-06", "2025-11-09"): [],
    ("2025-11-09", "2026-02-20"): [
        (
            "nothing",
            "exhaustive match",
            f"{MODELS}.VideoModel",
            "enum-opened",
            (
                'Argument 1 to "assert_never" has incompatible type "Literal[VideoModel.SORA_2_2025_10_06, '
                'VideoModel.SORA_2_PRO_2025_10_06, VideoModel.SORA_2_2025_12_08]"; expected "Never"'
            ),
        ),
    ],
    ("2026-02-20", "2026-03-05"): [
        (
            "read",
            "attribute type",
            f"{MODELS}.VideoResource.seconds",
            "enum-opened",
            'Incompatible return value type (got "str", expected "VideoSeconds")',
        ),
    ],
    ("2026-03-05", "2026-03-13"): [
        ("import", "class removed", f"{MODELS}.CreateVideoBody", "schema-split", "Public object was removed"),
        (
            "call",
            "parameter type",
            f"{VIDEOS}.create_video.sync(body)",
            "schema-split",
            (
                'Argument "body" to "sync" has incompatible type "CreateVideoBody"; '
                'expected "CreateVideoJsonBody | CreateVideoMultipartBody"'
            ),
        ),
        (
            "call",
            "attribute removed",
            f"{MODELS}.CreateVideoBody.image_reference",
            "property-removed",
            'Unexpected keyword argument "image_reference" for "CreateVideoJsonBody"',
        ),
        (
            "call",
            "parameter type",
            f"{MODELS}.CreateVideoBody.input_reference",
            "type-changed",
            (
                'Argument "input_reference" to "CreateVideoJsonBody" has incompatible type "File"; '
                'expected "ImageRefParam2 | Unset"'
            ),
        ),
    ],
    ("2026-03-13", "2026-06-17"): [],
    ("2026-06-17", "2026-08-13"): [],
}


def revision(name: str) -> Document:
    """Return one of the published revisions."""
    return load(upstream(f"openai/revisions/{name}.yaml"))


def judged(names: tuple[str, str]) -> tuple[Impact, tuple[Change, ...]]:
    """Compare two revisions and see to the client."""
    base, other = (revision(name) for name in names)
    changes = compare(base, other)
    impact = document_impact(base, other, changes)
    return impact, correct_verdicts(changes, impact)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(names, id=" to ".join(names), marks=[] if breaks else [pytest.mark.nightly])
        for names, breaks in PAIRS.items()
    ],
)
def test_each_real_change_breaks_what_it_breaks(names: tuple[str, str]):
    """The symbols, each with its one cause and the checker's words; a change that breaks one is settled as breaking."""
    impact, changes = judged(names)
    kinds = {change.fingerprint: change.kind for change in changes}
    result = [
        (str(item.breaks), item.kind, item.name, " ".join(kinds[cause] for cause in item.changes), item.message)
        for item in impact.symbols
    ]
    assert result == PAIRS[names]
    broken = {kind for breaks, _, _, kind, _ in PAIRS[names] if breaks != "nothing"}
    assert {change.kind for change in changes if change.verdict.client is Client.BREAKING} == broken


def test_the_first_and_the_last_revision_both_ways():
    """Every symbol has a cause, and none has more than one."""
    for names in (("2025-10-06", "2026-08-13"), ("2026-08-13", "2025-10-06")):
        impact, _ = judged(names)
        assert impact.refusal is None
        assert {item.name: len(item.changes) for item in impact.symbols if len(item.changes) != 1} == {}
    removed = {item.name for item in impact.symbols if item.kind == "function removed"}
    assert {name.rpartition(".")[2] for name in removed} == {
        "create_video_character",
        "create_video_edit",
        "create_video_extend",
        "get_video_character",
    }


def test_the_published_document_does_nothing_to_the_vendored_one():
    """With the provider's corrections and its operations; the package is the one that users import."""
    folder = SPEC / "openai"
    base = load(folder / "openapi.yaml")
    assert provider_impact(folder, base, load(upstream("openai/openapi.videos.yaml")), ()) == Impact(symbols=())
    impact = provider_impact(folder, base, revision("2026-03-05"), ())
    assert impact.refusal is None
    names = {item.name for item in impact.symbols}
    assert "videojobs_api.openai.models.CreateVideoJsonBody" in names
    # 16 and 20 seconds are corrections of ours: they are made in the revision as well.
    assert not any("VideoSeconds" in name for name in names)


@pytest.mark.parametrize("folder", one_in(4, FOLDERS, lambda folder: folder.name))
def test_a_provider_held_against_itself_is_no_news(folder):
    """Whatever its corrections are."""
    document = load(folder / "openapi.yaml")
    assert provider_impact(folder, document, document, ()) == Impact(symbols=())


def test_an_operation_is_found_under_another_id():
    """By its method and path, whatever its placeholders are called: its function is renamed, not gone."""
    folder = SPEC / "openai"
    text = (folder / "openapi.yaml").read_text(encoding="utf-8")
    text = text.replace("operationId: GetVideo\n", "operationId: FetchVideo\n")
    base, other = load(folder / "openapi.yaml"), Document(data=_data(text), path=folder / "new.json")
    changes = compare(base, other, scope_of_operations(base, other, ["GetVideo"]))
    impact = provider_impact(folder, base, other, changes)
    (result,) = impact.symbols
    assert (result.kind, result.new) == ("function removed", "videojobs_api.openai.api.videos.fetch_video")
    (cause,) = [change for change in changes if change.fingerprint in result.changes]
    assert cause.kind == "operation-id-changed"


def _data(text: str):
    import yaml

    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_a_revision_that_lost_what_a_reference_leads_to_is_told():
    """It cannot be selected from, so it cannot be generated."""
    folder = SPEC / "openai"
    base = load(folder / "openapi.yaml")
    data = json.loads(json.dumps(base.root))
    del data["components"]["schemas"]["VideoStatus"]
    result = provider_impact(folder, base, Document(data=data, path=folder / "openapi.yaml"), ())
    assert result.symbols == () and re.search("VideoStatus.*is not there", result.refusal or "")


def test_the_comparison_explains_every_symbol_of_the_small_pairs():
    """With its own changes, not with those made by hand."""
    base, other = pair()
    changes = compare(base, other)
    impact = document_impact(base, other, changes)
    assert len(impact.symbols) == sum(len(case.rows) for case in CASES)
    assert [item.name for item in impact.symbols if not item.changes] == []
    several = {item.name.split(".")[3] for item in impact.symbols if len(item.changes) > 1}
    assert several == {"get_film"}  # one media type is gone, and another one came
    settled = {change.kind + change.node: change.verdict.client for change in correct_verdicts(changes, impact)}
    assert settled["schema-inlined/components/schemas/BenchSeat"] is Client.NONE
    assert settled["schema-inlined/components/schemas/Tray"] is Client.BREAKING
