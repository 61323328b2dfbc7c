"""The pytest plugin, as runs of pytest see it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from PIL import Image

from videojobs_api import PROVIDERS

pytest_plugins = ["pytester"]

RENDERS = """
def test_renders(videojobs_emulator):
    client = videojobs_emulator.client()
    assert client.wait(client.create("A cat")).is_completed
"""
STRICT = ("--strict-markers", "-W", "error", "-p", "no:cacheprovider")


@pytest.fixture
def run(pytester, monkeypatch):
    """Run pytest on some code, in this process, and return its result."""
    # A run inside this process forgets what it imported first, and Pillow would not register its formats again.
    Image.init()
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def run(code: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(code)
        return pytester.runpytest_inprocess(*STRICT, *arguments)

    return run


def test_the_wheel_registers_it():
    """As an entry point, so that a test needs no import."""
    assert [entry.value for entry in entry_points(group="pytest11", name="videojobs")] == ["videojobs.pytest_plugin"]


def test_a_test_without_a_marker(run):
    """The tolerant dialect, in virtual time."""
    run(RENDERS).assert_outcomes(passed=1)


def test_provider_and_settings_come_from_the_nearest_marker(run):
    """Those of a class and of a module hold where a nearer one names none."""
    run(
        """
        import pytest
        pytestmark = pytest.mark.videojobs("openai", api_key="module-key", render_seconds=9)

        @pytest.mark.videojobs(render_seconds=0)
        class TestMarkers:
            @pytest.mark.videojobs("litellm")
            def test_own(self, videojobs_emulator):
                settings = videojobs_emulator.app.settings
                assert (videojobs_emulator.provider, settings.api_key, settings.render_seconds) == (
                    "litellm", "module-key", 0
                )

            def test_outer(self, videojobs_emulator):
                assert videojobs_emulator.provider == "openai"

        @pytest.mark.videojobs(provider="together", faults=["create=503*9"])
        def test_fault(videojobs_emulator):
            from videojobs import AmbiguousCreate
            with pytest.raises(AmbiguousCreate):
                videojobs_emulator.client().create("A cat", model="m")
        """
    ).assert_outcomes(passed=3)


def test_one_test_for_each_provider(run):
    """By an indirect parameter, or by a parameter's marker."""
    result = run(
        f"""
        import pytest

        @pytest.mark.parametrize("videojobs_emulator", {sorted(PROVIDERS)}, indirect=True)
        def test_provider(videojobs_emulator, request):
            assert videojobs_emulator.provider in request.node.name

        @pytest.mark.parametrize("name", [pytest.param("litellm", marks=pytest.mark.videojobs("litellm"))])
        def test_marked(videojobs_emulator, name):
            assert videojobs_emulator.provider == name
        """
    )
    result.assert_outcomes(passed=len(PROVIDERS) + 1)


def test_nothing_is_left_for_the_next_test(run):
    """Jobs, faults and the clock are those of one test."""
    run(
        """
        import pytest
        from videojobs.jobs import clock

        @pytest.mark.parametrize("number", range(2))
        def test_alone(videojobs_emulator, number):
            assert videojobs_emulator.jobs == videojobs_emulator.requests == []
            assert videojobs_emulator.clock.elapsed == 0
            videojobs_emulator.client().create("A cat")
            videojobs_emulator.fail_next("create=503*9")
            videojobs_emulator.advance(9)

        def test_time_is_real_again():
            assert type(clock.current()).__name__ == "SystemClock"
        """
    ).assert_outcomes(passed=3)


