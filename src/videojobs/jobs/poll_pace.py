"""Slow down the polls of one client while its server refuses them for their rate."""

from __future__ import annotations

from threading import Lock

from videojobs.http.fork import reset_after_fork

_GROWTH, _GROWTH_SECONDS = 1.3, 1.0
_DECAY, _DECAY_SECONDS = 0.9, 5.0
_MAX_FACTOR = 30.0


class PollPace:
    """A factor of all poll intervals: grows while polls are refused with 429, and shrinks while they are not.

    At most once per second, and slower on the way back, as a congestion window does: a hundred refusals of one second
    tell no more than one of them (RFC 5681, 3.1, for TCP). Each job still gets its turn, so that no wait ends because
    the jobs are more than the provider lets one poll at the usual interval: `bench/scale` has the figures.
    """

    def __init__(self) -> None:
        self._factor = 1.0
        self._changed_at = -_DECAY_SECONDS
        self._lock = Lock()
        reset_after_fork(self)

    @property
    def factor(self) -> float:
        """The factor, at least 1."""
        return self._factor

    def refuse(self, now: float) -> None:
        """Count a poll that was refused for its rate."""
        with self._lock:
            if now - self._changed_at >= _GROWTH_SECONDS:
                self._factor = min(_MAX_FACTOR, self._factor * _GROWTH)
                self._changed_at = now

    def accept(self, now: float) -> None:
        """Count a poll that was not refused."""
        # Without the lock first: this is called for each poll, and the factor is 1 as a rule.
        if self._factor > 1.0 and now - self._changed_at >= _DECAY_SECONDS:
            with self._lock:
                self._factor = max(1.0, self._factor * _DECAY)
                self._changed_at = now

    def after_fork(self) -> None:
        """Replace the lock, which a thread of the parent process may have held."""
        self._lock = Lock()
