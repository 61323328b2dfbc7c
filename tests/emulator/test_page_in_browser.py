"""The page at ``/`` in a real browser, as a person uses it: without a reload."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.emulator.browser import Tab, browser, executable
from videojobs.emulator import Served, serve

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(executable() is None, reason="no Chromium on PATH; `make test-browser` installs one"),
]
HOSTILE = "<img src=x onerror=\"document.title='broken'\"></td><script>document.title='broken'</script>"


@pytest.fixture(scope="module")
def browser_tab(tmp_path_factory) -> Iterator[Tab]:
    """A browser, started once."""
    with browser(tmp_path_factory.mktemp("browser") / "profile") as tab:
        yield tab


@pytest.fixture
def served(clock) -> Iterator[Served]:
    """An emulator whose clock the test moves; a job takes ten seconds."""
    with serve("openai", clock=clock, render_seconds=10) as emulator:
        yield emulator


@pytest.fixture
def tab(browser_tab, served) -> Iterator[Tab]:
    """The page, open; at the end it has raised nothing and tried nothing that its policy forbids."""
    browser_tab.console.clear()
    browser_tab.open(f"http://127.0.0.1:{served.port}/")
    browser_tab.wait_for("document.querySelectorAll('#kind option').length > 5")
    yield browser_tab
    assert browser_tab.console == []


def text_of(tab: Tab, selector: str) -> str:
    """Return the text that an element shows."""
    return tab.evaluate(f"document.querySelector({selector!r}).innerText")


def submit(tab: Tab, form: str, **values: str) -> None:
    """Fill in a form as a person does, and submit it."""
    for name, value in values.items():
        tab.evaluate(f"""(() => {{
            const input = document.getElementById({name!r});
            input.value = {value!r};
            input.dispatchEvent(new Event("change"));
        }})()""")
    tab.evaluate(f"document.querySelector('#{form} button').click()")


def test_job_progresses_and_its_clip_plays(tab, served, clock):
    """A job appears, renders and ends without a reload; its end is announced, and its clip plays."""
    job = served.app.add_job("A paper boat")
    tab.wait_for("document.querySelector('#jobs tr')")
    assert text_of(tab, "#jobs tr .status, #jobs td:nth-child(2)") == "A paper boat"
    clock.tick(5)
    tab.wait_for("document.querySelector('#jobs progress').value === 50")
    clock.tick(5)
    tab.wait_for("document.querySelector('#jobs .completed')")
    assert text_of(tab, "#state") == f"Job {job.id}: completed."
    tab.evaluate("document.querySelector('#jobs button').click()")
    width = "document.querySelector('video').currentTime > 0 && document.querySelector('video').videoWidth"
    assert tab.wait_for(width) == job.parameters.pixels[0]
    served.app.reset()
    tab.wait_for("!document.querySelector('#jobs tr') && !document.getElementById('no-jobs').hidden")


def test_job_is_ended(tab, served):
    """The select of a job ends it."""
    job = served.app.add_job("A paper boat")
    tab.wait_for("document.querySelector('#jobs select')")
    tab.evaluate("""(() => {
        const select = document.querySelector("#jobs select");
        select.value = "failed";
        select.dispatchEvent(new Event("change"));
    })()""")
    tab.wait_for("document.querySelector('#jobs .failed')")
    assert job.plan.fail == "generation_failed"


def test_foreign_text_stays_text(tab, served):
    """A prompt, an id, a path and a header that are HTML are shown as they are."""
    served.app.add_job(HOSTILE, id=HOSTILE)
    url = f"http://127.0.0.1:{served.port}/<b>{HOSTILE}?{HOSTILE}"
    httpx.post(url, headers={"x-html": HOSTILE, "content-type": "text/<b>html"}, content=b"{}")
    tab.wait_for("document.querySelector('#jobs tr') && document.querySelector('#requests tr')")
    tab.evaluate("document.querySelector('#requests summary').click()")
    tab.wait_for("document.querySelector('#requests pre')")
    assert text_of(tab, "#jobs td:nth-child(2)") == HOSTILE
    assert f"x-html: {HOSTILE}" in text_of(tab, "#requests pre")
    assert tab.evaluate("document.querySelectorAll('img, b, td script').length") == 0
    assert tab.evaluate("document.title") == "OpenAI, emulated"


def test_faults_are_switched_on_and_off(tab, served):
    """The form writes the fault's text; what is wrong with one is shown."""
    submit(tab, "fault-form", kind="STATUS", status="429", value="7", operation="create", times="2")
    tab.wait_for("document.querySelector('#faults li')?.innerText === 'create=429:7*2'")
    assert [str(fault) for fault in served.app.faults] == ["create=429:7*2"]
    submit(tab, "fault-form", kind="latency", value="never", operation="", times="")
    assert "its value is a number" in tab.wait_for("document.getElementById('fault-error').innerText")
    submit(tab, "fault-form", kind="reset")
    tab.wait_for("document.querySelectorAll('#faults li').length === 2")
    assert text_of(tab, "#fault-error") == ""
    submit(tab, "fault-form", kind="sample", value="remix")
    tab.wait_for("document.querySelector('#faults li:nth-child(3)')?.innerText === 'remix=sample:remix'")
    assert "remix 200" in tab.evaluate("document.querySelector('#value').list.textContent")
    tab.evaluate("document.getElementById('clear-faults').click()")
    tab.wait_for("!document.querySelector('#faults li')")
    assert list(served.app.faults) == []