def test_two_providers_in_one_test(run):
    """The second is started by the test."""
    run(
        """
        def test_failover(videojobs_emulator, new_videojobs_emulator):
            second = new_videojobs_emulator("openai", render_seconds=1)
            for emulator in (videojobs_emulator, second):
                client = emulator.client()
                assert client.wait(client.create("A cat")).is_completed
            assert second.clock is videojobs_emulator.clock
            assert new_videojobs_emulator().provider == "compatible"
        """
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_tests(run, backend):
    """With anyio's plugin, on either event loop; the fixture itself is not async."""
    result = run(
        f"""
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "{backend}"

        @pytest.mark.anyio
        async def test_async(videojobs_emulator, tmp_path):
            client = videojobs_emulator.async_client()
            job = await client.render("A cat", tmp_path / "cat.mp4")
            assert job.download.bytes > 1000
            blocking = videojobs_emulator.client()
            assert blocking.retrieve(job.job).is_completed
        """
    )
    result.assert_outcomes(passed=1)


def test_a_failed_test_shows_the_requests(run):
    """With their bodies, cut; without the key. A test that passes shows nothing."""
    result = run(
        """
        import pytest

        @pytest.mark.videojobs("openai", api_key="key-canary-4711", render_seconds=0)
        def test_fails(videojobs_emulator, tmp_path):
            client = videojobs_emulator.client()
            client.render("A cat" * 200, tmp_path / "cat.mp4")
            assert False

        @pytest.mark.videojobs("compatible")
        def test_sends_nothing(videojobs_emulator):
            assert False

        def test_passes(videojobs_emulator):
            list(videojobs_emulator.client().list())
        """
    )
    result.assert_outcomes(passed=1, failed=2)
    lines = result.outlines
    assert [line.strip("- ") for line in lines if "videojobs emulator" in line] == [
        "Requests to the videojobs emulator (openai)",
        "Requests to the videojobs emulator (compatible)",
    ]
    result.stdout.fnmatch_lines(["200 POST /v1/videos {*A catA cat*", "200 GET /v1/videos/video_*", "none"])
    requests = [line for line in lines if line.startswith("200 ")]
    assert [line.split()[1] for line in requests] == ["POST", "GET", "GET"]
    assert all(len(line) < 400 and "canary" not in line for line in requests)


def test_many_requests_are_cut(run):
    """A loop of polls does not bury the rest of the report."""
    result = run(
        """
        def test_fails(videojobs_emulator):
            client = videojobs_emulator.client()
            for _ in range(60):
                list(client.list())
            assert False
        """
    )
    result.stdout.fnmatch_lines(["... 10 requests before these"])


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ('"nobody"', "*there are *compatible*"),
        ('"openai", "litellm"', "*takes one provider, not 2"),
        ("rendr_seconds=3", "*rendr_seconds*"),
        ("render_seconds='long'", "*render_seconds*"),
        ("faults=['no such fault']", "*no such fault*"),
        ("unknown_ids='maybe'", "*refuse, create"),
    ],
)
def test_a_wrong_marker_is_one_line(run, marker, message):
    """The test is an error; no traceback of this plugin is shown."""
    result = run(f"import pytest\n@pytest.mark.videojobs({marker})\n{RENDERS.strip()}")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])
    result.stdout.no_fnmatch_line("*pytest_plugin*")


@pytest.mark.parametrize("missing", ["starlette", "av", "PIL", "jsonschema"])
def test_a_missing_extra_is_named(run, monkeypatch, missing):
    """With the command that installs it; the other tests of the run are not concerned."""
    for name in list(sys.modules):
        if name.partition(".")[0] == missing or name.startswith("videojobs.emulator"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    result = run(RENDERS + "def test_other():\n    pass\n")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*{missing}*pip install 'videojobs[[]emulator[]]'*"])
    result.stdout.no_fnmatch_line("*pytest_plugin*")


def test_with_xdist(run):
    """In a worker; a failure's requests arrive in the report."""
    code = (
        RENDERS + "def test_fails(videojobs_emulator):\n    videojobs_emulator.client().create('A cat')\n    assert 0\n"
    )
    result = run(code, "-n", "1")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["200 POST /videos *"])


def test_runs_that_do_not_use_it_pay_nothing(tmp_path):
    """Neither the emulator nor a library of its is imported, not even httpx."""
    program = (
        "import sys, videojobs.pytest_plugin\n"
        "heavy = {'av', 'starlette', 'uvicorn', 'jsonschema', 'httpx', 'attrs', 'videojobs_api', 'anyio'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "[]\n"


def test_help_shows_fixture_and_marker(run):
    """Where people look for them."""
    result = run("", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.videojobs(provider, ****settings): *"])
    run("", "--fixtures").stdout.fnmatch_lines(["videojobs_emulator -- *", "*An emulator of a provider of video jobs*"])
