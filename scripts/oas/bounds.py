"""Limits on documents, so that a hostile one costs neither memory nor time without end.

The largest document seen (one provider's whole API) has 2.9 MB, 60,000 values, and nests 21 levels deep.
"""

from __future__ import annotations

# Each bound is several times what the largest known document needs: it is for documents made to exhaust memory or time.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 2_000_000
# Aliases of aliases double with every line ("billion laughs"), so their number is bounded beside what they expand to.
MAX_ALIASES = 1_000

MAX_OPERATIONS = 2_000
MAX_SCHEMAS = 5_000
MAX_PROPERTIES = 1_000  # of one object; the largest one seen has 60
MAX_VALUES = 2_000  # of one enum
MAX_MEMBERS = 300  # of one union
MAX_PARAMETERS = 100  # of one operation
MAX_CHAIN = 40  # references that lead from one to the next
MAX_TYPE = 2_000  # parts of the type of one value, references expanded; the largest one seen has 60
MAX_TYPES = 500_000  # parts of all types together
MAX_EXPANDED = 400_000  # values copied in place of references; the largest document seen needs 41,000
MAX_IMPORTS = 120  # models that import one another in a row; Python takes seven frames for each
