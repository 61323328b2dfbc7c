"""schemathesis against the emulator of each provider: does every response conform to the provider's document?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Awaitable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.conformance.environments import OUTPUTS, PYTHON, version_of
from tests.conformance.table import Row
from videojobs.emulator import Emulator, Served, serve
from videojobs.emulator.routes import mount_paths
from videojobs.openapi.documents import read_document

CHECKS = (
    "not_a_server_error",
    "response_schema_conformance",
    "content_type_conformance",
    "ignored_auth",
    "use_after_free",
    "unsupported_method",
)
EXAMPLES = 30
RUN_SECONDS = 300
JUDGE = "schemathesis"
BREAKABLE = "openai"  # has an operation for each check
# Another seed sends other requests: whoever looks for more sets one.
SEED = os.environ.get("CONFORMANCE_SEED", "1")


def judge_responses(provider: str) -> Row:
    """Run schemathesis with the named checks against one provider's emulator."""
    started = time.monotonic()
    dialect, document = read_document(provider)
    with serve(provider, render_seconds=0.05) as served:
        counts, failures = _run_checks(served, document, provider)
    checks = list(CHECKS)
    if {} in document.get("security", ()):  # the key is optional: nothing is wrong with a server that ignores it
        checks.remove("ignored_auth")
    if "delete" not in dialect.operations:
        checks.remove("use_after_free")
    # A check that judged nothing passes, too.
    failures += [f"{check} judged no response" for check in checks if counts[check] == 0]
    checked = f"{counts['cases']} cases, {len(checks)} checks, {sum(counts[check] for check in checks)} verdicts"
    seconds = time.monotonic() - started
    return Row(JUDGE, version_of(JUDGE), provider, checked, tuple(failures), seconds)


def judge_broken_server() -> Row:
    """Run the same against an emulator that breaks the rule of each check: each must fail."""
    started = time.monotonic()
    _, document = read_document(BREAKABLE)
    respond = Emulator.__call__

    def broken(app: Emulator, *connection: Any) -> Awaitable[None]:
        return _respond_wrongly(partial(respond, app), app, *connection)

    with patch.object(Emulator, "__call__", broken), serve(BREAKABLE, render_seconds=0) as served:
        _, failures = _run_checks(served, document, "broken")
    failed = {text.partition(":")[0] for text in failures}
    missed = tuple(f"{check} does not fail" for check in CHECKS if check not in failed)
    seconds = time.monotonic() - started
    return Row(JUDGE, version_of(JUDGE), "a broken server", f"{len(failed)} checks fail", missed, seconds)


async def _respond_wrongly(respond: ASGIApp, app: Emulator, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request; in place of some responses send others, so that each check has something to find."""
    method, segments = scope["method"], scope["path"].strip("/").split("/")
    wrong: Response | None = None
    if segments[-1] == "remix":
        wrong = PlainTextResponse("Internal Server Error", 500)
    elif segments[-1] == "characters":
        wrong = JSONResponse({"id": 7})
    elif method == "GET" and segments[-1] == "videos":
        wrong = HTMLResponse("<p>no list")  # also without a key
    elif method not in ("GET", "POST", "DELETE"):
        wrong = JSONResponse({})
    if wrong is not None:
        await wrong(scope, receive, send)
        return
    existed = any(job.id == segments[-1] for job in app.jobs)
    await respond(scope, receive, send)
    if method == "DELETE" and existed and not any(job.id == segments[-1] for job in app.jobs):
        app.add_job(id=segments[-1])  # as if it were still there


def _run_checks(served: Served, document: Mapping[str, Any], name: str) -> tuple[Counter[str], list[str]]:
    """Return how often each check judged, beside the number of cases, and the failures."""
    dialect = served.app.settings.dialect
    counts, failures = _run(served, document, name, ())
    if "delete" in dialect.operations:
        # Among all operations, the sequence that `use_after_free` judges is a matter of luck.
        paths = (dialect.operations[role].path for role in ("create", "retrieve", "delete"))
        only = [word for path in dict.fromkeys(paths) for word in ("--include-path", _own_path(document, path))]
        more, further = _run(served, document, f"{name}-delete", ("--phases", "stateful", *only))
        counts += more
        failures += further
    return counts, failures


def _own_path(document: Mapping[str, Any], path: str) -> str:
    """Return an operation's path as the document has it, whose parameters may have other names."""
    return next(own for own in document["paths"] if re.sub(r"{[^}]*}", "{}", own) == re.sub(r"{[^}]*}", "{}", path))


def _run(
    served: Served, document: Mapping[str, Any], name: str, options: Iterable[str]
) -> tuple[Counter[str], list[str]]:
    file, folder = OUTPUTS / f"{name}.json", OUTPUTS / f"schemathesis-{name}"
    file.write_text(json.dumps(document), encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    for report in folder.glob("*.ndjson"):
        report.unlink()
    done = subprocess.run(
        [*_command(served, document, file, folder), *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    (folder / "output.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    counts: Counter[str] = Counter()
    failures: list[str] = []
    for report in folder.glob("*.ndjson"):
        for line in report.read_text(encoding="utf-8").splitlines():
            _read_scenario(json.loads(line).get("ScenarioFinished", {}).get("recorder", {}), counts, failures)
    if done.returncode != 0 and not failures:
        failures.append(f"exit code {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    return counts, failures


def _command(served: Served, document: Mapping[str, Any], file: Path, folder: Path) -> list[str]:
    dialect = served.app.settings.dialect
    prefix, _ = mount_paths(dialect, dict(document))
    auth = dialect.auth[0]
    scheme = "Bearer " if auth.scheme == "bearer" else ""
    return [
        str(PYTHON / "bin/schemathesis"),
        *("run", str(file), "--url", f"http://{served.host}:{served.port}{prefix}"),
        *("--header", f"{auth.header}: {scheme}{served.api_key}"),
        *("--checks", ",".join(CHECKS), "--continue-on-failure"),
        "--suppress-health-check=all",  # those of the generator of requests: how busy the machine is, for example
        *("--max-examples", str(EXAMPLES), "--seed", SEED, "--generation-database", "none"),
        *("--report", "ndjson", "--report-dir", str(folder), "--no-color"),
    ]


def _read_scenario(recorder: Mapping[str, Any], counts: Counter[str], failures: list[str]) -> None:
    cases, exchanges = recorder.get("cases", {}), recorder.get("interactions", {})
    counts["cases"] += len(cases)
    deleted: set[str] = set()
    for case, exchange in exchanges.items():
        method, url = exchange["request"]["method"], exchange["request"]["uri"].partition("?")[0]
        if method == "DELETE" and (exchange["response"] or {}).get("status_code") in (200, 204):
            deleted.add(url)
        elif url in deleted and case in recorder.get("checks", {}):
            counts["use_after_free"] += 1
    for case, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["name"] != "use_after_free":  # it passes whatever was not deleted
                counts[check["name"]] += 1
            if check.get("status") != "success":
                value = cases[case]["value"]
                reason = json.dumps(check.get("failure_info") or check.get("failure"))
                failures.append(f"{check['name']}: {value['method']} {value['path']}, case {case}: {reason[:800]}")
