"""Types of command-line arguments that more than one command has."""

from __future__ import annotations

import argparse
from datetime import date


def date_argument(text: str) -> date:
    """Return a date that was written as 2026-11-21.

    Raises:
        ArgumentTypeError: It was not.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-11-21") from None
