"""Batches: a file of prompts becomes a folder of clips, each paid for once.

::

    from videojobs import VideoClient
    from videojobs.batch import run_batch

    with VideoClient("compatible", base_url="https://relay.example/v1", rate="30/min") as client:
        result = run_batch(client, "prompts.jsonl", "clips", concurrency=8, max_jobs=500)
    print(result.progress.done, "of", result.progress.total)

With ``database="postgresql://..."``, `run_worker` works on the same lines on other machines.
"""

from videojobs.batch.prompts import InvalidBatch, Problem, Prompt, read_prompts
from videojobs.batch.results import BatchLine, BatchProgress, BatchResult, LineStatus
from videojobs.batch.run import arun_batch, check_batch, run_batch
from videojobs.batch.shared import AdoptedLines, adopt_worker, arun_worker, enqueue_batch, run_worker

__all__ = [
    "AdoptedLines",
    "BatchLine",
    "BatchProgress",
    "BatchResult",
    "InvalidBatch",
    "LineStatus",
    "Problem",
    "Prompt",
    "adopt_worker",
    "arun_batch",
    "arun_worker",
    "check_batch",
    "enqueue_batch",
    "read_prompts",
    "run_batch",
    "run_worker",
]
