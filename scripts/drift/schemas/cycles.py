"""Schemas that are made of themselves, with no value between: nothing satisfies them, or nothing can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.drift.schemas.source import Source


def check_circles(source: Source, direct: dict[str, set[str]]) -> None:
    """Refuse a circle.

    Args:
        source: The document.
        direct: Pointer of a schema -> pointers of the schemas that it is made of.

    Raises:
        SpecError: There is one.
    """
    done: set[str] = set()
    for start in direct:
        path: list[tuple[str, list[str]]] = []
        on_path: set[str] = set()
        following: str | None = start
        while following is not None or path:
            if following is not None and following not in done:
                if following in on_path:
                    raise source.error(
                        following, "this schema contains itself", "break the circle of allOf, anyOf or $ref"
                    )
                on_path.add(following)
                path.append((following, sorted(direct.get(following, ()))))
            here, left = path[-1] if path else ("", [])
            if not path:
                break
            if left:
                following = left.pop()
            else:
                path.pop()
                on_path.discard(here)
                done.add(here)
                following = None
