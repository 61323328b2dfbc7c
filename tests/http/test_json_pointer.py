"""JSON pointers and the references of OpenAPI documents."""

from __future__ import annotations

from typing import Any

import pytest

from videojobs.http.json_pointer import reference_path, resolve


@pytest.mark.parametrize("node", [True, None, 7, "$ref", ["$ref"], {}, {"$ref": 7}])
def test_a_node_without_a_reference_is_what_it_stands_for(node: Any) -> None:
    """A schema may be true or false (JSON Schema 2020-12, 4.3.2)."""
    assert reference_path(node) is None
    assert resolve({}, node, ("a",)) == (node, ("a",))


def test_a_reference_is_followed_to_its_end() -> None:
    """Its fragment is percent-encoded; one that leads nowhere or in a circle stands for nothing."""
    document = {"a b": {"$ref": "#/c"}, "c": 7, "d": {"$ref": "#/d"}}
    assert resolve(document, {"$ref": "#/a%20b"}) == (7, ("c",))
    assert resolve(document, {"$ref": "#/d"})[0] is resolve(document, {"$ref": "#/e"})[0] is None
