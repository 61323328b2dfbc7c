"""The budgets: what each row of the table may take, and why a row that takes more does."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from bench.benchmark import Figure


@frozen
class Budget:
    """A bound of one row.

    Attributes:
        bound: The number, in the unit of the row, or a ratio to its limit.
        of: Which of the two it bounds.
        is_least: Whether it is the least instead of the most.
        explanation: What stops a row that exceeds it, and what was tried.
    """

    bound: float
    of: Literal["ratio", "value"] = "ratio"
    is_least: bool = False
    explanation: str = ""

    def verdict(self, figure: Figure, factor: float = 1.0) -> str:
        """Return whether a figure keeps the budget: yes, no, or nearer to it than the runs are to each other."""
        value = figure.median * factor
        excess = value / self.bound - 1
        if self.is_least:
            excess = self.bound / value - 1 if value else 1.0
        if excess <= 0:
            return "yes"
        return "within the spread" if excess <= figure.spread else "**no**"


_NEEDS_A_CORE = (
    "a poll takes 0.4 ms of CPU, so that 2,000 per second need most of a core; with 0.73 cores, 1 to 2 % of the polls "
    "come late. Where other programs leave less, far fewer are sent: 460 per second with 0.22 cores. Then each takes "
    "longer, and 50 to 100 are under way at once: with 500, a third fewer would be sent. Where a server takes 200 ms, "
    "240 to 330 were under way after 20 s at a load of 8."
)
BUDGETS = {
    "`import videojobs` and `VideoClient(...)`": Budget(1.25),
    "import one model": Budget(1.6),
    "decode one job": Budget(0.16),
    "decode and reconcile one job": Budget(1.54),
    "`retrieve`, mock transport": Budget(1.55),
    "download to disk": Budget(1.2),
    "download to disk, TLS": Budget(1.2),
    "download to disk, asyncio": Budget(1.1),
    "download to disk, asyncio, TLS": Budget(1.1),
    "download to disk: memory": Budget(8, of="value"),
    "download to disk, asyncio: memory": Budget(8, of="value"),
    "10,000 waits: polls per second": Budget(1_980, of="value", is_least=True, explanation=_NEEDS_A_CORE),
    "10,000 waits: lateness, p99": Budget(250, of="value", explanation=_NEEDS_A_CORE),
    "10,000 waits: cores": Budget(1.0, of="value"),
    "10,000 waits, aiohttp: cores": Budget(0.7, of="value"),
    "500 creates at once": Budget(
        1.0,
        explanation="1.02 to 1.1 in six runs. Both make the same calls over the same 100 connections, but four of five "
        "wait for a slot of the client first, for 7 us, and five times as many are alive at once, so that Python's "
        "garbage collector takes 15 us more of each. Without a bound, in the pool of the HTTP library, it was 4.6.",
    ),
    "a batch line on SQLite, beyond its calls": Budget(5, of="value"),
    "check and add 10,000 lines": Budget(20, of="value"),
    "check and add 10,000 lines to PostgreSQL": Budget(20, of="value"),
    "generate the first provider": Budget(1.3),
    "generate each further provider": Budget(0.15, of="value"),
    "drift, the whole document": Budget(
        0.8,
        of="value",
        explanation="on the clock, which a busy machine lengthens, redocly's alike; 0.57 s at a load of 4 on 2 cores. "
        "Compare the row of CPU.",
    ),
    "drift, the whole document: memory": Budget(200, of="value"),
    "a poll answered by the emulator": Budget(
        0.25,
        of="value",
        explanation="the server with an empty application takes 0.12 to 0.15 ms, of which h11 in place of a compiled "
        "parser is 0.08; the application takes 0.06 in a loop, and 0.08 to 0.09 after each wait for a request, with "
        "cold caches. To send head and body together would save 0.01.",
    ),
}
"""By the name of the row."""
