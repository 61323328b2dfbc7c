"""Whatever text a document holds, every form of the report stays well-formed and does nothing."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from scripts.drift.report import FORMATS
from tests.drift.output_reports import hostile

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/drift-report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
MARKS = [
    "`",
    "```",
    "~~~",
    "<",
    ">",
    "</details>",
    "<!--",
    "-->",
    "@a",
    "#1",
    "://",
    "www.",
    "[a](b)",
    "![",
    "](",
    "|",
    "\\",
]
MARKS += [
    "\n",
    "\r\n",
    "\t",
    "    ",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "***",
    "__",
    "&",
    "&#64;",
    ";",
    "GH-1",
    "::error::",
    "##[",
    "%0A",
]
MARKS += [
    "\x1b[31m",
    "\x00",
    "\x85",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\uffff",
    "]]>",
    "a@b.cd",
    "é",
    "\U0001f600",
    "\\`",
    "$$",
]
TEXTS = st.lists(st.sampled_from(MARKS) | st.text(max_size=3), max_size=12).map("".join)
COMMAND = re.compile(r"::(error|warning|notice) file=[^:,]*,line=\d+,col=\d+,title=[^:,]*::")
LINKED = re.compile(r"(?<![\w`])@\w|://|#\d|\bGH-\d|\bwww\.")
ALLOWED = {"text", "code_inline", "fence", "html_block", "inline", "softbreak", "paragraph", "heading", "bullet_list"}
ALLOWED |= {"ordered_list", "list_item", "strong"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_every_form_stands_any_text(text: str) -> None:
    """JSON fits its schema, SARIF is JSON, no control character or command comes through, Markdown is inert."""
    built = {name: render(hostile(text)) for name, render in FORMATS.items()}
    assert all(said.encode("utf-8") for said in built.values())
    VALIDATOR.validate(json.loads(built["json"]))
    json.loads(built["sarif"])
    for name in ("terminal", "markdown", "annotations"):
        assert [ch for ch in built[name] if not ch.isprintable() and ch != "\n"] == [], name
    assert all(COMMAND.match(line) for line in built["annotations"].split("\n") if line)
    assert [line for line in built["terminal"].split("\n") if line.lstrip().startswith("::") or "##[" in line] == []
    check_markdown(built["markdown"])


def check_markdown(said: str) -> None:
    """Hold Markdown against what a CommonMark reader makes of it."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(said)
    for part in [part for token in tokens for part in (token, *(token.children or []))]:
        assert re.sub("_(open|close)$", "", part.type) in ALLOWED, (part.type, part.content)
        if part.type in {"text", "html_block"}:
            assert LINKED.search(html.unescape(part.content)) is None, part.content
        if part.type == "html_block":
            assert re.fullmatch(r"<details( open)?><summary>[^<>]*</summary>\n|</details>\n", part.content), (
                part.content
            )
