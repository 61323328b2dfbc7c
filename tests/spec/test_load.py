"""Reading: strict, bounded, YAML 1.2 core, with places, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scripts.oas.file_check import schema_errors
from scripts.oas.load import SpecError, load, loads
from tests.spec.support import read, refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("n", "n"),
        ("2026-11-21", "2026-11-21"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("+12", 12),
        ("-12", -12),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("1.2.3", "1.2.3"),
        ("|-\n  12", "12"),
    ],
)
def test_plain_scalars_are_read_by_yaml_1_2(text: str, value: object) -> None:
    """What YAML 1.1 would turn into booleans, dates and base-60 numbers stays text."""
    found = read(f"key: {text}").root["key"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "file.yaml:4:3: /b", "the key 'c' is here and in line 3"),
        ("a: !!str x", "file.yaml:1:4: /a", "the tag"),
        ("a: !mine {b: c}", "file.yaml:1:4: /a", "the tag"),
        ("! a", "file.yaml:1:1: /", "the tag"),
        ("%YAML 1.1\n---\na: 1:30", "file.yaml:1:1: /", "YAML 1.1"),
        ("%TAG ! tag:x,2000:\n---\na: 1", "file.yaml:1:1: /", "%TAG"),
        ("a: 1\n---\nb: 2\n", "file.yaml:2:1: /", "a second document"),
        (b"a: 1\nb: \xe9\xff", "file.yaml:2:4: /", "not UTF-8"),
        ("a: 1".encode("utf-16"), "file.yaml:1:1: /", "not UTF-8"),
        ("", "file.yaml:1:1: /", "no document"),
        ("# nothing\n", "file.yaml:1:1: /", "no document"),
        ("a: [1, 2", "file.yaml:2:1: /a/2", "not YAML"),
        ("a: 1\n b: 2", "file.yaml:2:3: /", "not YAML"),
        ("a: *b", "file.yaml:1:4: /a", "the alias *b"),
        ("a: &x [*x]", "file.yaml:1:8: /a/0", "the alias *x"),
        ("a: {<<: {b: 1}}", "file.yaml:1:5: /a", "merge key"),
        ("a: {1: x}", "file.yaml:1:5: /a", "not text"),
        ("a: {true: x}", "file.yaml:1:5: /a", "not text"),
        ("a: {~: x}", "file.yaml:1:5: /a", "not text"),
        ("a: {&k b: x}", "file.yaml:1:5: /a", "an anchor"),
        ("? [a]\n: b", "file.yaml:1:3: /", "not plain text"),
        ("a: .inf", "file.yaml:1:4: /a", "not finite"),
        ("a: -.INF", "file.yaml:1:4: /a", "not finite"),
        ("a: .nan", "file.yaml:1:4: /a", "not finite"),
        ("a: 1e999", "file.yaml:1:4: /a", "not finite"),
        ("a: " + "9" * 5000, "file.yaml:1:4: /a", "digits"),
        ("a: 0x" + "f" * 5000, "file.yaml:1:4: /a", "digits"),
        ("a: \x07", "file.yaml:1:4: /", "a character that YAML does not allow"),
    ],
)
def test_what_must_not_be_is_refused_in_one_line(content: str | bytes, place: str, what: str) -> None:
    """Each refusal names file, line, column, pointer, the fault and the remedy."""
    problem = refusal(content)
    line = str(problem)
    assert line.startswith(f"{place}: ")
    assert what in problem.what
    assert problem.fix
    assert line.isprintable()


@pytest.mark.parametrize(
    "text", ["- " * 400 + "a", "[" * 5000, "{a: " * 5000, "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 300))]
)
def test_depth_is_bounded(text: str) -> None:
    """Nesting without end is refused, not recursed into."""
    assert "nested deeper than 100" in refusal(text).what


def test_an_anchor_bomb_is_refused() -> None:
    """Nine levels of nine aliases would be a billion values; they are counted, not built."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{chr(ord(name) - 1)}'] * 9)}]" for name in "bcdefghij"]
    assert "aliases expanded" in refusal("\n".join(lines)).what


