"""``python -m scripts.drift``: say what an upstream change does to those who use the client."""

from __future__ import annotations

import gc
import sys

from scripts.drift.command import main

if __name__ == "__main__":
    gc.disable()  # a run is short and makes few cycles; walking a large document for them takes a tenth of its time
    sys.exit(main())
