"""Our document, the published one and our corrections: each state in both directions, and suggestions that work."""

from __future__ import annotations

import shutil
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.codegen.render.tree import Job, write
from scripts.drift.documents.compare import compare
from scripts.drift.overlay.states import overlay_states
from scripts.lint_spec import problems_of
from scripts.oas.load import load
from scripts.oas.overlay import apply_overlay
from scripts.oas.problems import SpecError
from scripts.spec.provider import prepare
from tests.drift.mutations import mutated
from tests.drift.overlay_support import (
    DOCUMENT,
    USUAL,
    action,
    follow_suggestions,
    make_folder,
    of_action,
    of_changes,
    pasted,
    read,
    revised,
    states,
    states_of_action,
)
from tests.spec.support import SPEC, upstream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Json = dict[str, Any]


def schemas(document: Json) -> Json:
    """Return the schemas of a document."""
    return document["components"]["schemas"]


def test_nothing_changed_upstream(tmp_path: Path) -> None:
    """Every correction is still needed, and there is nothing to paste."""
    result = states(make_folder(tmp_path), DOCUMENT)
    assert [state.state for state in result] == ["still needed"] * len(USUAL)
    assert [state.action for state in result] == [0, 1, 2, 3]
    assert {state.suggestion for state in result} == {None}


def test_changed_prose_is_not_a_conflict(tmp_path: Path) -> None:
    """A description that both sides rewrote needs no attention."""
    change = revised(lambda doc: schemas(doc)["Clip"]["properties"]["id"].update(description="Theirs."))
    assert of_action(states(make_folder(tmp_path), change), 3).state == "still needed"


def test_a_removal_that_upstream_did(tmp_path: Path) -> None:
    """The list no longer has the value: the action is suggested for removal."""
    folder = make_folder(tmp_path)
    state = of_action(states(folder, revised(lambda doc: schemas(doc)["Clip"]["required"].remove("error"))), 0)
    assert state.state == "correction now upstream"
    assert state.pointer == "/components/schemas/Clip/required"
    assert state.suggestion is not None
    assert f"remove action 0, from line {state.line} on" in state.suggestion
    assert state.line == load(folder / "overlay.yaml").position("/actions/0")[0] > 1
    assert pasted(state) == [USUAL[0]]


def test_an_absent_list_does_not_have_the_value(tmp_path: Path) -> None:
    """Without a required list the key is not required either."""
    change = revised(lambda doc: schemas(doc)["Clip"].pop("required"))
    assert of_action(states(make_folder(tmp_path), change), 0).state == "correction now upstream"


def test_values_that_upstream_added_too(tmp_path: Path) -> None:
    """The change is already corrected, and the correction is upstream."""
    result = states(
        make_folder(tmp_path), revised(lambda doc: schemas(doc)["Seconds"].update(enum=["4", "8", "16", "20"]))
    )
    assert {state.state for state in of_changes(result)} == {"already corrected"}
    assert of_action(result, 1).state == "correction now upstream"
    assert of_action(result, 2).state == "still needed"


def test_a_part_of_the_values_is_upstream(tmp_path: Path) -> None:
    """The correction is narrowed to what is left; the change is anticipated all the same."""
    result = states(make_folder(tmp_path), revised(lambda doc: schemas(doc)["Seconds"].update(enum=["4", "8", "16"])))
    state = of_action(result, 1)
    assert state.state == "correction now upstream"
    assert pasted(state) == [{**USUAL[1], "update": {"enum": ["20"]}}]
    assert {item.state for item in of_changes(result)} == {"already corrected"}


def test_other_values_upstream_are_a_conflict(tmp_path: Path) -> None:
    """Upstream changed the list that we add to: the message has all three values."""
    result = states(make_folder(tmp_path), revised(lambda doc: schemas(doc)["Seconds"].update(enum=["4", "8", "12"])))
    state = of_action(result, 1)
    assert state.state == "conflict"
    assert state.pointer == "/components/schemas/Seconds/enum"
    assert 'base ["4", "8"]; upstream ["4", "8", "12"]; ours ["4", "8", "16", "20"]' in state.message
    assert {item.state for item in of_changes(result)} == {"new upstream"}


def test_a_list_that_upstream_opened_is_a_conflict(tmp_path: Path) -> None:
    """Appending to an enum that was removed would create a new one."""
    result = states(make_folder(tmp_path), revised(lambda doc: schemas(doc)["Seconds"].pop("enum")))
    assert of_action(result, 1).state == "conflict"
    assert "upstream nothing" in of_action(result, 1).message


