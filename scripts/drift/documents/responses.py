"""Answers: by status code, with their headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.drift.documents.bodies import compare_content, media_types
from scripts.drift.documents.context import SUNSETS, Both
from scripts.drift.recorder import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Pair
    from scripts.drift.documents.resolver import Node
    from scripts.oas.document import Json

_CODE = re.compile(r"[1-5](?:[0-9][0-9]|XX)|DEFAULT")
_ANSWER = frozenset({"content", "headers"})
_HEADER = frozenset({"required", "schema", "content", "style", "explode", "deprecated", *SUNSETS})


def compare_responses(work: Work, pair: Pair) -> None:
    """Compare what two operations answer.

    Raises:
        SpecError: One of the answers is none, or stands under what is no status code.
    """
    old, new = _by_code(pair.base.node), _by_code(pair.revision.node)
    gone, fresh = [code for code in old if code not in new], [code for code in new if code not in old]
    for code, node in old.items():
        if code in new:
            _compare_answer(work, Both(node, new[code], pair.answered, f"{_shown(code)} of {OPERATIONS}"))
    was, now = [code for code in gone if _is_success(code)], [code for code in fresh if _is_success(code)]
    if len(was) == len(now) == 1:
        there = Both(old[was[0]], new[now[0]], pair.answered, f"answer of {OPERATIONS}")
        message = f"Success of {OPERATIONS} is told by status {now[0]}, no longer by {was[0]}."
        work.changed("status-changed", there, message, before=was[0], after=now[0])
        _compare_answer(work, there)
        gone.remove(was[0])
        fresh.remove(now[0])
    for code in gone:
        subject = f"{_shown(code)} of {OPERATIONS}"
        last = _is_success(code) and media_types(old[code]) and not any(map(media_types, _successes(new)))
        work.removed(
            "response-removed",
            old[code],
            pair.answered,
            subject,
            f"The {subject} is gone.",
            variant="last-success" if last else "one-of-several",
            before=code,
        )
    for code in fresh:
        subject = f"{_shown(code)} of {OPERATIONS}"
        message = f"The {subject} is new."
        work.added(
            "response-added",
            new[code],
            pair.answered,
            subject,
            message,
            variant=_variant(code, new[code], old),
            after=code,
        )


def _variant(code: str, node: Node, old: Mapping[str, Node]) -> str:
    """Return what a new answer is: one of success, of a type that was known or not, or one that was announced."""
    successes = _successes(old) or [node for other, node in old.items() if other == "DEFAULT"]
    if _is_success(code) and successes:
        held = {name: media.body.get("schema") for name, media in media_types(node).items()}
        known = [{name: media.body.get("schema") for name, media in media_types(one).items()} for one in successes]
        return "success-of-same-type" if held in known else "success-of-new-type"
    return "documented-by-range" if f"{code[0]}XX" in old or "DEFAULT" in old else "not-documented-before"


def _successes(answers: Mapping[str, Node]) -> list[Node]:
    return [node for code, node in answers.items() if _is_success(code)]


def _by_code(operation: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for text, node in operation.members("responses", extensible=True).items():
        code = text.upper()
        if not _CODE.fullmatch(code):
            what = f"{text!r} is no status code"
            raise operation.document.error(operation.under("responses", text), what, "write 200, 4XX or default")
        found[code] = node
    return found


def _is_success(code: str) -> bool:
    return code.startswith("2")


def _shown(code: str) -> str:
    return "default answer" if code == "DEFAULT" else f"answer {code}"


def _compare_answer(work: Work, both: Both) -> None:
    compare_content(work, both)
    compare_headers(work, both)
    work.text(both, _ANSWER)


def compare_headers(work: Work, both: Both) -> None:
    """Compare the headers of two answers, or of two parts of a form; their names have no case."""
    old, new = _by_name(both.base), _by_name(both.revision)
    for name, (shown, node) in old.items():
        subject = f"header `{shown}` of the {both.subject}"
        if name in new:
            _compare_header(work, Both(node, new[name][1], both.use, subject))
        else:
            before: Json = {"name": shown, "required": node.flag("required")}
            work.removed("header-removed", node, both.use, subject, f"The {subject} is gone.", before=before)
    for name, (shown, node) in new.items():
        if name not in old:
            variant = "required" if node.flag("required") else "optional"
            subject = f"header `{shown}` of the {both.subject}"
            after: Json = {"name": shown, "required": node.flag("required")}
            message = f"The {subject} is new."
            work.added("header-added", node, both.use, subject, message, variant=variant, after=after)


def _by_name(holder: Node) -> dict[str, tuple[str, Node]]:
    """Return the headers by their names in lower case; the media type is told elsewhere, as OpenAPI has it."""
    named = {name.lower(): (name, node) for name, node in holder.members("headers").items()}
    named.pop("content-type", None)
    return named


def _compare_header(work: Work, both: Both) -> None:
    from scripts.drift.documents.parameters import compare_form  # in turn, a form may be a media type with headers

    old, new = both.base.flag("required"), both.revision.flag("required")
    if old is not new:
        kind, said = ("header-required", "always comes now") if new else ("header-optional", "need not come any more")
        message = f"The {both.subject} {said}."
        work.changed(kind, both, message, key="required", before=old, after=new)
    compare_form(work, both, "header-serialised-otherwise")
    work.lifetime(both)
    work.text(both, _HEADER)
