"""How much a document under ``spec/`` may hold, and what is raised while reading one that holds more or worse.

The largest document known (one provider's whole API) has 2.9 MB, 60,000 values, and nests 21 levels deep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.oas.document import Mark

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 2_000_000
MAX_ALIASES = 1_000


class Refused(Exception):
    """A text is refused.

    Attributes:
        mark: The place.
        parts: The keys and positions that lead to it, as far as they are known.
        what: What is wrong.
        fix: What to do about it.
    """

    def __init__(self, mark: Mark, parts: Sequence[str | int], what: str, fix: str) -> None:
        super().__init__(what)
        self.mark = mark
        self.parts = parts
        self.what = what
        self.fix = fix


MAX_OPERATIONS = 2_000
MAX_SCHEMAS = 5_000
MAX_PROPERTIES = 1_000  # of one object; the largest one known has 60
MAX_VALUES = 2_000  # of one enum
MAX_MEMBERS = 300  # of one union
MAX_PARAMETERS = 100  # of one operation
MAX_CHAIN = 40  # references that lead from one to the next before there is a class
MAX_TYPE = 2_000  # parts of the type of one value, references written out; the largest one known has 60
MAX_TYPES = 500_000  # parts of all types together
MAX_WRITTEN = 1_000_000  # values that are written out in place of references; the largest document needs 41,000
MAX_IMPORTS = 120  # models that import one another in a row; seven frames each
