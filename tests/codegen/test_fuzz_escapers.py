"""The escapers and the names, each for any text."""

from __future__ import annotations

import ast
import keyword
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openapi_python_client.strings import ClassName, PythonIdentifier

from scripts.codegen.escape import comment, docstring, literal, prose, sentence
from scripts.codegen.names import argument_names, attribute_names, class_name, enum_members, module_name, slug
from tests.codegen.fuzzing import fuzzed, json_values, texts


@fuzzed(300)
@given(json_values)
def test_fuzzed_literals_mean_the_same(value: Any) -> None:
    """Of each kind of value that a document can hold."""
    code = literal(value)
    assert ast.literal_eval(code) == value
    assert repr(ast.literal_eval(code)) == repr(value)  # 1, 1.0 and True are three values
    assert code.isprintable()


@fuzzed(300)
@given(texts, texts, texts)
def test_fuzzed_docstrings_stay_in_their_quotes(first: str, second: str, third: str) -> None:
    """One constant, whatever the text."""
    source = docstring(f"{sentence(first) or 'x'}\n\n{sentence(second)}", {"Args": [f"a: {prose(third)}."]}, indent=0)
    (statement,) = ast.parse(f"{source}\n").body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert all(char.isprintable() or char == "\n" for char in source)


@fuzzed(300)
@given(texts)
def test_fuzzed_comments_stay_in_their_line(text: str) -> None:
    """No code, and no encoding."""
    source = comment(text)
    assert ast.parse(f"# {source}\n".encode()).body == []
    assert source.isprintable()


def check_name(name: str) -> None:
    """Check one name."""
    assert name.isidentifier()
    assert name.isascii()
    assert len(name) <= 100
    assert not keyword.iskeyword(name)
    assert unicodedata.normalize("NFKC", name) == name
    assert not name.startswith("_")


@fuzzed(300)
@given(texts | st.text(min_size=80, max_size=200))
def test_fuzzed_names_are_names(text: str) -> None:
    """Of modules, operations and classes; and the parser, who is handed them, leaves them as they are."""
    for name in (slug(text), slug(text, "operation"), class_name(text), module_name(class_name(text))):
        check_name(name)
    assert str(PythonIdentifier(slug(text), "field_")) == slug(text)
    assert str(ClassName(class_name(text), "field_")) == class_name(text)
    assert class_name(class_name(text)) == class_name(text)


@fuzzed(300)
@given(st.lists(texts, max_size=8, unique=True))
def test_fuzzed_keys_never_fall_together(wires: list[str]) -> None:
    """Each key has a name of its own, in the same order."""
    for names in (attribute_names(wires), argument_names(wires)):
        assert list(names) == wires
        assert len(set(names.values())) == len(wires)
        for name in names.values():
            check_name(name)


@fuzzed(300)
@given(st.lists(texts | st.integers(), max_size=8))
def test_fuzzed_values_never_fall_together(values: list[str | int]) -> None:
    """Each value has a member of its own."""
    members = enum_members(values)
    assert len(set(members)) == len(values)
    for name in members:
        check_name(name)
        assert name.isupper()