def test_a_property_that_upstream_added_too(tmp_path: Path) -> None:
    """Its description does not matter; with another type it is a conflict."""
    folder = make_folder(tmp_path)

    def added(kind: str) -> Json:
        new = {"quality": {"type": kind, "description": "theirs"}}
        return revised(lambda doc: schemas(doc)["Clip"]["properties"].update(new))

    assert of_action(states(folder, added("string")), 2).state == "correction now upstream"
    assert {state.state for state in of_changes(states(folder, added("string")))} == {"already corrected"}
    (clash,) = [state for state in states(folder, added("integer")) if state.fingerprint]
    assert (clash.state, clash.action) == ("conflict", 2)


def test_each_conflict_of_a_correction_is_reported(tmp_path: Path) -> None:
    """None of the changes behind them is `already corrected`, though the correction overrides them all."""
    update = {name: {"type": "string"} for name in ("quality", "tint")}
    folder = make_folder(tmp_path, [action("$.components.schemas.Clip.properties", update=update)])
    new = {"quality": {"type": "integer"}, "tint": {"type": "boolean"}}
    result = states(folder, revised(lambda doc: schemas(doc)["Clip"]["properties"].update(new)))
    assert [(state.state, state.action) for state in result] == [("conflict", 0)] * 2
    assert all(state.fingerprint for state in result)


def test_a_part_of_an_object_is_upstream(tmp_path: Path) -> None:
    """The correction is narrowed to what upstream lacks; prose stays with the property that it describes."""
    update = {name: {"type": "string", "description": name} for name in ("quality", "tint")}
    folder = make_folder(tmp_path, [action("$.components.schemas.Clip.properties", update=update)])
    result = states(folder, revised(lambda doc: schemas(doc)["Clip"]["properties"].update(tint={"type": "string"})))
    assert pasted(of_action(result, 0))[0]["update"] == {"quality": update["quality"]}
    assert {state.state for state in of_changes(result)} == {"already corrected"}


def test_a_key_that_our_correction_made_optional(tmp_path: Path) -> None:
    """The correction is at the list of names, the change at the property."""
    result = states(make_folder(tmp_path), revised(lambda doc: schemas(doc)["Clip"]["required"].remove("error")))
    assert {state.state for state in of_changes(result)} == {"already corrected"}


def test_another_spelling_is_not_a_conflict(tmp_path: Path) -> None:
    """Order of a list of names, and flags that are false."""

    def other(doc: Json) -> None:
        schemas(doc)["Seconds"].update(enum=["8", "4"], deprecated=False)
        schemas(doc)["Clip"]["required"] = ["status", "error", "id"]

    assert {state.state for state in states(make_folder(tmp_path), revised(other))} == {"still needed"}


