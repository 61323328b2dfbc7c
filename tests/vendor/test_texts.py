"""Writing YAML: the same data gives the same text, and an old text keeps its lines."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.oas.load import load, loads
from scripts.oas.yaml_writer import scalar, to_yaml
from scripts.vendoring.match_items import in_order_of, match_items
from scripts.vendoring.provider_yaml import with_operations, with_source
from scripts.vendoring.splice import identical, leading_comments, removed_comments, splice
from tests.spec.support import FOLDERS, SPEC
from tests.vendor.support import PROVIDER, changed

TRICKY = (
    "yes|No|on|OFF|y|N|true|null|~||=|<<|-|--- a|...|? a|: a|a: b|a #b|#a|*a|&a|!a|%a|@a|`a|{|}|[|]|,|>|'|\"|it's| a|a |"
    "12:30|12:30:45|190:20:30|2026-11-21|2026-11-21T08:00:00Z|017|0o17|0x1F|0b11|1_000|1e5|.5|5.|+1|-1|.inf|-.INF|.nan|"
    "\n|a\n|\na|a\n\nb|a\n b| a\nb|a \nb|\t|a\tb|\ta|a\r\nb|\r|\x00|\x1b[0m|\x7f|\x85|\u2028|\ufeff|\ufffe|\U0010ffff|é|"
    "word "
).split("|")
TEXT = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from([*TRICKY, "word " * 40, "a" * 140])
)
NUMBER = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def read(text: str) -> Any:
    """Load a YAML text as the documents under ``spec/`` are loaded."""
    return loads(text.encode(), Path("file.yaml")).data


@settings(max_examples=150)
@given(JSON)
def test_written_data_is_read_again(data: Any) -> None:
    """Loading the text gives the data, with its order and types; writing that gives the text."""
    text = to_yaml(data)
    assert identical(read(text), data)
    assert to_yaml(read(text)) == text


@settings(max_examples=100)
@given(TEXT)
def test_readers_of_the_old_yaml_see_the_same_texts(text: str) -> None:
    """Texts that YAML 1.1 reads as booleans, times or dates are quoted."""
    assert yaml.safe_load(to_yaml({"key": [text], text: 1})) == {"key": [text], text: 1} or text == "key"


@pytest.mark.parametrize(
    "value",
    [
        {"a": {"b": [1, 2.5, None, True, "yes", "no", "1", "a: b", "# x", "", " ", "-", "1.0", "2026-11-21", "é\n"]}},
        {"empty": {}, "none": [], "nested": [[1, [2]], {"x": [{"y": {}}]}, {}]},
        {"$ref": "#/components/x", "/videos/{id}": {"200": "ok"}, "null": "null", "on": "off", "key with space": 1},
        [], {}, "text", [{"a": 1, "b": [1]}],
    ],
)  # fmt: skip
def test_both_readers_see_the_same_data(value: Any) -> None:
    """The strict reader of the folders, and PyYAML."""
    assert yaml.safe_load(to_yaml(value)) == value
    assert read(to_yaml(value)) == value


@given(TEXT.filter(lambda text: text.isprintable() and bool(text)))
def test_a_scalar_fits_both_styles(text: str) -> None:
    """A value of provider.yaml is the same text in block and in flow style."""
    assert read(f"a: {scalar(text)}\n") == {"a": text}
    assert read(f"a: {{b: {scalar(text)}, c: [{scalar(text)}]}}\n") == {"a": {"b": text, "c": [text]}}


def test_half_a_surrogate_pair_is_refused() -> None:
    """Text that UTF-8 cannot encode is an error, not a broken file."""
    with pytest.raises(ValueError, match="surrogate"):
        to_yaml({"a": "\ud800"})
    with pytest.raises(ValueError, match="cannot be shown"):
        scalar("a\nb")


def test_a_vendored_document_is_written_unchanged() -> None:
    """A document under ``spec/`` that the writer has written does not change when it is written again."""
    path = SPEC / "openai" / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    assert leading_comments(text) + to_yaml(load(path).data) == text


PIECES = st.sampled_from(["new", {"a": ["1", {"b": 2}], "c": {}}, ["x"], {}, None, "yes", 3, "two\nlines\n"])


def containers(node: Any) -> list[Any]:
    """Return all lists and objects of a document."""
    if not isinstance(node, (dict, list)):
        return []
    inner = node.values() if isinstance(node, dict) else node
    return [node, *(one for item in inner for one in containers(item))]


def edit(node: Any, number: int, piece: Any, how: str) -> None:
    """Change one member of a container."""
    if isinstance(node, dict):
        keys = list(node)
        if how == "add" or not keys:
            node["added"] = copy.deepcopy(piece)
        elif how == "remove":
            del node[keys[number % len(keys)]]
        else:
            node[keys[number % len(keys)]] = copy.deepcopy(piece)
    elif how == "add" or not node:
        node.insert(number % (len(node) + 1), copy.deepcopy(piece))
    elif how == "remove":
        del node[number % len(node)]
    else:
        node[number % len(node)] = copy.deepcopy(piece)


FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))]


@settings(max_examples=25)
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 50), PIECES, st.sampled_from(["add", "remove", "set"])),
        min_size=1,
        max_size=3,
    ),
)
def test_edits_keep_the_other_lines(path: Path, edits: list[tuple[int, int, Any, str]]) -> None:
    """After any edit of a file of ours: the new text has it, and a second splice changes nothing."""
    old = path.read_text(encoding="utf-8")
    document = load(path)
    data = copy.deepcopy(document.data)
    for where, number, piece, how in edits:
        nodes = containers(data)
        edit(nodes[where % len(nodes)], number, piece, how)
    new = splice(old, document, data)
    assert identical(read(new), data)
    assert splice(new, loads(new.encode(), path), data) == new


@pytest.mark.parametrize(
    ("old", "data", "new"),
    [
        ("a: 1\n# why\nb: [x, y]\n", {"a": 2, "b": ["x", "y"]}, "a: 2\n# why\nb: [x, y]\n"),
        ("a:\n  - x # one\n  - y\n", {"a": ["x", "z", "y"]}, "a:\n  - x # one\n  - z\n  - y\n"),
        ("a:\n  - b: 1\n    c: 2\n", {"a": [{"b": 1, "c": 3}]}, "a:\n  - b: 1\n    c: 3\n"),
        ("a:\n- - x\n  - y\n", {"a": [["x", "z"]]}, "a:\n- - x\n  - z\n"),
        ("a: {b: 1}\nc: d\n", {"a": {"b": 2}, "c": "d"}, "a:\n  b: 2\nc: d\n"),
        ("a: |\n  # text\n  more\nb: 1\n", {"a": "# text\nmore\n", "b": 2}, "a: |\n  # text\n  more\nb: 2\n"),
        ("a: &x [1]\nb: *x\n", {"a": [2], "b": [1]}, "a:\n- 2\nb:\n- 1\n"),
        ("{a: 1}\n", {"a": 2}, "a: 2\n"),
        ("# only\na: 1\n# end\n", {"a": 2}, "# only\na: 2\n"),
        ("a:\n- x\n", {"a": []}, "a: []\n"),
    ],
)
def test_lines_that_say_the_same_stay(old: str, data: Any, new: str) -> None:
    """Style and comments stay around a change; a container in flow style is written anew."""
    document = loads(old.encode(), Path("file.yaml"))
    assert splice(old, document, data) == new


def test_removed_comments_are_found() -> None:
    """A comment is between tokens: a number sign in a text is not one."""
    old = "# head\na: 'x # no'  # one\nb: |\n  # no\n# two\nc: 1 # three\n"
    assert removed_comments(old, "# head\na: 1\n") == ["line 2: # one", "line 5: # two", "line 6: # three"]
    assert removed_comments(old, old) == []


def test_items_are_matched() -> None:
    """Parameters by location and name, references by target, schemas by their contents, else by type."""
    old = [
        {"name": "a", "in": "query"},
        {"$ref": "#/x"},
        {"type": "string", "description": "ours"},
        {"type": "integer", "minimum": 1},
    ]
    new = [
        {"type": "integer"},
        {"name": "b", "in": "query"},
        {"type": "string"},
        {"$ref": "#/x"},
        {"name": "a", "in": "query", "schema": {}},
    ]
    assert match_items(new, old) == [3, None, 2, 1, 0]
    assert match_items([], old) == [] and match_items(["a"], ["a"]) == [None]


def test_keys_keep_an_order() -> None:
    """The order of the base, and each new key after its predecessor upstream."""
    assert in_order_of(["x", "c", "y", "a", "z"], ["a", "b", "c"]) == ["x", "a", "z", "c", "y"]


def test_values_of_the_source_are_edited_as_text() -> None:
    """One value is replaced, a missing one is added in its place; comments and style stay."""
    edited = with_source(PROVIDER, {"revision": "v2: a", "sha256": "0" * 64})
    assert changed(PROVIDER, edited)[1] == ["revision: 'v2: a'", f"sha256: '{'0' * 64}'"]
    lines = [line for line in PROVIDER.splitlines(keepends=True) if "sha256" not in line]
    edited = with_source("".join(lines), {"sha256": "b" * 64})
    assert edited.index("# Of the whole") > edited.index("sha256") > edited.index("retrieved")
    flow = "source: {kind: vendored, url: https://a.example/x, license: MIT}  # c\ntitle: x\n"
    edited = with_source(flow, {"revision": "1.0, later", "url": "https://b.example/y"})
    assert (
        edited
        == "source: {kind: vendored, url: https://b.example/y, revision: '1.0, later', license: MIT}  # c\ntitle: x\n"
    )
    folded = "source:\n  url: >-\n    https://a.example/x\n  revision: |-\n    one\ntitle: x\n"
    edited = with_source(folded, {"url": "https://b.example/y", "revision": "two", "retrieved": "2027-01-31"})
    assert read(edited) == {
        "source": {"url": "https://b.example/y", "revision": "two", "retrieved": "2027-01-31"},
        "title": "x",
    }


def test_operation_ids_are_edited_in_place() -> None:
    """Only operationIds change, not the same word elsewhere; two ids may be swapped."""
    text = "title: a\noperations: {create: a, retrieve: b}  # a\nalso:\n- c  # c\n- 'd'\n"
    edited = with_operations(text, {"a": "b", "b": "a", "d": "123"})
    assert edited == "title: a\noperations: {create: b, retrieve: a}  # a\nalso:\n- c  # c\n- '123'\n"
    assert with_operations(PROVIDER, {}) == PROVIDER
