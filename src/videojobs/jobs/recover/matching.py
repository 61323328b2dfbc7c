"""Match requests of unknown outcome with the jobs of a provider's list, by time and prompt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import field, frozen

from videojobs.jobs.model.video_job import VideoJob
from videojobs.ledger import Entry, prompt_digest

# The clocks of two machines may differ by minutes.
_EARLIER = timedelta(minutes=10)
# Three tries, each of up to five times the client's timeout, and the delays between them.
_LATER = timedelta(hours=1)


@frozen
class Matches:
    """The jobs of some requests.

    Attributes:
        certain: The job of an entry, by the entry's id: it has the prompt, and no other entry can have started it.
        candidates: For the entries without one, the jobs that it may have started.
    """

    certain: dict[str, VideoJob] = field(factory=dict)
    candidates: dict[str, tuple[VideoJob, ...]] = field(factory=dict)


def earliest(entries: Iterable[Entry]) -> datetime:
    """Return the time before which no job of these entries was created."""
    return min(entry.sent_at for entry in entries) - _EARLIER


def match(entries: Iterable[Entry], jobs: Iterable[VideoJob]) -> Matches:
    """Return which jobs these entries started. ``jobs`` are those that belong to no other entry.

    Two requests with one prompt are alike: if two such jobs exist, either may be either's. If there are more jobs than
    requests, some were started by another program, and none is certain.
    """
    ordered = sorted(entries, key=lambda entry: entry.sent_at)
    listed = list(jobs)
    same_prompt = {
        entry.id: [job for job in listed if _has_prompt_of(entry, job) and _is_in_time(entry, job)] for entry in ordered
    }
    matches = Matches()
    while chosen := _next_certain(ordered, same_prompt, matches):
        entry, job = chosen
        matches.certain[entry.id] = job
        for options in same_prompt.values():
            options[:] = [option for option in options if option.id != job.id]
    for entry in ordered:
        if entry.id not in matches.certain:
            matches.candidates[entry.id] = (*same_prompt[entry.id], *_without_prompt(entry, listed, matches))
    return matches


def _next_certain(
    entries: list[Entry], same_prompt: dict[str, list[VideoJob]], matches: Matches
) -> tuple[Entry, VideoJob] | None:
    """Return an entry and its job, if there are at least as many entries as jobs of that prompt."""
    for entry in entries:
        options = same_prompt[entry.id]
        if entry.id in matches.certain or not options:
            continue
        rivals = [other for other in entries if other.id not in matches.certain and same_prompt[other.id] == options]
        if len(rivals) >= len(options):
            # Requests of one prompt are alike, so any of the jobs will do; by age, two recoveries choose the same.
            return entry, min(options, key=lambda job: (job.created_at or entry.sent_at, job.id))
    return None


def _has_prompt_of(entry: Entry, job: VideoJob) -> bool:
    return bool(job.prompt) and prompt_digest(entry.id, job.prompt or "") == entry.prompt_sha256


def _is_in_time(entry: Entry, job: VideoJob) -> bool:
    if job.created_at is None:
        return True
    return entry.sent_at - _EARLIER <= job.created_at <= entry.sent_at + _LATER


def _without_prompt(entry: Entry, jobs: list[VideoJob], matches: Matches) -> list[VideoJob]:
    """Return the jobs of the right time whose prompt the provider does not list."""
    certain_ids = {job.id for job in matches.certain.values()}
    return [
        job
        for job in jobs
        if not job.prompt and job.created_at is not None and job.id not in certain_ids and _is_in_time(entry, job)
    ]
