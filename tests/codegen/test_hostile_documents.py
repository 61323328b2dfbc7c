"""A corpus of hostile documents, by attack, with the outcome expected of each as data."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from scripts.codegen.render import single
from scripts.oas.load import load
from tests.codegen.conftest import document
from tests.codegen.generated_code import Outcome, keys_of
from tests.codegen.growth import grown

FOLDER = Path(__file__).parent / "hostile" / "documents"
CASES: list[Any] = [
    pytest.param(
        case,
        id=f"{path.stem}-{case['name']}".replace(" ", "-"),
        marks=[pytest.mark.nightly] if case.get("nightly") else [],
    )
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in load(path).data  # type: ignore[union-attr]
]
KEYS = {
    *("name", "text", "bytes", "suffix", "grow", "whole", "more", "schemas", "schemes", "version", "sent"),
    *("path", "method", "operation", "refused", "operations", "models", "enums", "constants", "nightly"),
}


def source_of(case: dict[str, Any]) -> bytes:
    """Return the file that a case describes."""
    assert set(case) <= KEYS, set(case) - KEYS
    if "bytes" in case:
        return bytes(case["bytes"])
    if "text" in case:
        return str(case["text"]).encode()
    if "grow" in case:
        return grown(**case["grow"])
    if "whole" in case:
        return json.dumps(case["whole"]).encode()
    operation = {"responses": {"200": {"description": "ok"}}, **case.get("operation", {})}
    if "sent" in case:
        body = {"schema": {"$ref": f"#/components/schemas/{case['sent']}"}}
        operation["requestBody"] = {"content": {"application/json": body}}
    doc = document({case.get("path", "/a"): {case.get("method", "get"): operation}}, case.get("schemas", {}))
    for key, value in case.get("more", {}).items():
        same = isinstance(doc.get(key), dict) and isinstance(value, dict) and key != "paths"
        doc[key] = {**doc[key], **value} if same else value
    if "schemes" in case:
        doc["components"]["securitySchemes"] = case["schemes"]
    doc["openapi"] = case.get("version", doc["openapi"])
    return json.dumps(doc).encode()


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_document(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused where the corpus says so, for its reason; or generated without loss, importable, without effects."""
    monkeypatch.setattr(single, "format_tree", lambda folder: None)  # a process per document; formatted elsewhere
    monkeypatch.chdir(tmp_path)
    suffix = case.get("suffix", ".yaml" if "text" in case or "bytes" in case or "digits" in str(case) else ".json")
    if case.get("grow", {}).get("kind") == "brackets":
        suffix = case.get("suffix", ".yaml")
    outcome = Outcome(source_of(case), tmp_path / "d", suffix=suffix)
    if "refused" in case:
        outcome.check_refused()
        assert case["refused"]["reason"] in outcome.error, outcome.error
        assert outcome.pointer == case["refused"].get("pointer", outcome.pointer), outcome.error
        return
    assert not outcome.error, outcome.error
    with outcome.imported():
        pass
    check_found(case, outcome)


def check_found(case: dict[str, Any], outcome: Outcome) -> None:
    """Hold the code against what the corpus expects of it."""
    trees, classes = outcome.trees(), outcome.classes()
    for name, keys in case.get("models", {}).items():
        assert list(keys_of(classes[name]).items()) == list(keys.items())
    for name, members in case.get("enums", {}).items():
        body = [node for node in classes[name].body if isinstance(node, ast.Assign)]
        assert {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in body} == members
    constants = [*outcome.constants(), *outcome.keys()]
    for value in case.get("constants", ()):
        assert any(value == constant and type(value) is type(constant) for constant in constants), value
    for path, method in case.get("operations", {}).items():
        texts = [path_source(tree) for name, tree in trees.items() if name.startswith("api/")]
        assert any(path in text and f"method='{method}'" in text for text in texts), texts


def path_source(tree: ast.Module) -> str:
    """Return the call that builds the request, with each parameter of the path in braces again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Request":
            (path,) = [item.value for item in node.keywords if item.arg == "path"]
            targets = "".join(
                f"{{{ast.literal_eval(part.value.args[1])}}}" if isinstance(part, ast.FormattedValue) else part.value  # type: ignore[attr-defined]
                for part in (path.values if isinstance(path, ast.JoinedStr) else [path])
            )
            return f"{targets} {ast.unparse(node)}"
    return ""


def test_the_corpus_is_large_enough() -> None:
    """Each document once, each with a name of its own."""
    assert len(CASES) >= 150
    assert len({case.id for case in CASES}) == len(CASES)
