"""The scope: tags, paths, and the operations that a provider's folder names."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.drift.documents.scope import Scope, scope_by_words, scope_of_operations
from scripts.oas.load import SpecError
from tests.drift.compare_support import changes, document, edited, put, tree

LIMIT = put("components parameters Limit", "required", True)
NEW = put("paths", "/films", {"get": {"operationId": "listFilms", "tags": ["Films"], "responses": {}}})
BESIDE = put("paths", "/clips/{id}/frames", {"get": {"operationId": "frames", "responses": {}}})


def seen(base: Any, revision: Any, *words: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return kinds and operations of the changes in a part of two documents."""
    scope = scope_by_words(document(base), document(revision), words)
    return [(change.kind, change.operations) for change in changes(base, revision, scope)]


def test_a_path_includes_the_paths_below() -> None:
    """A path narrows the view; the names of its placeholders do not matter."""
    revision = edited(LIMIT, NEW)
    assert seen(tree(), revision, "/clips/{any}") == [("parameter-required", ("GET /clips/{id}",))]
    assert seen(tree(), revision, "/clips") == [("parameter-required", ("GET /clips", "GET /clips/{id}"))]
    assert seen(tree(), revision, "/clips/") == seen(tree(), revision, "/clips")


def test_a_tag_narrows_the_view() -> None:
    """Only the first tag counts, as it does for the modules."""
    assert seen(tree(), edited(LIMIT, NEW), "Clips") == [("parameter-required", ("GET /clips", "GET /clips/{id}"))]


def test_a_word_may_fit_one_document_only() -> None:
    """A word may match an operation that is new, or removed."""
    assert seen(tree(), edited(LIMIT, NEW), "Films") == [("operation-added", ("GET /films",))]
    assert seen(edited(NEW), tree(), "/films") == [("operation-removed", ("GET /films",))]


def test_several_words_add_up() -> None:
    """Each word adds to the view; none at all shows everything."""
    revision = edited(LIMIT, NEW)
    assert len(seen(tree(), revision, "Clips", "/films")) == len(seen(tree(), revision)) == 2


@pytest.mark.parametrize("word", ["Movies", "/movies", "/clip", "clips"])
def test_a_word_without_a_match_is_refused(word: str) -> None:
    """A typing mistake must not look like a comparison without changes."""
    with pytest.raises(SpecError) as caught:
        seen(tree(), edited(NEW), "Clips", word)
    assert repr(word) in caught.value.what
    assert "Clips, default, Films" in caught.value.fix


def test_operations_of_a_provider_bring_their_neighbours() -> None:
    """New operations beside those of the provider are in scope, those of another resource are not."""
    base, revision = tree(), edited(LIMIT, NEW, BESIDE)
    scope = scope_of_operations(document(base), document(revision), ["getClip"])
    reported = {change.kind: change.operations for change in changes(base, revision, scope)}
    assert reported == {
        "operation-added": ("GET /clips/{id}/frames",),
        "parameter-required": ("GET /clips", "GET /clips/{id}"),
    }
    assert scope.holds("get", "/clips/{whatever}")
    assert not scope.holds("GET", "/films")


def test_an_operation_that_moved_is_followed_by_its_id() -> None:
    """The same id at another path is in view on both sides."""

    def move(data: Any) -> None:
        data["paths"]["/movies"] = {"get": data["paths"]["/clips"].pop("get")}

    revision = edited(move)
    scope = scope_of_operations(document(tree()), document(revision), ["listClips"])
    reported = {change.kind: change.operations for change in changes(tree(), revision, scope)}
    assert reported == {"operation-moved": ("GET /clips",)}


@pytest.mark.parametrize(
    ("path", "beside", "apart"),
    [
        ("/v1/clips/{id}", "/v1/clips", "/v1/films"),
        ("/api/v2/clips", "/api/v2/clips/new", "/api/v2/films"),
        ("/{tenant}/clips", "/{owner}/clips/x", "/{tenant}/films"),
    ],
)
def test_versions_in_a_path_are_no_subject(path: str, beside: str, apart: str) -> None:
    """Neighbours share what a path is about, not ``/v1``."""
    paths = {way: {"get": {"operationId": way, "responses": {}}} for way in (path, beside, apart)}
    data = document({"openapi": "3.1.0", "paths": paths})
    scope = scope_of_operations(data, data, [path])
    assert scope.holds("GET", beside)
    assert not scope.holds("GET", apart)


def test_an_unknown_operation_is_refused() -> None:
    """A name that the base does not know is a mistake in the list."""
    with pytest.raises(SpecError) as caught:
        scope_of_operations(document(tree()), document(tree()), ["getClip", "getFilm"])
    assert "'getFilm'" in caught.value.what


def test_webhooks_have_a_place_in_a_scope() -> None:
    """A webhook is in view by its id or its tag, under its own name."""
    scope = scope_of_operations(document(tree()), document(tree()), ["onFinished"])
    assert scope.operations == frozenset({("POST", "webhook finished")})
    assert Scope().holds("POST", "webhook finished")
