"""Replace the generated region of a hand-written page: the lines between two HTML comments."""

from __future__ import annotations

from pathlib import Path


def update_region(page: Path, name: str, text: str, *, write: bool) -> bool:
    """Put ``text`` between ``<!-- NAME: ... -->`` and ``<!-- /NAME -->`` of a page.

    Args:
        page: The Markdown file; it must hold both comments.
        name: Name of the region.
        text: What belongs there, in Markdown.
        write: Whether to write the page if it differs.

    Returns:
        Whether the page was up to date.

    Raises:
        SystemExit: The page has no such region.
    """
    old = page.read_text(encoding="utf-8") if page.is_file() else ""
    before, begin, rest = old.partition(f"<!-- {name}: ")
    comment, close, rest = rest.partition(" -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not (begin and close and end):
        raise SystemExit(f"{page}: add the lines <!-- {name}: generated --> and <!-- /{name} --> where it belongs")
    new = f"{before}{begin}{comment}{close}\n{text}\n{end}{after}"
    if write and new != old:
        page.write_text(new, encoding="utf-8")
    return new == old
