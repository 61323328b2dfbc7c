"""`make conformance`: programs of other people judge the emulator's responses and our client's requests.

Exits with 1 if one of them finds a fault, and with 2 if a judge cannot be installed.
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.conformance import environments, official_sdks
from tests.conformance.client_requests import send_all
from tests.conformance.request_judges import JUDGES, JudgedTransport, judging, unrefused
from tests.conformance.response_checks import judge_broken_server, judge_responses
from tests.conformance.table import Row, format_failures, format_table
from videojobs.emulator.routes import mount_paths
from videojobs.openapi.documents import read_document
from videojobs_api import PROVIDERS

LIMIT_SECONDS = 1500
NAMES = ("python", "npm", "requests", "responses")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="make conformance", description=__doc__)
    parser.add_argument("--only", action="append", choices=NAMES, help="this kind of judge only; may be repeated")
    parser.add_argument("--provider", action="append", choices=sorted(PROVIDERS), help="this provider only; the same")
    arguments = parser.parse_args()
    # schemathesis sends requests that are no HTTP, and forms that are none, and each is logged.
    for name in ("uvicorn", "python_multipart"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(LIMIT_SECONDS)
    started = time.monotonic()
    try:
        environments.prepare_python()
        environments.prepare_node()
    except environments.NodeMissing as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"error: '{' '.join(map(str, error.cmd))}' failed; the lines above say why", file=sys.stderr)
        return 2
    rows = []
    for row in _rows(arguments.only or NAMES, arguments.provider or list(PROVIDERS)):
        print(f"==> {row.judge}, {row.provider}: {row.checked}, {len(row.failures)} failed", flush=True)
        rows.append(row)
    failures = format_failures(rows)
    print(f"\n{format_table(rows)}\n\n{failures}\n" if failures else f"\n{format_table(rows)}\n")
    print(f"{sum(len(row.failures) for row in rows)} failures, {time.monotonic() - started:.0f} s")
    return 1 if failures else 0


def _rows(names: Any, providers: list[str]) -> Iterator[Row]:
    if "python" in names:
        yield official_sdks.judge_with_python()
    if "npm" in names:
        yield official_sdks.judge_with_node()
        yield official_sdks.run_docs_example()
    if "responses" in names:
        yield judge_broken_server()
    for provider in providers:
        if "requests" in names:
            yield from _judge_requests(provider)
        if "responses" in names:
            yield judge_responses(provider)


def _judge_requests(provider: str) -> Iterator[Row]:
    """Let the mock servers judge each request that the client can send to a provider."""
    started = time.monotonic()
    dialect, document = read_document(provider)
    file = environments.OUTPUTS / f"{provider}.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    prefix, _ = mount_paths(dialect, document)
    with judging(JUDGES, file) as urls, tempfile.TemporaryDirectory() as folder:
        transports: list[JudgedTransport] = []
        new_transport = partial(_collected, transports, partial(JudgedTransport, urls, prefix))
        failure = None
        try:
            send_all(provider, new_transport, Path(folder))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs in the table
            failure = f"{type(error).__name__}: {error}"
        not_refused = unrefused(urls, dialect.operations["create"].path)
    seconds = time.monotonic() - started
    for judge in JUDGES:
        accepted = sum(transport.accepted[judge.name] for transport in transports)
        failures = [text for transport in transports for text in transport.refused[judge.name]]
        failures += [f"the judge accepts a wrong request: {text}" for text in not_refused[judge.name]]
        if failure is not None:
            failures.append(failure)
        yield Row(judge.name, judge.version, provider, f"{accepted} requests", tuple(failures), seconds)


def _collected(
    transports: list[JudgedTransport], new_transport: Callable[[str], JudgedTransport], origin: str
) -> JudgedTransport:
    transports.append(new_transport(origin))
    return transports[-1]


def _out_of_time(*_arguments: Any) -> None:
    raise TimeoutError(f"not finished after {LIMIT_SECONDS} s")


if __name__ == "__main__":
    sys.exit(main())
