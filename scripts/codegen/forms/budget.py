"""Bound the copies that are made of one part of a document: a reference may be expanded in many places."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, TypeVar

from attrs import define

from scripts.oas.bounds import MAX_EXPANDED
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Path

T = TypeVar("T")


@define
class Budget:
    """Counts the values that are copied."""

    spent: int = 0

    def copy(self, value: T, at: Path) -> T:
        """Return a deep copy of a part of the document.

        Raises:
            Unsupported: Too much has been copied already.
        """
        self.spend(weight(value), at)
        return deepcopy(value)

    def spend(self, amount: int, at: Path) -> None:
        """Count values that are copied to a place; raises as ``copy``."""
        self.spent += amount
        if self.spent > MAX_EXPANDED:
            raise Unsupported(at, f"more than {MAX_EXPANDED} values, references expanded", "refer less often")


def weight(value: Any) -> int:
    """Count the values at and below a node, without recursion."""
    count = 0
    waiting = [value]
    while waiting:
        node = waiting.pop()
        count += 1
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return count
