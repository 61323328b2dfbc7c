"""Check ``spec/kinds.yaml``: by its JSON Schema, and against the code that records changes."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.oas.file_check import schema_errors
from scripts.oas.load import load
from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document
    from scripts.oas.problems import SpecError

# Only these folders record changes: a text elsewhere would keep a row that nothing uses.
_CODE = ("client", "documents", "schemas")
_KIND_ARGUMENTS = frozenset({"record", "changed", "added", "removed"})  # methods whose first argument is a kind


def lint_kinds(table: Document) -> list[SpecError]:
    """Return the problems of the table: wrong shape, a kind that the code records and the table lacks, unused rows."""
    return schema_errors(table, load(table.path.with_name("kinds.schema.json")).root) or list(_against_code(table))


def _against_code(table: Document) -> Iterator[SpecError]:
    recorded, words = _read_code()
    for kind in sorted(recorded - table.root.keys()):
        yield table.error("", f"the kind {kind!r} has no row", "write one: the comparison records it")
    kinds: Any = table.root
    for kind, entry in kinds.items():
        if kind not in words:
            yield table.error(format_pointer([kind]), f"the comparison never records {kind!r}", "remove the row")
        for variant in entry.get("variants", ()):
            if variant not in words:
                place = format_pointer([kind, "variants", variant])
                yield table.error(place, f"the comparison never names the variant {variant!r}", "remove the row")


def _read_code() -> tuple[set[str], set[str]]:
    """Return the kinds that calls record, and all texts in the code of the comparison."""
    recorded: set[str] = set()
    words: set[str] = set()
    for folder in _CODE:
        for path in sorted((Path(__file__).parent / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # All texts, since a kind often comes from a variable or a table and not from the call itself.
                    words.add(node.value)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                    first = node.args[0]
                    if node.func.attr in _KIND_ARGUMENTS and isinstance(first, ast.Constant):
                        recorded.add(str(first.value))
    return recorded, words
