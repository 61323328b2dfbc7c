"""Helpers for tests of vendoring: temporary folders, and a small published document."""

from __future__ import annotations

import copy
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from scripts import vendor
from tests.spec.support import SPEC

TODAY = "2027-01-31"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NEXT = "fedcba9876543210fedcba9876543210fedcba98"
PROVIDER = f"""\
# Ours.
title: Small
source:
  kind: vendored
  url: https://docs.example/{COMMIT}/openapi.yaml  # pinned
  latest: https://docs.example/main/openapi.yaml
  revision: {COMMIT}
  retrieved: '2026-11-21'
  # Of the whole.
  sha256: {"a" * 64}
  license: MIT
base_url: https://api.example/v1
auth:
- scheme: bearer
  env: [SMALL_API_KEY]
operations:  # the roles
  create: makeClip
  retrieve: getClip  # by id
also: [listClips]
content:
  source: url
create:
  fields: {{model: null, seconds: null, size: null}}
fields:
  video_url: [/url]
"""
OURS = """\
# The clips of Small.
openapi: 3.1.0
info:
  title: Small
  description: Our words about the API.
  version: 1.0.0
servers:
- url: https://api.example/v1
security:
- key: []
paths:
  /clips:
    post:
      tags:
      - clips
      summary: Our words about making.
      operationId: makeClip
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Order'
      responses:
        '200':
          description: Our words about the clip.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Clip'
    get:
      summary: Our words about the list.
      operationId: listClips
      parameters:
      - name: limit
        in: query
        description: Our words about the limit.
        schema:
          type: integer
      responses:
        '200':
          description: Our words about the page.
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: '#/components/schemas/Clip'
  /clips/{id}:
    get:
      operationId: getClip
      parameters:
      - name: id
        in: path
        required: true
        description: Our words about the id.
        schema:
          type: string
      responses:
        '200':
          description: Our words about the state.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Clip'
components:
  schemas:
    Order:
      type: object
      properties:
        prompt:
          type: string
          description: Our words about the prompt.
      required:
      - prompt
    Clip:
      type: object
      description: Our words about a clip.
      properties:
        id:
          type: string
        description:
          type: string
          description: Our words about the description.
        # Words that the page explains.
        status:
          type: string
          enum:
          - queued
          - completed
        url:
          type: string
      x-kept: true
  securitySchemes:
    key:
      type: http
      scheme: bearer
"""


def published() -> dict[str, Any]:
    """Return the document as published: other prose, more operations, extensions."""

    def as_published(node: Any, inside: str) -> Any:
        if isinstance(node, dict):
            named = inside in ("properties", "schemas", "paths", "responses")
            return {
                key: "THEIR words" if key in ("description", "summary") and not named else as_published(value, key)
                for key, value in node.items()
            }
        return [as_published(item, "") for item in node] if isinstance(node, list) else node

    document = as_published(yaml.safe_load(OURS), "")
    document["tags"] = [{"name": "clips", "description": "THEIR words"}]
    document["x-menu"] = {"groups": ["THEIR words"]}
    document["paths"]["/clips"]["post"]["x-menu"] = {"examples": "THEIR words"}
    document["paths"]["/other"] = {
        "get": {
            "operationId": "other",
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": ref("Other")}}}},
        }
    }
    document["components"]["schemas"]["Other"] = {"type": "object"}
    return copy.deepcopy(document)


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def small(tmp_path: Path) -> Path:
    """Create the folder of the small provider in a ``spec/`` of its own."""
    folder = tmp_path / "spec" / "small"
    folder.mkdir(parents=True)
    shutil.copy(SPEC / "statuses.yaml", folder.parent)
    (folder / "provider.yaml").write_text(PROVIDER, encoding="utf-8")
    (folder / "openapi.yaml").write_text(OURS, encoding="utf-8")
    return folder


def copied(tmp_path: Path, name: str) -> Path:
    """Copy a real folder into a ``spec/`` of its own."""
    folder = tmp_path / "spec" / name
    shutil.copytree(SPEC / name, folder)
    shutil.copy(SPEC / "statuses.yaml", folder.parent)
    return folder


def save(folder: Path, document: Any, name: str = "published.yaml") -> Path:
    """Write a published document beside ``spec/``."""
    path = folder.parents[1] / name
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def quiet(folder: Path, revision: Path, today: date, name: str) -> None:
    """Replace the drift report, which has tests of its own."""


def run(folder: Path, source: Path | str, *more: str) -> int:
    """Run the command on a folder; returns its exit code."""
    arguments = [
        "--provider",
        folder.name,
        "--spec",
        str(folder.parent),
        "--from",
        str(source),
        "--today",
        TODAY,
        *more,
    ]
    try:
        return vendor.main(arguments, print_drift=quiet)
    except SystemExit as end:
        return int(str(end.code))


def texts(folder: Path) -> dict[str, str]:
    """Return all files of a folder."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the removed lines and the added lines, stripped."""
    import difflib

    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[2:].strip() for line in lines if line[:2] == "- "], [
        line[2:].strip() for line in lines if line[:2] == "+ "
    ]
