"""Documents from files: what is refused, and that a second document read at little cost is the same in every respect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.drift.documents.read import read_document, read_pair
from scripts.drift.documents.scope import scope_by_words
from scripts.drift.lint import contradictions
from scripts.oas.load import SpecError, load
from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.oas.document import Document, Json

REFUSED = {
    "swagger": ("swagger: '2.0'\npaths: {}\n", "Swagger 2.0"),
    "page": ("<!DOCTYPE html>\n<html></html>\n", "page of HTML"),
    "page in capitals": ("\n  <HTML><body>no</body></HTML>\n", "page of HTML"),
    "error page": ("error code: 524\n", "has no 'openapi'"),
    "plain text": ("error code 524\n", "it is plain text"),
    "empty object": ("{}\n", "an empty object"),
    "list": ("- openapi\n", "it is a list"),
    "null": ("null\n", "it is empty"),
    "empty": ("", "no document"),
    "no paths": ("openapi: 3.1.0\ninfo: {}\n", "neither 'paths' nor 'webhooks'"),
    "paths as list": ("openapi: 3.1.0\npaths: []\n", "'paths' is not an object"),
    "components as text": ("openapi: 3.1.0\npaths: {}\ncomponents: x\n", "'components' is not an object"),
    "version as number": ("openapi: 3.1\npaths: {}\n", "version of OpenAPI is 3.1"),
    "next version": ("openapi: 4.0.0\npaths: {}\n", "version of OpenAPI is '4.0.0'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_not_openapi_is_refused(case: str, tmp_path: Path) -> None:
    """Each refusal is one line that names the kind of the file."""
    text, message = REFUSED[case]
    path = tmp_path / "some.yaml"
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        read_document(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.2.0", "3.1.1-rc1"])
def test_each_version_is_read(version: str, tmp_path: Path) -> None:
    """OpenAPI 3.0, 3.1 and 3.2 are accepted, with paths or only webhooks."""
    for section in ("paths", "webhooks"):
        path = tmp_path / f"{section}.yaml"
        path.write_text(f"openapi: '{version}'\n{section}: {{}}\n")
        assert section in read_document(path).root


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A missing file is reported in one line, on either side."""
    existing = tmp_path / "there.yaml"
    existing.write_text("openapi: 3.1.0\npaths: {}\n")
    for pair in ((tmp_path / "no.yaml", existing), (existing, tmp_path / "no.yaml")):
        with pytest.raises(SpecError, match=r"no\.yaml:1:1: /: cannot be read"):
            read_pair(*pair)


TEXT = """\
# a comment
openapi: 3.1.0
info:
  title: One
  version: '1'
servers: [{url: https://a.example}]
paths:
  # above the first
  /a:
    get:
      operationId: getA
      tags:
      - one
      responses:
        200: {description: |-
            not a block here}
        '404':
          $ref: '#/components/responses/Lost'
  '/b/{id}':   # quoted
    post:
      description: |+
        kept

        text

      responses: {}
  /c: {get: {responses: {'200': {description: "two
    lines"}}}}

  /d:
    get: &anchor
      responses:
        default: {description: yes}
  /e:
    get: *anchor
webhooks:
  done:
    post:
      description: plain text over
        two lines
      responses: {}
x-notes:
  Video:
    type: object
components:
  schemas:
    Video:
      type: object
      required:
      - id
      properties:
        id: {type: string}
        note:
          description: >
            folded

            twice
          type: string
    "Kind":
      enum: [a, b]
    Nothing:
    Last:
      type: string
  responses:
    Lost:
      description: lost
    500:
      description: broken
  # the end
""".replace("{description: |-\n            not a block here}", "{description: fine}")

NASTY = [
    "",
    "    ",
    "# note",
    "  # note",
    "---",
    "...",
    "paths: {",
    "paths:",
    "}",
    "components: |",
    "  schemas: >-",
    "  /a: |",
    "  /a:",
    "  /z: 'open",
    '  /z: "open',
    "closed'",
    'closed"',
    "  - x",
    "    - x",
    "      more text",
    "  more text",
    "  ? x",
    "  : x",
    "\tx",
    "  /y: {get: {",
    "  }}",
    "    Video:",
    "    Extra: 1",
    "    id: *anchor",
    "  (as it was)",
    "   - (as it was)",
    "? paths",
    "  <<: x",
    "  on: x",
    "\u00e9: \u2028x",
    "x\r",
]
LINES = TEXT.split("\n")


