"""Selection: what is wanted, all it reaches, and nothing else."""

from __future__ import annotations

from copy import deepcopy

import pytest

from scripts.oas.load import SpecError
from scripts.oas.select import select_operations
from tests.spec.support import read

TEXT = """
openapi: 3.1.0
info: {title: t, version: '1'}
security: [{key: []}]
tags: [{name: A}, {name: B}]
paths:
  /a:
    parameters: [{$ref: '#/components/parameters/P'}]
    get:
      operationId: getA
      tags: [A]
      responses: {200: {$ref: '#/components/responses/R'}}
    delete:
      operationId: deleteA
      tags: [B]
      security: [{other: []}]
      responses: {200: {description: x}}
  /b:
    post:
      operationId: postB
      responses: {200: {content: {application/json: {schema: {$ref: '#/components/schemas/Lone'}}}}}
    put: {responses: {}}
webhooks:
  done: {post: {operationId: whenDone, requestBody: {$ref: '#/components/requestBodies/Done'}}}
components:
  schemas:
    Lone: {type: string}
    Leaf: {type: string}
    Loop: {properties: {self: {$ref: '#/components/schemas/Loop'}, leaf: {$ref: '#/components/schemas/Leaf'}}}
    Pet: {oneOf: [], discriminator: {propertyName: k, mapping: {a: Leaf, b: '#/components/schemas/Cat'}}}
    Cat: {type: object}
  parameters: {P: {name: p, in: query, schema: {$ref: '#/components/schemas/Pet'}}, Q: {name: q}}
  responses: {R: {description: r, content: {application/json: {schema: {$ref: '#/components/schemas/Loop'}}}}}
  requestBodies: {Done: {content: {}}}
  securitySchemes: {key: {type: http}, other: {type: http}, unused: {type: http}}
"""
SOURCE = read(TEXT, "openapi.yaml")


def test_an_operation_keeps_what_it_reaches() -> None:
    """Through path parameters, responses, loops, discriminators and security; in the document's order."""
    before = deepcopy(SOURCE.root)
    result = select_operations(SOURCE.root, ["getA"], SOURCE)
    paths, components = result["paths"], result["components"]
    assert isinstance(paths, dict)
    assert isinstance(components, dict)
    assert list(paths) == ["/a"]
    assert list(paths["/a"]) == ["parameters", "get"]
    assert {kind: list(group) for kind, group in components.items()} == {
        "schemas": ["Leaf", "Loop", "Pet", "Cat"],
        "parameters": ["P"],
        "responses": ["R"],
        "securitySchemes": ["key"],
    }
    assert result["tags"] == [{"name": "A"}]
    assert "webhooks" not in result
    assert before == SOURCE.root


def test_an_operation_s_own_security_is_reached() -> None:
    """Beside that of the document, which stays."""
    result = select_operations(SOURCE.root, ["deleteA"], SOURCE)
    components = result["components"]
    assert isinstance(components, dict)
    assert list(components["securitySchemes"]) == ["key", "other"]


def test_a_webhook_is_kept_only_if_it_is_wanted() -> None:
    """By its operationId, like any operation."""
    result = select_operations(SOURCE.root, ["postB", "whenDone"], SOURCE)
    webhooks, components = result["webhooks"], result["components"]
    assert isinstance(webhooks, dict)
    assert isinstance(components, dict)
    assert list(webhooks) == ["done"]
    assert list(components["requestBodies"]) == ["Done"]


def test_an_unknown_operation_names_those_there_are() -> None:
    """With the place of the paths."""
    with pytest.raises(SpecError) as caught:
        select_operations(SOURCE.root, ["getC"], SOURCE)
    message = str(caught.value)
    assert message.startswith("openapi.yaml:6:1: /paths: ")
    assert "'getC'" in message
    assert "getA, deleteA, postB, whenDone" in message


@pytest.mark.parametrize(
    ("paths", "what"),
    [
        ("{/a: {get: {operationId: x}}, /b: {get: {operationId: x}}}", "is also that of /paths/~1a/get"),
        ("{/a: {$ref: other.yaml}}", "not an object"),
        ("{/a: {get: {operationId: x, requestBody: {$ref: 'other.yaml#/X'}}}}", "does not lead to a component"),
        ("{/a: {get: {operationId: x, requestBody: {$ref: '#/paths/~1a'}}}}", "does not lead to a component"),
        ("{/a: {get: {operationId: x, requestBody: {$ref: '#/components/schemas/No'}}}}", "which is not there"),
        ("{/a: {get: {operationId: x, security: [{nokey: []}]}}}", "which is not there"),
    ],
)
def test_what_cannot_be_followed_is_an_error(paths: str, what: str) -> None:
    """Two operations of one id, and references out of the document or to nothing."""
    source = read(f"openapi: 3.1.0\npaths: {paths}\n", "openapi.yaml")
    with pytest.raises(SpecError, match=r"openapi\.yaml:\d+:\d+: ") as caught:
        select_operations(source.root, ["x"], source)
    assert what in str(caught.value)
