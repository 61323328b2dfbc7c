"""``videojobs emulate``, as a person or a script runs it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import videojobs
from videojobs.cli.app import app
from videojobs.cli.emulator_examples import curl_line, official_sdk_lines, python_lines
from videojobs.cli.line_writer import MAX_WAITING, LineWriter
from videojobs.emulator import FAULTS, serve
from videojobs.testing import virtual_time
from videojobs_api import PROVIDERS

COMMAND = (sys.executable, "-m", "videojobs.cli")


@contextmanager
def emulator(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command until the block ends."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "40"}
    command = [*COMMAND, "emulate", *arguments]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    """Read the next line of the command's output."""
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_json_lines_for_scripts(number):
    """One line when both ports listen, one per request; a signal ends it cleanly, with nothing on stderr."""
    options = ["--json", "--api-key", "k", "--any-id", "--fault", "retrieve=latency:0*1", "--seed", "7"]
    with emulator("--provider", "compatible", *options) as process:
        ready = json.loads(line(process))
        assert ready == {
            "event": "ready",
            "provider": "compatible",
            "base_url": f"http://127.0.0.1:{ready['port']}",
            "api_key": "k",
            "port": ready["port"],
            "media_port": ready["media_port"],
        }
        response = httpx.get(f"{ready['base_url']}/videos/any", headers={"authorization": "Bearer k"})
        assert response.json()["status"] == "completed"
        request = json.loads(line(process))
        assert (request["event"], request["origin"], request["method"], request["status"]) == (
            "request",
            "api",
            "GET",
            200,
        )
        assert (request["has_credential"], request["fault"]) == (True, "retrieve=latency:0*1")
        process.send_signal(number)
        rest, errors = process.communicate(timeout=10)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_it_serves_on_when_its_output_has_no_reader():
    """A script reads the line with the address, and closes the pipe."""
    with emulator("--provider", "compatible", "--json") as process:
        url = json.loads(line(process))["base_url"]
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert [httpx.get(f"{url}/videos").status_code for _ in range(2)] == [200, 200]
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=10), process.stderr.read()) == (0, "")


def test_lines_that_no_one_reads_delay_nothing():
    """Once the pipe is full they wait, in order, and beyond a bound they are dropped."""
    reader, writer = os.pipe()
    stream = os.fdopen(writer, "w")
    lines = LineWriter(stream)
    for number in range(3 * MAX_WAITING):
        lines.write(f"{number:99}\n")
    with os.fdopen(reader) as output:
        received = [int(output.readline()) for _ in range(MAX_WAITING)]
        lines.close()
        stream.close()
        received += [int(rest) for rest in output]
    assert received[:MAX_WAITING] == list(range(MAX_WAITING)) and len(received) < 2 * MAX_WAITING


