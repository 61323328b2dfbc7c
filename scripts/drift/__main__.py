"""``python -m scripts.drift``: report what a change of a document does to code that uses the client."""

from __future__ import annotations

import gc
import sys

from scripts.drift.command import main

if __name__ == "__main__":
    gc.disable()  # a run is short and makes few reference cycles; looking for them takes a tenth of its time
    sys.exit(main())
