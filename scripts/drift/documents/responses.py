"""Compare responses by status code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.drift.documents.bodies import compare_content, compare_headers
from scripts.drift.documents.context import NodePair
from scripts.drift.documents.serialisation import media_types
from scripts.drift.recorder import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.documents.context import Context
    from scripts.drift.documents.operations import OperationPair
    from scripts.drift.documents.resolver import Node
    from scripts.oas.document import Json

# https://spec.openapis.org/oas/v3.1.1.html#responses-object
_CODE = re.compile(r"[1-5](?:[0-9][0-9]|XX)|DEFAULT")
_COMPARED_IN_RESPONSE = frozenset({"content", "headers"})


def compare_responses(context: Context, pair: OperationPair) -> None:
    """Compare the responses of two operations.

    Raises:
        SpecError: A response has a wrong type, or its key is not a status code.
    """
    use = pair.base.response_use
    old, new = (_by_code(node) for node in pair.nodes)
    for code, node in old.items():
        if code in new:
            _compare_response(context, NodePair(node, new[code], use, _subject(code)))
    removed, added = [code for code in old if code not in new], [code for code in new if code not in old]
    was, now = [code for code in removed if _is_success(code)], [code for code in added if _is_success(code)]
    if len(was) == len(now) == 1:  # a server that sends 201 instead of 200 still sends the same response
        nodes = NodePair(old[was[0]], new[now[0]], use, f"response of {OPERATIONS}")
        message = f"The status of success of {OPERATIONS} is {now[0]}, no longer {was[0]}."
        context.changed("status-changed", nodes, message, before=was[0], after=now[0])
        _compare_response(context, nodes)
        removed.remove(was[0])
        added.remove(now[0])
    for code in removed:
        is_last = _is_success(code) and media_types(old[code]) and not any(map(media_types, _successes(new)))
        variant = "one-of-several"
        if is_last:
            variant = "last-success"
        context.removed("response-removed", old[code], use, _subject(code), variant=variant, before=code)
    for code in added:
        variant = _variant_of_added(code, new[code], old)
        context.added("response-added", new[code], use, _subject(code), variant=variant, after=code)


def _variant_of_added(code: str, node: Node, old: Mapping[str, Node]) -> str:
    successes = _successes(old) or [response for other, response in old.items() if other == "DEFAULT"]
    if _is_success(code) and successes:
        if _schemas(node) in map(_schemas, successes):
            return "success-of-same-type"
        return "success-of-new-type"
    if f"{code[0]}XX" in old or "DEFAULT" in old:
        return "documented-by-range"
    return "not-documented-before"


def _schemas(response: Node) -> dict[str, Json]:
    return {name: media.body.get("schema") for name, media in media_types(response).items()}


def _successes(responses: Mapping[str, Node]) -> list[Node]:
    return [node for code, node in responses.items() if _is_success(code)]


def _by_code(operation: Node) -> dict[str, Node]:
    responses: dict[str, Node] = {}
    for text, node in operation.members("responses", extensible=True).items():
        # The specification has `4XX` and `default`; `4xx` means the same and is written, too.
        code = text.upper()
        if not _CODE.fullmatch(code):
            what = f"{text!r} is no status code"
            raise operation.document.error(operation.pointer("responses", text), what, "write 200, 4XX or default")
        responses[code] = node
    return responses


def _is_success(code: str) -> bool:
    return code.startswith("2")


def _subject(code: str) -> str:
    if code == "DEFAULT":
        return f"default response of {OPERATIONS}"
    return f"response {code} of {OPERATIONS}"


def _compare_response(context: Context, nodes: NodePair) -> None:
    compare_content(context, nodes)
    compare_headers(context, nodes)
    context.compare_prose(nodes, _COMPARED_IN_RESPONSE)