def test_a_renamed_component_is_found(tmp_path: Path) -> None:
    """Every correction of it gets its new target, which then applies."""

    def rename(doc: Json) -> None:
        schemas(doc)["VideoClip"] = schemas(doc).pop("Clip")
        doc["paths"]["/clips"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = {
            "$ref": "#/components/schemas/VideoClip"
        }
        doc["paths"]["/clips/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
            "$ref": "#/components/schemas/VideoClip"
        }

    result = states(make_folder(tmp_path), revised(rename))
    assert [of_action(result, number).state for number in (0, 2, 3)] == ["target gone"] * 3
    assert of_action(result, 1).state == "still needed"
    assert pasted(of_action(result, 0))[0]["target"] == "$.components.schemas.VideoClip.required[?@ == 'error']"
    assert pasted(of_action(result, 2))[0]["target"] == "$.components.schemas.VideoClip.properties"


def test_one_of_two_places_that_has_another_name(tmp_path: Path) -> None:
    """An action that still matches something is reported too: it would silently miss the rest."""
    folder = make_folder(tmp_path, [action("$.components.schemas['Clip', 'Order']", update={"minProperties": 1})])

    def rename(doc: Json) -> None:
        schemas(doc)["ClipOrder"] = schemas(doc).pop("Order")
        body = doc["paths"]["/clips"]["post"]["requestBody"]["content"]["application/json"]
        body["schema"] = {"$ref": "#/components/schemas/ClipOrder"}

    state = of_action(states(folder, revised(rename)), 0)
    assert state.state == "target gone"
    assert pasted(state)[0]["target"] == "$.components.schemas['Clip', 'ClipOrder']"


def test_two_places_that_became_one(tmp_path: Path) -> None:
    """The new target matches it once."""
    both = {"JsonOrder": {}, "FormOrder": {}}
    old = revised(lambda doc: schemas(doc).update({name: schemas(doc)["Order"] for name in both}))
    target = "$.components.schemas['JsonOrder', 'FormOrder'].properties.prompt"
    folder = make_folder(tmp_path, [action(target, update={"minLength": 1})], old)

    def merge(doc: Json) -> None:
        schemas(doc)["AnyOrder"] = schemas(doc).pop("JsonOrder")
        del schemas(doc)["FormOrder"]

    state = of_action(states(folder, revised(merge, old)), 0)
    assert state.state == "target gone"
    assert pasted(state)[0]["target"] == "$.components.schemas.AnyOrder.properties.prompt"


def _split_order(doc: Json) -> None:
    halves = {"application/json": "JsonOrder", "multipart/form-data": "FormOrder"}
    order = schemas(doc).pop("Order")
    schemas(doc).update({name: deepcopy(order) for name in halves.values()})
    doc["paths"]["/clips"]["post"]["requestBody"]["content"] = {
        media: {"schema": {"$ref": f"#/components/schemas/{name}"}} for media, name in halves.items()
    }


def test_both_halves_of_a_component_that_was_split_are_corrected(tmp_path: Path) -> None:
    """A correction of one half alone would leave the other as upstream has it."""
    document = revised(
        lambda doc: doc["paths"]["/clips"]["post"]["requestBody"]["content"].update(
            {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Order"}}}
        )
    )
    actions = [
        action("$.components.schemas.Order.properties.prompt", update={"minLength": 1}),
        action("$.components.schemas.Order.properties.seconds", remove=True),
        action("$.components.schemas['Order', 'Clip'].properties", update={"note": {"type": "string"}}),
    ]
    folder = make_folder(tmp_path, actions, document)
    result = states(folder, revised(_split_order, document))
    targets = [[one["target"] for one in pasted(of_action(result, number))] for number in range(3)]
    halves = [f"$.components.schemas.{name}.properties" for name in ("FormOrder", "JsonOrder")]
    assert targets == [
        [f"{at}.prompt" for at in halves],
        [f"{at}.seconds" for at in halves],
        [actions[2]["target"], *halves],
    ]
    assert "FormOrder/properties/prompt and " in of_action(result, 0).message


def test_a_place_that_moved_leaves_the_state_of_the_others(tmp_path: Path) -> None:
    """The other places have what the correction adds, or another value."""
    update = {"minLength": 1}
    folder = make_folder(tmp_path, [action("$.components.schemas['Clip', 'Order'].properties[*]", update=update)])

    def rename(doc: Json) -> None:
        _rename_clip(doc)
        for schema in schemas(doc)["Order"]["properties"].values():
            schema["minLength"] = 1

    def conflict(doc: Json) -> None:
        rename(doc)
        schemas(doc)["Order"]["properties"]["prompt"]["minLength"] = 2

    (state,) = states_of_action(states(folder, revised(rename)), 0)
    assert all(one["target"].startswith("$.components.schemas.Video.properties") for one in pasted(state))
    assert "already contains a part" in state.message
    other, moved = sorted(states_of_action(states(folder, revised(conflict)), 0), key=lambda state: state.state)
    assert (other.state, moved.state) == ("conflict", "target gone")
    assert "upstream 2; ours 1" in other.message


@pytest.mark.parametrize("new", ["/v2/videos", "/v1/clips"])
@pytest.mark.parametrize("old", ["/v1/videos", "/v1/videos/{id}"])
def test_a_wildcard_matches_a_path_with_another_name(old: str, new: str, tmp_path: Path) -> None:
    """Its corrections are still needed; those that name the path get its new name, and the lint accepts them."""
    folder = tmp_path / "spec" / "apifox"
    shutil.copytree(SPEC / "apifox", folder)
    shutil.copy(SPEC / "statuses.yaml", folder.parent)
    document = deepcopy(load(folder / "openapi.yaml").root)
    paths = document["paths"]
    document["paths"] = {key.replace("/v1/videos", new) if key == old else key: item for key, item in paths.items()}
    result = states(folder, document)
    assert {of_action(result, number).state for number in (3, 4, 5)} == {"still needed"}
    follow_suggestions(folder, document, result)
    assert [str(problem) for problem in problems_of(folder)] == []


def test_a_path_whose_placeholder_has_another_name(tmp_path: Path) -> None:
    """It is the same path."""
    folder = make_folder(tmp_path, [action("$.paths['/clips/{id}'].get", update={"deprecated": True})])

    def rename(doc: Json) -> None:
        item = doc["paths"]["/clips/{clip}"] = doc["paths"].pop("/clips/{id}")
        item["get"]["parameters"][0]["name"] = "clip"

    state = of_action(states(folder, revised(rename)), 0)
    assert state.state == "target gone"
    assert pasted(state)[0]["target"] == "$.paths['/clips/{clip}'].get"


def test_a_target_that_was_removed(tmp_path: Path) -> None:
    """With nothing similar, the action is suggested for removal."""
    folder = make_folder(tmp_path, [action("$.components.schemas.Order.properties.prompt", update={"minLength": 1})])
    state = of_action(states(folder, revised(lambda doc: schemas(doc)["Order"]["properties"].pop("prompt"))), 0)
    assert state.state == "target gone"
    assert state.suggestion is not None
    assert "remove action 0" in state.suggestion


def test_upstream_changed_what_is_removed(tmp_path: Path) -> None:
    """The value that we remove has changed since."""
    folder = make_folder(tmp_path, [action("$.paths[*].post.tags", remove=True)])
    state = of_action(states(folder, revised(lambda doc: doc["paths"]["/clips"]["post"].update(tags=["video"]))), 0)
    assert state.state == "conflict"
    assert 'base ["clips"]; upstream ["video"]; ours nothing' in state.message


def test_a_replaced_list_that_upstream_replaced_likewise(tmp_path: Path) -> None:
    """Removed and written again: both actions are suggested for removal."""
    pair = [
        action("$.paths[*].post.tags", remove=True),
        action("$.paths[*].post", update={"tags": ["video"]}),
    ]
    folder = make_folder(tmp_path, pair)
    result = states(folder, revised(lambda doc: doc["paths"]["/clips"]["post"].update(tags=["video"])))
    assert [of_action(result, number).state for number in (0, 1)] == ["correction now upstream"] * 2
    assert [state.state for state in states(folder, DOCUMENT)] == ["still needed"] * 2


def test_a_target_that_is_no_longer_an_object(tmp_path: Path) -> None:
    """A schema that became `true` is no object."""
    result = states(make_folder(tmp_path), revised(lambda doc: schemas(doc)["Clip"]["properties"].update(id=True)))
    assert of_action(result, 3).state == "conflict"


def test_without_an_overlay_every_change_is_new(tmp_path: Path) -> None:
    """None is `already corrected`."""
    folder = make_folder(tmp_path, [])
    result = states(folder, revised(lambda doc: schemas(doc)["Seconds"].update(enum=["4", "8", "16"])))
    assert result
    assert {state.state for state in result} == {"new upstream"}
    assert all(state.fingerprint for state in result)


def test_an_id_that_changed_is_a_line_of_provider_yaml(tmp_path: Path) -> None:
    """The role stays, the name is the new one."""
    change = revised(lambda doc: doc["paths"]["/clips/{id}"]["get"].update(operationId="retrieveClip"))
    result = of_changes(states(make_folder(tmp_path), change))
    assert [pasted(state) for state in result] == [{"operations": {"retrieve": "retrieveClip"}}]


def test_a_removed_id_is_restored_by_a_correction(tmp_path: Path) -> None:
    """An operation without an id cannot be named in provider.yaml."""
    change = revised(lambda doc: doc["paths"]["/clips/{id}"]["get"].pop("operationId"))
    result = of_changes(states(make_folder(tmp_path), change))
    assert pasted(result[0])[0]["update"] == {"operationId": "getClip"}


def test_a_new_operation_is_offered_with_its_role(tmp_path: Path) -> None:
    """A role where one can be guessed and is free, else the list of further operations."""

    def add(doc: Json) -> None:
        doc["paths"]["/clips"]["get"] = {"operationId": "listClips", "responses": {"200": {"description": "all"}}}
        doc["paths"]["/clips/{id}/votes"] = {
            "post": {"operationId": "vote", "responses": {"204": {"description": "done"}}},
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        }

    result = of_changes(states(make_folder(tmp_path), revised(add)))
    assert [pasted(state) for state in result] == [{"operations": {"list": "listClips"}, "also": ["vote"]}]


def test_a_removed_operation_is_taken_out(tmp_path: Path) -> None:
    """provider.yaml may not name it any more."""
    change = revised(lambda doc: doc["paths"].pop("/clips/{id}"))
    result = [state for state in of_changes(states(make_folder(tmp_path), change)) if state.suggestion]
    assert [pasted(state) for state in result] == [{"operations": {"retrieve": "getClip"}}]
    assert "take out" in (result[0].suggestion or "")


def test_values_in_a_description_go_into_ours(tmp_path: Path) -> None:
    """Vendoring keeps our descriptions: without the values the change would be reported for ever."""
    folder = make_folder(tmp_path)
    upstream = revised(
        lambda doc: schemas(doc)["Order"]["properties"]["prompt"].update(description="One of: `a`, `b`.")
    )
    (result,) = of_changes(states(folder, upstream))
    assert "Vendoring keeps our descriptions" in result.message
    assert result.suggestion is not None and result.suggestion.startswith("# openapi.yaml: list the values")
    ours = revised(lambda doc: schemas(doc)["Order"]["properties"]["prompt"].update(pasted(result)))
    assert of_changes(states(make_folder(tmp_path, document=ours), upstream)) == []
    assert of_changes(states(make_folder(tmp_path, document=upstream), DOCUMENT)) == []
    other = revised(lambda doc: schemas(doc)["Order"]["properties"]["prompt"].update(description="One of: `a`, `c`."))
    (further,) = of_changes(states(make_folder(tmp_path, document=upstream), other))
    assert (further.suggestion or "").startswith("# openapi.yaml: reword the description of")


def test_a_new_address_and_a_new_way_to_authenticate(tmp_path: Path) -> None:
    """Both are values of provider.yaml."""
    folder = make_folder(tmp_path)
    change = revised(lambda doc: doc.update(servers=[{"url": "https://new.example/v2/"}]))
    assert [pasted(state) for state in of_changes(states(folder, change))] == [{"base_url": "https://new.example/v2"}]
    scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
    change = revised(lambda doc: doc["components"]["securitySchemes"].update(Key=scheme))
    result = [pasted(state) for state in of_changes(states(folder, change)) if state.suggestion]
    assert result == [{"auth": [{"scheme": "header", "header": "X-Key", "env": ["CLIPS_API_KEY"]}]}]


def test_an_unmapped_status_word(tmp_path: Path) -> None:
    """It becomes an entry of statuses.yaml, with a guess; a word that is mapped there does not."""
    folder = make_folder(tmp_path)

    def grown(word: str) -> Json:
        return revised(lambda doc: schemas(doc)["Clip"]["properties"]["status"]["enum"].append(word))

    result = [pasted(state) for state in of_changes(states(folder, grown("canceled"))) if state.suggestion]
    assert [(word, entry["status"]) for item in result for word, entry in item.items()] == [("canceled", "cancelled")]
    assert [state.suggestion for state in of_changes(states(folder, grown("cancelled")))] == [None]


def test_a_correction_is_suggested_where_samples_contradict(tmp_path: Path) -> None:
    """The sample is the evidence."""

    def wrong(doc: Json) -> None:
        schemas(doc)["Clip"]["properties"]["id"] = {"type": "integer"}

    result = of_changes(states(make_folder(tmp_path), revised(wrong)))
    assert "samples/running.json is no longer valid" in result[0].message
    assert all(one["x-evidence"] == ["samples/running.json"] for one in pasted(result[0]))


def test_a_break_of_readers_without_a_sample_needs_evidence(tmp_path: Path) -> None:
    """The correction is only suggested: a real response must prove it."""
    change = revised(lambda doc: schemas(doc)["Clip"]["properties"].pop("error"))
    result = [state for state in of_changes(states(make_folder(tmp_path, []), change)) if state.suggestion]
    assert result
    assert "only if real responses show it" in (result[0].suggestion or "")


def _rename_clip(doc: Json) -> None:
    schemas(doc)["Video"] = schemas(doc).pop("Clip")
    for path, method in (("/clips", "post"), ("/clips/{id}", "get")):
        content = doc["paths"][path][method]["responses"]["200"]["content"]
        content["application/json"]["schema"] = {"$ref": "#/components/schemas/Video"}


EDITS: dict[str, Callable[[Json], object]] = {
    "removal done": lambda doc: schemas(doc)["Clip"]["required"].remove("error"),
    "all values": lambda doc: schemas(doc)["Seconds"].update(enum=["4", "8", "16", "20"]),
    "some values": lambda doc: schemas(doc)["Seconds"].update(enum=["4", "8", "16"]),
    "property added": lambda doc: schemas(doc)["Clip"]["properties"].update(quality={"type": "string"}),
    "renamed": _rename_clip,
    "type changed": lambda doc: schemas(doc)["Clip"]["properties"].update(id={"type": "integer"}),
    "property removed": lambda doc: schemas(doc)["Clip"]["properties"].pop("seconds"),
    "enum opened": lambda doc: schemas(doc)["Clip"]["properties"]["status"].pop("enum"),
    "id changed": lambda doc: doc["paths"]["/clips"]["post"].update(operationId="makeClip"),
    "id gone": lambda doc: doc["paths"]["/clips"]["post"].pop("operationId"),
    "status word": lambda doc: schemas(doc)["Clip"]["properties"]["status"]["enum"].append("stuck"),
    "server": lambda doc: doc.update(servers=[{"url": "https://new.example"}]),
    "null": lambda doc: schemas(doc)["Clip"]["properties"]["id"].update(type=["string", "null"]),
}


@pytest.mark.parametrize("name", EDITS)
def test_suggestions_can_be_followed(name: str, tmp_path: Path) -> None:
    """After following every suggestion, the folder passes its lint with the revision as its document."""
    folder = make_folder(tmp_path)
    assert problems_of(folder) == []
    document = revised(EDITS[name])
    follow_suggestions(folder, document, states(folder, document))
    assert [str(problem) for problem in problems_of(folder)] == []
    path = folder / "overlay.yaml"
    prepared = prepare(folder)
    assert apply_overlay(load(folder / "openapi.yaml").root, load(path), folder=folder) == prepared.overlaid
    again = states(folder, document)
    assert {state.state for state in again} == {"still needed"}


@pytest.mark.parametrize("name", ["renamed", "type changed"])
def test_suggestions_can_be_generated(name: str, tmp_path: Path) -> None:
    """A package is generated from the folder."""
    folder = make_folder(tmp_path / "spec")
    document = revised(EDITS[name])
    follow_suggestions(folder, document, states(folder, document))
    summaries = write(Job(tmp_path / "spec", tmp_path / "out", (), lambda _: None))
    assert [summary.provider for summary in summaries] == ["clips"]


def test_the_published_document_needs_our_corrections() -> None:
    """The vendored document equals the published one: nothing is new, and all corrections are needed."""
    folder = SPEC / "openai"
    document = load(upstream("openai/openapi.videos.yaml")).root
    result = states(folder, read(folder, document).root)
    assert {state.state for state in result} == {"still needed"}


def test_changes_away_from_corrections_are_never_already_corrected(tmp_path: Path) -> None:
    """A comparison of the corrected documents that reports nothing does not hide a change elsewhere."""
    folder = make_folder(tmp_path)
    base = load(folder / "openapi.yaml")
    revision = read(folder, revised(lambda doc: schemas(doc)["Order"]["properties"].update(prompt={"type": "integer"})))
    changes = compare(base, revision)
    result = overlay_states(base, revision, load(folder / "overlay.yaml"), changes, corrected=())
    assert {state.state for state in of_changes(result)} == {"new upstream"}


def test_a_correction_behind_a_reference_counts(tmp_path: Path) -> None:
    """Upstream writes a component inline, with the values that our correction gave it."""
    folder = make_folder(tmp_path)
    new = {"type": "string", "enum": ["4", "8", "16", "20"]}
    result = states(folder, revised(lambda doc: schemas(doc)["Order"]["properties"].update(seconds=new)))
    grown = [state for state in of_changes(result) if state.pointer.endswith("seconds")]
    assert {state.state for state in grown} == {"already corrected"}


@settings(max_examples=40)
@given(data=st.data())
def test_any_revision_is_compared_or_refused(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever upstream publishes: states with valid suggestions, or a one-line error."""
    folder = make_folder(tmp_path_factory.getbasetemp() / "any")
    document = mutated(data, DOCUMENT)
    try:
        result = states(folder, document)
    except SpecError:
        return
    for state in result:
        assert state.message.endswith(".")
        assert state.suggestion is None or pasted(state)