def pointers(node: Json, at: str = "") -> Iterator[str]:
    """Yield every place of a document."""
    yield at
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in members:
        yield from pointers(value, at + format_pointer([key]))


def outcome(read: object) -> tuple[Json, list[tuple[int, int]], list[str]] | str:
    """Return the data of a document with all places, or the reason of the refusal."""
    try:
        document: Document = read()  # type: ignore[operator]
    except SpecError as problem:
        return str(problem)
    places = [*pointers(document.data)]
    return document.data, [document.position(at) for at in places], places


@st.composite
def edited(draw: st.DrawFn) -> list[str]:
    """Return the lines of the text with a few of them changed, removed, doubled, moved or added."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        end = min(len(lines), at + draw(st.sampled_from([1, 1, 1, 2, 5, 9])))
        match draw(st.sampled_from(["drop", "double", "move", "add", "add", "change", "indent"])):
            case "drop":
                del lines[at:end]
            case "double":
                lines[at:at] = lines[at:end]
            case "move":
                part = lines[at:end]
                del lines[at:end]
                to = draw(st.integers(0, len(lines)))
                lines[to:to] = part
            case "add":
                lines.insert(at, draw(st.sampled_from(NASTY)))
            case "change":
                lines[at] = draw(st.sampled_from([*NASTY, lines[at] + " x", lines[at] + " #", lines[at] + ":"]))
            case _:
                lines[at:end] = [f"  {line}" for line in lines[at:end]]
        lines = lines or [""]
    return lines


@given(edited(), st.booleans())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_second_document_is_the_same_as_if_read_alone(tmp_path: Path, lines: list[str], back: bool) -> None:
    """Whatever was edited: equal data, equal places, or the same refusal; read by way of the other one, or alone."""
    base, revision = tmp_path / "base.yaml", tmp_path / "revision.yaml"
    base.write_text("\n".join(lines) if back else TEXT)
    revision.write_text(TEXT if back else "\n".join(lines))
    if isinstance(outcome(lambda: read_document(base)), str):
        return
    assert outcome(lambda: read_pair(base, revision)[1]) == outcome(lambda: read_document(revision))


def test_what_is_written_alike_is_shared(tmp_path: Path) -> None:
    """Entries around an edit are the same objects in both documents, with their own places in each."""
    base, revision = tmp_path / "base.yaml", tmp_path / "revision.yaml"
    base.write_text(TEXT)
    revision.write_text("# one more line\n" + TEXT.replace("enum: [a, b]", "enum: [a, b, c]"))
    old, new = read_pair(base, revision)
    before, after = old.root["components"]["schemas"], new.root["components"]["schemas"]
    assert before["Video"] is after["Video"]
    assert before["Kind"] is not after["Kind"]
    assert old.root["paths"]["/a"] is new.root["paths"]["/a"]
    assert old.root["paths"]["/d"] is not new.root["paths"]["/d"]
    for at in ("/components/schemas/Video/required/0", "/paths/~1a/get", "/components/schemas/Last/type"):
        assert new.position(at) == (old.position(at)[0] + 1, old.position(at)[1])


def test_the_same_bytes_share_everything(tmp_path: Path) -> None:
    """A document against itself is parsed once."""
    base, revision = tmp_path / "base.yaml", tmp_path / "revision.yaml"
    for path in (base, revision):
        path.write_text(TEXT)
    old, new = read_pair(base, revision)
    assert old.data is new.data
    assert (old.path, new.path) == (base, revision)


def test_json_and_yaml_make_a_pair(tmp_path: Path) -> None:
    """The two documents need not be of one format."""
    base, revision = tmp_path / "base.yaml", tmp_path / "revision.json"
    base.write_text("openapi: 3.1.0\npaths:\n  /a: {}\n")
    revision.write_text('{"openapi": "3.1.0", "paths": {"/a": {}}}')
    old, new = read_pair(base, revision)
    assert old.data == new.data
    assert new.position("/paths/~1a") == load(revision).position("/paths/~1a")


FOREIGN = {
    "a tag for text": ("x: !!str 5", {"x": "5"}),
    "a tag without a name": ("x: ! 5", {"x": "5"}),
    "tags for numbers": (
        "x: [!!int 5, !!float 5, !!float '0.5', !!bool true, !!null '']",
        {"x": [5, 5, 0.5, True, None]},
    ),
    "tags for containers": ("x: !!map {y: !!seq [1]}", {"x": {"y": [1]}}),
    "a key with a tag": ("!!str 200: x", {"200": "x"}),
    "numbers as keys": ("x: {5: y, 0.5: z, null: w}", {"x": {"5": "y", "0.5": "z", "null": "w"}}),
    "a tag of the author": ("x: !mine {b: !ours 5, c: [!theirs d]}", {"x": {"b": "5", "c": ["d"]}}),
    "an anchored key": ("x: {&k y: z, w: *k}\n*k : v", {"x": {"y": "z", "w": "y"}, "y": "v"}),
    "a merge key": (
        "x: &a {b: 1, c: [2]}\ny: {<<: *a, b: 3}\nz: {<<: [{b: 4}, *a], d: 5}",
        {"x": {"b": 1, "c": [2]}, "y": {"b": 3, "c": [2]}, "z": {"b": 4, "c": [2], "d": 5}},
    ),
    "a surrogate pair": ('x: "\\ud83d\\uDE00!"', {"x": "\U0001f600!"}),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_a_published_document_that_we_would_write_in_another_way_is_read(case: str, tmp_path: Path) -> None:
    """It has one meaning only, and we cannot correct it; in an operation that nobody uses it must not stop us."""
    text, expected = FOREIGN[case]
    path = tmp_path / "some.yaml"
    path.write_text(f"openapi: 3.1.0\npaths: {{}}\n{text}\n")
    root = read_document(path).root
    assert {key: value for key, value in root.items() if key not in ("openapi", "paths")} == expected
    first, second = read_pair(path, path)
    assert first.root == second.root == root
    with pytest.raises(SpecError):
        load(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: !!int five", "no value of its tag"),
        ("x: !!python/name:os.system y", "the tag"),
        ("x: !!str {b: c}", "the tag"),
        ("x: !!map y", "the tag"),
        ("x: {<<: y}", "merge key"),
        ("x: {<<: [{b: c}, [d]]}", "merge key"),
        ("x: &a {b: c, <<: *a}", "no finished anchor"),
        ("? {b: c}\n: x", "a key that is not plain text"),
        ("x: {5: y, '5': z}", "the key '5' is here and in line 3"),
        ('x: "\\ud83d"', "this is not YAML"),
    ],
)
def test_what_has_no_meaning_in_json_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """A tag of a program, a tag on a value of another type, half of a surrogate pair."""
    path = tmp_path / "some.yaml"
    path.write_text(f"openapi: 3.1.0\npaths: {{}}\n{text}\n")
    with pytest.raises(SpecError, match=re.escape(message)):
        read_document(path)


def test_the_places_of_merged_keys_are_those_of_their_mapping(tmp_path: Path) -> None:
    """A report leads to the line where the value is written."""
    path = tmp_path / "some.yaml"
    path.write_text("openapi: 3.1.0\npaths: {}\nx: &a\n  b: 1\ny:\n  <<: *a\n  c: 2\n")
    document = read_document(path)
    assert [document.position(f"/{at}") for at in ("x/b", "y/b", "y/c")] == [(4, 3), (4, 3), (7, 3)]


def test_a_tag_that_is_left_out_is_listed_where_an_operation_uses_it(tmp_path: Path) -> None:
    """The value is read as it is written; whether the author means that is not known."""
    path = tmp_path / "some.yaml"
    operation = "{get: {responses: {'200': {description: !rich x}}}}"
    path.write_text(f"openapi: 3.1.0\npaths:\n  /a: {operation}\n  /b: {operation}\n")
    document = read_document(path)
    scope = scope_by_words(document, document, ("/a",))
    (found,) = contradictions(document, scope)
    assert found.place.pointer == "/paths/~1a/get/responses/200/description"
    assert "the YAML tag '!rich'" in found.message
    revision = tmp_path / "revision.yaml"
    revision.write_text(path.read_text() + "x: y\n")
    assert read_pair(path, revision)[1].tags == document.tags
