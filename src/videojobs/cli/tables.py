"""Tables of jobs and providers; where one is too wide for the terminal, a few lines per row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from videojobs.cli.standard_output import Output, console

if TYPE_CHECKING:
    from rich.table import Table

_BROKEN = frozenset({"prompt"})
_MIN_BROKEN = 16
_GAP = 2


def new_table(*headers: str) -> Table:
    """Return a table without lines, which breaks a text that is too wide and never cuts it."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


class Rows:
    """Rows of a table whose words stay whole, so that ids, files and variables can be copied.

    Args:
        headers: The names of the columns.
        title: The column that begins a row where there are a few lines per row.
    """

    def __init__(self, *headers: str, title: str) -> None:
        self._headers = headers
        self._title = headers.index(title)
        self._rows: list[tuple[str, ...]] = []

    def __bool__(self) -> bool:
        return bool(self._rows)

    def add(self, *cells: str) -> None:
        """Add a row."""
        self._rows.append(cells)

    def write(self, results: Output) -> None:
        """Write the rows, if results are text."""
        # Rich before version 14 counts the gap after the last column, too.
        widths = self._widths(console().width - _GAP * len(self._headers))
        if widths is None:
            self._write_lines(results)
            return
        table = new_table(*self._headers)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in self._rows:
            table.add_row(*row)
        results.table(table)

    def _widths(self, available: int) -> list[int] | None:
        """Return the width of each column, none less than its longest word; None if they do not fit.

        Rich would rather break an id than a text of words: it takes from the widest column first.
        """
        from rich.cells import cell_len

        least: list[int] = []
        most: list[int] = []
        for header, *cells in zip(self._headers, *self._rows, strict=True):
            longest_word = max(cell_len(word) for word in (header, *" ".join(cells).split()))
            if header in _BROKEN:
                longest_word = min(longest_word, _MIN_BROKEN)
            least.append(longest_word)
            most.append(max(map(cell_len, (header, *cells))))
        if sum(least) > available:
            return None
        for width in range(max(most)):
            for number in range(len(least)):
                if sum(least) < available and least[number] == width < most[number]:
                    least[number] += 1
        return least

    def _write_lines(self, results: Output) -> None:
        width = max(map(len, self._headers))
        for row in self._rows:
            results.line(row[self._title])
            for number, cell in enumerate(row):
                if cell and number != self._title:
                    results.wrapped(f"  {self._headers[number]:<{width}}  ", cell)
