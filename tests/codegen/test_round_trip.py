"""Every model of every provider: what was decoded encodes back to itself."""

from __future__ import annotations

import json
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.codegen.forms.normalise import Normal, normalise
from scripts.spec.samples import read_sample
from tests.codegen.fuzzing import fuzzed
from videojobs_api import PROVIDERS

SAMPLES = sorted((Path(__file__).parents[2] / "spec").glob("*/samples/*.json"))
_KEYS = st.text(max_size=8)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=2),
    max_leaves=5,
)


def published(provider: str) -> dict[str, Any]:
    """Return the document beside a provider's package."""
    document: dict[str, Any] = json.loads((files(f"videojobs_api.{PROVIDERS[provider]}") / "openapi.json").read_text())
    return document


DOCUMENTS = {provider: normalise(published(provider)) for provider in PROVIDERS}
MODELS = [
    pytest.param(provider, name, id=f"{provider}-{name}")
    for provider, normal in DOCUMENTS.items()
    for name, schema in normal.document["components"]["schemas"].items()
    if "properties" in schema
]


def values_of(schema: Any, normal: Normal, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return values that a schema admits, now and then one that it does not, with unknown keys."""
    usual = _usual(schema, normal, depth)
    return usual if depth > 6 else st.one_of(usual, usual, usual, _ANY)


def _usual(schema: Any, normal: Normal, depth: int) -> st.SearchStrategy[Any]:
    if not isinstance(schema, dict) or depth > 6:
        return _ANY
    if "$ref" in schema:
        target = normal.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return _usual(target, normal, depth + 1)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return st.one_of([_usual(member, normal, depth + 1) for member in schema[key]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | st.text(max_size=8)
    return _of_type(schema, normal, depth)


def _of_type(schema: dict[str, Any], normal: Normal, depth: int) -> st.SearchStrategy[Any]:
    kind = schema.get("type", "object" if "properties" in schema else None)
    if kind == "array":
        return st.lists(values_of(schema["items"], normal, depth + 1), max_size=2)
    if kind == "object":
        return _object(schema, normal, depth)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        "string": st.text(max_size=8),
        "integer": st.integers(),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain.get(kind, _ANY)


def _object(schema: dict[str, Any], normal: Normal, depth: int) -> st.SearchStrategy[Any]:
    documented = {key: values_of(sub, normal, depth + 1) for key, sub in schema.get("properties", {}).items()}
    extra = schema.get("additionalProperties")
    others = values_of(extra, normal, depth + 1) if isinstance(extra, dict) else _ANY
    more = st.dictionaries(_KEYS.filter(lambda key: key not in documented), others, max_size=2)
    return st.tuples(st.fixed_dictionaries({}, optional=documented), more).map(lambda pair: {**pair[1], **pair[0]})


def model(provider: str, name: str) -> Any:
    """Return the class of a schema."""
    return getattr(import_module(f"videojobs_api.{PROVIDERS[provider]}.models"), name)


@pytest.mark.parametrize("examples", [6, pytest.param(100, marks=pytest.mark.nightly)])
@pytest.mark.parametrize(("provider", "name"), MODELS)
def test_what_was_decoded_encodes_back(provider: str, name: str, examples: int) -> None:
    """Whatever the body: nothing is lost, nothing is invented, and the model equals the one decoded again."""
    cls = model(provider, name)
    normal = DOCUMENTS[provider]

    @fuzzed(examples)
    @given(_object(normal.document["components"]["schemas"][name], normal, 0))
    def check(body: dict[str, Any]) -> None:
        value = cls.from_dict(body)
        encoded = value.to_dict()
        assert encoded == body
        assert json.dumps(encoded, sort_keys=True) == json.dumps(body, sort_keys=True)  # 1, 1.0 and True differ
        assert cls.from_dict(encoded) == value

    check()


def test_every_model_is_tried() -> None:
    """And every class of the packages is one of them, or an enum."""
    tried = {(case.values[0], case.values[1]) for case in MODELS}
    for provider, package in PROVIDERS.items():
        models = import_module(f"videojobs_api.{package}.models")
        classes = {name: getattr(models, name) for name in models.__all__}
        decoded = {name for name, cls in classes.items() if hasattr(cls, "from_dict")}
        empty = {
            name
            for name in decoded
            if not DOCUMENTS[provider].document["components"]["schemas"][name].get("properties")
        }
        assert {name for other, name in tried if other == provider} == decoded - empty


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_sample_decodes_and_encodes_back(path: Path) -> None:
    """As each model of its provider that could be meant: a payload of the field loses nothing by it."""
    provider = path.parts[-3]
    body = read_sample(path).body
    if not isinstance(body, dict):
        pytest.skip("the payload is no object")
    for name in import_module(f"videojobs_api.{PROVIDERS[provider]}.models").__all__:
        cls = model(provider, name)
        if hasattr(cls, "from_dict"):
            assert cls.from_dict(body).to_dict() == body
            assert cls.from_dict(cls.from_dict(body).to_dict()) == cls.from_dict(body)
