"""Bound the repetitions of one client, so that its retries do not multiply an outage of the server."""

from __future__ import annotations

from threading import Lock

from videojobs.http.fork import reset_after_fork

# The numbers of botocore's standard mode:
# https://github.com/boto/botocore/blob/develop/botocore/retries/standard.py
CAPACITY = 500
RETRY_COST = 5
TIMEOUT_COST = 10
_FIRST_TRY_REFUND = 1


class RetryBudget:
    """Tokens that every repetition of a request takes, and every success puts back.

    While the server works, a client repeats whatever fails now and then. If nothing succeeds, it repeats a hundred
    requests in all, and then sends each request once.
    """

    def __init__(self) -> None:
        self._tokens = CAPACITY
        self._lock = Lock()
        reset_after_fork(self)

    def take(self, cost: int) -> bool:
        """Take tokens for a repetition; return False, and take none, if there are not enough."""
        with self._lock:
            if self._tokens < cost:
                return False
            self._tokens -= cost
            return True

    def put_back(self, tokens: int) -> None:
        """Put back the tokens that a successful request took, or one if it was not repeated."""
        with self._lock:
            self._tokens = min(CAPACITY, self._tokens + (tokens or _FIRST_TRY_REFUND))

    def after_fork(self) -> None:
        """Replace the lock, which a thread of the parent process may have held."""
        self._lock = Lock()