def test_requests_are_shown_as_they_come(tab, served):
    """The newest is first, with the fault that hit it; the key is masked."""
    served.app.fail_next("503")
    headers = {"authorization": f"Bearer {served.api_key}"}
    for path in ("/videos", "/videos/video_1"):
        httpx.get(served.base_url + path, headers=headers)
    tab.wait_for("document.querySelectorAll('#requests tr').length === 2")
    rows = tab.evaluate("[...document.querySelectorAll('#requests tr')].map((row) => row.innerText)")
    assert "404" in rows[0]
    assert "/v1/videos/video_1" in rows[0]
    assert "503" in rows[1].replace("503*1", "")
    tab.evaluate("document.querySelector('#requests summary').click()")
    tab.wait_for("document.querySelector('#requests pre')")
    assert served.api_key not in tab.evaluate("document.documentElement.outerHTML")


def test_clock_moves_and_everything_is_reset(tab, served):
    """The forms of the clock."""
    job = served.app.add_job("A paper boat")
    submit(tab, "clock-form", seconds="10")
    tab.wait_for("document.querySelector('#jobs .completed')")
    assert job.state_at(served.app.settings.clock()).status == "completed"
    tab.evaluate("document.getElementById('reset').click()")
    tab.wait_for("!document.querySelector('#jobs tr')")
    assert served.app.jobs == []


def test_reset_by_others_is_seen(tab, served):
    """Also if the next jobs have the ids of the ones before, and if there are more requests than before."""
    served.app.add_job("before", id="video_1")
    httpx.get(served.base_url + "/before")
    tab.wait_for("document.querySelector('#jobs tr') && document.querySelector('#requests tr')")
    httpx.post(f"{served.url}/_emulator/reset", json={})
    served.app.add_job("after", id="video_1")
    for _ in range(2):
        httpx.get(served.base_url + "/after")
    tab.wait_for("document.querySelector('#jobs tr')?.innerText.includes('after')")
    tab.wait_for("document.querySelectorAll('#requests tr').length === 2")
    assert "before" not in text_of(tab, "main")
    assert text_of(tab, "#requests-count") == "2"


def test_long_prompt_leaves_room_for_others(tab, served):
    """It is scrolled; its lines are kept."""
    served.app.add_job("first line\nsecond line")
    served.app.add_job("word " * 500)
    tab.wait_for("document.querySelectorAll('#jobs tr').length === 2")
    rows = tab.evaluate("[...document.querySelectorAll('#jobs tr')].map((row) => row.clientHeight)")
    assert max(rows) < 150
    assert text_of(tab, "#jobs tr:nth-child(2) .prompt") == "first line\nsecond line"


