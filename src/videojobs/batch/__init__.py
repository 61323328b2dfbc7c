"""Batches: a file of prompts becomes a folder of clips, each paid for once.

::

    from videojobs import VideoClient
    from videojobs.batch import run_batch

    with VideoClient("compatible", base_url="https://relay.example/v1", rate="30/min") as client:
        result = run_batch(client, "prompts.jsonl", "clips", concurrency=8, max_jobs=500)
    print(result.progress.done, "of", result.progress.total)
"""

from videojobs.batch.prompts import InvalidBatch, Problem, Prompt, read_prompts
from videojobs.batch.results import BatchLine, BatchProgress, BatchResult, LineStatus
from videojobs.batch.run import arun_batch, check_batch, run_batch

__all__ = [
    "BatchLine",
    "BatchProgress",
    "BatchResult",
    "InvalidBatch",
    "LineStatus",
    "Problem",
    "Prompt",
    "arun_batch",
    "check_batch",
    "read_prompts",
    "run_batch",
]