def test_lines_for_a_closed_stream_are_dropped():
    """A program may close it while lines still wait for their reader."""
    with tempfile.TemporaryFile("w") as stream:
        lines = LineWriter(stream)
    lines.write("late\n")
    lines.close()


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_python_example_saves_a_clip(provider, tmp_path, monkeypatch):
    """They run as they are, for every provider."""
    monkeypatch.chdir(tmp_path)
    with virtual_time() as clock, serve(provider, clock=clock.time) as served:
        lines = python_lines(served, provider)
        assert 0 < len(lines) <= 5
        exec(compile("\n".join(lines), "printed", "exec"), {})
    assert (tmp_path / "clip.mp4").read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize(
    "provider",
    [
        pytest.param(name, marks=[] if name == "compatible" else [pytest.mark.nightly])  # two processes for each
        for name in sorted(PROVIDERS)
    ],
)
def test_printed_python_example_runs(provider, tmp_path):
    """The Python lines that the command prints, pasted, make a clip; each request is one line of the log."""
    with emulator("-p", provider, "--render-seconds", "0") as process:
        output = []
        while "In a prompt" not in "".join(output):
            output.append(line(process))
        text = "".join(output)
        example = [row[4:] for row in text.partition("In Python:\n")[2].partition("\nWith curl:")[0].splitlines()]
        assert 0 < len(example) <= 5
        run = subprocess.run(
            [sys.executable, "-c", "\n".join(example)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert run.returncode == 0, run.stderr
        assert (tmp_path / "clip.mp4").read_bytes()[4:8] == b"ftyp"
        process.send_signal(signal.SIGINT)
        log, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")
        assert "200 POST" in log or "201 POST" in log or "202 POST" in log
        assert log.endswith("Stopped.\n")


def test_curl_example_creates_a_job():
    """Split as a shell would, it is a request that the emulator accepts."""
    for provider in PROVIDERS:
        with serve(provider) as served:
            words = shlex.split(curl_line(served))
            headers = dict(word.split(": ", 1) for flag, word in pairwise(words) if flag == "-H")
            form = dict(word.split("=", 1) for flag, word in pairwise(words) if flag == "-F")
            data = next((word for flag, word in pairwise(words) if flag == "-d"), None)
            files = {name: (None, value) for name, value in form.items()} or None
            assert words[0] == "curl"
            assert httpx.post(words[1], headers=headers, files=files, content=data).is_success


@pytest.mark.filterwarnings("ignore:The Sora API is scheduled:DeprecationWarning")
@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_official_sdk_lines_make_a_client(provider):
    """The Python lines, pasted, make a client that gets a job; where there are none, the official SDK cannot be used."""
    openai = pytest.importorskip("openai", reason="the official SDK is one of the maintainers' packages")
    with serve(provider, render_seconds=0) as served:
        lines = official_sdk_lines(served)
        names = {"client": openai.OpenAI(base_url=served.base_url, api_key=served.api_key, max_retries=0)}
        exec("\n".join(line.strip() for line in lines[1:3]), names)
        with names["client"] as client:
            if lines:
                video = client.videos.create(prompt="a boat", model="m")
                assert client.videos.retrieve(video.id).status == "completed"
                assert f'baseURL: "{str(client.base_url).rstrip("/")}", apiKey: "{served.api_key}"' in lines[-1]
            else:
                with pytest.raises(openai.APIStatusError):
                    client.videos.create(prompt="a boat", model="m")


def test_unknown_provider_lists_the_providers():
    """Exit code 2, one line on stderr, nothing on stdout."""
    result = CliRunner().invoke(app, ["emulate", "--provider", "nobody"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert all(name in result.stderr for name in PROVIDERS)


@pytest.mark.parametrize("option", ["--port", "--media-port"])
def test_a_port_in_use_is_one_clear_line(option):
    """Exit code 3, that of the network; the line names the port and the remedy."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["emulate", "--provider", "compatible", option, port])
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.count("\n") == 1
    assert port in result.stderr
    assert "--port" in result.stderr


def test_an_address_that_is_not_of_this_machine_is_one_clear_line():
    """The line names the address: the port is a free one."""
    result = CliRunner().invoke(app, ["emulate", "--provider", "compatible", "--host", "192.0.2.7"])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (3, "", 1)
    assert "192.0.2.7" in result.stderr and "--host" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["--port", "70000"], ["--port", "x"], ["--render-seconds", "-1"], ["--fault", "no"], []]
)
def test_wrong_options_are_usage_errors(arguments):
    """Exit code 2, as everywhere."""
    provider = ["--provider", "compatible"] if arguments else []
    assert CliRunner().invoke(app, ["emulate", *provider, *arguments]).exit_code == 2


def test_a_wrong_fault_is_one_clear_line():
    """Exit code 2; the line lists the faults."""
    result = CliRunner().invoke(app, ["emulate", "--provider", "compatible", "--fault", "503", "--fault", "explode"])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "fault explode: there is no such kind; there are STATUS" in result.stderr


def test_help_lists_the_faults():
    """Those of the table."""
    output = CliRunner().invoke(app, ["emulate", "--help"]).stdout
    assert "\\b" not in output
    assert all(f"  {kind.usage} " in output for kind in FAULTS)


def test_version():
    """The version of the package."""
    assert CliRunner().invoke(app, ["--version"]).stdout == f"videojobs {videojobs.__version__}\n"


@pytest.mark.parametrize(
    ("missing", "arguments", "named"),
    [
        ("typer", ["--version"], "videojobs[cli,emulator]"),
        ("rich", ["--version"], "videojobs[cli,emulator]"),
        ("starlette", ["emulate", "-p", "compatible"], "videojobs[emulator]"),
        ("uvicorn", ["emulate", "-p", "compatible"], "videojobs[emulator]"),
        ("av", ["emulate", "-p", "compatible"], "videojobs[emulator]"),
        ("python_multipart", ["emulate", "-p", "compatible"], "videojobs[emulator]"),
        ("jsonschema", ["emulate", "-p", "compatible"], "videojobs[emulator]"),
    ],
)
def test_missing_extras_name_the_pip_command(missing, arguments, named):
    """No traceback: what to install, and exit code 2; 1 would be that of a failed job."""
    program = f"""
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == {missing!r} else find_spec(name, package)
sys.meta_path.insert(0, Hidden())
from videojobs.cli import main
sys.argv = ["videojobs", *{arguments!r}]
main()
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert f"pip install '{named}'" in run.stderr
    assert "Traceback" not in run.stderr