def test_failed_job_says_why(tab, served):
    """With code and message; what no job of the provider can end with is not offered."""
    job = served.app.add_job("A paper boat")
    tab.wait_for("document.querySelector('#jobs select')")
    offered = tab.evaluate("[...document.querySelectorAll('#jobs option')].map((option) => option.value)")
    assert offered == ["", *served.app.ends]
    served.app.finish(job, "failed:moderation_blocked")
    tab.wait_for("document.querySelector('#jobs .failed')")
    assert job.error() == {"code": "moderation_blocked", "message": text_of(tab, "#jobs .message")}
    assert text_of(tab, "#jobs code") == "moderation_blocked"


def test_state_is_in_view(tab, served):
    """What a list far below caused is announced where it is seen."""
    for number in range(40):
        served.app.add_job(f"boat {number}")
    tab.wait_for("document.querySelectorAll('#jobs tr').length === 40")
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    tab.wait_for("document.getElementById('state').getBoundingClientRect().top >= 0 && scrollY > 500")


def test_page_before_the_first_request(tab, served):
    """It says what to do, and has no button without an effect."""
    tab.wait_for("!document.getElementById('no-jobs').hidden && !document.getElementById('no-requests').hidden")
    assert "base_url" in text_of(tab, "#no-jobs")
    assert tab.evaluate("document.getElementById('clear-faults').hidden")
    served.app.switch_on("retrieve=503", job_id="video_1", after=2)
    tab.wait_for("document.querySelector('#faults li')?.innerText === 'retrieve=503, job video_1, after 2 requests'")


def test_hidden_page_asks_for_nothing(tab, served):
    """In the background it has no timer; it goes on at once when it is seen again."""
    tab.evaluate("""(() => {
        window.timers = new Set();
        const { setTimeout: set, clearTimeout: clear } = window;
        window.setTimeout = (call, delay) => {
            const timer = set(call, delay);
            if (call.name === "refresh") timers.add(timer);
            return timer;
        };
        window.clearTimeout = (timer) => { timers.delete(timer); clear(timer); };
    })()""")
    tab.wait_for("timers.size === 1")
    see = """(() => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => %s });
        document.dispatchEvent(new Event("visibilitychange"));
    })()"""
    tab.evaluate(see % "true")
    tab.evaluate("refresh()")  # as one that was under way
    assert tab.evaluate("timers.size") == 0
    served.app.add_job("A paper boat")
    tab.evaluate(see % "false")
    tab.wait_for("document.querySelector('#jobs tr') && timers.size === 1")


@pytest.mark.parametrize("width", [480, 1280])
def test_page_fits_its_window(tab, served, width):
    """Sixty characters are wide enough, also for long words."""
    served.app.add_job("w" * 300, id="i" * 100)
    httpx.get(served.base_url + "/videos/" + "p" * 300)
    tab.open(f"http://127.0.0.1:{served.port}/", width=width, dark=True)
    tab.wait_for("document.querySelector('#jobs tr') && document.querySelector('#requests tr')")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_emulator_that_is_gone(browser_tab, clock, free_tcp_port):
    """The page says so, and goes on with the next one at the same port."""
    with serve("openai", clock=clock, port=free_tcp_port) as served:
        served.app.add_job("first")
        browser_tab.open(f"http://127.0.0.1:{free_tcp_port}/")
        browser_tab.wait_for("document.querySelector('#jobs tr')")
    browser_tab.wait_for("document.getElementById('state').innerText.startsWith('The emulator does not respond')")
    with serve("openai", clock=clock, port=free_tcp_port) as served:
        httpx.get(served.base_url + "/videos")
        browser_tab.wait_for("document.querySelector('#requests tr') && !document.querySelector('#jobs tr')")
        browser_tab.wait_for("document.getElementById('state').innerText === 'Connected.'")