def test_aliases_cannot_be_stacked_into_depth() -> None:
    """An alias inside an alias inside ... counts with the depth of what it stands for."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 150)]
    assert "nested deeper than 100" in refusal("\n".join(lines)).what


def test_too_many_aliases_are_refused() -> None:
    """A thousand aliases are enough for any document."""
    assert "more than 1000 aliases" in refusal("a: &a x\nb: [" + "*a, " * 1001 + "]").what


def test_aliases_are_copies() -> None:
    """A correction at one place of a document never changes another."""
    data = read("a: &a {b: [1]}\nc: *a\nd: &s text\ne: *s\n").root
    assert data == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "text", "e": "text"}
    assert data["a"] is not data["c"]


def test_response_codes_may_be_numbers() -> None:
    """Only as keys of ``responses``, and only three digits of a status; they become text."""
    assert read("responses: {200: a, 404: b, default: c}").root == {
        "responses": {"200": "a", "404": "b", "default": "c"}
    }
    assert "not text" in refusal("responses: {99: a}").what
    assert "not text" in refusal("responses: {200: {200: a}}").what


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    """Some editors write one."""
    assert loads(b"\xef\xbb\xbfa: 1", Path("file.yaml")).data == {"a": 1}


def test_yaml_1_2_may_say_so() -> None:
    """A %YAML 1.2 line is the truth."""
    assert read("%YAML 1.2\n---\na: 1").data == {"a": 1}


def test_places_are_kept() -> None:
    """A pointer leads to the key or item; one that leads nowhere, to the nearest thing above."""
    document = read('openapi: 3.1.0\npaths:\n  /a/b:\n    get: {tags: [x,\n      y]}\n  "~": é\n')
    assert document.position("") == (1, 1)
    assert document.position("/paths") == (2, 1)
    assert document.position("/paths/~1a~1b/get") == (4, 5)
    assert document.position("/paths/~1a~1b/get/tags/1") == (5, 7)
    assert document.position("/paths/~1a~1b/post/tags") == (3, 3)
    assert document.position("/paths/~0") == (6, 3)


def test_places_are_kept_in_json() -> None:
    """JSON comes through another reader and gives the same places."""
    text = '{"a": [1, {"b": {}, "c": [true,\n  "x, {["]}],\n "d": {"\\u0061": 2}}'
    document = read(text, "file.json")
    assert document.position("/a/1/b") == (1, 12)
    assert document.position("/a/1/c/1") == (2, 3)
    assert document.position("/d/a") == (3, 8)


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ('{"a": 1,\n "b": {"c": 2, "c": 3}}', "file.json:2:16", "the object has the key 'c' twice"),
        ('{"a": NaN}', "file.json:1:1", "NaN"),
        ('{"a": -Infinity}', "file.json:1:1", "-Infinity"),
        ('{"a": 1e999}', "file.json:1:1", "not finite"),
        ('{"a": ' + "9" * 5000 + "}", "file.json:1:1", "digits"),
        ('{"a": "\\ud800"}', "file.json:1:1", "surrogate"),
        ('{"\\ud800": 1}', "file.json:1:1", "surrogate"),
        ("[" * 200 + "]" * 200, "file.json:1:1", "nested deeper"),
        ("[" * 200_000, "file.json:1:1", "nested deeper"),
        ('{"a": 1,}', "file.json:1:", "not JSON"),
        ("{} {}", "file.json:1:4", "not JSON"),
        ("", "file.json:1:1", "not JSON"),
        ("a: 1", "file.json:1:1", "not JSON"),
    ],
)
def test_json_is_as_strict(text: str, place: str, what: str) -> None:
    """The standard library takes duplicate keys, NaN and any depth; this door does not."""
    problem = refusal(text, "file.json")
    assert str(problem).startswith(place)
    assert what in problem.what


def test_control_characters_of_a_document_never_reach_the_terminal() -> None:
    """Neither escape sequences nor line breaks nor text direction marks come through a message."""
    problem = refusal('"\\e[2J\\n\\u202e": 1\n"\\e[2J\\n\\u202e": 2', "na\x1bme.yaml")
    assert str(problem).isprintable()
    assert "\\x1b[2J" in str(problem)


def test_size_is_bounded(tmp_path: Path) -> None:
    """No more than the cap is read from the disk."""
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * 100)
    with pytest.raises(SpecError, match="larger than 50 bytes"):
        load(path, max_bytes=50)
    assert load(path).root == {"a": "x" * 100}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The message is a line as well."""
    with pytest.raises(SpecError, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_the_slow_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml, its own parser serves: same data, same places, same refusals."""
    text = "a: [1, {b: 0x1F}]\nc: &x |\n  text\nd: *x\n"
    fast = read(text)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow = read(text)
    assert slow.data == fast.data
    assert slow.position("/a/1/b") == fast.position("/a/1/b")
    assert "is here and in line 1" in refusal("a: 1\na: 2").what
    assert "surrogate" in refusal('a: "\\uD800"').what
    assert "character that YAML does not allow" in refusal("a: \x07").what


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**30), max_value=10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_what_is_dumped_is_read_back(value: object) -> None:
    """Any JSON value survives a JSON file."""
    assert loads(json.dumps(value).encode(), Path("x.json")).data == value


@given(
    st.recursive(
        st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    )
)
def test_quoted_text_is_read_back_from_yaml(value: object) -> None:
    """Any text survives as a quoted scalar, as a key and as a value."""
    text = yaml.safe_dump(value, default_style='"', allow_unicode=False)
    assert loads(text.encode(), Path("x.yaml")).data == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing but a ``SpecError`` comes out, and it is one printable line."""
    for name in ("x.yaml", "x.json"):
        try:
            loads(content, Path(name))
        except SpecError as problem:
            assert str(problem).isprintable()  # noqa: PT017


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%? \n,0.~<", max_size=60))
def test_any_yaml_like_text_is_read_or_refused(text: str) -> None:
    """The same for text made of YAML's own marks."""
    try:
        read(text)
    except SpecError as problem:
        assert str(problem).isprintable()  # noqa: PT017


def test_each_missing_key_is_reported() -> None:
    """Not the first of them once per missing key."""
    schema: dict[str, object] = {"type": "object", "required": ["a", "b", "c"]}
    errors = schema_errors(read("b: 1\n"), schema)
    assert [error.what for error in errors] == ["the key 'a' is missing", "the key 'c' is missing"]
