"""A small document with one of everything, and the changes between two variants of it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.drift.change import Client, Direction
from scripts.drift.documents.compare import compare
from scripts.oas.document import Document
from scripts.oas.load import loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.change import Change
    from scripts.drift.documents.scope import Scope

Tree = dict[str, Any]

TEXT = """\
openapi: 3.1.0
info: {title: Clips, version: '1'}
servers:
- url: https://api.example/v1
security:
- Key: []
tags: [{name: Clips}]
paths:
  /clips:
    get:
      operationId: listClips
      tags: [Clips]
      summary: List them.
      parameters:
      - $ref: '#/components/parameters/Limit'
      - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      - {name: X-Trace, in: header, schema: {type: string}}
      responses:
        '200':
          description: fine
          headers:
            X-Left: {schema: {type: integer}, required: true}
          content:
            application/json: {schema: {$ref: '#/components/schemas/ClipList'}}
        4XX: {$ref: '#/components/responses/Wrong'}
    post:
      operationId: createClip
      tags: [Clips]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/NewClip'}}
          multipart/form-data:
            schema: {$ref: '#/components/schemas/NewClip'}
            encoding:
              meta: {contentType: application/json}
      responses:
        '200':
          description: fine
          content:
            application/json: {schema: {$ref: '#/components/schemas/Clip'}}
        4XX: {$ref: '#/components/responses/Wrong'}
      callbacks:
        done:
          '{$request.body#/hook}':
            post:
              requestBody:
                content:
                  application/json: {schema: {$ref: '#/components/schemas/Event'}}
              responses:
                '200': {description: taken}
  /clips/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getClip
      tags: [Clips]
      parameters:
      - $ref: '#/components/parameters/Limit'
      responses:
        '200':
          description: fine
          content:
            application/json: {schema: {$ref: '#/components/schemas/Clip'}}
        default: {description: wrong}
    delete:
      operationId: dropClip
      tags: [Clips]
      responses:
        '204': {description: gone}
webhooks:
  finished:
    post:
      operationId: onFinished
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Event'}}
      responses:
        '200': {description: taken}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer, default: 20}}
  responses:
    Wrong:
      description: wrong
      content:
        application/json: {schema: {$ref: '#/components/schemas/Problem'}}
  schemas:
    Clip:
      type: object
      required: [id]
      properties:
        id: {type: string}
        state: {type: string, enum: [queued, done]}
    ClipList:
      type: object
      required: [data]
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Clip'}}
    NewClip:
      type: object
      required: [prompt]
      properties:
        prompt: {type: string}
        hook: {type: string}
        meta: {type: object}
    Event:
      type: object
      required: [id]
      properties:
        id: {type: string}
    Problem:
      type: object
      properties:
        message: {type: string}
  securitySchemes:
    Key: {type: http, scheme: bearer}
    Other: {type: apiKey, in: header, name: X-Key}
"""


def tree() -> Tree:
    """Return a fresh copy of the document's data."""
    return deepcopy(_BASE)


_BASE: Tree = loads(TEXT.encode(), Path("base.yaml")).root


def document(data: Any, name: str = "base.yaml") -> Document:
    """Return a document without places."""
    return Document(data=data, path=Path(name), marks={})


def edited(*edits: Callable[[Tree], object]) -> Tree:
    """Return the document's data after some edits."""
    data = tree()
    for edit in edits:
        edit(data)
    return data


def at(data: Any, way: str) -> Any:
    """Return the value at a path of keys, separated by blanks."""
    for part in way.split():
        data = data[int(part)] if isinstance(data, list) else data[part]
    return data


def put(way: str, key: str, value: Any) -> Callable[[Tree], object]:
    """Return an edit that sets a key."""
    return lambda data: at(data, way).__setitem__(key, deepcopy(value))


def drop(way: str, key: str | int) -> Callable[[Tree], object]:
    """Return an edit that takes a key or an item out."""
    return lambda data: at(data, way).pop(key)


def add(way: str, value: Any) -> Callable[[Tree], object]:
    """Return an edit that appends to a list."""
    return lambda data: at(data, way).append(deepcopy(value))


def changes(base: Any, revision: Any, scope: Scope | None = None) -> tuple[Change, ...]:
    """Compare two trees."""
    return compare(document(base), document(revision, "revision.yaml"), scope)


def without_docs(reported: tuple[Change, ...]) -> list[Change]:
    """Leave out changes of prose."""
    return [change for change in reported if change.verdict.client is not Client.DOCS]


def verdict_text(change: Change, direction: Direction) -> str:
    """Return kind and verdict in one direction as a short text."""
    verdict = next(item.verdict for item in change.reach if item.use.direction is direction)
    return f"{change.kind}: {verdict.wire}/{verdict.client}/{verdict.breaks}"
